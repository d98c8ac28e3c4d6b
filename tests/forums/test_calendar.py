"""Forums in everybody's calendar: at the right hour, changed when they change, cancelled when they are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar, Event

from forums.models import Forum, ForumState
from forums.workflow import meetings
from tests.factories.forums import SPRING, forum

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
ALL = "/en/forums/calendar.ics"


def calendar(client: Client, address: str = ALL) -> Calendar:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content)


def the_event(client: Client, address: str = ALL) -> Event:
    [found] = calendar(client, address).events
    return found


@pytest.mark.parametrize(
    ("hour", "moment"),
    [((2027, 3, 27, 9), (2027, 3, 27, 8)), ((2027, 3, 29, 9), (2027, 3, 29, 7)), ((2027, 10, 30, 9), (2027, 10, 30, 7)),
     ((2027, 11, 2, 9), (2027, 11, 2, 8))],
)  # fmt: skip
def test_nine_in_brussels_is_nine_before_and_after_the_clock_changes(client, hour, moment):
    forum(starts_at=datetime(*hour, tzinfo=BRUSSELS), hours=3)
    found = the_event(client)
    assert found["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert found["DTSTART"].dt.replace(tzinfo=BRUSSELS) == datetime(*hour, tzinfo=BRUSSELS)
    assert found["DTSTART"].dt.astimezone(UTC) == datetime(*moment, tzinfo=UTC)
    assert found["DTEND"].dt - found["DTSTART"].dt == timedelta(hours=3)


def test_the_zone_comes_with_its_own_data_for_summer_and_winter(client):
    forum(starts_at=SPRING)
    [zone] = calendar(client).timezones
    assert zone["TZID"] == "Europe/Brussels"
    offsets = {str(part["TZOFFSETTO"].to_ical()) for part in zone.subcomponents}
    assert {"+0100", "+0200"} <= offsets
    kept = zone.to_tz(lookup_tzid=False)
    for month, hours in ((7, 2), (1, 1)):
        assert datetime(2027, month, 15, tzinfo=kept).utcoffset() == timedelta(hours=hours)


def test_the_identifier_stays_and_the_revision_grows_when_a_forum_moves(client):
    made = forum(starts_at=SPRING)
    before = the_event(client)
    made.starts_at += timedelta(days=7)
    made.ends_at += timedelta(days=7)
    meetings.save(made, by=None)
    after = the_event(client)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt.date() == date(2027, 3, 25)
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt


def test_one_that_is_cancelled_stays_in_the_calendar_and_says_why(client):
    made = forum(starts_at=SPRING, title_en="Together")
    meetings.cancel(made, by=None, reason_en="Strike")
    found = the_event(client)
    assert (found["STATUS"], found["SUMMARY"], found["SEQUENCE"]) == ("CANCELLED", "Cancelled: Together", 1)
    assert found["DESCRIPTION"].startswith("Strike")
    assert found["TRANSP"] == "TRANSPARENT"


def test_the_page_of_a_forum_is_in_its_description_too(client):
    made = forum(starts_at=SPRING, summary_en="**Together** at the table", place_en="Brussels", online=True)
    found = the_event(client)
    address = f"http://localhost:8000/en/forums/{made.slug}/"
    assert found["URL"] == address
    assert found["DESCRIPTION"] == f"Together at the table\n\n{address}"
    assert found["LOCATION"] == "Brussels, online"


@pytest.mark.parametrize(
    ("address", "language", "title"),
    [("/nl/forums/agenda.ics", "nl", "Samen"), (ALL, "en", "Together")],
)
def test_each_language_has_its_own_calendar(client, address, language, title):
    forum(starts_at=SPRING, title_nl="Samen", title_en="Together")
    found = the_event(client, address)
    assert (found["SUMMARY"], found["SUMMARY"].params["LANGUAGE"]) == (title, language)


def test_a_title_that_exists_in_one_language_says_which(client):
    forum(starts_at=SPRING, title_nl="Samen", title_en="")
    assert the_event(client)["SUMMARY"].params["LANGUAGE"] == "nl"


def test_drafts_and_forums_without_a_day_are_in_no_calendar(client):
    forum(state=ForumState.DRAFT)
    forum(month=date(2003, 7, 1))
    assert calendar(client).events == []
    for made in Forum.objects.all():
        assert client.get(f"/en/forums/{made.slug}/calendar.ics").status_code == 404


def test_all_forums_can_be_subscribed_to_past_and_cancelled_ones_included(client):
    made = [forum(starts_at=SPRING), forum(starts_at=datetime(2004, 5, 12, 7, tzinfo=UTC))]
    meetings.cancel(made[0], by=None, reason_nl="Staking", at=SPRING - timedelta(days=1))
    found = calendar(client)
    assert {event["UID"] for event in found.events} == {str(one.uid) for one in made}
    assert found["METHOD"] == "PUBLISH"
    assert found["NAME"] == found["X-WR-CALNAME"] == "Stakeholder forums of the Knowledge Centre CSR"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=12)


def test_one_forum_can_be_put_in_a_calendar(client):
    made = forum(starts_at=SPRING)
    forum(starts_at=SPRING)
    assert the_event(client, f"/en/forums/{made.slug}/calendar.ics")["UID"] == str(made.uid)


def test_lines_are_folded_and_end_as_the_standard_says(client):
    forum(starts_at=SPRING, summary_en="é" * 400, title_en='x; y, z\\ "q" \r\nATTACH:evil')
    content = client.get(ALL).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert "ATTACH" not in the_event(client)


def test_a_calendar_is_the_same_for_everybody_and_takes_few_statements(client, django_assert_num_queries):
    forum(starts_at=SPRING)
    with django_assert_num_queries(2):
        response = client.get(ALL)
    assert not response.cookies
    for number in range(30):
        forum(starts_at=SPRING + timedelta(days=number))
    with django_assert_num_queries(2):
        client.get(ALL)
