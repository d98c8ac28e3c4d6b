"""Projects, learning networks and calls are found by the search over the whole site."""

import pytest

from instruments import workflow as headings
from kenniscentrum import site_search
from networks import documents
from networks.workflow import publication
from tests.factories import organisation, term
from tests.factories.networks import call, network, project

pytestmark = pytest.mark.django_db


def found(words: str, language: str = "nl") -> dict[str, list[str]]:
    return {g.kind.name: [str(hit.title) for hit in g.hits] for g in site_search.find(words, language).groups}


def test_each_kind_is_found_by_its_title_in_both_languages():
    project(title_nl="Zeepkist op school", title_en="Soapbox at school")
    network(title_nl="Zeepkist in het netwerk", title_en="Soapbox in the network")
    call(title_nl="Oproep voor een zeepkist", title_en="Call for a soapbox")
    assert set(found("zeepkist")) == set(found("soapbox", "en")) == {"project", "network", "call"}


def test_a_text_in_one_language_is_found_on_the_other_site_too():
    project(title_nl="Zeepkist", title_en="", goals_nl="Meer *fietsenstallingen*")
    assert found("zeepkist", "en") == found("fietsenstallingen", "en") == {"project": ["Zeepkist"]}


@pytest.mark.parametrize("make", [project, network, call])
def test_an_edit_is_found_at_once_and_what_is_withdrawn_no_longer(make):
    made = make(title_nl="Zeepkist", title_en="")
    made.title_nl = "Sinaasappelkist"
    publication.save(made, by=None)
    assert not found("zeepkist")
    assert len(found("sinaasappelkist")) == 1
    publication.withdraw(made, by=None, reason_nl="Stopgezet")
    assert not found("sinaasappelkist")


def test_a_draft_is_not_found():
    project(title_nl="Zeepkist", state="draft")
    assert not found("zeepkist")


def test_a_project_is_found_by_its_promoter_its_partners_and_its_theme():
    made = project(title_nl="Zeepkist", promoter=organisation(name_nl="Zeepzieders"), themes=["learning"])
    made.partners.create(organisation=organisation(name_nl="Kaarsenmakers"))
    documents.write(made)
    assert found("zeepzieders") == found("kaarsenmakers") == {"project": ["Zeepkist"]}


def test_the_new_name_of_an_organisation_or_a_theme_reaches_them_at_once():
    promoter, theme = organisation(name_nl="Zeepzieders"), term("theme", "soap", label_nl="Badschuim")
    project(title_nl="Kist", promoter=promoter, themes=["soap"])
    promoter.name_nl, theme.label_nl = "Kaarsenmakers", "Kaarsvet"
    headings.rename(promoter)
    headings.rename(theme)
    assert not found("zeepzieders")
    assert found("kaarsenmakers") == {"project": ["Kist"]}
    assert found("kaarsvet")["project"] == ["Kist"]
