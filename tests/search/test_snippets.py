"""What was found is marked in the title and in the passage that shows it, wherever that stands."""

import pytest

from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search
from search.snippets import MARK, UNMARK
from tests.factories import instrument

pytestmark = pytest.mark.django_db
FILLING = "Het water stroomt en de wind waait over het land. "


def passage(query: str, language: str = "nl", **texts: str) -> str:
    instrument(**{"title_nl": "Leidraad", "title_en": "", "summary_nl": "Een samenvatting.", "body_nl": "", **texts})
    (shown,) = Results(Search(words=query), language, Vocabulary()).items
    return shown.summary_hit


def test_what_looks_like_markup_stays_in_a_title_with_hits():
    instrument(title_nl="Van <idee> tot <b>plan</b> & klaar", title_en="")
    (shown,) = Results(Search(words="plan"), "nl", Vocabulary()).items
    assert shown.title_hit == f"Van <idee> tot <b>{MARK}plan{UNMARK}</b> & klaar"


def test_a_hit_in_the_summary_is_shown_there():
    assert passage("kantoren", summary_nl="Voor elk kantoor.").startswith(f"Voor elk {MARK}kantoor{UNMARK}.")


@pytest.mark.parametrize("before", [0, 1, 5, 60, 150])
def test_a_hit_deep_in_a_long_body_is_shown_among_whole_words(before):
    shown = passage("kantoren", body_nl=before * FILLING + "Zo richt u een kantoor in. " + 40 * FILLING)
    assert f"{MARK}kantoor{UNMARK}" in shown
    known = set(f"… Een samenvatting. {FILLING} Zo richt u een kantoor in.".split())
    assert set(shown.replace(MARK, "").replace(UNMARK, "").split()) <= known


def test_a_word_that_only_begins_alike_hides_no_hit():
    shown = passage("huizen", body_nl="Het huidige jaar. " + 20 * FILLING + "Een huis erbij. " + 20 * FILLING)
    assert f"{MARK}huis{UNMARK}" in shown


def test_a_summary_does_not_run_on_into_the_middle_of_a_body():
    body = f"{10 * FILLING}Wie naar kantoor rijdt, leest niet. {20 * FILLING}"
    shown = passage("kantoor fiets", summary_nl="Over de fiets.", body_nl=body)
    assert f"{MARK}fiets{UNMARK}.\n… " in shown


def test_words_that_stand_apart_are_looked_for_in_one_passage():
    shown = passage("kantoor fiets", body_nl=f"Een kantoor. {3 * FILLING} Kantoor met fiets. {20 * FILLING}")
    assert f"{MARK}Kantoor{UNMARK} met {MARK}fiets{UNMARK}" in shown


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ", "café"])
def test_accents_and_capitals_hide_no_hit(typed):
    assert f"{MARK}Café{UNMARK}" in passage(typed, body_nl=30 * FILLING + "Café de Markt. " + 30 * FILLING)


def test_what_means_the_same_is_marked():
    assert f"{MARK}CSR{UNMARK}" in passage("MVO", body_nl=60 * FILLING + "Dat heet CSR. " + 30 * FILLING)


LONG = " ".join(f"woord{n}" for n in range(60))


@pytest.mark.parametrize("query", ["kantoren", "kantoor fiets"])
def test_a_summary_that_has_everything_is_shown_whole(query):
    shown = passage(query, summary_nl=f"{LONG} Naar kantoor met de fiets.", body_nl="Kantoor en fiets. " + 40 * FILLING)
    assert shown.replace(MARK, "").replace(UNMARK, "") == f"{LONG} Naar kantoor met de fiets."
    assert f"{MARK}kantoor{UNMARK}" in shown


def test_of_what_means_the_same_no_part_is_marked_by_itself():
    shown = passage("jaarverslag duurzaamheidsrapport", body_nl="Een jaarverslag en een MVO-verslag, want MVO telt.")
    assert f"{MARK}MVO{UNMARK}" not in shown


def test_two_words_are_marked_where_they_are_written_as_one():
    instrument(title_nl="Duurzaamheidsverslagen", title_en="", body_nl="Lees duurzaamheidsverslagen van anderen.")
    (shown,) = Results(Search(words="verslag duurzaamheid"), "nl", Vocabulary()).items
    assert shown.title_hit == f"{MARK}Duurzaamheidsverslagen{UNMARK}"
    assert f"Lees {MARK}duurzaamheidsverslagen{UNMARK}" in shown.summary_hit


def test_without_a_hit_the_summary_is_shown_whole():
    assert passage("leidraad", summary_nl=LONG, body_nl=30 * FILLING) == LONG


def test_without_a_hit_the_beginning_is_shown():
    assert passage("leidraad", body_nl=30 * FILLING).startswith("Een samenvatting.")
