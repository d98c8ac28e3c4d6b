"""The steps of a submission, whatever is handed in: what is missing, and what it makes when staff accept it."""

from collections.abc import Iterable

from networks.forms import fiche, result
from networks.forms.steps import Missing, Step, StepForm
from networks.models import Kind, Submission

FORMS = {Kind.RESULT: result, Kind.FICHE: fiche}


def steps(submission: Submission) -> tuple[Step, ...]:
    """The steps of its form, in order."""
    return FORMS[submission.kind].STEPS


def step_numbered(submission: Submission, number: int) -> Step | None:
    """A step by its number, or None."""
    return next((step for step in steps(submission) if step.number == number), None)


def step_of(submission: Submission, name: str) -> Step | None:
    """The step that a field belongs to, or None when it has no such field."""
    return next((step for step in steps(submission) if step.form.takes(name)), None)


def judged(submission: Submission) -> dict[Step, StepForm]:
    """All steps, judged as at sending."""
    return {step: step.form(submission, sending=True) for step in steps(submission)}


def missing(submission: Submission) -> list[Missing]:
    """Everything that keeps it from being sent, in the order of the form; empty when it can be sent."""
    return [Missing(step, fault) for step, form in judged(submission).items() for fault in form.faults()]


def cleaned(submission: Submission) -> dict:
    """What it makes of an instrument or a project; see `made_of` of its form. What is wrong is left out."""
    forms = list(judged(submission).values())
    for form in forms:
        form.is_valid()
    return FORMS[submission.kind].made_of(forms)


def faults_in_draft(submission: Submission, names: Iterable[str]) -> dict[str, list[str]]:
    """What is to be said at once beside these fields, while she types; nothing is missing yet."""
    wanted = set(names)
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for step in {step_of(submission, name) for name in wanted}:
        for fault in step.form(submission).faults():
            if fault.name in wanted:
                found[fault.name].append(fault.message)
    return found
