"""The search log knows words and days, and no persons."""

from datetime import date, timedelta

import pytest

from search import log
from search.models import Searched, Wish

pytestmark = pytest.mark.django_db


def test_a_search_is_counted_by_day_language_and_words():
    log.note("  MVO   Verslag ", "nl", 12)
    log.note("mvo verslag", "nl", 13)
    log.note("mvo verslag", "en", 2)
    row = Searched.objects.get(language="nl")
    assert (row.query, row.times, row.results) == ("mvo verslag", 2, 13)


@pytest.mark.parametrize("typed", ["", "   ", "jan@voorbeeld.be klacht", "0470 12 34 56", "BE68 5390 0754 7034"])
def test_what_may_point_to_a_person_is_not_kept(typed):
    log.note(typed, "nl", 0)
    assert log.wish(typed, "nl") is None
    assert not Searched.objects.exists()


def test_a_click_is_counted_for_a_search_of_today_and_for_no_other():
    log.note("mvo", "nl", 3)
    log.note_click("MVO", "nl")
    log.note_click("nooit gezocht", "nl")
    assert [row.clicks for row in Searched.objects.all()] == [1]


def test_the_same_wish_is_counted_and_opened_again():
    log.wish("klimaatplan", "nl")
    Wish.objects.update(state=Wish.State.DONE)
    wish = log.wish("Klimaatplan", "nl")
    assert (wish.times, wish.state) == (2, Wish.State.OPEN)


def searched(*, days_ago: int, times: int, query: str) -> None:
    Searched.objects.create(
        day=date(2026, 11, 22) - timedelta(days=days_ago), language="nl", query=query, times=times, results=0
    )


def test_rare_queries_are_dropped_after_thirty_days_and_all_after_four_hundred():
    searched(days_ago=31, times=2, query="zeldzaam")
    searched(days_ago=29, times=1, query="zeldzaam maar vers")
    searched(days_ago=31, times=9, query="vaak")
    searched(days_ago=401, times=900, query="oud")
    assert log.forget(date(2026, 11, 22)) == 2
    assert set(Searched.objects.values_list("query", flat=True)) == {"zeldzaam maar vers", "vaak"}
