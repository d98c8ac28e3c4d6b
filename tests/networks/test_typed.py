"""What is typed is kept field by field, and nobody's text is overwritten unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from plumbing.typed import LETTERS_AT_MOST, TooMuchTyped, TypedElsewhere
from tests.factories import networks

pytestmark = pytest.mark.django_db


def test_a_field_is_kept_and_counts_its_saves():
    draft = networks.submission()
    draft.keep({"summary_nl": ["een"]}, seen={}, by=7)
    (kept,) = draft.keep({"summary_nl": ["twee"]}, seen={"summary_nl": 1}, by=8)
    assert (kept.values, kept.count, kept.by) == (("twee",), 2, 8)


def test_a_field_that_was_saved_meanwhile_is_not_overwritten():
    draft = networks.submission()
    draft.keep({"summary_nl": ["mijn"]}, seen={}, by=7)
    with pytest.raises(TypedElsewhere) as refused:
        draft.keep({"summary_nl": ["hun"]}, seen={}, by=8)
    assert refused.value.theirs.values == ("mijn",)
    draft.refresh_from_db()
    assert draft.typed["summary_nl"] == ["mijn"]


def test_the_same_text_from_two_tabs_is_no_conflict():
    draft = networks.submission()
    draft.keep({"summary_nl": ["zelfde"]}, seen={}, by=7)
    draft.keep({"summary_nl": ["zelfde"]}, seen={}, by=7)
    assert draft.kept("summary_nl").count == 1


def test_when_one_field_is_refused_none_is_kept():
    draft = networks.submission()
    draft.keep({"summary_nl": ["mijn"]}, seen={}, by=7)
    with pytest.raises(TypedElsewhere):
        draft.keep({"body_nl": ["nieuw"], "summary_nl": ["hun"]}, seen={}, by=8)
    draft.refresh_from_db()
    assert "body_nl" not in draft.typed


def test_another_field_saved_meanwhile_stays():
    draft, same = networks.submission(), None
    same = type(draft).objects.get(pk=draft.pk)
    draft.keep({"summary_nl": ["een"]}, seen={}, by=7)
    same.keep({"body_nl": ["twee"]}, seen={}, by=8)
    draft.refresh_from_db()
    assert (draft.typed["summary_nl"], draft.typed["body_nl"]) == (["een"], ["twee"])


def test_more_than_a_field_can_keep_is_refused_in_words():
    with pytest.raises(TooMuchTyped, match="100000"):
        networks.submission().keep({"summary_nl": ["x" * (LETTERS_AT_MOST + 1)]}, seen=None, by=7)


def test_the_title_typed_so_far_is_a_column():
    draft = networks.submission(fields={"title_nl": ["Eerste"], "title_en": []})
    draft.keep({"title_nl": ["Tweede"]}, seen=None, by=7)
    draft.refresh_from_db()
    assert (draft.typed_title_nl, draft.typed_title_en, str(draft.title)) == ("Tweede", "", "Tweede")


class AnyText(TestCase):
    @given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(st.text(), max_size=4), max_size=3))
    def test_whatever_is_typed_comes_back_as_it_was(self, typed):
        draft = networks.submission(fields={"title_nl": ["Titel"]})
        draft.keep(typed, seen=None, by=7)
        draft.refresh_from_db()
        data = draft.as_data()
        for name, values in typed.items():
            assert data.getlist(name) == [value.replace("\x00", "") for value in values]
