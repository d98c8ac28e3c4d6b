"""A misspelt word gets the nearest known one, and a word that has results is never touched."""

import pytest

from instruments import workflow
from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search
from search import spelling
from search.models import Word
from search.query import Query
from tests.factories import instrument
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    instrument(
        title_nl="Burenoverleg zonder ruzie", title_en="Talking with the neighbours", summary_nl="Praat met de buurt."
    )
    instrument(title_nl="Checklist voor de werkvloer", title_en="Checklist for the shop floor")


def search(words: str, language: str = "nl") -> Results:
    return Results(Search(words=words), language, Vocabulary())


@pytest.mark.parametrize("typed", ["burenovereg", "burenoverlegg", "burneoverleg", "Burenovrleg"])
def test_one_wrong_letter_is_put_right(catalogue, typed):
    found = search(typed)
    assert found.total == 1
    assert found.corrected.lower() == "burenoverleg"


def test_only_the_unknown_word_is_corrected(catalogue):
    found = search("checklsit werkvloer")
    assert (found.total, found.corrected) == (1, "checklist werkvloer")


def test_the_page_says_what_was_understood_in_its_sentence_and_its_title(client, catalogue):
    page = read(client, "/nl/instrumenten/?q=burenovereg")
    (title,) = page.texts("//title")
    assert page.sentence == "1 instrument met “burenoverleg”"
    assert title.startswith(page.sentence)


def test_a_word_that_has_results_is_never_replaced(catalogue):
    assert spelling.corrections(Query("checklist", "nl")) == {}
    assert search("buurt").corrected == ""


def test_two_words_that_were_written_as_one_are_found(catalogue):
    found = search("theneighbours", "en")
    assert (found.total, found.corrected) == (1, '"the neighbours"')
    assert search("talkingneighbours", "en").total == 0


def test_a_word_is_counted_once_for_each_document_that_has_it_however_often_it_is_edited(catalogue):
    made = instrument(title_nl="Nog een checklist", title_en="")
    for summary in ("Een.", "Twee."):
        made.summary_nl = f"{summary} Zeepkist."
        workflow.save(made, by=None)
        workflow.index([made])
    assert Word.objects.get(language="nl", word="checklist").documents == 2
    assert Word.objects.get(language="nl", word="zeepkist").documents == 1


def test_quoted_words_are_taken_as_they_are(catalogue):
    found = search('"burenovereg"')
    assert (found.total, found.corrected) == (0, "")


def test_nothing_near_is_nothing_offered(catalogue):
    assert search("xyzzyqw").corrected == ""


def test_a_correction_without_results_is_not_made(catalogue):
    found = search("burenovereg werkvloer")
    assert (found.total, found.corrected) == (0, "")
