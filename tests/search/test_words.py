"""Apostrophes, accents, hyphens, numbers and Unicode forms make no difference to what is found."""

import pytest

from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search
from search.words import apart, normal, words
from tests.factories import instrument

pytestmark = pytest.mark.django_db


def found(query: str, language: str = "nl") -> int:
    return Results(Search(words=query), language, Vocabulary()).total


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("Praten in het café", ["café", "cafe", "CAFÉ", "café's", "cafe’s", "cafe\u0301"]),
        ("Twee café's", ["café", "cafe's", "café’s", "caféʼs"]),
        ("Vier kmo's", ["kmo", "KMO", "kmo's", "kmo’s"]),
        ("De woning van O'Brien", ["O'Brien", "o’brien", "obrien", "brien"]),
        ("Volgens ISO 26000", ["ISO26000", "ISO-26000", "iso 26000"]),
        ("Uw CO₂-uitstoot", ["CO2", "CO₂", "co2-uitstoot", "uitstoot co2"]),
        ("Een e-learning", ["elearning", "e-learning", "E‑LEARNING"]),
    ],
)
def test_a_word_is_found_however_it_is_written(title, queries):
    instrument(title_nl=title, title_en="")
    assert {query: found(query) for query in queries} == dict.fromkeys(queries, 1)


def test_apostrophes_are_one_and_possessives_none():
    assert normal("café’s, kmoʼs, O‘Brien") == "café, kmo, O'Brien"
    assert words("’s avonds") == ["s", "avonds"]


@pytest.mark.parametrize(("word", "parts"), [("ISO26000", ["ISO", "26000"]), ("26000", ["26000"]), ("b2b", ["b2b"])])
def test_letters_and_the_number_behind_them_come_apart(word, parts):
    assert apart(word) == parts
