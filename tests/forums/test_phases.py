"""The dates of a phase switch what can be done, and nobody has to."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.models import Activity, Forum, Phase, PhaseKind
from forums.views import public as views
from plumbing import public_pages
from plumbing.content_version import Moment, of_pages
from tests.factories.forums import SPRING, forum, phase
from tests.reading import read

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
A_SECOND = timedelta(seconds=1)


def test_it_is_open_from_its_first_instant_until_just_before_its_last():
    made = phase(of=forum(), opens=SPRING, closes=SPRING + timedelta(days=1))
    moments = {SPRING - A_SECOND: False, SPRING: True, made.closes - A_SECOND: True, made.closes: False}
    assert {at: made.is_open(at) for at in moments} == moments
    assert {at: Phase.objects.open(at).exists() for at in moments} == moments


@pytest.mark.parametrize(
    ("kind", "activities"),
    [(PhaseKind.REGISTRATION, {Activity.REGISTER}), (PhaseKind.CONTRIBUTION, {Activity.CONTRIBUTE, Activity.DISCUSS}),
     (PhaseKind.DISCUSSION, {Activity.DISCUSS}), (PhaseKind.CONSULTATION, {Activity.CONTRIBUTE, Activity.DISCUSS}),
     (PhaseKind.CONSOLIDATION, set()), (PhaseKind.RESERVATION, {Activity.RESERVE})],
)  # fmt: skip
def test_each_kind_permits_what_it_says_and_no_more(kind, activities):
    made = phase(of=forum(), kind=kind)
    assert made.permits == activities
    assert {activity for activity in Activity if Phase.objects.permitting(activity).exists()} == activities


def test_every_kind_of_phase_is_tried_above():
    assert set(PhaseKind) == {PhaseKind.REGISTRATION, PhaseKind.CONTRIBUTION, PhaseKind.DISCUSSION,
                              PhaseKind.CONSULTATION, PhaseKind.CONSOLIDATION, PhaseKind.RESERVATION}  # fmt: skip


@pytest.mark.parametrize(
    ("wall_clock", "moment"),
    [((2027, 3, 28, 1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
     ((2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
     ((2027, 10, 31, 3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC))],
)  # fmt: skip
def test_a_phase_by_the_clock_of_brussels_opens_then_also_when_the_clock_changes(wall_clock, moment):
    made = phase(of=forum(), opens=datetime(*wall_clock, tzinfo=BRUSSELS), closes=datetime(2027, 12, 1, tzinfo=UTC))
    made.refresh_from_db()
    assert not made.is_open(moment - A_SECOND)
    assert made.is_open(moment)


@settings(max_examples=50)
@given(st.integers(min_value=-40 * 86400, max_value=260 * 86400))
def test_python_and_postgresql_always_agree(seconds):
    at = SPRING + timedelta(seconds=seconds)
    with transaction.atomic():
        made = phase(
            of=forum(), opens=datetime(2027, 3, 28, 1, tzinfo=UTC), closes=datetime(2027, 10, 31, 1, tzinfo=UTC)
        )
        assert made.is_open(at) == Phase.objects.filter(pk=made.pk).open(at).exists()
        transaction.set_rollback(True)


def test_two_phases_of_a_kind_follow_each_other_and_never_overlap():
    made = forum()
    first = phase(of=made, opens=SPRING, closes=SPRING + timedelta(days=7))
    phase(of=made, opens=first.closes, closes=first.closes + timedelta(days=7))
    phase(of=made, kind=PhaseKind.DISCUSSION, opens=SPRING)
    phase(of=forum(), opens=SPRING)
    with pytest.raises(IntegrityError, match="phase_of_a_kind_one_at_a_time"), transaction.atomic():
        phase(of=made, opens=first.closes - A_SECOND)


def test_the_page_tells_what_is_open_by_the_clock_alone():
    made = forum()
    phase(of=made, opens=SPRING, closes=SPRING + timedelta(days=1))
    found = Forum.objects.with_page().get()
    states = [
        views.forum_context(found, at=at)["phases"][0]["state"]
        for at in (SPRING - A_SECOND, SPRING, SPRING + timedelta(days=1))
    ]
    assert states == ["coming", "now", "past"]


def test_a_kept_page_is_made_anew_when_a_phase_opens(settings, monkeypatch):
    settings.PAGE_CACHE_ENTRIES = 10
    made = forum(starts_at=SPRING + timedelta(days=30))
    phase(of=made, opens=SPRING, closes=SPRING + timedelta(days=1))
    clock = [SPRING - A_SECOND]
    for module in (views, public_pages):
        monkeypatch.setattr(module.timezone, "now", lambda: clock[0])
    address, client = f"/en/forums/{made.slug}/", Client()
    before = read(client, address)
    assert read(client, address).response["ETag"] == before.response["ETag"]
    assert "open now" not in before.text
    clock[0] = SPRING
    after = client.get(address, headers={"If-None-Match": before.response["ETag"]})
    assert after.status_code == 200
    assert "open now" in after.content.decode()
    clock[0] += timedelta(days=1)
    assert "open now" not in read(client, address).text


def test_the_moments_of_phases_and_forums_are_known():
    made = forum(starts_at=SPRING, hours=1)
    phase(of=made, opens=SPRING + timedelta(days=1), closes=SPRING + timedelta(days=2))
    expected = {SPRING, SPRING + timedelta(hours=1), SPRING + timedelta(days=1), SPRING + timedelta(days=2)}
    assert set(Moment.objects.values_list("at", flat=True)) >= expected
    assert of_pages(SPRING) != of_pages(SPRING - A_SECOND)
    assert of_pages(SPRING) == of_pages(SPRING + A_SECOND)


def test_a_forum_of_which_the_month_is_known_is_past_when_the_month_is():
    made = forum(month=date(2027, 5, 1))
    last = datetime(2027, 5, 31, 23, 59, 59, tzinfo=BRUSSELS)
    assert [made.is_over(at) for at in (last, last + A_SECOND)] == [False, True]
    assert Forum.objects.coming(last).exists()
    assert Forum.objects.past(last + A_SECOND).exists()
    assert not Forum.objects.coming(last + A_SECOND).exists()
    assert of_pages(last) != of_pages(last + A_SECOND)
