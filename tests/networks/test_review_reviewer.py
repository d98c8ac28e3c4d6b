"""Who has a submission, how it changes hands, and that only who has it decides."""

import pytest

from networks.models import Stage
from networks.workflow import NotAllowed, review
from tests.factories import person
from tests.factories.review import handed_in, in_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return person(role="curator", first_name="Anna")


@pytest.fixture
def bea():
    return person(role="administrator", first_name="Bea")


def test_what_nobody_has_is_taken(anna):
    found = review.take(handed_in(), by=anna)
    assert found.reviewer == anna
    given = found.handovers.get()
    assert (given.to, given.by, given.back) == (anna, anna, False)


def test_taking_it_twice_is_taking_it_once(anna):
    found = review.take(review.take(handed_in(), by=anna), by=anna)
    assert found.handovers.count() == 1


def test_what_somebody_has_is_not_taken(anna, bea):
    found = handed_in(reviewer=anna)
    with pytest.raises(NotAllowed, match="Anna"):
        review.take(found, by=bea)
    found.refresh_from_db()
    assert found.reviewer == anna


def test_it_is_handed_over_with_a_word(anna, bea):
    found = review.hand_over(handed_in(reviewer=anna), to=bea, by=anna, note="Jouw vak.")
    assert found.reviewer == bea
    assert (found.handovers.last().to, found.handovers.last().note) == (bea, "Jouw vak.")


def test_a_colleague_takes_over_from_who_is_ill(anna, bea):
    found = review.hand_over(handed_in(reviewer=anna), to=bea, by=bea)
    assert found.reviewer == bea
    assert found.handovers.last().by == bea


def test_it_goes_back_to_the_queue(anna):
    found = review.hand_over(handed_in(reviewer=anna), to=None, by=anna)
    assert found.reviewer is None
    assert found.handovers.last().back


@pytest.mark.parametrize("role", ["", "moderator", "facilitator"])
def test_it_is_not_handed_to_somebody_who_may_not_review(anna, role):
    found = handed_in(reviewer=anna)
    with pytest.raises(NotAllowed):
        review.hand_over(found, to=person(role=role), by=anna)


def test_nor_to_somebody_who_left(anna):
    with pytest.raises(NotAllowed):
        review.hand_over(handed_in(reviewer=anna), to=person(role="curator", is_active=False), by=anna)


@pytest.mark.parametrize(
    "decide",
    [
        lambda found, by: review.ask_changes(found, by=by, note="Korter."),
        lambda found, by: review.accept(found, by=by),
        lambda found, by: review.decline(found, by=by, reason="Nee."),
    ],
)
def test_only_who_has_it_decides(anna, bea, decide):
    found = handed_in(reviewer=anna)
    with pytest.raises(NotAllowed, match="Anna"):
        decide(found, bea)
    found.refresh_from_db()
    assert found.stage == Stage.SUBMITTED
    assert decide(found, anna).reviewer == anna


def test_deciding_about_what_nobody_has_is_taking_it(anna):
    assert review.decline(handed_in(), by=anna, reason="Nee.").reviewer == anna


def test_she_still_has_it_when_it_comes_back(anna):
    found = in_stage(Stage.CHANGES_ASKED, reviewer=anna)
    assert found.reviewer == anna
