"""What staff promise is public, and so is how they kept it: counted from what happened, honest when nothing did."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from networks import answers, promises
from networks.models import Stage
from networks.workflow import review, submissions
from tests.factories import person
from tests.factories.review import handed_in
from tests.reading import read

pytestmark = pytest.mark.django_db
PAGES = {"nl": "/nl/beloften/", "en": "/en/promises/"}


def sent(days_ago: int, *, answered_after: int | None = None, by: str = "decline"):
    """Something handed in so many days ago, and perhaps answered so many days later."""
    found = handed_in()
    if answered_after is not None:
        if by == "withdraw":
            submissions.withdraw(found, by=None)
        else:
            review.decline(found, by=person(role="curator"), reason="Geen instrument")
        found.moves.exclude(to_stage=Stage.SUBMITTED).update(at=F("at") + timedelta(days=answered_after))
    found.moves.update(at=F("at") - timedelta(days=days_ago))
    found.rounds.update(sent_at=F("sent_at") - timedelta(days=days_ago))
    return found


def table(page) -> list[list[str]]:
    rows = page.find("//table[contains(@class, 'numbers-table')]//tbody/tr")
    return [[cell.text_content().strip() for cell in row] for row in rows]


def total(column: str) -> int:
    return sum(getattr(month, column) for month in answers.by_month(timezone.localdate()))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_promise_stands_there_as_the_program_keeps_it(client, language):
    page = read(client, PAGES[language])
    assert f" {promises.ANSWER_WITHIN} " in page.text
    assert f" {promises.ANSWER_AGAIN_WITHIN} " in page.text
    assert not page.response.cookies


def test_nothing_handed_in_is_twelve_months_of_nothing(client):
    page = read(client, PAGES["en"])
    assert "In the last twelve months no answer was due yet." in page.text
    rows = table(page)
    assert len(rows) == answers.MONTHS
    assert {cell for row in rows for cell in row[1:]} == {"0"}
    assert "%" not in page.text


@pytest.mark.parametrize(
    ("days_ago", "answered_after", "counts"),
    [(100, 3, "in_time"), (100, 60, "late"), (0, None, "waiting"), (60, None, "late")],
)
def test_each_time_counts_once(client, days_ago, answered_after, counts):
    sent(days_ago, answered_after=answered_after)
    columns = ("in_time", "late", "waiting", "taken_back")
    assert {column: total(column) for column in columns} == {column: int(column == counts) for column in columns}
    assert total("received") == 1
    assert total("due") == (counts != "waiting")


def test_what_was_taken_back_asks_for_no_answer():
    sent(100, answered_after=50, by="withdraw")
    assert (total("taken_back"), total("due")) == (1, 0)


def test_the_page_adds_it_up(client):
    sent(100, answered_after=3)
    sent(100, answered_after=60)
    page = read(client, PAGES["en"])
    assert "In the last twelve months 2 answers were due; 1 came in time." in page.text
    assert [row[1:] for row in table(page) if row[1] != "0"] == [["2", "1", "1", "0", "0"]]
    assert "demonstration" not in page.text


def test_what_is_older_than_a_year_is_left_out():
    sent(400, answered_after=3)
    assert total("received") == 0


def test_the_months_go_back_over_the_turn_of_the_year():
    months = [month.first for month in answers.by_month(date(2006, 2, 28))]
    assert months[:3] == [date(2006, 2, 1), date(2006, 1, 1), date(2005, 12, 1)]
    assert months[-1] == date(2005, 3, 1)


def test_a_month_begins_at_midnight_in_brussels():
    found = handed_in()
    moment = datetime.fromisoformat("2005-11-30T23:30:00+00:00")  # in Brussels it is December
    found.rounds.update(sent_at=moment)
    [december] = [month for month in answers.by_month(date(2006, 2, 28)) if month.received]
    assert december.first == date(2005, 12, 1)


def test_demonstration_content_says_so(client):
    found = sent(10)
    type(found).objects.filter(pk=found.pk).update(demonstration=True)
    assert "demonstration" in read(client, PAGES["en"]).text


def test_the_page_takes_as_many_questions_for_one_as_for_thirty(client, django_assert_num_queries):
    sent(30)
    with django_assert_num_queries(4):
        read(client, PAGES["en"])
    for _ in range(29):
        sent(30)
    with django_assert_num_queries(4):
        read(client, PAGES["en"])
