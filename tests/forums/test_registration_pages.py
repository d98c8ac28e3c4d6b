"""Registering on the site: without an account, with one, and by the link of the mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from forums import links
from forums.forms import AccountRegistrationForm
from forums.models import Forum, PhaseKind, Registration, RegistrationState
from forums.models.registration import UNCONFIRMED_KEPT
from forums.workflow import meetings, registrations
from plumbing.guarded import stamp
from plumbing.models import Mail
from tests.factories import organisation, person
from tests.factories.forums import forum, group, phase, registration
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


def open_forum(**fields) -> Forum:
    made = forum(**fields)
    phase(of=made, kind=PhaseKind.REGISTRATION)
    return made


def address(made: Forum, language: str = "en") -> str:
    return f"/{language}/forums/{made.slug}/{'inschrijven' if language == 'nl' else 'register'}/"


def typed(**changes) -> dict:
    usual = {"name": "An Anders", "email": "an@example.org", "group": group().pk, "organisation_name": "Bakkerij Zon",
             "access": "", "interpretation": "", "diet": "", "website": "",
             "shown": stamp(timezone.now() - timedelta(minutes=1))}  # fmt: skip
    return usual | changes


def link_in_mail() -> str:
    return re.search(r"http://localhost:8000(/\S+/forums/(?:registration|inschrijving)/\S+)", mail.outbox[-1].body)[1]


def by_link(client: Client, path: str, move: str, **fields):
    return client.post(path, {"move": move, **fields})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_the_form_over_the_mail_to_a_seat(client, language):
    made = open_forum(capacity=5, title_nl="Ronde tafel", title_en="Round table")
    page = read(client, f"/{language}/forums/{made.slug}/")
    assert page.find(f"//main//a[@href='{address(made, language)}']")
    response = client.post(address(made, language), typed())
    assert response["Location"] == f"{address(made, language)}?sent=1"
    assert not read(client, response["Location"]).find("//main//form")
    path = link_in_mail()
    assert path.startswith(f"/{language}/")
    assert Registration.objects.get().state == RegistrationState.UNCONFIRMED
    read(client, path)  # a program that reads mail follows links too
    assert Registration.objects.get().state == RegistrationState.UNCONFIRMED
    assert by_link(client, path, "confirm").status_code == 302
    assert Registration.objects.get().state == RegistrationState.SEATED


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_form_is_a_page_like_all_others(client, language):
    made = open_forum()
    found = read(client, address(made, language))
    assert len(found.find("//h1")) == 1
    assert found.find("/html/@lang") == [language]
    other = "en" if language == "nl" else "nl"
    assert found.find(f"//header//a[@hreflang='{other}']/@href") == [address(made, other)]
    identifiers = found.find("//@id")
    assert len(identifiers) == len(set(identifiers))
    assert set(found.find("//label/@for")) <= set(identifiers)
    assert not found.find("//style | //*[@style] | //script[not(@src)]")


def test_it_needs_no_cookie_and_no_token_and_leaves_none():
    made, strict = open_forum(), Client(enforce_csrf_checks=True)
    response = strict.get(address(made))
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    assert strict.post(address(made), typed()).status_code == 302
    assert by_link(strict, link_in_mail(), "confirm").status_code == 302
    assert not strict.cookies


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "   "), ("name", "x" * 151), ("email", ""), ("email", "an@"),
     ("email", "a\x00@example.org"), ("group", ""), ("group", "99999"), ("group", "employers"),
     ("organisation_name", "x" * 201), ("diet", "x" * 301),
     ("email", "an@example.org\nBcc: b@example.org")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, field, value):
    made = open_forum()
    sent = typed(**{field: value})
    found = Page(client.post(address(made), sent))
    assert found.response.status_code == 200
    assert found.find(f"//*[contains(@class, 'form-errors')]//a[starts-with(@href, '#id_{field}')]")
    assert "Not sent yet" in found.texts("//title")[0]
    for name in {"name", "email", "organisation_name"} - {field}:
        assert found.find(f"//input[@name='{name}']/@value") == [sent[name]]
    assert not Registration.objects.exists()
    assert mail.outbox == []


def test_a_robot_is_thanked_and_nothing_happens(client):
    assert client.post(address(open_forum()), typed(website="https://example.org/")).status_code == 302
    assert not Registration.objects.exists()


def test_who_is_quicker_than_a_person_is_asked_once_more_and_then_gets_through(client):
    made = open_forum()
    found = Page(client.post(address(made), typed(shown=stamp())))
    assert "Please send it once more" in found.text
    assert found.find("//input[@name='name']/@value") == ["An Anders"]
    assert client.post(address(made), typed()).status_code == 302


def test_many_from_one_network_are_asked_to_wait(client):
    made = open_forum()
    answers = [client.post(address(made), typed(email=f"{n}@example.org")).status_code for n in range(21)]
    assert answers == [*[302] * 20, 200]
    assert Registration.objects.count() == 20


def test_the_page_says_the_same_whether_or_not_somebody_is_registered(client):
    made = open_forum()
    fresh = client.post(address(made), typed(email="new@example.org"))
    registration(of=made, email="known@example.org")
    known = client.post(address(made), typed(email="known@example.org"))
    assert fresh["Location"] == known["Location"]


@pytest.mark.parametrize("when", [timedelta(days=1), -timedelta(days=30)])
def test_outside_the_phase_there_is_no_form_and_none_is_taken(client, when):
    made = forum()
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=timezone.now() + when)
    found = read(client, address(made))
    assert "Registration is not open" in found.text
    assert not found.find("//main//form")
    client.post(address(made), typed())
    assert not Registration.objects.exists()


def test_the_forum_says_when_registration_opens(client):
    made = forum()
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=timezone.now() + timedelta(days=1))
    assert "Registration opens on" in read(client, made.get_absolute_url().replace("/nl/", "/en/")).text


def test_who_waits_sees_her_place_and_leaves_the_list_by_a_button(client):
    made = open_forum(capacity=1)
    first, second, third = (registration(of=made) for _ in range(3))
    path = links.address(third).removeprefix("http://localhost:8000")
    assert "You are number 2 on the waiting list" in read(client, path).text
    registrations.cancel(first)
    assert "You are number 1 on the waiting list" in read(client, path).text
    by_link(client, path, "cancel")
    assert "Your registration is cancelled" in read(client, path).text
    second.refresh_from_db()
    assert second.state == RegistrationState.SEATED


def test_details_are_changed_by_the_link_and_wrong_ones_are_not(client):
    one = registration(of=open_forum(), needs={"diet": "no nuts"})
    path = links.address(one).removeprefix("http://localhost:8000")
    assert read(client, path).find("//input[@name='diet']/@value") == ["no nuts"]
    wrong = Page(by_link(client, path, "change", **typed(name="")))
    assert wrong.find("//*[contains(@class, 'form-errors')]")
    assert by_link(client, path, "change", **typed(name="An Other", diet="")).status_code == 302
    one.refresh_from_db()
    assert (one.name, one.organisation_name, one.email) == ("An Other", "Bakkerij Zon", one.email)
    assert not hasattr(one, "needs")


@pytest.mark.parametrize("wrong", ["x", "x.y", "00000000000000000000000000000000.abc", "%00", "a" * 3000])
def test_a_link_that_was_not_given_opens_nothing(client, wrong):
    registration(of=open_forum())
    assert client.get(f"/en/forums/registration/{wrong}/").status_code == 404


def test_a_link_with_one_letter_changed_opens_nothing(client):
    token = links.token(registration(of=open_forum()))
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert client.get(f"/en/forums/registration/{other}/").status_code == 404


def test_the_page_behind_a_link_is_kept_by_nobody_and_told_to_nobody(client):
    response = client.get(links.address(registration(of=open_forum())).removeprefix("http://localhost:8000"))
    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert not response.cookies


def test_staff_cannot_read_a_link_in_the_outbox():
    registration(of=open_forum(), confirmed=False)
    [sent] = Mail.objects.all()
    assert (sent.secret, sent.text) == (True, "")


def test_the_address_to_take_part_online_is_for_who_has_a_seat(client):
    made = open_forum(capacity=1, online=True, join_url="https://meet.example.org/secret")
    seated, waiting = registration(of=made), registration(of=made)
    shown = {
        one: "meet.example.org" in read(client, links.address(one).removeprefix("http://localhost:8000")).text
        for one in (seated, waiting)
    }
    assert shown == {seated: True, waiting: False}
    assert "meet.example.org" not in read(client, f"/en/forums/{made.slug}/").text
    assert ["meet.example.org" in sent.body for sent in mail.outbox if "seat" in sent.subject] == [True]


def test_a_cancelled_forum_takes_no_confirmation(client):
    made = open_forum()
    one = registration(of=made, confirmed=False)
    meetings.cancel(made, by=None, reason_nl="Staking")
    found = Page(by_link(client, links.address(one).removeprefix("http://localhost:8000"), "confirm"))
    assert "does not take place any more" in found.text


def test_with_an_account_one_registers_at_once_for_an_organisation_of_ones_own(client):
    who = person(email="an@example.org", first_name="An", last_name="Anders")
    mine, made = organisation(name_nl="Bakkerij Zon", member=who), open_forum()
    path = f"/en/my/forums/{made.slug}/register/"
    assert "/account/login/" in client.get(path)["Location"]
    client.force_login(who)
    assert read(client, path).find("//input[@name='name']/@value") == ["An Anders"]
    response = client.post(path, typed(organisation=mine.pk, organisation_name=""))
    one = Registration.objects.get()
    assert (one.state, one.person, one.organisation, one.email) == (RegistrationState.SEATED, who, mine, who.email)
    assert response["Location"] == client.get(path)["Location"]
    assert "You have a seat" in read(client, response["Location"]).text


def test_with_an_account_one_cannot_speak_for_a_strangers_organisation():
    theirs = organisation()
    form = AccountRegistrationForm(typed(organisation=theirs.pk), person=person())
    assert not form.is_valid()
    assert "organisation" in form.errors


def test_a_draft_has_no_form(client):
    made = forum(state="draft")
    assert client.get(address(made)).status_code == 404
    client.force_login(person())
    assert client.get(f"/en/my/forums/{made.slug}/register/").status_code == 404


def test_full_means_a_waiting_list_and_the_button_says_so(client):
    made = open_forum(capacity=1)
    registration(of=made, group_slug="ngos")
    found = read(client, f"/en/forums/{made.slug}/")
    assert "1 of 1 taken" in found.text
    assert found.texts("//a[contains(@class, 'button--main')]") == ["Join the waiting list"]


def test_organisations_are_named_when_their_people_agreed_and_people_never_are(client):
    made = open_forum()
    registration(of=made, name="An Anders", organisation_name="Bakkerij Zon", listed=True)
    registration(of=made, name="Bo Bos", organisation_name="Garage Maan", listed=False)
    text = read(client, f"/en/forums/{made.slug}/").text
    assert "Bakkerij Zon" in text
    assert not {"Garage", "Anders", "Bos"} & set(re.findall(r"\w+", text))


def test_the_privacy_page_to_which_the_form_leads_says_what_is_kept_and_how_long(client):
    found = read(client, address(open_forum()))
    [privacy] = [one for one in found.find("//main//form//a/@href") if "privacy" in one]
    text = read(client, privacy).text
    assert f"until {registrations.NAMES_KEPT.days} days after the forum" in text
    assert timedelta(days=3) == UNCONFIRMED_KEPT
    assert "An address that nobody confirms is gone after three days." in text
    assert "forgotten when the forum is over, or when you cancel" in text
