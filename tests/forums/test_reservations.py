"""An organisation that does not agree signs for it, and nobody loses that on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import PhaseKind, Reservation
from forums.workflow import NotAllowed, reservations, statements
from forums.workflow import strategy as strategies
from forums.workflow.statements import Part, Words
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.factories.forums import group, phase
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def statement(at):
    return made.published(forum=at).statements.get()


def form_of(statement) -> str:
    return reverse("forums:reserve", args=[statement.version.strategy.slug, statement.pk])


def asked(at) -> None:
    phase(of=at, kind=PhaseKind.RESERVATION)


def signed(client, at, statement, **changes):
    """Somebody fills in the form for her organisation."""
    asked(at)
    chair = person()
    organisation(name_en="Everybody", confirmed=True, member=chair)
    client.force_login(chair)
    address = form_of(statement)
    page = client.get(address).content.decode()
    assert "csrfmiddlewaretoken" in page
    data = {
        "organisation": chair.organisations.get().pk, "group": group("ngos").pk, "signed_by": "The chair",
        "text_nl": "", "text_en": "Not without means",
    }  # fmt: skip
    return client.post(address, data | changes)


def test_a_signed_reservation_stands_wherever_the_statement_does(client, at, statement):
    answer = signed(client, at, statement)
    assert (answer.status_code, answer["Location"]) == (302, statement.get_absolute_url())
    client.logout()
    slug = statement.version.strategy.slug
    for path in (statement.get_absolute_url(), f"/en/strategy/{slug}/"):
        words = read(client, path).text
        for said in ("Everybody", "Not without means", "Signed by The chair"):
            assert said in words
    data = client.get(f"/api/v1/strategies/{slug}/1/").json()
    [reservation] = data["chapters"][0]["statements"][0]["reservations"]
    assert (reservation["text"]["en"], reservation["signed_by"]) == ("Not without means", "The chair")


@pytest.mark.parametrize(
    "changes",
    [{"text_en": ""}, {"signed_by": " "}, {"group": ""}, {"organisation": "999999"}, {"text_en": "x" * 3001},
     {"group": "x"}, {"organisation": ""}],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, at, statement, changes):
    answer = signed(client, at, statement, **changes)
    assert answer.status_code == 200
    assert not Reservation.objects.exists()
    assert "form-errors" in answer.content.decode()
    if "text_en" not in changes:
        assert "Not without means" in answer.content.decode()


def test_nobody_signs_for_an_organisation_of_others(at, statement):
    asked(at)
    for stranger in (person(), person(role="curator")):
        with pytest.raises(NotAllowed, match="do not act"):
            made.reservation(on=statement, by=stranger, organisation=organisation(confirmed=True))
    member = person()
    with pytest.raises(NotAllowed, match="confirmed"):
        made.reservation(on=statement, by=member, organisation=organisation(member=member))


def test_an_account_without_an_organisation_reads_what_to_do(client, at, statement):
    asked(at)
    client.force_login(person())
    page = read(client, form_of(statement))
    assert page.leads_to("/en/about/contact/")
    assert not page.find("//textarea")


def test_visitors_sign_in_first_and_drafts_have_no_form(client, at, statement):
    assert client.get(form_of(statement)).status_code == 302
    draft = strategies.begin(statement.version.strategy, by=None)
    client.force_login(person())
    read(client, form_of(draft.statements.get()), status=404)


def test_reservations_are_signed_only_in_their_phase(at, statement):
    signer = person()
    body = organisation(confirmed=True, member=signer)
    now = timezone.now()
    at.phases.create(kind=PhaseKind.RESERVATION, opens=now, closes=now + timedelta(hours=1))
    fields = {"organisation": body, "text_en": "No", "signed_by": "She"}
    for moment in (now - timedelta(seconds=1), now + timedelta(hours=1)):
        with pytest.raises(NotAllowed, match="not asked now"):
            reservations.reserve(Reservation(statement=statement, **fields), by=signer, at=moment)
    assert reservations.reserve(Reservation(statement=statement, **fields), by=signer, at=now).pk
    with pytest.raises(NotAllowed, match="already"):
        reservations.reserve(Reservation(statement=statement, **fields), by=signer, at=now)


def test_a_reservation_passes_on_through_merge_split_and_version(at, statement):
    before = made.reservation(on=statement)
    draft = strategies.begin(statement.version.strategy, by=None)
    [carried] = draft.statements.all()
    other = made.statement(of=draft, unsourced_en="Fact")
    merged = statements.merge([carried, other], Words("Samen"), by=None)
    during = made.reservation(on=statement)  # signed while the editors are at work
    voices = set(merged.sources.values_list("contribution", flat=True))
    halves = statements.split(merged, [Part(Words("Een"), voices), Part(Words("Twee"))], by=None)
    after = made.reservation(on=statement)
    for half in halves:
        there = {reservation.organisation for reservation in half.reservations.all()}
        assert there == {one.organisation for one in (before, during, after)}
    strategies.publish(draft, by=None)
    with pytest.raises(NotAllowed, match="later version"):
        made.reservation(on=statement)


def test_withdrawing_takes_it_back_wherever_it_went_and_stays_readable(client, at, statement):
    signer = person()
    body = organisation(name_en="Everybody", confirmed=True, member=signer)
    one = made.reservation(on=statement, by=signer, organisation=body)
    new = strategies.publish(strategies.begin(statement.version.strategy, by=None), by=None)
    address = reverse("forums:withdraw_reservation", args=[one.pk])
    client.force_login(person())
    assert client.post(address).status_code == 404
    client.force_login(signer)
    assert client.get(address).status_code == 405
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert not Reservation.objects.standing().exists()
    client.logout()
    words = read(client, new.get_absolute_url()).text
    assert "Everybody" in words
    assert "withdrawn on" in words
    draft = strategies.begin(new.strategy, by=None)
    assert not Reservation.objects.filter(statement__version=draft).exists()


def test_erasing_who_signed_keeps_the_reservation_of_the_organisation(at, statement):
    signer = person()
    body = organisation(confirmed=True, member=signer)
    one = made.reservation(on=statement, by=signer, organisation=body, signed_by="Ann Peeters")
    assert reservations.forget(signer) == 1
    one.refresh_from_db()
    assert (one.signed_by, one.organisation, one.text_en) == (reservations.FORGOTTEN, body, "Not without means")
