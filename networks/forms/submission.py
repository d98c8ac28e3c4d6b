"""The steps of a submission, whatever is handed in: what is missing, and what it makes when staff accept it."""

from networks.forms import fiche, result
from networks.forms.steps import Missing, Step, StepForm
from networks.models import Kind, Submission

FORMS = {Kind.RESULT: result, Kind.FICHE: fiche}


def steps(submission: Submission) -> tuple[Step, ...]:
    """The steps of its form, in order."""
    return FORMS[submission.kind].STEPS


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


def labels(submission: Submission) -> dict[str, str]:
    """What each field that was filled in is called, by its name."""
    return {
        bound.html_name: str(bound.label)
        for form in judged(submission).values()
        for bound in form.every_field()
    }  # fmt: skip
