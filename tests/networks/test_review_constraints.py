"""What PostgreSQL refuses, whoever asks: tried past every door."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.models import FieldRequest, Handover, Judgement, Stage, Submission
from networks.workflow import requests, review
from tests.factories import instrument, person
from tests.factories import networks as made
from tests.factories.review import asked, handed_in, in_stage

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def submission_with(was: str = Stage.SUBMITTED, **fields):
    return lambda: Submission.objects.filter(pk=in_stage(was).pk).update(**fields)


def another_edition():
    submission_with(Stage.ACCEPTED, edition_of=instrument())()


def closed_by_somebody_at_no_time():
    request_with(closed_by=person())()


def request_with(**fields):
    def change():
        request = asked(of=handed_in(), by=person(role="curator"))
        FieldRequest.objects.filter(pk=request.pk).update(**fields)

    return change


def answered_untold():
    [noted] = requests.note(handed_in(), {"title_nl": "Korter?"}, by=person(role="curator"))
    FieldRequest.objects.filter(pk=noted.pk).update(state="answered", answer="Neen.", answered_at=NOW)


def judgement_with(**fields):
    def change():
        given = review.judge(handed_in(), {"feasibility": 2}, by=person(role="curator"))
        Judgement.objects.filter(pk=given.pk).update(**fields)

    return change


def judged_twice():
    given = review.judge(handed_in(), {"feasibility": 2}, by=person(role="curator"))
    Judgement.objects.create(submission=given.submission, by=given.by, transfer=2, round=1, at=NOW)


def handed_back_to_somebody():
    Handover.objects.create(submission=handed_in(), to=person(), back=True)


WRONG = {
    "submission_stage_known": submission_with(stage="lost", due_on=None),
    "submission_sent_when": submission_with(submitted_at=None),
    "submission_reviewed_once_sent": lambda: Submission.objects.filter(pk=made.submission().pk).update(
        reviewer=person()
    ),
    "submission_due_while_with_staff": submission_with(due_on=None),
    "submission_decided_when": submission_with(decided_at=NOW),
    "submission_declined_with_reason": submission_with(Stage.DECLINED, decision_note=""),
    "submission_accepted_is_an_instrument": submission_with(Stage.ACCEPTED, instrument=None),
    "submission_edition_of_its_instrument": another_edition,
    "request_asks_something": request_with(text=""),
    "request_pinned_to_a_field": request_with(field=""),
    "request_state_as_it_was_moved": request_with(state="answered"),
    "request_answered_when": request_with(answer="Neen."),
    "request_closed_when": closed_by_somebody_at_no_time,
    "request_told_before_it_moves": answered_untold,
    "judgement_says_something": judgement_with(feasibility=None),
    "judgement_marks_known": judgement_with(transfer=5),
    "judgement_once_a_reviewer": judged_twice,
    "handover_back_is_to_nobody": handed_back_to_somebody,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_breaks_the_rule_is_refused(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WRONG[name]()
    assert refused.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("model", [FieldRequest, Judgement, Handover])
def test_every_rule_of_the_reviewers_is_tried_here(model):
    assert {constraint.name for constraint in model._meta.constraints} <= set(WRONG)


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": Stage.DRAFT}, {"stage": Stage.CHANGES_ASKED}, {"stage": Stage.ACCEPTED}, {"stage": Stage.DECLINED},
        {"stage": Stage.WITHDRAWN},
    ],
)  # fmt: skip
def test_no_bare_update_of_the_state_passes_for_a_move(fields):
    found = handed_in()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=found.pk).update(**fields)
