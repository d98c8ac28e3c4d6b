"""Every move of a submission, tried from every state."""

from collections.abc import Callable

import pytest

from networks.models import Move, Stage
from networks.workflow import NotAllowed, requests, review, submissions
from tests.factories import person
from tests.factories.review import handed_in, in_stage

pytestmark = pytest.mark.django_db

MOVES: dict[str, Callable] = {
    "send": lambda found, by: submissions.send(found, by=None),
    "withdraw": lambda found, by: submissions.withdraw(found, by=None),
    "take": lambda found, by: review.take(found, by=by),
    "hand over": lambda found, by: review.hand_over(found, to=person(role="curator"), by=by),
    "put back": lambda found, by: review.hand_over(found, to=None, by=by),
    "judge": lambda found, by: review.judge(found, {"feasibility": 3}, by=by),
    "note": lambda found, by: requests.note(found, {"title_nl": "Korter?"}, by=by),
    "ask changes": lambda found, by: review.ask_changes(found, by=by, note="Korter."),
    "accept": lambda found, by: review.accept(found, by=by),
    "decline": lambda found, by: review.decline(found, by=by, reason="Het bestaat al."),
}
LEADS = {
    Stage.DRAFT: {"send": Stage.SUBMITTED, "withdraw": Stage.WITHDRAWN},
    Stage.SUBMITTED: {
        "withdraw": Stage.WITHDRAWN, "take": Stage.SUBMITTED, "hand over": Stage.SUBMITTED, "put back": Stage.SUBMITTED,
        "judge": Stage.SUBMITTED, "note": Stage.SUBMITTED, "ask changes": Stage.CHANGES_ASKED,
        "accept": Stage.ACCEPTED, "decline": Stage.DECLINED,
    },
    Stage.CHANGES_ASKED: {
        "send": Stage.SUBMITTED, "withdraw": Stage.WITHDRAWN, "take": Stage.CHANGES_ASKED,
        "hand over": Stage.CHANGES_ASKED, "put back": Stage.CHANGES_ASKED, "judge": Stage.CHANGES_ASKED,
    },
    Stage.ACCEPTED: {},
    Stage.DECLINED: {},
    Stage.WITHDRAWN: {},
}  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_leads_where_its_arrow_points_or_nowhere(stage, move):
    curator = person(role="curator")
    found = in_stage(stage, reviewer=curator)
    told = found.moves.count()
    if move in LEADS[stage]:
        MOVES[move](found, curator)
        found.refresh_from_db()
        assert found.stage == LEADS[stage][move]
    else:
        with pytest.raises(NotAllowed):
            MOVES[move](found, curator)
        found.refresh_from_db()
        assert found.stage == stage
    assert found.moves.count() == told + (found.stage != stage)


@pytest.mark.parametrize("move", ["ask changes", "accept", "decline"])
def test_a_move_is_recorded_with_who_when_and_what_was_said(move):
    curator, found = person(role="curator"), handed_in()
    decided = MOVES[move](found, curator)
    recorded = Move.objects.filter(submission=found).last()
    assert (recorded.from_stage, recorded.to_stage, recorded.by) == (Stage.SUBMITTED, decided.stage, curator)
    assert recorded.at
    assert recorded.note == {"ask changes": "Korter.", "accept": "", "decline": "Het bestaat al."}[move]


def test_a_decision_ends_the_wait():
    decided = review.decline(handed_in(), by=person(role="curator"), reason="Het bestaat al.")
    assert decided.due_on is None
    assert decided.decided_at
    assert decided.decision_note == "Het bestaat al."


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nobody_declines_without_a_reason(reason):
    with pytest.raises(NotAllowed):
        review.decline(handed_in(), by=person(role="curator"), reason=reason)


def test_changes_are_asked_with_a_message_or_a_request():
    curator, found = person(role="curator"), handed_in()
    with pytest.raises(NotAllowed):
        review.ask_changes(found, by=curator, note=" ")
    requests.note(found, {"title_nl": "Korter?"}, by=curator)
    assert review.ask_changes(found, by=curator).stage == Stage.CHANGES_ASKED


def test_what_was_sent_anew_meanwhile_is_read_again_first():
    curator, found = person(role="curator"), handed_in()
    review.ask_changes(found, by=curator, note="Korter.")
    submissions.send(found, by=None)
    with pytest.raises(NotAllowed):
        review.decline(found, by=curator, reason="Te lang.", read_round=1)
    assert review.decline(found, by=curator, reason="Te lang.", read_round=2).stage == Stage.DECLINED
