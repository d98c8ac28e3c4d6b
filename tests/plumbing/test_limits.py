"""How often something may be tried, the same for every worker, and nobody's address is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plumbing import limits
from plumbing.guarded import LONGEST, QUICKEST, GuardedForm, stamp
from plumbing.limits import Attempt, allowed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW = timezone.now().replace(minute=10, second=0)


def test_the_first_few_are_allowed_and_the_next_stretch_begins_anew():
    assert [allowed("x", "1.2.3.4", at_most=2, per=HOUR, at=NOW) for _ in range(4)] == [True, True, False, False]
    assert allowed("x", "1.2.3.4", at_most=2, per=HOUR, at=NOW + HOUR)


def test_others_and_other_things_are_counted_apart():
    assert allowed("x", "a@example.org", at_most=1, per=HOUR, at=NOW)
    assert not allowed("x", " A@example.org", at_most=1, per=HOUR, at=NOW)
    assert allowed("x", "b@example.org", at_most=1, per=HOUR, at=NOW)
    assert allowed("y", "a@example.org", at_most=1, per=HOUR, at=NOW)


def test_nobodys_address_is_kept_and_what_counts_no_longer_is_dropped():
    allowed("x", "a@example.org", at_most=1, per=HOUR, at=NOW)
    [row] = Attempt.objects.values()
    assert "a@example" not in str(row)
    assert limits.forget(NOW) == 0
    assert limits.forget(NOW + HOUR + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("ago", "valid"),
    [(timedelta(0), False), (QUICKEST, True), (timedelta(minutes=30), True), (LONGEST + HOUR, False), (-HOUR, False)],
)
def test_a_form_takes_a_persons_time(ago, valid):
    assert GuardedForm({"shown": stamp(timezone.now() - ago)}).is_valid() == valid


@pytest.mark.parametrize("shown", ["", "1", "x:y", "\x00", "9" * 500])
def test_a_form_without_an_honest_time_is_asked_for_once_more(shown):
    form = GuardedForm({"shown": shown})
    assert not form.is_valid()
    assert form["shown"].value() != shown


def test_a_robot_that_fills_in_everything_is_known():
    assert GuardedForm({"website": "https://example.org/"}).is_robot
    assert not GuardedForm({"website": ""}).is_robot
