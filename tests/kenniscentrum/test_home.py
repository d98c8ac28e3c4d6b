"""The first page: what this is, a search box, three ways in, and what is new."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from instruments.models import State
from tests.factories import instrument, many, networks
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_the_search_box_leads_to_the_catalogue(client):
    [form] = read(client, "/en/").find("//main//form[@role='search']")
    assert (form.get("action"), form.get("method")) == ("/en/instruments/", "get")
    assert form.xpath(".//input[@name='q']")


def test_it_counts_what_is_published(client):
    instrument()
    instrument()
    instrument(state=State.DRAFT)
    assert "2 guides, checklists" in read(client, "/en/").text


def test_every_way_in_leads_where_its_number_says(client):
    instrument(type="guide", themes=["learning"], time="half-hour")
    instrument(type="checklist", themes=["recruitment"], time="two-hours")
    instrument(type="checklist", themes=["recruitment"], time="longer")
    found = read(client, "/en/")
    [quick] = [link for link in found.find("//main//a/@href") if "time=" in link]
    assert read(client, quick).total == 2
    counted = found.find("//main//li/a[contains(@href, 'type=')]")
    assert {link.get("href"): int(link.text_content().split()[-2]) for link in counted} == {
        "/en/instruments/?type=checklist": 2,
        "/en/instruments/?type=guide": 1,
    }
    assert found.leads_to("/en/themes/diversity/")
    assert not found.leads_to("/en/themes/recruitment/")  # one level is enough here


def test_the_newest_come_first_and_are_few(client):
    for number in range(8):
        instrument(title_en=f"Number {number}", published_at=timezone.now() - timedelta(days=number))
    titles = read(client, "/en/").texts("//section[@aria-labelledby='newest']//article//h3")
    assert titles == [f"Number {number}" for number in range(6)]


def test_an_empty_portal_is_no_error(client):
    assert read(client, "/nl/").heading
    assert read(client, "/nl/themas/").heading


def test_the_number_of_statements_does_not_grow(client):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, "/nl/")
        return len(captured)

    instrument()
    few = statements()
    many(30)
    assert statements() == few <= 9


def test_the_third_door_says_what_is_going_on(client):
    today = timezone.localdate()
    networks.call(title_en="Open call", opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=3))
    networks.call(title_en="Old call", opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=3))
    running = networks.network(title_en="Running network", starts_on=today - timedelta(days=3))
    networks.network(title_en="Old network", starts_on=date(2000, 1, 1), ends_on=date(2001, 1, 1))
    meets = networks.network(title_en="Meeting network")
    meets.meetings.create(title_en="A visit", starts_at=timezone.now() + timedelta(days=2), public=True)
    meets.meetings.create(title_en="In private", starts_at=timezone.now() + timedelta(days=2))
    said = " ".join(read(client, "/en/").texts("//section[@aria-labelledby='door-doing']"))
    assert [name for name in ("Open call", "Meeting network", "Running network") if name not in said] == []
    assert "Old" not in said
    assert read(client, "/en/").leads_to(running.get_absolute_url().replace("/nl/netwerken/", "/en/networks/"))
