"""The four criteria: optional, and independent of what others think."""

import pytest

from networks.models import Judgement
from networks.workflow import NotAllowed, review
from tests.factories import person
from tests.factories.review import handed_in

pytestmark = pytest.mark.django_db
MARKS = {"feasibility": 4, "adaptability": 3, "transfer": 2, "acceptability": 1, "note": "Goed."}


@pytest.fixture
def anna():
    return person(role="curator")


@pytest.fixture
def bea():
    return person(role="curator")


def seen(found, by):
    return list(found.judgements.shown_to(by))


def test_a_judgement_has_four_marks_in_words_and_a_note(anna):
    given = review.judge(handed_in(), MARKS, by=anna)
    given.refresh_from_db()
    assert [int(getattr(given, name)) for name in Judgement.CRITERIA] == [4, 3, 2, 1]
    assert len(given.marks) == 4
    assert given.note == "Goed."


def test_a_criterion_may_be_left_open(anna):
    given = review.judge(handed_in(), {"transfer": 2}, by=anna)
    assert len(given.marks) == 1


def test_others_are_hidden_until_she_gave_her_own(anna, bea):
    found = handed_in()
    given = review.judge(found, MARKS, by=anna)
    assert seen(found, anna) == [given]
    assert seen(found, bea) == []
    own = review.judge(found, {"feasibility": 2}, by=bea)
    assert set(seen(found, bea)) == {given, own}


def test_everybody_sees_them_once_it_is_decided(anna, bea):
    found = handed_in()
    given = review.judge(found, MARKS, by=anna)
    review.decline(found, by=anna, reason="Nee.")
    assert seen(found, bea) == [given]


def test_giving_it_anew_changes_it(anna):
    found = handed_in()
    review.judge(found, MARKS, by=anna)
    review.judge(found, MARKS | {"feasibility": 1}, by=anna)
    assert found.judgements.get().feasibility == 1


def test_nobody_judges_after_the_decision(anna, bea):
    found = review.decline(handed_in(), by=anna, reason="Nee.")
    with pytest.raises(NotAllowed):
        review.judge(found, MARKS, by=bea)


def test_a_decision_needs_no_judgement(anna):
    assert review.accept(handed_in(), by=anna).judgements.count() == 0
