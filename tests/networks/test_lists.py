"""The lists of projects, networks and calls: search and narrow down, on one address that says it all."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from instruments.workflow import merge_terms
from networks.models import State
from networks.workflow import publication
from tests.factories import networks, term
from tests.reading import read

pytestmark = pytest.mark.django_db
LISTS = [
    ("networks:projects", networks.project, "/en/projects/"),
    ("networks:networks", networks.network, "/en/networks/"),
    ("networks:calls", networks.call, "/en/calls/"),
]
every_list = pytest.mark.parametrize(("name", "make", "address"), LISTS, ids=[name for name, _, _ in LISTS])


@every_list
def test_a_list_shows_what_is_published_and_its_address_says_all(client, name, make, address):
    made = make(title_en="Open doors", themes=["recruitment"])
    make(title_en="Secret", state=State.DRAFT)
    make(title_en="Gone", state=State.WITHDRAWN)
    assert read(client, address).titles == ["Open doors"]
    assert read(client, f"{address}?theme=recruitment").total == 1
    assert read(client, f"{address}?theme=mobility").total == 0
    publication.withdraw(made, by=None, reason_en="Over")
    assert read(client, address).total == 0


@every_list
def test_words_are_marked_and_the_card_says_where_they_were_found(client, name, make, address):
    make(title_en="Open doors for all")
    found = read(client, f"{address}?q=doors")
    assert found.texts("//mark") == ["doors"]
    assert "Found in the title" in found.text


@every_list
def test_unknown_values_are_named_and_left_out(client, name, make, address):
    make()
    found = read(client, f"{address}?state=nonsense&page=99&theme=%00")
    assert found.total == 1
    assert any("nonsense" in notice for notice in found.notices)


@every_list
def test_nothing_found_offers_a_way_out_that_finds_something(client, name, make, address):
    make()
    found = read(client, f"{address}?theme=mobility")
    ways = found.find("//*[contains(@class, 'repairs')]//a/@href")
    assert [read(client, way).total for way in ways] == [1]


@every_list
def test_the_state_changes_with_the_day_though_nobody_edits(client, name, make, address, monkeypatch):
    today = timezone.localdate()
    first, last = ("opens_on", "closes_on") if make is networks.call else ("starts_on", "ends_on")
    make(**{first: today - timedelta(days=9), last: today})
    running, over = ("open", "closed") if make is networks.call else ("running", "finished")
    assert read(client, f"{address}?state={running}").total == 1
    monkeypatch.setattr(timezone, "localdate", lambda *given: today + timedelta(days=1))
    assert read(client, f"{address}?state={running}").total == 0
    assert read(client, f"{address}?state={over}").total == 1


@every_list
def test_htmx_gets_only_what_changes(client, name, make, address):
    make()
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="results"' in part


def test_a_project_is_found_under_its_network_only_while_both_say_so(client):
    made = networks.project()
    network = networks.network(slug="talent", projects=[made])
    assert read(client, "/en/projects/?network=talent").total == 1
    network.projects.clear()
    publication.index([made, network])
    assert read(client, "/en/projects/").total == 1
    assert not read(client, "/en/projects/?network=talent").total


@every_list
def test_what_is_filed_under_a_merged_theme_is_found_under_the_other_one(client, name, make, address):
    made = make(themes=["mobility"])
    merge_terms(term("theme", "mobility"), term("theme", "energy-and-climate"), by=None)
    assert read(client, f"{address}?theme=energy-and-climate").total == 1
    assert read(client, f"{address}?theme=mobility").total == 1  # the old address leads there too
    assert [theme.slug for theme in made.themes.all()] == ["energy-and-climate"]


KEPT_BY_A_WORKER = ("instruments_phase", "search_synonymgroup", "networks_programmephase")  # read anew in the test mode


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client, address)
    return sum(not any(table in query["sql"] for table in KEPT_BY_A_WORKER) for query in captured)


@every_list
def test_a_list_takes_the_same_few_statements_for_one_and_for_thirty(client, name, make, address):
    shapes = ["", "?sort=title", "?q=open", "?theme=learning", "?" + urlencode({"q": "open", "theme": "learning"})]
    make(title_en="Open", themes=["learning"])
    few = {shape: statements(client, address + shape) for shape in shapes}
    for _ in range(29):
        make(title_en="Open", themes=["learning"])
    assert read(client, address).total == 30
    many = {shape: statements(client, address + shape) for shape in shapes}
    for shape in shapes:  # with few results the same search in the other language is counted too
        assert few[shape] - many[shape] in {0, int("q=" in shape)}, shape
    assert max(few.values()) <= 8
