"""The list of instruments for machines is the list for people."""

import random
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.conf import settings

from instruments import workflow
from instruments.models import State, Type
from tests.factories import instrument, many, organisation
from tests.reading import read

pytestmark = pytest.mark.django_db
API = "/api/v1/instruments/"
VALUES = {
    "type": Type.values[:4],
    "theme": ["learning", "diversity", "recruitment", "mobility"],
    "audience": ["sme", "trainer"],
    "size": ["micro", "small"],
    "time": ["half-hour", "day"],
    "format": ["paper", "training"],
    "language": ["nl", "en"],
    "year": ["2002", "2004"],
    "tag": ["zeep", "water"],
}


@pytest.fixture(scope="module", autouse=True)
def catalogue(shared_db):
    chance = random.Random(2005)
    for number in range(14):
        language = chance.choice(["nl", "en", "both"])
        texts = {"title_en": ""} if language == "nl" else {"title_nl": ""} if language == "en" else {}
        instrument(
            type=chance.choice(VALUES["type"]),
            themes=chance.sample(VALUES["theme"], 2),
            audiences=[chance.choice(VALUES["audience"])],
            sizes=chance.sample(VALUES["size"], number % 3),
            time=chance.choice(["", *VALUES["time"]]),
            format=chance.choice(["", *VALUES["format"]]),
            languages=[chance.choice(VALUES["language"])],
            year=chance.choice([None, 2002, 2004]),
            tags=chance.sample(VALUES["tag"], number % 3),
            **texts,
        )


def get(client, query: str = "") -> dict:
    return client.get(API + query).json()


def selections(number: int) -> list[str]:
    chance = random.Random(1)
    made = []
    for _ in range(number):
        facets = chance.sample(sorted(VALUES), chance.randint(0, 3))
        query = {facet: chance.sample(VALUES[facet], chance.randint(1, 2)) for facet in facets}
        query |= {"q": [chance.choice(["belooft", "promises", "instrument"])]} if chance.random() < 0.4 else {}
        query |= {"sort": [chance.choice(["newest", "title", "relevance"])]} if chance.random() < 0.5 else {}
        made.append(urlencode(query, doseq=True))
    return made


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("query", selections(12))
def test_machines_get_what_people_get(client, query, language):
    page = read(client, f"/{'nl/instrumenten' if language == 'nl' else 'en/instruments'}/?{query}")
    list_ = get(client, f"?{query}&lang={language}")
    assert list_["count"] == page.total
    assert [item["title"] for item in list_["results"]] == page.titles
    for facet in ("theme", "type", "size", "tag", "year"):
        assert {value["value"]: value["count"] for value in list_["facets"][facet]} == page.counts(facet)


def test_the_answer_has_the_shape_of_the_contract(client):
    made = instrument(
        title_en="Soap", slug="soap", type="paper", year=2004, time="day", publisher=organisation(name_en="Press")
    )
    list_ = get(client, "?lang=en&type=paper&theme=learning")
    assert {"count", "page", "pages", "results", "facets"} <= set(list_)
    assert (list_["page"], list_["pages"]) == (1, 1)
    [item] = list_["results"]
    assert {"id", "slug", "title"} <= set(item)
    assert (item["id"], item["slug"], item["title"], item["type"]) == (made.pk, "soap", "Soap", "paper")
    assert (item["url"], item["publisher"]) == (f"{settings.BASE_URL}/en/instruments/soap/", "Press")
    assert {"value": "paper", "label": "Paper", "count": 1, "selected": True} in list_["facets"]["type"]


def test_the_language_is_a_parameter_and_dutch_by_default(client):
    instrument(title_nl="Zeep", title_en="Soap", type="paper")
    asked = {"": "Zeep", "&lang=nl": "Zeep", "&lang=en": "Soap", "&lang=fr": "Zeep"}
    assert {lang: get(client, f"?type=paper{lang}")["results"][0]["title"] for lang in asked} == asked
    for language, label in (("nl", "Leren"), ("en", "Learning")):
        themes = get(client, f"?lang={language}")["facets"]["theme"]
        assert [theme["label"] for theme in themes if theme["value"] == "learning"] == [label]


def test_a_title_says_in_which_language_it_is(client):
    instrument(title_nl="Zeep", title_en="", type="paper")
    assert get(client, "?type=paper&lang=en")["results"][0]["language"] == "nl"


def test_pages_follow_each_other(client):
    many(30)
    pages = [get(client, f"?page={number}") for number in (1, 2, 3)]
    assert [page["page"] for page in pages] == [1, 2, 3]
    assert len({item["id"] for page in pages for item in page["results"]}) == pages[0]["count"] == 44
    assert get(client, "?page=99")["page"] == pages[0]["pages"] == 3


def test_what_is_unknown_is_named(client):
    assert get(client, "?theme=astrology")["ignored"] == [{"parameter": "theme", "value": "astrology"}]


def test_a_draft_is_nowhere_and_a_withdrawal_is_seen_at_once(client):
    instrument(title_nl="Concept", type="paper", state=State.DRAFT)
    made = instrument(type="paper")
    assert get(client, "?type=paper")["count"] == 1
    workflow.withdraw(made, by=None, reason_nl="Fout")
    assert get(client, "?type=paper")["count"] == 0


def test_any_cache_may_keep_it_and_nobody_is_followed(client):
    response = client.get(API)
    assert response["Content-Type"] == "application/json"
    assert response["ETag"]
    assert not response.cookies
    assert client.get(API, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_the_day_of_publication_is_the_one_of_the_pages(client):
    instrument(title_nl="Kattenluik", published_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    (item,) = client.get(API, {"q": "kattenluik"}).json()["results"]
    assert item["published"] == "2026-07-01"
