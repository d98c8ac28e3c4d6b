"""The search over the whole site, its suggestions, and what is told to the curators."""

import pytest
from django.urls import reverse
from django.utils.translation import override

import search.site
from instruments import workflow
from instruments.catalogue import Results
from instruments.documents import INSTRUMENTS
from instruments.facets import Vocabulary
from instruments.filters import Search
from kenniscentrum import site_search
from kenniscentrum.views import WISHES_AN_HOUR
from search import engine
from search.models import Searched, Wish
from search.query import Query
from search.site import SiteSearch
from tests.factories import instrument, organisation, term

pytestmark = pytest.mark.django_db


def address(name: str, language: str = "nl") -> str:
    with override(language):
        return reverse(name)


@pytest.fixture
def site():
    for kind in site_search.KINDS:
        kind.write_all()
    instrument(
        title_nl="Diversiteit op de vloer",
        title_en="Diversity on the floor",
        publisher=organisation(name_nl="Diversiteitshuis"),
    )


def groups(response) -> dict[str, list[str]]:
    return {group.kind.name: [str(hit.title) for hit in group.hits] for group in response.context["found"].groups}


def test_of_many_the_first_are_those_of_their_own_list(monkeypatch):
    for title in ("Fiets", "De fiets en de trein", "Naar het werk", "Een plan", "Nog een plan", "De fietspomp"):
        instrument(title_nl=title, title_en="", body_nl="Met de fiets.", body_en="")
    for module in (engine, search.site):
        monkeypatch.setattr(module, "CANDIDATES", 3)
    listed = Results(Search(words="fiets"), "nl", Vocabulary())
    found = SiteSearch(Query("fiets", "nl"))
    assert found.best(INSTRUMENTS, listed.total, offset=0, size=2) == listed.ids[:2]
    assert found.best(INSTRUMENTS, listed.total, offset=2, size=2) == listed.ids[2:4]


def test_everything_is_found_kind_by_kind(client, site):
    found = groups(client.get(address("search"), {"q": "diversiteit"}))
    assert found["instrument"] == ["Diversiteit op de vloer"]
    assert "Diversiteit" in found["theme"]


def test_names_of_organisations_are_found_and_lead_to_what_they_published(client, site):
    response = client.get(address("search"), {"q": "Diversiteitshuis"})
    (hit,) = next(group for group in response.context["found"].groups if group.kind.name == "organisation").hits
    assert "Diversiteit op de vloer" in client.get(hit.url).content.decode()


def test_a_renamed_organisation_is_found_by_its_new_name_at_once(client, site):
    publisher = organisation(name_nl="Zeepziedersgilde", name_en="")
    instrument(publisher=publisher)
    publisher.name_nl = "Kaarsenmakersgilde"
    workflow.rename(publisher)
    assert "organisation" in groups(client.get(address("search"), {"q": "Kaarsenmakersgilde"}))
    assert "organisation" not in groups(client.get(address("search"), {"q": "Zeepziedersgilde"}))


def test_an_organisation_is_found_as_long_as_something_of_it_is_published(client, site):
    made = instrument(publisher=organisation(name_nl="Zeepziedersgilde"), state="draft")
    assert not groups(client.get(address("search"), {"q": "Zeepziedersgilde"}))
    workflow.publish(made, by=None)
    assert "organisation" in groups(client.get(address("search"), {"q": "Zeepziedersgilde"}))
    workflow.withdraw(made, by=None, reason_nl="Verouderd")
    assert not groups(client.get(address("search"), {"q": "Zeepziedersgilde"}))


def test_a_theme_is_found_by_its_new_name_at_once_and_a_merged_one_no_longer(client, site):
    theme = term("theme", "soap", label_nl="Zeepsop")
    theme.label_nl = "Badschuim"
    workflow.rename(theme)
    assert groups(client.get(address("search"), {"q": "badschuim"})) == {"theme": ["Badschuim"]}
    workflow.merge_terms(theme, term("theme", "learning"), by=None)
    assert not groups(client.get(address("search"), {"q": "badschuim"}))


def test_pages_are_found_in_the_language_of_the_site(client, site):
    assert groups(client.get(address("search", "en"), {"q": "pioneering groups"}))["page"]


