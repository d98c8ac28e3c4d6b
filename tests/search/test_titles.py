"""A title that has just what was typed comes first: stop words tell titles apart, a whole title or name counts more."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search
from kenniscentrum import site_search
from search import engine, spelling
from search.index import Texts
from search.models import SynonymGroup
from search.query import Query
from search.stop_words import STOP_WORDS
from tests.factories import instrument, organisation

pytestmark = pytest.mark.django_db


def search(words: str, language: str = "nl") -> Results:
    return Results(Search(words=words), language, Vocabulary())


def titles(words: str) -> list[str]:
    return [item.title_nl for item in search(words).items]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_stop_words_are_those_that_the_index_leaves_out(language):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word WHERE numnode(plainto_tsquery(%s::regconfig, word)) > 0",
            [sorted(STOP_WORDS[language]), f"kc_{language}"],
        )
        assert cursor.fetchall() == []


def test_stop_words_alone_find_the_titles_that_have_them_all():
    instrument(title_nl="Wie zijn wij en wie niet")
    instrument(title_nl="Wie doet wat", summary_nl="Wie zijn de buren, en wie niet?")
    found = search("wie zijn")
    assert [item.title_nl for item in found.items] == ["Wie zijn wij en wie niet"]
    assert [reason.in_title for reason in found.reasons.values()] == [True]
    assert not found.words_ignored


def test_stop_words_that_no_title_has_are_left_out_as_before():
    instrument(title_nl="Xylofoon")
    found = search("zonder")
    assert found.words_ignored
    assert found.total == 1


def test_quoted_stop_words_stand_in_a_row():
    instrument(title_nl="Niet voor altijd")
    assert titles('"niet voor"') == ["Niet voor altijd"]
    assert search('"voor niet"').words_ignored


def test_a_stop_word_is_never_corrected():
    instrument(title_nl="Hebberig met de handel")
    assert spelling.corrections(Query("hebben", "nl")) == {}


def test_beside_other_words_stop_words_bring_the_titles_that_have_them_first():
    instrument(title_nl="Van andere bedrijven geleerd")
    instrument(title_nl="Bedrijven in de buurt")
    assert titles("andere bedrijven") == ["Van andere bedrijven geleerd", "Bedrijven in de buurt"]


@pytest.fixture(params=[False, True], ids=["fetched", "kept by the worker"])
def many(request, monkeypatch, settings):
    """So many results that not all of them are ranked, in both ways of matching."""
    monkeypatch.setattr(engine, "CANDIDATES", 2)
    monkeypatch.setattr(engine, "_arrays", {})
    settings.SEARCH_ARRAY_ABOVE = -2 if request.param else 1000


def test_among_many_results_too(many):
    instrument(title_nl="Van andere bedrijven geleerd")
    for number in range(4):
        instrument(title_nl=f"Bedrijven {number}")
    assert titles("andere bedrijven")[0] == "Van andere bedrijven geleerd"


def test_among_many_results_titles_come_first_then_summaries_then_the_newest(many):
    instrument(title_nl="Xylofoon")
    instrument(title_nl="In de samenvatting", summary_nl="Een xylofoon")
    for number in range(4):
        instrument(title_nl=f"In de tekst {number}", body_nl="Een xylofoon")
    rest = [f"In de tekst {number}" for number in (3, 2, 1, 0)]
    assert titles("xylofoon") == ["Xylofoon", "In de samenvatting", *rest]
    narrowed = Results(Search(words="xylofoon", page=2), "nl", Vocabulary(), page_size=2)
    assert [item.title_nl for item in narrowed.items] == rest[:2]


def test_the_word_as_it_is_written_comes_before_its_other_forms():
    instrument(title_nl="Gidsen in het bos")
    instrument(title_nl="Gids in het bos")
    instrument(title_nl="Gidsen in de stad")
    assert titles("gids")[0] == "Gids in het bos"


def test_what_means_the_same_comes_first_as_it_is_written_too_but_after_what_was_typed():
    SynonymGroup.objects.create(terms_nl=["xylofoonwaarden", "xylofoons"])
    instrument(title_nl="Xylofoonwaarden in de klas")
    instrument(title_nl="Xylofoons in de klas")
    instrument(title_nl="Xylofoon in de klas")
    first, second, third = "Xylofoonwaarden in de klas", "Xylofoons in de klas", "Xylofoon in de klas"
    assert titles("xylofoonwaarden") == [first, second, third]
    assert titles("xylofoons") == [second, third, first]


def test_a_title_that_is_just_what_was_typed_comes_first():
    instrument(title_nl="Afval sorteren")
    instrument(title_nl="Sorteren: afval sorteren met afval")
    assert titles("afval sorteren")[0] == "Afval sorteren"


def test_what_is_filed_under_just_that_name_comes_before_what_only_mentions_it():
    instrument(title_nl="Zonder vergunning", publisher=organisation(name_nl="Kring Lindepoort"))
    instrument(title_nl="Lindepoort", summary_nl="Een kring van bedrijven")
    assert titles("kring lindepoort")[0] == "Zonder vergunning"


def test_the_words_of_a_phrase_count_more_in_a_row():
    instrument(title_nl="Sociale zaken bij de overheid en maatschappelijk werk", summary_nl="verantwoord, ondernemen")
    instrument(title_nl="Werk", summary_nl="Zij is in de zaak: maatschappelijk verantwoord ondernemen")
    instrument(title_nl="Maatschappelijk werk", summary_nl="ondernemen, verantwoord")
    assert titles("maatschappelijk verantwoord ondernemen")[0] == "Werk"


def test_the_site_search_finds_titles_of_stop_words():
    instrument(title_nl="Wie zijn wij en wie niet")
    assert [group.kind.name for group in site_search.find("wie zijn wij", "nl").groups] == ["instrument"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
@example("o'brien's \\ 'title'", ["it's"])
@example("a" * 9000, ["é" * 5000])
@example("\ud800", [])
def test_every_title_is_legal(title, labels):
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [Texts("nl", title, labels=labels).as_written])
        assert cursor.fetchone()[0] >= 1


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ('"rode draad"', True),
        ('"draad zeilen"', False),  # the title and the summary
        ('"wind remmen"', False),  # the summary and the body
        ('"zeilboten touwen"', False),  # what it is filed under
        ('"touwen zeilboot"', False),  # the body and the dictionary forms
        ('"zeilboot touw"', False),  # two dictionary forms
        ('"touw zeil"', False),  # and two parts of compounds
    ],
)
def test_a_quoted_phrase_is_found_in_one_text_and_not_across_two(typed, there, language):
    instrument(
        title_nl="Een rode draad", title_en="", summary_nl="Zeilen op wind", body_nl="Remmen van touwen",
        tags=["Zeilboten", "Touwen"],
    )  # fmt: skip
    assert bool(site_search.find(typed, language).groups) is there
