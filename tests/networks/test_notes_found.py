"""What the diagonal network published is found by the search over the whole site, and nothing else of it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from instruments import workflow as headings
from kenniscentrum import site_search
from networks.models import Link, PolicyFeedback, Recommendation
from networks.workflow import diagonal, publication
from search.models import Document
from tests.factories import diagonal as made
from tests.factories import organisation, person, term
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
OPPORTUNITY = {"title_nl": "Zeepkisten delen", "title_en": "Sharing soapboxes"}


def found(words: str, language: str = "nl") -> dict[str, list[str]]:
    with override(language):
        return {g.kind.name: [str(hit.title) for hit in g.hits] for g in site_search.find(words, language).groups}


def asked_for(client, words: str) -> str:
    """What a stranger's browser gets."""
    with override("nl"):
        return client.get(reverse("search"), {"q": words}).content.decode()


def link(**fields) -> Link:
    for side, title in (("source", "Zeepkist"), ("target", "Fiets")):
        fields[side] = fields.get(side) or project(title_nl=title, title_en="")
    return made.link(**fields)


def recommendation(**fields) -> Recommendation:
    return made.recommendation(**({"title_nl": "Koop een zeepkist", "title_en": "", "public": True} | fields))


def feedback(**fields) -> PolicyFeedback:
    return made.feedback(**({"title_nl": "Een zeepkist per gemeente", "title_en": "", "public": True} | fields))


def test_each_kind_is_found_and_leads_to_its_page():
    there = [link(), made.opportunity(**OPPORTUNITY), recommendation(), feedback()]
    groups = {group.kind.name: group.hits for group in site_search.find("zeepkist", "nl").groups}
    for note in there:
        assert groups[note._meta.model_name][0].url == note.get_absolute_url()


def test_both_languages_find_it():
    made.opportunity(**OPPORTUNITY)
    assert found("soapboxes", "en") == {"opportunity": ["Sharing soapboxes"]}
    link(kind="builds-on", source=network(title_nl="Zeep", title_en="Soap"))
    [title] = found("soap", "en")["link"]
    assert title.startswith("Soap builds on")


def test_text_reply_theme_network_and_addressee_lead_to_it():
    office = organisation(name_nl="Dienst Deegwaren", confirmed=True)
    theme = term("theme", "soap", label_nl="Badschuim")
    here = recommendation(to=network(title_nl="Kaarsvet"), state="adopted", themes=["soap"], text_nl="Met *paraffine*")
    there = feedback(addressee=office, state="answered")
    for words in ("kaarsvet", "paraffine", "antwoord", "badschuim"):
        assert found(words)["recommendation"] == [here.title_nl]
    assert found("deegwaren")["policyfeedback"] == [there.title_nl]
    office.name_nl, theme.label_nl = "Dienst Bakmeel", "Boenwas"
    headings.rename(office)
    headings.rename(theme)
    assert found("bakmeel")["policyfeedback"] == [there.title_nl]
    assert "recommendation" in found("boenwas")
    assert "recommendation" not in found("badschuim")


@pytest.mark.parametrize("make", [link, lambda **more: made.opportunity(**OPPORTUNITY, **more)])
def test_what_is_published_is_found_and_what_is_withdrawn_is_not_in_the_very_next_request(client, make):
    note = make(state="draft")
    address = note.get_absolute_url()
    assert address not in asked_for(client, "zeepkist")
    diagonal.publish(note, by=None)
    assert address in asked_for(client, "zeepkist")
    diagonal.withdraw(note, by=None, reason_nl="Vergissing")
    assert address not in asked_for(client, "zeepkist")


@pytest.mark.parametrize("make", [recommendation, feedback])
def test_what_was_sent_is_found_once_it_is_published(client, make):
    note = make(public=False)
    address = note.get_absolute_url()
    assert address not in asked_for(client, "zeepkist")
    diagonal.publish(note, by=None)
    assert address in asked_for(client, "zeepkist")
    diagonal.withdraw(note, by=None, reason_nl="Vergissing")
    assert address not in asked_for(client, "zeepkist")


def test_an_edit_is_found_at_once():
    note = made.opportunity(title_nl="Zeepkist", title_en="")
    note.title_nl = "Sinaasappelkist"
    diagonal.save(note, by=person())
    assert not found("zeepkist")
    assert found("sinaasappelkist") == {"opportunity": ["Sinaasappelkist"]}


def test_a_project_that_is_withdrawn_takes_its_links_along_and_its_name_off_other_notes():
    hidden, other = project(title_nl="Zeepkist", title_en=""), project(title_nl="Fiets", title_en="")
    link(source=hidden, target=other)
    made.opportunity(title_nl="Samen", title_en="", projects=[hidden])
    assert set(found("zeepkist")) == {"project", "link", "opportunity"}
    publication.withdraw(hidden, by=None, reason_nl="Stopgezet")
    assert not found("zeepkist")
    assert "link" not in found("fiets")
    publication.publish(hidden, by=None)
    assert "link" in found("fiets")


def test_the_new_title_of_a_network_reaches_its_links_and_recommendations():
    group = network(title_nl="Zeepkist", title_en="")
    link(source=group)
    recommendation(to=group, title_nl="Samenwerken")
    group.title_nl = "Sinaasappelkist"
    publication.save(group, by=None)
    assert not found("zeepkist")
    assert set(found("sinaasappelkist")) == {"network", "link", "recommendation"}


def test_making_the_index_anew_finds_the_same():
    link()
    recommendation()
    before = found("zeepkist")
    Document.objects.all().delete()
    for kind in site_search.KINDS:
        kind.write_all()
    assert found("zeepkist") == before
