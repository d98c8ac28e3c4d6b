"""Two languages are two columns, and a translation knows when it fell behind."""

import pytest
from django.utils.translation import override

from instruments.models import Instrument
from plumbing.bilingual import pick


def instrument(**texts) -> Instrument:
    return Instrument(**texts)


@pytest.mark.parametrize(
    ("language", "nl", "en", "text", "shown", "fallback"),
    [
        ("nl", "gids", "guide", "gids", "nl", False),
        ("en", "gids", "guide", "guide", "en", False),
        ("en", "gids", "", "gids", "nl", True),
        ("nl", "", "guide", "guide", "en", True),
        ("nl", "", "", "", "nl", False),
    ],
)
def test_the_reader_gets_her_language_or_the_other_one_and_is_told(language, nl, en, text, shown, fallback):
    with override(language):
        picked = instrument(title_nl=nl, title_en=en).title
    assert (picked, picked.language, picked.is_fallback) == (text, shown, fallback)
    assert picked.lang == (f' lang="{shown}"' if fallback else "")


def test_pick_takes_a_language_of_its_own():
    with override("nl"):
        assert pick("gids", "guide", "en") == "guide"


def edited(before: Instrument, still_right=(), **texts) -> Instrument:
    values = {name: getattr(before, name) for name in ("title_nl", "title_en", "summary_nl", "summary_en")}
    after = Instrument(**values | texts, stale_nl=dict(before.stale_nl), stale_en=dict(before.stale_en))
    after.remember_staleness(before, still_right)
    return after


def test_editing_a_source_marks_exactly_that_translation_stale():
    after = edited(instrument(title_nl="a", title_en="b", summary_nl="c", summary_en="d"), summary_nl="c, en meer")
    assert after.stale_en == {"summary": "c"}
    assert after.stale_nl == {}
    assert [after.text_state(name, "en") for name in ("title", "summary", "body")] == ["current", "stale", "missing"]


def test_editing_both_languages_leaves_both_current():
    after = edited(instrument(title_nl="a", title_en="b"), title_nl="aa", title_en="bb")
    assert (after.stale_nl, after.stale_en) == ({}, {})


def test_the_translation_catches_up_when_it_is_edited():
    stale = edited(instrument(title_nl="a", title_en="b"), title_nl="aa")
    assert stale.stale_en == {"title": "a"}
    assert edited(stale, title_en="bb").stale_en == {}


def test_a_second_edit_of_the_source_keeps_the_text_that_the_translation_was_made_from():
    twice = edited(edited(instrument(title_nl="a", title_en="b"), title_nl="aa"), title_nl="aaa")
    assert twice.stale_en == {"title": "a"}


def test_a_source_that_is_changed_back_makes_the_translation_current_again():
    there_and_back = edited(edited(instrument(title_nl="a", title_en="b"), title_nl="aa"), title_nl="a")
    assert there_and_back.stale_en == {}


def test_somebody_may_say_that_the_translation_is_still_right():
    assert edited(instrument(title_nl="a", title_en="b"), title_nl="a.", still_right=["title_en"]).stale_en == {}


def test_the_first_text_in_a_language_makes_nothing_stale():
    assert edited(instrument(title_en="b"), title_nl="a").stale_en == {}


def test_a_text_that_is_emptied_is_missing_and_not_stale():
    stale = edited(instrument(title_nl="a", title_en="b"), title_nl="aa")
    after = edited(stale, title_en="")
    assert after.stale_en == {}
    assert after.text_state("title", "en") == "missing"


def test_completeness_counts_what_the_other_language_has():
    half = instrument(title_nl="a", title_en="b", summary_nl="c")
    assert (half.completeness("nl"), half.completeness("en")) == (100, 50)
