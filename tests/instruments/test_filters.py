"""The parameters of the catalogue: lenient to read, canonical to write."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.facets import Vocabulary
from instruments.filters import VALUES_AT_MOST, WORDS_AT_MOST, Search, parse
from instruments.models import Type
from search.engine import NEWEST, RELEVANCE, TITLE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def terms(shared_db) -> Vocabulary:
    return Vocabulary()


def parsed(query: str, terms: Vocabulary) -> Search:
    return parse(QueryDict(query), terms)


def test_nothing_asked_is_everything_newest_first(terms):
    assert parsed("", terms) == Search()
    assert Search().order == NEWEST
    assert Search().query_string == ""


def test_words_lose_outer_space_and_what_no_database_takes(terms):
    assert parsed("q=++zeep%00water++", terms).words == "zeep water"
    assert parsed("q=%00", terms).words == ""
    assert len(parsed(f"q={'zeep+' * 1000}", terms).words) <= WORDS_AT_MOST


def test_values_are_taken_once_in_the_order_of_the_address(terms):
    assert parsed("theme=learning&theme=diversity&theme=learning", terms).chosen == {"theme": ("learning", "diversity")}


def test_no_address_can_choose_without_end(terms):
    query = "&".join(f"year={year}" for year in range(1900, 2101))
    assert len(parsed(query, terms).chosen["year"]) == VALUES_AT_MOST


def test_what_does_not_exist_is_remembered_by_facet_and_cut(terms):
    search = parsed(f"type=guide&type={'x' * 500}&year=1899", terms)
    assert search.chosen == {"type": ("guide",)}
    assert search.unknown == (("type", "x" * 60), ("year", "1899"))


@pytest.mark.parametrize(
    ("query", "order"),
    [("", NEWEST), ("q=zeep", RELEVANCE), ("q=zeep&sort=newest", NEWEST), ("sort=relevance", NEWEST),
     ("sort=title", TITLE), ("sort=nonsense", NEWEST), ("q=zeep&sort=nonsense", RELEVANCE),
     ("sort=title&sort=newest", NEWEST)],
)  # fmt: skip
def test_the_order_is_the_one_asked_for_if_it_makes_sense(terms, query, order):
    assert parsed(query, terms).order == order


def test_a_change_of_choice_starts_at_the_first_page():
    search = Search(words="zeep", chosen={"theme": ("learning",)}, page=7)
    assert (
        search.having("type", "guide").page
        == search.without("theme", "learning").page
        == search.without_words().page
        == 1
    )
    assert search.on_page(8).page == 8


def test_dropping_one_thing_leaves_the_others():
    search = Search(words="zeep", chosen={"theme": ("learning", "diversity"), "type": ("guide",)}, sort=TITLE)
    assert search.without("theme", "learning").query_string == "?q=zeep&theme=diversity&type=guide&sort=title"
    assert search.without_words().query_string == "?theme=diversity&theme=learning&type=guide&sort=title"


searches = st.builds(
    Search,
    words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30).map(str.strip),
    chosen=st.fixed_dictionaries({}, optional={
        "theme": st.sets(st.sampled_from(["learning", "diversity", "mobility"]), min_size=1).map(sorted).map(tuple),
        "type": st.sets(st.sampled_from(Type.values), min_size=1).map(sorted).map(tuple),
        "year": st.sets(st.sampled_from(["1999", "2004"]), min_size=1).map(sorted).map(tuple),
    }),
    sort=st.sampled_from(["", RELEVANCE, NEWEST, TITLE]),
    page=st.integers(1, 10**6),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=searches)
def test_what_is_written_is_read_back(terms, search):
    assert parsed(search.query_string.removeprefix("?"), terms) == search
