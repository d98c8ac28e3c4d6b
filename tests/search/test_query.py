"""Whatever somebody types is a query: the operators that people try, and everything else is text."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.query import Query

pytestmark = pytest.mark.django_db


def tsquery(text: str, language: str = "nl", **options) -> str:
    sql = Query(text, language, **options).sql
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({sql.text})::text", sql.params)
        return cursor.fetchone()[0]


def finds(text: str, document: str, language: str = "nl") -> bool:
    sql = Query(text, language).sql
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_tsvector(%s::regconfig, %s) @@ ({sql.text})", [f"kc_{language}", document, *sql.params]
        )
        return cursor.fetchone()[0]


def test_words_must_all_be_there():
    assert finds("fiets trein", "met de trein en de fiets")
    assert not finds("fiets trein", "met de trein")


def test_quotes_keep_words_together():
    assert finds('"rode draad"', "de rode draad")
    assert not finds('"rode draad"', "de draad is rode wol")


def test_a_minus_excludes():
    assert finds("fiets -trein", "met de fiets")
    assert not finds("fiets -trein", "met de fiets naar de trein")
    assert not finds('fiets -"hoge trein"', "de fiets en de hoge trein")


def test_or_gives_a_choice():
    assert finds("fiets OR trein", "met de trein")
    assert not finds("fiets OR trein", "te voet")


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert finds("e-learning", "e-learning voor iedereen")
    assert finds("e-learning", "elearning voor iedereen")


@pytest.mark.parametrize("typed", ["ISO26000", "ISO 26000", "iso 26000", "iso-26000"])
def test_numbers_are_found_however_they_are_joined(typed):
    assert finds(typed, "de richtlijn ISO 26000 zegt")


@pytest.mark.parametrize("typed", ["kmo's", "kmo’s", "kmo", "KMO", "ＫＭＯ"])
def test_apostrophes_capitals_and_unicode_forms_make_no_difference(typed):
    assert finds(typed, "voor elke kmo in Vlaanderen")


def test_accents_make_no_difference():
    assert finds("enquete", "een enquête onder leden")
    assert finds("enquête", "een enquete onder leden")


def test_a_compound_finds_its_parts_apart():
    assert finds("klantenonderzoek", "een onderzoek onder klanten")
    assert not finds("klantenonderzoek", "een onderzoek onder buren")


def test_the_thesaurus_finds_the_same_in_other_words_and_in_the_other_language():
    assert finds("mvo", "maatschappelijk verantwoord ondernemen in het klein")
    assert finds("mvo", "corporate social responsibility for beginners")
    assert finds("maatschappelijk verantwoord ondernemen", "wat MVO betekent")


def test_a_quoted_phrase_and_what_is_excluded_are_taken_literally():
    assert not finds('"mvo"', "maatschappelijk verantwoord ondernemen")
    assert finds("ondernemen -mvo", "maatschappelijk verantwoord ondernemen")


def test_any_word_is_enough_when_asked_so():
    sql = Query("fiets trein", "nl", any_word=True).sql
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_tsvector('kc_nl', 'met de trein') @@ ({sql.text})", sql.params)
        assert cursor.fetchone()[0]


@pytest.mark.parametrize(
    "typed", ["", "   ", "-de -het", "-", '"', '""', "OR", "OR OR", "\x00", "'", ":*", "!", "&|", "<->"]
)
def test_what_holds_no_word_is_an_empty_query(typed):
    assert tsquery(typed) == ""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["nl", "en"]))
@example("\ud800 half a pair", "nl")
@example("a" * 5000, "en")
@example("(((((", "nl")
@example('mvo OR OR -"', "nl")
@example("%s %(x)s {0}", "en")
def test_every_text_is_legal(typed, language):
    tsquery(typed, language)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["fiets", "trein", "mvo", "-bus", '"te voet"', "OR", "verslag"]), min_size=1, max_size=6)
)
def test_operators_mean_what_they_say_in_any_order(pieces):
    typed, document = " ".join(pieces), "met de fiets en de trein, te voet"
    wanted = [[]]
    for piece in pieces:
        wanted.append([]) if piece == "OR" else wanted[-1].append(piece)
    there = {"fiets": True, "trein": True, "mvo": False, "-bus": True, '"te voet"': True, "verslag": False}
    assert finds(typed, document) == any(all(there[piece] for piece in choice) for choice in wanted if choice)


@pytest.mark.parametrize("words", ["verslag duurzaamheid", "duurzaamheid verslag", "verslag over duurzaamheid"])
def test_two_words_that_make_a_compound_are_ranked_by_it_too(words):
    assert "duurzaamheidsverslag" in {term.text for term in Query(words, "nl").ranked}


def test_a_phrase_is_ranked_apart_from_the_words_it_is_made_of():
    kmo = next(term for term in Query("kmo", "nl").ranked if term.text == "kmo")
    ways = Query("kmo", "nl").ways(kmo)
    (single,) = [way.params[1::2] for way in ways.words]
    assert all(len(word.split()) == 1 for word in single)
    assert all(len(phrase.params[1::2]) == 1 for phrase in ways.phrases)
    assert ways.phrases
