"""The catalogue: search, narrow down, page through, on one address that says it all."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import workflow
from instruments.catalogue import PAGE_SIZE, Results
from instruments.facets import FACETS, Vocabulary
from instruments.filters import parse
from instruments.models import State
from tests.factories import instrument, many, term
from tests.reading import Page, plain, read

pytestmark = pytest.mark.django_db
NL, EN = "/nl/instrumenten/", "/en/instruments/"
EVERYTHING = {
    "type": "guide", "theme": "learning", "audience": "sme", "sector": "construction", "size": "small", "phase": "act",
    "time": "half-hour", "format": "paper", "language": "nl", "year": "2004", "tag": "zeep",
}  # fmt: skip
FILED = {
    "type": "guide", "themes": ["learning"], "audiences": ["sme"], "sectors": ["construction"], "sizes": ["small"],
    "phases": ["act"], "time": "half-hour", "format": "paper", "languages": ["nl"], "year": 2004, "tags": ["zeep"],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shop(shared_db):
    """A small catalogue that every test here starts from."""
    instrument(title_nl="Leren op het werk", title_en="Learning at work", type="guide", themes=["learning"])
    instrument(
        title_nl="Lijst over leren", title_en="List on learning", type="checklist", themes=["talent-development"]
    )
    instrument(
        title_nl="Lijst over energie", title_en="List on energy", type="checklist", themes=["energy-and-climate"]
    )
    instrument(
        title_nl="Handboek vervoer",
        title_en="Transport handbook",
        type="handbook",
        themes=["mobility"],
        sizes=["small"],
    )


def total(client: Client, query: str = "", path: str = EN) -> int:
    return read(client, path + query).total


def all_pages(client: Client, query: str) -> list[str]:
    """Every title, page after page, as the links lead."""
    titles, address = [], f"{NL}{query}"
    while address:
        found = read(client, address)
        titles += found.titles
        address = next(iter(found.find("//a[@rel='next']/@href")), None)
    return titles


# --- narrowing down


def test_without_choices_everything_is_there(client):
    found = read(client, EN)
    assert found.total == len(found.titles) == 4
    assert found.sentence == "4 instruments"


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(client):
    assert total(client, "?theme=learning") == 2  # the narrower theme counts with the broader one
    assert total(client, "?theme=learning&theme=environment") == 4
    assert total(client, "?theme=learning&type=checklist") == 1
    assert total(client, "?theme=learning&theme=environment&type=checklist&type=handbook") == 3


@pytest.mark.parametrize("query", ["", "?theme=learning", "?type=checklist&q=list"])
def test_the_count_beside_a_value_is_what_ticking_it_gives(client, query):
    """The value alone in its facet: ticked together with others it adds to them."""
    found = read(client, EN + query)
    for facet in ("theme", "type", "size"):
        for value, count in found.counts(facet).items():
            chosen = parse_qs(query[1:]) | {facet: [value]}
            there = client.get(f"/api/v1/instruments/?{urlencode(chosen, doseq=True)}&lang=en").json()
            assert there["count"] == count, (facet, value)


def test_a_chosen_value_stays_on_the_page_when_nothing_is_left_of_it(client):
    found = read(client, f"{EN}?sector=mining&year=1950&tag=zeep&type=paper")
    ticked = {box.get("name"): box.get("value") for box in found.find("//input[@checked]")}
    assert ticked == {"sector": "mining", "year": "1950", "type": "paper"}  # nobody ever used the tag
    assert found.total == 0


def test_a_tag_that_is_chosen_stays_when_the_rest_leaves_nothing_of_it(client):
    instrument(tags=["zeep"], type="guide")
    found = read(client, f"{EN}?tag=zeep&type=paper")
    assert found.counts("tag") == {"zeep": 0}
    assert found.find("//input[@name='tag']/@checked")


def test_a_long_facet_shows_the_most_useful_values_and_has_the_others_folded(client):
    instrument(sectors=["mining"])
    found = read(client, f"{EN}")
    shown = found.find("//*[@id='facet-sector']//input[not(ancestor::*[@id='facet-sector-more'])]/@value")
    folded = found.find("//*[@id='facet-sector-more']//input/@value")
    assert shown[0] == "mining"
    assert len(shown) == 8
    assert len(shown) + len(folded) == term("sector", "mining")._meta.model.objects.count()


def test_the_sentence_says_what_is_shown(client):
    assert read(client, f"{EN}?theme=mobility&size=small").sentence == "1 instrument on mobility for small companies"
    assert read(client, f"{EN}?q=list&type=checklist").sentence == "2 instruments with “list”, with 1 other choice"
    assert read(client, f"{EN}?q=zzzzzz").sentence.startswith("No instruments")


def test_the_sentence_is_a_live_region(client):
    assert read(client, EN).find("//*[@id='sentence']/@role") == ["status"]


# --- addresses


@pytest.mark.parametrize(("facet", "old", "new"), [("theme", "mobility", "learning"), ("size", "small", "medium")])
def test_the_address_of_a_merged_term_means_the_term_that_stayed(client, facet, old, new):
    expected = total(client, f"?{facet}={old}") + total(client, f"?{facet}={new}")
    workflow.merge_terms(term(facet, old), term(facet, new), by=None)
    found = read(client, f"{EN}?{facet}={old}")
    assert found.total == total(client, f"?{facet}={new}") == expected
    assert found.notices == []
    assert found.find(f"//input[@name='{facet}'][@checked]/@value") == [new]


def test_an_unknown_value_is_named_and_left_out(client):
    found = read(client, f"{EN}?theme=learning&theme=astrology&type=comic")
    assert found.total == total(client, "?theme=learning")
    assert len(found.notices) == 2
    assert any("astrology" in notice and "Theme" in notice for notice in found.notices)


def test_an_unknown_value_cannot_write_into_the_page(client):
    found = read(client, f"{EN}?theme=%3Cscript%3Ealert(1)%3C/script%3E&q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E")
    assert not [script for script in found.find("//script") if "alert" in script.text_content()]
    assert "<script>alert(1)</script>" in found.notices[0]


@pytest.mark.parametrize(
    ("page", "lands_on", "notice"),
    [("0", 1, False), ("-1", 1, False), ("abc", 1, False), ("", 1, False), ("1.5", 1, False), ("2", 2, False),
     ("3", 2, True), ("1" + "0" * 30, 2, True), ("9" * 5000, 1, False), ("%00", 1, False)],
)  # fmt: skip
def test_an_absurd_page_number_lands_somewhere(client, page, lands_on, notice):
    many(PAGE_SIZE)
    found = read(client, f"{EN}?page={page}")
    assert found.texts("//nav[contains(@class, 'paging')]//a[@aria-current]") == [f"Page {lands_on}"]
    assert bool(found.notices) == notice


def test_the_address_of_a_page_is_canonical(client):
    first = read(client, f"{EN}?type=guide&q=learning&theme=learning&theme=environment")
    second = read(client, f"{EN}?theme=environment&theme=learning&q=learning&type=guide&page=1&nonsense=1")
    canonical = "//link[@rel='canonical']/@href"
    assert first.find(canonical) == second.find(canonical)
    assert first.find(canonical)[0].endswith("?q=learning&theme=environment&theme=learning&type=guide")


def test_the_list_for_machines_has_the_same_choices(client):
    found = read(client, f"{EN}?theme=learning&q=list")
    [address] = found.find("//a[starts-with(@href, '/api/')]/@href")
    assert client.get(address).json()["count"] == found.total == 1


# --- order and pages


@pytest.mark.parametrize("query", ["", "?sort=newest", "?sort=title", "?q=velen", "?q=velen&sort=title"])
def test_paging_shows_everything_once(client, query):
    moment = timezone.now()
    made = many(2 * PAGE_SIZE + 3, published_at=moment)  # all at the same moment: only the tie-break orders them
    titles = [title for title in all_pages(client, query) if title.startswith("Een van velen")]
    assert len(titles) == len(set(titles)) == len(made)


def test_a_publication_between_two_pages_hides_nothing(client):
    made = many(2 * PAGE_SIZE)
    first = read(client, NL)
    instrument(title_nl="Daarnet verschenen")
    second = read(client, first.find("//a[@rel='next']/@href")[0])
    third = read(client, second.find("//a[@rel='next']/@href")[0])
    assert {one.title_nl for one in made} <= {*first.titles, *second.titles, *third.titles}


def test_a_withdrawal_between_counting_and_showing_does_no_harm():
    made = many(3)
    terms = Vocabulary()
    found = Results(parse(QueryDict("q=velen"), terms), "nl", terms)
    assert set(found.ids) == {one.pk for one in made}
    workflow.withdraw(made[0], by=None, reason_nl="Net nu")
    assert {one.pk for one in found.items} == {one.pk for one in made[1:]}


def test_titles_sort_as_in_a_telephone_book_of_the_reader(client):
    for nl, en in (("élan", "zebra"), ("Eland", "Yak"), ("Ezel", ""), ("", "yacht"), ("eten", "Äpfel")):
        instrument(title_nl=nl, title_en=en, type="paper")
    assert read(client, f"{NL}?type=paper&sort=title").titles == ["élan", "Eland", "eten", "Ezel", "yacht"]
    assert read(client, f"{EN}?type=paper&sort=title").titles == ["Äpfel", "Ezel", "yacht", "Yak", "zebra"]


def test_the_newest_comes_first_without_words_and_the_best_match_with_them(client):
    instrument(title_nl="Kwarktaart", summary_nl="Bakken")
    instrument(title_nl="Bakken", summary_nl="Met kwarktaart als voorbeeld")
    assert read(client, NL).titles[:2] == ["Bakken", "Kwarktaart"]
    assert read(client, f"{NL}?q=kwarktaart").titles == ["Kwarktaart", "Bakken"]
    assert read(client, f"{NL}?q=kwarktaart&sort=newest").titles == ["Bakken", "Kwarktaart"]


# --- words


@pytest.mark.parametrize("query", ["cafe", "CAFÉ", "gesprekken", "gesprek", "tafel cafe", '"gesprekken aan tafel"'])
def test_words_are_found_in_any_form(client, query):
    instrument(title_nl="Gesprekken aan tafel in een café", title_en="")
    assert "Gesprekken aan tafel in een café" in read(client, f"{NL}?{urlencode({'q': query})}").titles


@pytest.mark.parametrize("field", ["title", "summary", "body", "usage"])
def test_every_text_is_searched(client, field):
    made = instrument(**{f"{field}_nl": "Iets over xylofoons", f"{field}_en": "Something on xylophones"})
    assert read(client, f"{NL}?q=xylofoon").titles == [made.title_nl]
    assert read(client, f"{EN}?q=xylophone").titles == [made.title_en]


def test_a_word_with_a_minus_is_left_out(client):
    assert read(client, f"{EN}?q=list+-energy").titles == ["List on learning"]


def test_a_record_in_one_language_is_found_from_the_other_page_and_says_so(client):
    instrument(title_nl="Enkel een xylofoon", title_en="", summary_en="")
    found = read(client, f"{EN}?q=xylofoon")
    [card] = found.find("//article")
    assert card.xpath(".//h3/@lang") == ["nl"]
    assert "only in Dutch" in card.text_content()
    [dutch] = read(client, f"{NL}?q=xylofoon").find("//article")
    assert not dutch.xpath(".//h3/@lang")
    assert "enkel in het" not in dutch.text_content().lower()


def test_hits_are_marked_and_what_curators_typed_is_never_markup(client):
    instrument(title_nl="<script>alert('xylofoon')</script> & <b>xylofoon</b>", summary_nl="Een xylofoon <img src=x>")
    found = read(client, f"{NL}?q=xylofoon")
    [card] = found.find("//article")
    assert card.xpath(".//mark")
    assert {mark.text_content().lower() for mark in card.xpath(".//mark")} == {"xylofoon"}
    assert not card.xpath(".//script | .//img | .//b")


def test_a_title_that_looks_like_markup_is_shown_as_it_is(client):
    instrument(title_nl="Minder dan <5 mensen & <script>", title_en="")
    assert "Minder dan <5 mensen & <script>" in read(client, NL).titles


def test_words_that_occur_everywhere_are_left_out_and_it_is_said(client):
    found = read(client, f"{EN}?q=the")
    assert found.total == 4
    assert any("the" in notice for notice in found.notices)


# --- ways on


def test_zero_results_give_a_way_out_for_each_thing_that_could_be_dropped(client):
    found = read(client, f"{EN}?q=transport&theme=learning")
    assert found.total == 0
    ways = found.find("//*[contains(@class, 'repairs')]//a")
    assert {way.get("href"): int(plain(way).split()[-2]) for way in ways} == {
        f"{EN}?theme=learning": 2,
        f"{EN}?q=transport": 1,
    }


def test_no_search_is_a_dead_end(client):
    found = read(client, f"{EN}?q=qqqqqqqqq&type=paper")
    ways = found.find("//*[contains(@class, 'repairs')]//a/@href")
    assert [total(client, "?" + urlsplit(way).query) for way in ways] == [4]


def test_every_choice_has_a_chip_that_takes_it_away(client):
    query = "?q=list&theme=learning&theme=environment&type=checklist"
    found = read(client, EN + query)
    chips = found.find("//*[contains(@class, 'chips')]//a[not(contains(@class, 'clear'))]/@href")
    assert len(chips) == 4
    before = sorted(QueryDict(query[1:]).lists())
    for chip in chips:
        after = QueryDict(urlsplit(chip).query)
        assert sum(map(len, dict(after.lists()).values())) == sum(len(values) for _, values in before) - 1
    [clear] = found.find("//*[contains(@class, 'chips')]//a[contains(@class, 'clear')]/@href")
    assert clear == EN


def test_htmx_gets_the_part_that_changes_and_a_restored_page_the_whole(client):
    part = client.get(f"{EN}?theme=learning", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="results"' in part
    assert 'id="facets"' in part
    whole = client.get(f"{EN}?theme=learning", headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert "<html" in whole.content.decode()


# --- what is not published


def test_drafts_and_what_was_withdrawn_are_nowhere(client):
    before = read(client, EN)
    draft = instrument(title_en="Geheimpje draft", state=State.DRAFT, themes=["mobility"], type="paper")
    gone = instrument(title_en="Geheimpje withdrawn", state=State.WITHDRAWN, themes=["mobility"], type="paper")
    never = workflow.withdraw(
        instrument(title_en="Geheimpje never", state=State.DRAFT, themes=["mobility"]), by=None, reason_nl="Fout"
    )
    for one in (draft, gone, never):
        one.related.set([draft, gone, never])
    after = read(client, EN)
    assert (after.total, after.titles, after.counts("theme")) == (before.total, before.titles, before.counts("theme"))
    pages = [
        f"{EN}?q=geheimpje", f"{EN}?theme=mobility", "/en/", "/en/themes/", "/en/themes/mobility/",
        "/nl/themas/mobility/", "/sitemap.xml", "/api/v1/instruments/?q=geheimpje&lang=en",
        "/api/v1/instruments/?theme=mobility",
    ]  # fmt: skip
    for address in pages:
        content = client.get(address).content.decode()
        assert "Geheimpje" not in content, address
        assert not [one.slug for one in (draft, gone, never) if one.slug in content], address
    assert total(client, "?theme=mobility") == 1


# --- cost


def statements(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client, address, **headers)
    return sum(not any(table in query["sql"] for table in KEPT_BY_A_WORKER) for query in captured)


KEPT_BY_A_WORKER = (
    "instruments_phase",
    "search_synonymgroup",
)  # vocabulary and thesaurus: read again and again in the test mode


def test_a_list_page_takes_the_same_few_statements_whatever_it_shows(client):
    words, everything = {"q": "instrument"}, EVERYTHING
    shapes = ["?" + urlencode(shape) for shape in (
        {}, {"sort": "title"}, words, words | {"sort": "title"}, everything, everything | words,
        everything | words | {"sort": "title"},
    )]  # fmt: skip
    one = instrument(title_nl="Instrument", title_en="Instrument", **FILED)

    def measured() -> dict[str, tuple[int, int]]:
        return {
            shape: (statements(client, EN + shape), statements(client, EN + shape, hx_request="true"))
            for shape in shapes
        }

    few = measured()
    many(29, like=one, title_en="Instrument")
    assert total(client, f"?{urlencode(EVERYTHING)}") == 30
    lots = measured()
    for shape in shapes:  # with few results the same search in the other language is counted too
        offers_other_language = "q=" in shape
        assert {a - b for a, b in zip(few[shape], lots[shape], strict=True)} == {int(offers_other_language)}, shape
    assert max(number for pair in few.values() for number in pair) <= 7


def test_the_ways_out_of_nothing_found_are_looked_for_in_a_bounded_number_of_statements(client):
    for query in ("q=zzz&type=paper", "q=the", "page=99", "q=zzzz+yyyy+xxxx&theme=mobility&type=paper"):
        assert statements(client, f"{EN}?{query}") <= 10, query
    for query in (
        "q=learning+energy+transport&theme=mobility",
        "q=%22energy+on+list%22+-learning+-transport&type=checklist&theme=mobility",
    ):
        assert statements(client, f"{EN}?{query}") <= 14, query


# --- anything at all

KEYS = [facet.name for facet in FACETS] + ["q", "sort", "page", "lang", "nonsense"]
values = st.one_of(
    st.sampled_from(["learning", "mobility", "checklist", "2004", "nl", "small", "title", "relevance", "list", "1"]),
    st.text(max_size=30), st.binary(max_size=30), st.integers(),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=3), st.integers(1, 3000)),
    st.text(alphabet="\"'-()|&!:*<>\\\x00 a", max_size=20),
)  # fmt: skip
pairs = st.lists(st.tuples(st.sampled_from(KEYS) | st.text(max_size=5), values), max_size=15).map(urlencode)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(query=pairs | st.binary(max_size=100).map(lambda raw: raw.decode("latin-1")))
def test_no_address_makes_the_page_fail_and_people_and_machines_get_the_same(client, query):
    answers = [client.generic("GET", path, QUERY_STRING=query) for path in (NL, "/api/v1/instruments/")]
    assert [answer.status_code for answer in answers] == [200, 200]
    found, list_ = Page(answers[0]), answers[1].json()
    if "lang" not in query:
        assert (found.total, len(found.titles)) == (list_["count"], len(list_["results"]))
