"""Invited by mail to act for an organisation: once, in time, and only who was meant."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import workflow
from accounts.models import Invitation, Membership, Person
from plumbing.models import Mail
from tests.factories import organisation, person
from tests.reading import read

pytestmark = pytest.mark.django_db
PASSWORD = "a long password for a test"


@pytest.fixture
def boss():
    return person(first_name="Bea", last_name="Baes")


@pytest.fixture
def soap(boss):
    return organisation(name_nl="Zeepsop", responsible=boss, confirmed=True)


def invited(soap, boss, *, email="new@example.org", role="contributor", language="nl") -> str:
    """The address of the link in the mail."""
    workflow.invite(soap, email=email, role=role, language=language, by=boss)
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


class TestInviting:
    def test_the_responsible_invites_in_the_language_she_chooses(self, client, soap, boss):
        client.force_login(boss)
        client.post(
            reverse("accounts:invite", args=[soap.pk]),
            {"email": "New@Example.org", "role": "contributor", "language": "en"},
        )
        [sent] = mail.outbox
        assert sent.to == ["New@Example.org"]
        assert sent.subject == "Invitation to act for Zeepsop"
        assert "Bea Baes invites you" in sent.body
        assert "/en/my/invitation/" in sent.body

    def test_its_link_is_kept_nowhere(self, soap, boss):
        token = invited(soap, boss).rstrip("/").rpartition("/")[2]
        assert Mail.objects.get().text == ""
        assert token not in Invitation.objects.get().token_hash

    @pytest.mark.parametrize(("who", "status"), [("contributor", 403), ("stranger", 404), ("nobody", 302)])
    def test_nobody_else_invites(self, client, soap, who, status):
        if who != "nobody":
            found = person()
            if who == "contributor":
                soap.memberships.create(person=found)
            client.force_login(found)
        address = reverse("accounts:invite", args=[soap.pk])
        assert client.get(address).status_code == status
        assert (
            client.post(address, {"email": "a@example.org", "role": "contributor", "language": "nl"}).status_code
            == status
        )
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("change", [
        {"email": ""}, {"email": "x"}, {"email": "a" * 300 + "@example.org"}, {"role": "boss"}, {"role": ""},
        {"language": "fr"}, {"email": "a\x00@example.org"},
    ], ids=str)  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_goes_out(self, client, soap, boss, change):
        client.force_login(boss)
        data = {"email": "a@example.org", "role": "contributor", "language": "nl"} | change
        page = client.post(reverse("accounts:invite", args=[soap.pk]), data)
        assert page.status_code == 200
        assert b'role="alert"' in page.content
        assert (mail.outbox, Invitation.objects.count()) == ([], 0)

    def test_who_acts_for_it_or_has_an_invitation_gets_no_other(self, soap, boss):
        invited(soap, boss)
        for email in ("NEW@example.org", boss.email.upper()):
            with pytest.raises(workflow.NotAllowed):
                workflow.invite(soap, email=email, role="contributor", language="nl", by=boss)

    def test_an_expired_one_makes_room(self, soap, boss):
        invited(soap, boss)
        past = timezone.now() - timedelta(days=1)
        Invitation.objects.update(invited_at=past - timedelta(days=14), expires_at=past)
        invited(soap, boss)
        assert Invitation.objects.open().count() == 1

    def test_an_organisation_that_nobody_confirmed_does_not_mail_the_world(self, boss):
        own = organisation(responsible=boss)
        for number in range(5):
            invited(own, boss, email=f"new{number}@example.org")
        with pytest.raises(workflow.NotAllowed):
            invited(own, boss)

    def test_staff_invite_from_the_administration(self, client, soap):
        client.force_login(person(role="curator", language="en"))
        address = reverse("admin:accounts_organisation_invite", args=[soap.pk])
        assert client.get(address).status_code == 200
        client.post(address, {"email": "new@example.org", "role": "responsible", "language": "nl"})
        assert Invitation.objects.get().role == "responsible"
        client.force_login(person(role="moderator"))
        assert client.post(address, {}).status_code == 403


class TestAccepting:
    def test_with_an_account(self, client, soap, boss):
        link, anna = invited(soap, boss, email="anna@example.org", role="responsible"), person(email="anna@example.org")
        client.force_login(anna)
        assert "Zeepsop" in read(client, link).heading
        response = client.post(link, follow=True)
        assert response.redirect_chain[-1][0] == reverse("desk")
        assert Membership.objects.get(person=anna).is_responsible
        assert mail.outbox[-1].to == [boss.email]
        assert "Zeepsop" in " ".join(read(client, reverse("desk")).texts("//*[@class='acting']//strong"))

    def test_without_one_by_making_it_with_no_other_proof(self, client, soap, boss):
        link = invited(soap, boss, language="en")
        page = read(client, link)
        [door] = [address for address in page.find("//main//a/@href") if "signup" in address]
        response = client.post(
            door.partition("?")[0],
            {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD, "next": link},
        )
        assert response.url == link
        assert len(mail.outbox) == 1  # no mail to confirm what the link proved
        client.post(link)
        anna = Person.objects.get(email="new@example.org")
        assert anna.organisations.get() == soap
        assert anna.language == "en"

    def test_another_address_still_has_to_be_proved(self, client, soap, boss):
        link = invited(soap, boss)
        read(client, link)
        client.post(
            reverse("account_signup"),
            {"email": "other@example.org", "password1": PASSWORD, "password2": PASSWORD, "next": link},
        )
        assert not EmailAddress.objects.filter(email="other@example.org", verified=True).exists()
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda one: workflow.withdraw_invitation(one, by=one.invited_by), "was withdrawn"),
            (
                lambda one: Invitation.objects.update(
                    invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
                ),
                "has expired",
            ),
            (
                lambda one: workflow.accept_invitation(one, by=Person.objects.get(email="new@example.org")),
                "used already",
            ),
            (lambda one: Invitation.objects.update(email="other@example.org"), "another e-mail address"),
        ],
        ids=["withdrawn", "expired", "used", "for somebody else"],
    )
    def test_what_cannot_be_accepted_says_why(self, client, soap, boss, spoil, reason):
        link, anna = invited(soap, boss, language="en"), person(email="new@example.org")
        spoil(Invitation.objects.get())
        client.force_login(anna)
        before = Membership.objects.count()
        assert reason in read(client, link).text
        assert reason in client.post(link, follow=True).content.decode()
        assert Membership.objects.count() == before

    @pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "é"])
    def test_a_link_that_leads_nowhere_is_not_found(self, client, token):
        address = reverse("accounts:invitation", args=["x"]).replace("/x/", f"/{token}/")
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404

    def test_it_never_lowers_a_role(self, soap, boss):
        link_for = workflow.invite(soap, email="new@example.org", role="contributor", language="nl", by=boss)
        anna = person(email="new@example.org")
        soap.memberships.create(person=anna, role="responsible")
        assert workflow.accept_invitation(link_for, by=anna).is_responsible

    def test_an_invitation_of_who_is_erased_still_works(self, soap):
        other = person()
        soap.memberships.create(person=other, role="responsible")
        found = workflow.invite(soap, email="new@example.org", role="contributor", language="nl", by=other)
        workflow.erase(other, by=other)
        assert workflow.accept_invitation(found, by=person(email="new@example.org"))


def test_an_invitation_is_forgotten_after_a_year(soap, boss):
    for email, days in (("old@example.org", 366), ("new@example.org", 364)):
        invited(soap, boss, email=email)
        at = timezone.now() - timedelta(days=days)
        Invitation.objects.filter(email=email).update(invited_at=at, expires_at=at + timedelta(days=14))
    assert [one.email for one in Invitation.objects.past(timezone.now())] == ["old@example.org"]


def test_who_invited_withdraws(client, soap, boss):
    invited(soap, boss)
    found = Invitation.objects.get()
    address = reverse("accounts:withdraw", args=[soap.pk, found.pk])
    client.force_login(person())
    assert client.post(address).status_code == 404
    client.force_login(boss)
    assert client.get(address).status_code == 405
    client.post(address)
    client.post(address)
    found.refresh_from_db()
    assert found.withdrawn_at


def test_an_invitation_of_another_organisation_is_out_of_reach(client, boss, soap):
    other = organisation(responsible=person())
    found = workflow.invite(other, email="new@example.org", role="contributor", language="nl", by=other.people.get())
    client.force_login(boss)
    assert client.post(reverse("accounts:withdraw", args=[soap.pk, found.pk])).status_code == 404
