"""The page behind the link of an invitation: read without any account, answered by buttons."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forums import links
from forums.models import Answer, Invitee, PhaseKind, Refusal, Registration, RegistrationState
from forums.workflow import invitations, meetings
from tests.factories import organisation, person
from tests.factories.forums import forum, group, invited, phase, registration
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


def page_of(invitee: Invitee) -> str:
    return f"/en/forums/invitation/{links.invitation_token(invitee)}/"


def answer(invitee: Invitee) -> str:
    return Invitee.objects.with_answer().get(pk=invitee.pk).answered


def typed(found: Page, **changes) -> dict:
    """The form of the page as it is filled in, sent by its button."""
    [form] = found.find("//form[.//button[@value='register']]")
    return dict(form.form_values()) | {"move": "register"} | changes


def test_from_the_mail_to_a_seat_without_typing_anything(client):
    made = forum(capacity=2)
    one = invited(to=made, name="Bea Bos", organisation_name="Zon", group_slug="ngos")
    path = re.search(r"http://localhost:8000(/en/forums/invitation/\S+)", mail.outbox[-1].body)[1]
    found = read(client, path)
    values = typed(found)
    assert (values["name"], values["email"], values["organisation_name"]) == ("Bea Bos", one.email, "Zon")
    assert values["group"] == str(group("ngos").pk)
    assert not Registration.objects.exists()  # a program that reads mail follows links too
    response = client.post(path, values)
    made = Registration.objects.get()
    assert (made.state, made.group) == (RegistrationState.SEATED, group("ngos"))
    assert "You have a seat." in read(client, response["Location"]).text
    assert "You are registered." in read(client, path).text


def test_she_comes_for_the_organisation_that_she_was_invited_for_unless_she_writes_another(client):
    sun = organisation(name_en="Sun", name_nl="Zon")
    one, other = invited(organisation=sun), invited(organisation=sun)
    client.post(page_of(one), typed(read(client, page_of(one))))
    client.post(page_of(other), typed(read(client, page_of(other)), organisation_name="Moon"))
    assert set(Registration.objects.values_list("organisation", "organisation_name")) == {(sun.pk, ""), (None, "Moon")}


def test_an_invitation_that_was_passed_on_asks_whether_the_address_is_right(client):
    one = invited()
    response = client.post(page_of(one), typed(read(client, page_of(one)), email="colleague@example.org"))
    assert response["Location"].endswith("?sent=1")
    assert mail.outbox[-1].to == ["colleague@example.org"]
    assert Registration.objects.get().state == RegistrationState.UNCONFIRMED
    found = read(client, page_of(one))
    assert not found.find("//a[contains(@href, '/forums/registration/')]")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"name": ""}, "This field is required"), ({"email": "nobody"}, "valid email"), ({"group": "0"}, "valid choice"),
     ({"name": "x" * 151}, "at most 150"), ({"diet": "x" * 301}, "at most 300")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_nobody_is_registered(client, changes, said):
    one = invited()
    response = client.post(page_of(one), typed(read(client, page_of(one))) | changes)
    assert response.status_code == 200
    assert said in Page(response).text
    assert not Registration.objects.exists()


def test_who_cannot_come_says_so_and_may_change_her_mind(client):
    one = invited()
    response = client.post(page_of(one), {"move": "decline"}, follow=True)
    assert "Thank you for telling us" in Page(response).text
    assert answer(one) == Answer.DECLINED
    assert not Page(response).find("//button[@value='decline']")
    client.post(page_of(one), typed(Page(response)))
    assert answer(one) == Answer.COMES


def test_who_wants_no_more_invitations_says_so_there_and_may_take_it_back(client):
    one = invited()
    found = Page(client.post(page_of(one), {"move": "refuse"}, follow=True))
    assert "You get no invitations to forums any more." in found.text
    assert invitations.refuses(one)
    found = Page(client.post(page_of(one), {"move": "take-back"}, follow=True))
    assert "You may be invited again." in found.text
    assert not Refusal.objects.exists()


def test_declining_in_another_window_after_registering_is_refused_in_words(client):
    one = invited()
    registration(of=one.forum, email=one.email)
    found = Page(client.post(page_of(one), {"move": "decline"}))
    assert "Cancel your registration if you cannot come." in found.text
    assert answer(one) == Answer.COMES


def test_before_registration_opens_the_page_says_when(client):
    made, now = forum(), timezone.now()
    one = invited(to=made)
    made.phases.update(opens=now + timedelta(days=2), closes=now + timedelta(days=9))
    found = read(client, page_of(one))
    assert "Registration opens on" in found.text
    assert found.find("//button[@value='decline']")


@pytest.mark.parametrize(
    ("what", "said"), [("cancelled", "does not take place"), ("over", "This forum is over"), ("closed", "is not open")]
)
def test_what_can_no_longer_be_registered_for_says_so(client, what, said):
    made = forum()
    one = invited(to=made)
    if what == "cancelled":
        meetings.cancel(made, by=None, reason_nl="Staking", reason_en="Strike")
    elif what == "over":
        type(made).objects.filter(pk=made.pk).update(starts_at="2020-01-01T09:00Z", ends_at="2020-01-01T10:00Z")
    else:
        made.phases.update(opens="2020-01-01T09:00Z", closes="2020-01-02T09:00Z")
    found = read(client, page_of(one))
    assert said in found.text
    assert not found.find("//button[@value='register']")


def test_a_link_with_a_wrong_letter_or_of_somebody_forgotten_leads_nowhere(client):
    one = invited()
    read(client, page_of(one)[:-2] + "x/", status=404)
    invitations.erase([one])
    read(client, page_of(one), status=404)


def test_the_page_is_kept_nowhere_and_names_nobody_to_others(client):
    response = client.get(page_of(invited()))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_the_desk_shows_what_she_is_invited_to_until_she_answers(client):
    who = person(email="an@example.org", language="en")
    one = invited(to=forum(title_en="Round table"), email="An@example.org")
    client.force_login(who)
    found = read(client, "/en/my/")
    [panel] = found.texts("//section[@aria-labelledby='my-forums']")
    assert "Round table" in panel
    assert "you are invited" in panel
    assert found.find(f"//a[@href='{page_of(one)}']")
    invitations.decline(one)
    assert "Round table" not in read(client, "/en/my/").text


def test_the_page_of_the_forum_says_which_groups_are_missing_and_how_many_were_asked(client):
    made = forum(seats={"ngos": 2, "employers": 1})
    phase(of=made, kind=PhaseKind.REGISTRATION)
    asked = [invited(to=made, group_slug="ngos") for _ in range(3)]
    invitations.decline(asked[0])
    found = read(client, f"/en/forums/{made.slug}/")
    [missing] = found.texts("//section[@aria-labelledby='table']//p[contains(@class, 'notice')]")
    assert "NGOs (3 invited, 1 declined)" in missing
    assert "employers (" not in missing
    assert "3 (1 declined)" in found.texts("//section[@aria-labelledby='table']//tbody/tr[contains(., 'NGOs')]")[0]
    assert asked[0].email not in found.text
