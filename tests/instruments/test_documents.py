"""What the search knows follows every change at once, in the transaction of the change."""

import pytest
from django.db import transaction
from django.http import QueryDict

from instruments import documents, workflow
from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import parse
from instruments.models import Instrument, State
from search import index, kinds
from search.models import Document, Word
from search.spelling import Recount
from tests.factories import instrument, many, organisation, term

pytestmark = pytest.mark.django_db


def found(query: str, language: str = "nl") -> set[str]:
    terms = Vocabulary()
    return {one.title_nl or one.title_en for one in Results(parse(QueryDict(query), terms), language, terms).items}


def known() -> set[int]:
    return set(Document.objects.values_list("object_id", flat=True))


def test_only_what_is_published_has_a_document():
    published = instrument()
    instrument(state=State.DRAFT)
    instrument(state=State.WITHDRAWN)
    assert known() == {published.pk}


def test_a_document_follows_the_state():
    made = instrument(state=State.DRAFT)
    for move, there in (
        (lambda: workflow.publish(made, by=None), True),
        (lambda: workflow.withdraw(made, by=None, reason_nl="Fout"), False),
        (lambda: workflow.publish(made, by=None), True),
    ):
        move()
        assert (made.pk in known()) == there


def test_an_edit_is_found_by_its_new_words_and_no_longer_by_the_old_ones():
    made = instrument(title_nl="Zebrapad", title_en="", summary_nl="Oversteken")
    made.title_nl = "Rotonde"
    workflow.index([workflow.save(made, by=None)])
    assert found("q=rotonde") == {"Rotonde"}
    assert found("q=zebrapad") == set()


def test_an_edit_that_is_rolled_back_leaves_the_search_as_it_was():
    made = instrument(title_nl="Zebrapad", title_en="")
    with transaction.atomic():
        made.title_nl = "Rotonde"
        workflow.index([workflow.save(made, by=None)])
        transaction.set_rollback(True)
    assert found("q=zebrapad") == {"Zebrapad"}
    assert found("q=rotonde") == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_of_the_other_language_are_found_where_a_text_is_missing(language):
    instrument(title_nl="Zebrapad", title_en="", summary_nl="Veilig oversteken")
    assert found("q=zebrapad", language) == {"Zebrapad"}


def test_where_both_texts_are_there_each_page_searches_its_own():
    instrument(title_nl="Zebrapad", title_en="Crossing")
    assert found("q=crossing", "nl") == set()
    assert found("q=zebrapad", "en") == set()


def test_the_vocabulary_tags_and_publisher_are_words_too():
    instrument(
        title_nl="Een", themes=["recruitment"], tags=["zeepkist"], publisher=organisation(name_nl="Drukkerij Inkt")
    )
    for words in ("zeepkist", "inkt", "onthaal", "diversiteit"):  # the last is the broader theme
        assert found(f"q={words}") == {"Een"}


def test_a_renamed_term_is_found_by_its_new_name():
    instrument(title_nl="Een", themes=["recruitment"])
    theme = term("theme", "recruitment")
    theme.label_nl = "Zebrapad"
    workflow.rename(theme)
    assert found("q=zebrapad") == {"Een"}
    assert found("q=onthaal") == set()


def test_a_renamed_broader_theme_is_found_by_its_new_name_on_what_is_filed_below_it():
    instrument(title_nl="Een", themes=["recruitment"])
    theme = term("theme", "diversity")
    theme.label_nl = "Zebrapad"
    workflow.rename(theme)
    assert found("q=zebrapad") == {"Een"}
    assert found("q=diversiteit") == set()


def test_a_theme_that_moves_below_another_one_takes_its_instruments_along():
    instrument(title_nl="Een", themes=["recruitment"])
    theme = term("theme", "recruitment")
    theme.parent = term("theme", "environment")
    workflow.rename(theme)
    assert found("theme=environment") == {"Een"}
    assert found("theme=diversity") == set()


def test_everything_can_be_written_anew():
    made = [*many(3), instrument(), instrument(state=State.DRAFT)]
    expected = known()
    Document.objects.filter(object_id__in=[one.pk for one in made[:2]]).delete()
    Document.objects.filter(object_id=made[3].pk).update(object_id=made[4].pk)  # of a draft
    steps = []
    assert documents.INSTRUMENTS.write_all(lambda done, total: steps.append((done, total))) == 4
    assert known() == expected == set(Instrument.objects.published().values_list("pk", flat=True))
    assert steps == [(4, 4)]


def test_workers_have_nothing_to_fetch_when_all_is_written_anew_unless_facets_differ():
    first, second = many(2)
    before = index.version()
    Document.objects.filter(object_id=first.pk).update(tsv_nl="")
    documents.INSTRUMENTS.write_all()
    assert index.version() == before
    Document.objects.filter(object_id=second.pk).update(packed=b"")
    documents.INSTRUMENTS.write_all()
    versions = dict(Document.objects.filter(kind="instrument").values_list("object_id", "version"))
    assert versions[second.pk] == index.version() > before >= versions[first.pk]


def test_a_word_stays_known_that_goes_from_one_document_to_another_between_their_turns(monkeypatch):
    first, last = instrument(title_nl="Rotonde", title_en=""), instrument(title_nl="Zebrapad", title_en="")
    monkeypatch.setattr(kinds, "AT_ONCE", 1)
    recount = Recount()

    def swap(done: int, total: int) -> None:
        if done == 1:
            for one, title in ((first, "Zebrapad en xylofoon"), (last, "Rotonde")):
                one.title_nl = title
                workflow.index([workflow.save(one, by=None)])

    documents.INSTRUMENTS.write_all(swap, recount)
    recount.keep()
    known = dict(Word.objects.filter(language="nl").values_list("word", "documents"))
    assert [known.get(word) for word in ("zebrapad", "xylofoon")] == [1, 1]


def test_an_empty_index_is_filled_with_one_reading(monkeypatch):
    many(5)
    Document.objects.all().delete()
    monkeypatch.setattr(kinds, "STORED", 2)
    prepare, readings = index.prepare, []
    monkeypatch.setattr(index, "prepare", lambda *args: readings.append(prepare(*args)) or readings[-1])
    documents.INSTRUMENTS.write_all()
    assert len(known()) == 5
    assert len(readings) == 1