def test_one_kind_can_be_seen_whole(client, site):
    found = groups(client.get(address("search"), {"q": "diversiteit", "kind": "theme", "page": "999"}))
    assert set(found) == {"theme"}


def test_a_misspelling_shows_what_was_meant_with_the_original_one_click_away(client, site):
    response = client.get(address("search"), {"q": "diverstieit"})
    assert response.context["found"].corrected == "diversiteit"
    assert response.context["found"].literal_url.endswith("q=%22diverstieit%22")


def test_nothing_found_offers_to_tell_the_curators(client, site):
    page = client.get(address("search"), {"q": "xyzzyqw"}).content.decode()
    assert f'action="{address("wish")}"' in page


def test_a_wish_reaches_the_curators_without_a_person(client):
    response = client.post(address("wish"), {"q": "Klimaatplan voor bakkers"})
    assert response.status_code == 200
    assert Wish.objects.get().query == "klimaatplan voor bakkers"
    assert not response.cookies


def test_an_empty_wish_is_not_filed(client):
    assert client.post(address("wish"), {"q": ""}).status_code == 200
    assert not Wish.objects.exists()


def test_searches_are_counted_with_what_they_found(client, site):
    client.get(address("search"), {"q": "diversiteit"})
    client.get(address("instruments:catalogue"), {"q": "diversiteit"})
    assert Searched.objects.get().times == 2


def test_a_click_is_counted(client, site):
    client.get(address("search"), {"q": "diversiteit"})
    assert client.post(address("click"), {"q": "diversiteit"}).status_code == 204
    assert Searched.objects.get().clicks == 1


@pytest.mark.parametrize("typed", ["diversit", "DIV", "vloer div"])
def test_suggestions_come_in_groups(client, site, typed):
    offered = client.get(address("suggestions"), {"q": typed}).json()["groups"]
    assert {"kind": "instrument", "label": offered[0]["label"], "options": offered[0]["options"]} == offered[0]
    assert offered[0]["options"][0]["title"] == "Diversiteit op de vloer"


@pytest.mark.parametrize("typed", ["", "d", "%", "\x00\x00", "'; --", "a" * 4000, "\\", "()", "de"])
def test_any_typing_is_answered(client, site, typed):
    assert client.get(address("suggestions"), {"q": typed}).status_code == 200


def test_a_draft_is_suggested_to_nobody(client, site):
    instrument(title_nl="Diversiteit in kladvorm", state="draft")
    offered = client.get(address("suggestions"), {"q": "kladvorm"}).json()
    assert offered == {"groups": []}


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 40, "²"])
def test_absurd_pages_are_answered(client, site, page):
    assert client.get(address("search"), {"q": "diversiteit", "kind": "instrument", "page": page}).status_code == 200


def test_titles_of_the_other_language_are_suggested_when_this_one_has_none(client):
    instrument(title_nl="Zeepkist", title_en="Soapbox")
    (group,) = client.get(address("suggestions"), {"q": "soapb"}).json()["groups"]
    assert [(one["title"], one["lang"], one["url"][:4]) for one in group["options"]] == [("Soapbox", "en", "/en/")]
    assert group["label"] == "Instrumenten"


@pytest.mark.parametrize("typed", ["iso26", "ISO 26", "iso-26000", "ISO26000"])
def test_a_number_is_suggested_however_it_is_joined(client, typed):
    instrument(title_nl="ISO 26000 in het kort")
    (group,) = client.get(address("suggestions"), {"q": typed}).json()["groups"]
    assert [one["title"] for one in group["options"]] == ["ISO 26000 in het kort"]


def test_a_flood_of_wishes_is_not_kept(client):
    for n in range(WISHES_AN_HOUR):
        assert client.post(address("wish"), {"q": f"wens {'x' * n}"}).status_code == 200
    response = client.post(address("wish"), {"q": "nog een wens"})
    assert response.status_code == 429
    assert "nog een wens" not in Wish.objects.values_list("query", flat=True)
    assert client.post(address("wish"), {"q": "van elders"}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_all_addresses_together_file_no_more_than_a_day_holds(client, monkeypatch):
    monkeypatch.setattr("kenniscentrum.views.WISHES_A_DAY", 2)
    sent = [
        client.post(address("wish"), {"q": f"wens {word}"}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n, word in enumerate(["een", "twee", "drie"])
    ]
    assert sent == [200, 200, 429]
