"""Themes: all of them with honest numbers, and a page each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from instruments import workflow
from instruments.models import TERM_MODELS, State
from tests.factories import instrument, networks, term
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_all_themes_are_listed_with_what_is_filed_under_them(client):
    instrument(themes=["recruitment"])
    instrument(themes=["diversity", "recruitment"])
    found = read(client, "/en/themes/")
    links = {link.get("href"): " ".join(link.text_content().split()) for link in found.find("//main//a")}
    for theme in TERM_MODELS["theme"].objects.in_use():
        assert f"/en/themes/{theme.slug}/" in links
    numbers = {
        slug: [int(word) for word in links[f"/en/themes/{slug}/"].split() if word.isdigit()]
        for slug in ("diversity", "recruitment", "mobility")
    }
    assert numbers["diversity"] in ([2], [])  # a heading may leave the number to what stands beside it
    assert numbers["recruitment"] == [2]
    assert numbers["mobility"] in ([0], [])


def test_a_theme_shows_its_instruments_and_the_narrower_themes(client):
    instrument(title_en="Job talk", themes=["recruitment"], type="checklist")
    instrument(title_en="Energy scan", themes=["energy-and-climate"])
    found = read(client, "/en/themes/diversity/")
    assert found.texts("//main//article//h3") == ["Job talk"]
    assert found.leads_to("/en/themes/recruitment/")
    assert "/en/instruments/?theme=diversity" in found.find("//main//a/@href")


def test_a_narrower_theme_leads_back_up_and_to_its_neighbours(client):
    found = read(client, "/en/themes/recruitment/")
    assert found.leads_to("/en/themes/diversity/")
    assert found.leads_to("/en/themes/gender-balance/")
    assert not found.find("//article")


def test_every_theme_has_a_page_in_both_languages(client):
    for theme in TERM_MODELS["theme"].objects.all():
        assert read(client, f"/nl/themas/{theme.slug}/").heading == theme.label_nl
        assert read(client, f"/en/themes/{theme.slug}/").heading == theme.label_en


def test_the_address_of_a_merged_theme_leads_on(client):
    workflow.merge_terms(term("theme", "mobility"), term("theme", "energy-and-climate"), by=None)
    response = client.get("/en/themes/mobility/")
    assert (response.status_code, response["Location"]) == (301, "/en/themes/energy-and-climate/")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/themes/energy-and-climate/" in sitemap
    assert "/themes/mobility/" not in sitemap
    assert not read(client, "/en/themes/").leads_to("/en/themes/mobility/")


def test_a_theme_that_never_was_is_not_found(client):
    read(client, "/en/themes/astrology/", status=404)


def test_drafts_are_not_counted(client):
    instrument(themes=["mobility"], state=State.DRAFT)
    assert not read(client, "/en/themes/mobility/").find("//article")


def test_the_number_of_statements_does_not_grow(client):
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, path)
        return len(captured)

    paths = ("/nl/themas/", "/nl/themas/diversity/", "/nl/themas/recruitment/")
    instrument(themes=["recruitment"])
    few = [statements(path) for path in paths]
    for _ in range(5):
        instrument(themes=["recruitment", "learning"], time="day", format="paper")
    assert [statements(path) for path in paths] == few
    assert max(few) <= 8


def test_a_theme_shows_its_projects_and_networks_also_those_on_narrower_themes(client):
    networks.project(title_en="Open doors", themes=["recruitment"])
    networks.network(title_en="Talent", themes=["diversity", "recruitment"])
    networks.project(title_en="Energy", themes=["environment"])
    networks.project(title_en="Secret", themes=["diversity"], state=State.DRAFT)
    found = read(client, "/en/themes/diversity/")
    assert found.texts("//section[@aria-labelledby='projects']//h3") == ["Open doors"]
    assert found.texts("//section[@aria-labelledby='networks']//h3") == ["Talent"]
    [link] = [link for link in found.find("//a/@href") if link.startswith("/en/projects/?")]
    assert read(client, link).total == 1
