"""The queue in the admin, and what the start page counts of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from lxml import html

from networks import promises, queue
from networks.models import Stage, Submission
from networks.workflow import requests
from tests.factories import networks as made
from tests.factories import person
from tests.factories.review import asked, handed_in, in_stage, organisation, sent_again
from tests.forms import text_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/networks/submission/"


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def due(submission: Submission, day: date) -> Submission:
    Submission.objects.filter(pk=submission.pk).update(due_on=day)
    return submission


def listed(client, **parameters):
    return list(client.get(QUEUE, parameters).context["cl"].result_list)


def test_the_most_urgent_comes_first(client, curator):
    later, sooner = handed_in(), due(handed_in(), timezone.localdate())
    assert listed(client) == [sooner, later]


def test_the_list_stands_in_the_order_in_which_the_queue_is_counted(client, curator):
    found = [handed_in() for _number in range(3)]
    assert listed(client) == found
    assert [queue.place(one)[0] for one in found] == [1, 2, 3]


def test_what_waits_for_nobody_stands_with_the_newest_first(client, curator):
    found = [in_stage(Stage.DECLINED, reviewer=curator) for _number in range(2)]
    assert listed(client, queue="decided") == found[::-1]


def test_the_parts_stand_above_it_with_how_many_wait_in_each(client, curator):
    handed_in(reviewer=curator)
    due(handed_in(), date(2020, 1, 6))
    page = client.get(QUEUE, {"queue": "mine"})
    assert "With us 2 To take 1 Mine 1 Late 1 With the promoter Decided Withdrawn All" in text_of(page)
    [chosen] = html.fromstring(page.content).xpath("//nav[@class='queue-filter']//a[@aria-current]")
    assert " ".join(chosen.text_content().split()) == "Mine 1"
    for part in page.context["parts"]:
        if part.count is not None:
            assert client.get(f"{QUEUE}?{part.query}").context["cl"].result_count == part.count


@pytest.mark.parametrize("name", ["", "nothing", "queue=mine"])
def test_what_is_no_part_of_it_shows_what_is_with_staff(client, curator, name):
    found = handed_in()
    page = client.get(QUEUE, {"queue": name})
    assert list(page.context["cl"].result_list) == [found]
    assert [part.is_chosen for part in page.context["parts"]] == [True] + [False] * 7


def test_a_row_says_what_it_is_who_has_it_how_long_is_left_and_what_changed(client, curator):
    request = asked(of=handed_in(of=organisation(name_en="The House"), reviewer=curator), by=curator)
    requests.answer(request, "Voor kmo's.", by=person())
    sent_again(request.submission, summary_nl="Iets anders.", summary_en="Something else.")
    words = text_of(client.get(QUEUE))
    for part in (
        request.submission.reference, "Guide to welcoming", "The House", "Cara", "10 working days left",
        "2 fields changed, 1 of 1 request answered",
    ):  # fmt: skip
        assert part in words


def test_the_state_is_said_where_it_is_not_the_same_for_all(client, curator):
    in_stage(Stage.ACCEPTED, reviewer=curator)
    assert "accepted" in text_of(client.get(QUEUE, {"queue": "decided"}))


def test_late_is_said_in_words(client, curator):
    due(handed_in(), promises.after(timezone.localdate() - timedelta(days=30), 1))
    assert "working days late" in text_of(client.get(QUEUE))


def test_drafts_are_their_writers_own(client, curator):
    made.submission(stage=Stage.DRAFT)
    in_stage(Stage.WITHDRAWN)
    assert len(listed(client, queue="all")) == 1


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("", ["submitted"] * 3), ("to-take", ["submitted"]), ("mine", ["submitted"]), ("late", ["submitted"]),
        ("promoter", ["changes-asked"]), ("decided", ["accepted", "declined"]), ("withdrawn", ["withdrawn"]),
        ("bogus", ["submitted"] * 3),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed(client, curator, name, stages):
    other = person(role="curator")
    handed_in()
    handed_in(reviewer=curator)
    due(handed_in(reviewer=other), date(2020, 1, 6))
    for stage in set(Stage) - {Stage.DRAFT, Stage.SUBMITTED}:
        in_stage(stage, reviewer=other)
    assert sorted(found.stage for found in listed(client, queue=name)) == stages


def test_it_is_searched_by_title_and_organisation(client, curator):
    found = handed_in(of=organisation(name_nl="Het Huis"))
    handed_in(fields={"title_nl": ["Iets anders"], "title_en": []})
    assert listed(client, q="Huis") == [found]
    assert listed(client, q="onthaal") == [found]


def test_the_start_page_counts_what_it_leads_to(client, curator):
    handed_in()
    handed_in(reviewer=curator)
    due(handed_in(reviewer=curator), date(2020, 1, 6))
    counts = {str(line.label): line for line in client.get("/admin/").context["waiting"]}
    for label, count in (
        ("Submissions to take", 1),
        ("Submissions that you have", 2),
        ("Submissions that are late", 1),
    ):
        assert counts[label].count == count
        assert client.get(counts[label].url).context["cl"].result_count == count
    assert counts["Submissions that are late"].is_wrong


def test_who_may_not_review_is_told_of_no_queue(client):
    client.force_login(person(role="moderator", language="en"))
    assert not [line for line in client.get("/admin/").context["waiting"] if "Submissions" in str(line.label)]


def test_a_long_queue_takes_as_many_statements_as_a_short_one(client, curator):
    handed_in()
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as short:
        client.get(QUEUE)
    for _number in range(5):
        handed_in(reviewer=curator)
    with CaptureQueriesContext(connection) as long:
        client.get(QUEUE)
    assert len(long) <= len(short)


def test_the_next_is_the_most_urgent_that_nobody_else_has():
    curator, other = person(role="curator"), person(role="curator")
    handed_in(reviewer=other)
    free, hers = handed_in(), due(handed_in(reviewer=curator), timezone.localdate())
    assert Submission.objects.next_for(curator) == hers
    assert Submission.objects.next_for(curator, besides=hers.pk) == free
    assert Submission.objects.next_for(other, besides=free.pk).reviewer == other


def test_a_place_in_the_queue_is_its_turn():
    first, second = due(handed_in(), timezone.localdate()), handed_in()
    assert (queue.place(first), queue.place(second)) == ((1, 2), (2, 2))
    assert queue.place(in_stage(Stage.DECLINED)) == (0, 2)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "1 working day left"), (7, "5 working days left"), (-1, "1 working day late"),
     (-7, "5 working days late")],
)  # fmt: skip
def test_time_left_is_told_in_working_days(monkeypatch, days, words):
    tuesday = date(2026, 3, 10)  # no holiday is near
    monkeypatch.setattr(timezone, "localdate", lambda *args: tuesday)
    with override("en"):
        assert queue.days_left(tuesday + timedelta(days=days)) == words


def test_a_holiday_more_or_less_never_says_zero_days(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 3, 14))  # a Saturday
    with override("en"):
        assert queue.days_left(date(2026, 3, 15)) == "1 working day left"
        assert queue.days_left(date(2026, 3, 13)) == "1 working day late"
