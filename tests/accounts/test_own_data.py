"""Everybody takes her data along, or has them erased; what she published stays, under nobody's name."""

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data, workflow
from accounts.models import FORMER, Person
from instruments import workflow as catalogue
from plumbing import mail as outbox
from plumbing.models import Mail
from tests.factories import instrument, organisation, person
from tests.forms import messages_of
from tests.reading import read

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


@pytest.fixture
def anna(client):
    found = person(email="anna@example.org", first_name="Anna", last_name="Aerts", language="nl")
    client.post(reverse("account_login"), {"login": found.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return found


def erase(client, **changes):
    return client.post(reverse("accounts:erase"), {"email": "anna@example.org", **changes})


def test_everybody_says_her_name_and_language(client, anna):
    client.post(reverse("accounts:data"), {"first_name": "Ann", "last_name": "", "language": "en"})
    anna.refresh_from_db()
    assert (str(anna), anna.language) == ("Ann", "en")
    page = client.post(reverse("accounts:data"), {"first_name": "x" * 200, "last_name": "", "language": "fr"})
    assert page.status_code == 200


def test_the_export_holds_all_that_is_known_in_a_form_for_programs(client, anna):
    found = organisation(name_nl="Zeepsop", responsible=anna)
    workflow.invite(found, email="new@example.org", role="contributor", language="nl", by=anna)
    outbox.post(subject="Dag", text="Dag Anna", to=anna.email, language="nl")
    response = client.get(reverse("accounts:export"))
    assert "attachment" in response["Content-Disposition"]
    known = json.loads(response.content)["account"]
    assert (known["email"], known["first_name"]) == ("anna@example.org", "Anna")
    assert known["organisations"] == [{"name": "Zeepsop", "role": "responsible"}]
    assert known["invitations_sent"][0]["email"] == "new@example.org"
    assert known["mails"][0]["text"] == "Dag Anna"
    assert PASSWORD not in response.content.decode()


def test_other_apps_plug_in(client, anna, monkeypatch):
    monkeypatch.setattr(personal_data, "_holders", dict(personal_data._holders))
    forgotten = []
    personal_data.register("letters", export=lambda one: [f"of {one}"], anonymise=forgotten.append)
    assert json.loads(client.get(reverse("accounts:export")).content)["letters"] == ["of Anna Aerts"]
    erase(client)
    assert forgotten == [anna]


class TestErasing:
    def test_nothing_of_her_is_left(self, client, anna):
        outbox.post(subject="Dag", text="Dag Anna", to=anna.email, language="nl")
        house = organisation(responsible=anna)
        found = instrument(by=anna)
        assert erase(client).status_code == 200
        assert "_auth_user_id" not in client.session
        anna.refresh_from_db()
        assert (anna.is_active, anna.first_name, anna.has_usable_password()) == (False, "", False)
        assert "anna" not in anna.email
        assert not anna.emailaddress_set.exists()
        assert not house.memberships.exists()
        assert str(found.history.first().history_user) == "voormalige deelnemer"
        [left] = Mail.objects.all()
        assert left.to == "anna@example.org"  # the last mail, gone in two weeks
        assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["anna@example.org"], "Uw account is gewist")

    def test_what_she_published_stays(self, client, anna):
        found = instrument(title_nl="Zeepsop", by=anna)
        erase(client)
        assert client.get(found.get_absolute_url()).status_code == 200

    def test_she_can_start_anew_with_the_same_address(self, client, anna):
        erase(client)
        assert person(email="anna@example.org").pk != anna.pk

    @pytest.mark.parametrize("email", ["", "other@example.org", "anna"])
    def test_a_slip_of_the_hand_erases_nothing(self, client, anna, email):
        assert erase(client, email=email).status_code == 200
        anna.refresh_from_db()
        assert not anna.erased_at

    def test_looking_at_the_page_erases_nothing(self, client, anna):
        assert "kan niet ongedaan" in read(client, reverse("accounts:erase")).text
        anna.refresh_from_db()
        assert not anna.erased_at

    def test_a_session_that_was_left_open_asks_for_the_password_again(self, client, anna):
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": 0, "reauthenticated": True}]
        session.save()
        response = erase(client)
        assert (response.status_code, "reauthenticate" in response.url) == (302, True)
        anna.refresh_from_db()
        assert not anna.erased_at

    def test_the_only_superuser_stays(self):
        boss = person(superuser=True)
        with pytest.raises(workflow.NotAllowed):
            workflow.erase(boss, by=boss)
        workflow.erase(boss, by=person(superuser=True))
        boss.refresh_from_db()
        with pytest.raises(workflow.NotAllowed):
            workflow.erase(boss, by=boss)

    def test_her_other_sessions_end(self, client, anna):
        other = Client()
        other.force_login(anna)
        erase(client)
        assert other.get(reverse("desk")).status_code == 302

    def test_what_fails_in_one_app_erases_nothing(self, anna, monkeypatch):
        monkeypatch.setattr(personal_data, "_holders", dict(personal_data._holders))

        def fail(person: Person) -> None:
            raise RuntimeError

        personal_data.register("letters", export=str, anonymise=fail)
        with pytest.raises(RuntimeError):
            workflow.erase(anna, by=anna)
        anna.refresh_from_db()
        assert (anna.erased_at, anna.emailaddress_set.count()) == (None, 1)


class TestStaff:
    def test_administrators_export_and_erase_for_who_asks(self, client):
        asked = person(email="anna@example.org", first_name="Anna")
        client.force_login(person(role="administrator", language="en"))
        assert b"anna@example.org" in client.get(reverse("admin:accounts_person_export", args=[asked.pk])).content
        address = reverse("admin:accounts_person_erase", args=[asked.pk])
        client.post(address, {"email": "wrong@example.org"})
        assert Person.objects.get(pk=asked.pk).erased_at is None
        assert "is erased" in messages_of(client.post(address, {"email": "anna@example.org"}, follow=True))
        assert str(Person.objects.get(pk=asked.pk)) in {str(FORMER), "former participant", "voormalige deelnemer"}

    @pytest.mark.parametrize("role", ["curator", "moderator", "facilitator", ""])
    def test_others_do_neither(self, client, role):
        asked = person(email="anna@example.org")
        client.force_login(person(role=role))
        for name in ("export", "erase"):
            address = reverse(f"admin:accounts_person_{name}", args=[asked.pk])
            assert client.get(address).status_code in {302, 403}
            assert client.post(address, {"email": "anna@example.org"}).status_code in {302, 403}
        assert Person.objects.get(pk=asked.pk).erased_at is None

    def test_an_administrator_does_not_erase_a_superuser(self, client):
        boss = person(superuser=True, email="boss@example.org")
        client.force_login(person(role="administrator"))
        address = reverse("admin:accounts_person_erase", args=[boss.pk])
        assert client.post(address, {"email": "boss@example.org"}).status_code == 403


def test_strangers_sign_in_first(client):
    for name in ("data", "export", "erase", "organisations", "register", "join"):
        assert reverse("account_login") in client.get(reverse(f"accounts:{name}")).url


def test_an_erased_person_wrote_nothing_that_names_her(anna):
    found = instrument(by=anna)
    catalogue.mark_checked(found, by=anna, on=timezone.localdate())
    workflow.erase(anna, by=anna)
    assert {str(row.history_user) for row in found.history.all()} == {str(FORMER)}
