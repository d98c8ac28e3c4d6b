"""What staff do with a submission. See submissions.py for the picture of its states.

Whoever takes a submission has it until she hands it over; only she decides. One that nobody has is taken by deciding.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks import emails
from networks.forms import submission as form
from networks.models import DECIDED, Handover, Judgement, Kind, Stage, Submission
from networks.workflow import NotAllowed, acceptance, requests
from networks.workflow.submissions import locked, move


@transaction.atomic
def take(submission: Submission, *, by: Person) -> Submission:
    """A reviewer takes what nobody has. Raises NotAllowed when somebody has it, or when it is decided or withdrawn."""
    submission = _undecided(submission)
    if submission.reviewer_id == by.pk:
        return submission
    if submission.reviewer_id:
        raise NotAllowed(_("%(person)s has it already.") % {"person": submission.reviewer})
    _give(submission, by, by=by)
    return submission


@transaction.atomic
def hand_over(submission: Submission, *, to: Person | None, by: Person, note: str = "") -> Submission:
    """Another reviewer gets it, or nobody: back to the queue. Any reviewer may do so, for a colleague who is ill.

    Raises NotAllowed for somebody who may not review, or when it is decided or withdrawn.
    """
    submission = _undecided(submission)
    if to is not None and not (to.is_active and Submission.objects.reviewable_by(to).filter(pk=submission.pk).exists()):
        raise NotAllowed(_("%(person)s may not review.") % {"person": to})
    if submission.reviewer_id != (to and to.pk):
        _give(submission, to, by=by, note=note)
    return submission


@transaction.atomic
def write_down(
    submission: Submission, *, by: Person, texts: Mapping[str, str], marks: Mapping[str, int | str | None] | None
) -> int:  # fmt: skip
    """Keep what a reviewer wrote: requests, a text a field, and her judgement. Returns how many."""
    if marks:
        judge(submission, marks, by=by)
    return len(requests.note(submission, texts, by=by)) if texts else 0


@transaction.atomic
def judge(submission: Submission, marks: Mapping[str, int | str | None], *, by: Person) -> Judgement:
    """A reviewer gives her judgement, or changes it, before the decision. Raises NotAllowed after it."""
    submission = _undecided(submission)
    judgement, _new = Judgement.objects.update_or_create(
        submission=submission, by=by, defaults={**marks, "round": submission.round, "at": timezone.now()}
    )
    return judgement


@transaction.atomic
def ask_changes(submission: Submission, *, by: Person, note: str = "", read_round: int | None = None) -> Submission:
    """Submitted becomes changes asked: the promoter may write again, and reads the requests that were noted.

    `read_round` is what the reviewer had before her. Raises NotAllowed when there is nothing to tell, when somebody
    else has it, or when it was sent anew or moved meanwhile.
    """
    submission = _decidable(submission, by, read_round)
    if not requests.tell(submission) and not note.strip():
        raise NotAllowed(_("Say what to change: note a request at a field, or write a message."))
    submission.due_on = None
    move(submission, Stage.CHANGES_ASKED, by=by, note=note)
    emails.changes_asked(submission, note=note, by=by)
    return submission


@transaction.atomic
def decline(
    submission: Submission, *, by: Person, reason: str, read_round: int | None = None, with_judgements: bool = False,
) -> Submission:  # fmt: skip
    """Submitted becomes declined, for a reason that the promoter reads. Raises NotAllowed as `ask_changes` does."""
    submission = _decidable(submission, by, read_round)
    if not reason.strip():
        raise NotAllowed(_("Give a reason: the promoter will read it."))
    _decide(submission, Stage.DECLINED, by=by, note=reason)
    emails.declined(submission, by=by, with_judgements=with_judgements)
    return submission


@transaction.atomic
def accept(  # noqa: PLR0913 (what a reviewer may choose)
    submission: Submission, *, by: Person, note: str = "", publish: bool = True, leave_behind: bool = False,
    read_round: int | None = None, with_judgements: bool = False,
) -> Submission:  # fmt: skip
    """Submitted becomes accepted: it becomes an instrument, a new edition of one, or the data of its project.

    A new instrument stays a draft of the curators unless they `publish`; what is public already stays so. What cannot
    go over (acceptance.py) stays behind, if the reviewer says so by `leave_behind`. Raises NotAllowed as `ask_changes`
    does, and when something that is needed is missing.
    """
    submission = _decidable(submission, by, read_round)
    if faults := [one for one in form.missing(submission) if not one.fault.name.startswith("file-")]:
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": ", ".join(one.fault.label for one in faults)})
    cleaned = form.cleaned(submission)
    behind = acceptance.cannot_go_over(submission, cleaned)
    if behind and not leave_behind:
        raise NotAllowed(
            _("This cannot go over: %(names)s. Say whether the rest is accepted without it.")
            % {"names": ", ".join(behind)}
        )
    if submission.kind == Kind.FICHE:
        acceptance.renew_project(submission, cleaned, by=by)
    elif submission.edition_of_id:
        submission.instrument = acceptance.new_edition(submission, cleaned, by=by)
    else:
        submission.instrument = acceptance.new_instrument(submission, cleaned, by=by, publish=publish)
    _decide(submission, Stage.ACCEPTED, by=by, note=note)
    emails.accepted(submission, by=by, with_judgements=with_judgements)
    return submission


def _undecided(submission: Submission) -> Submission:
    submission = locked(submission)
    if submission.submitted_at is None or submission.stage in {*DECIDED, Stage.WITHDRAWN}:
        raise NotAllowed(_("It is “%(now)s”.") % {"now": submission.get_stage_display()})
    return submission


def _decidable(submission: Submission, by: Person, read_round: int | None) -> Submission:
    """The row, locked, if this reviewer can decide about what she read; what nobody had is hers from now on."""
    submission = locked(submission)
    if submission.stage != Stage.SUBMITTED:
        raise NotAllowed(_("It is “%(now)s”.") % {"now": submission.get_stage_display()})
    if read_round is not None and read_round != submission.round:
        raise NotAllowed(_("It was sent anew meanwhile; read it again."))
    if submission.reviewer_id not in {None, by.pk}:
        raise NotAllowed(_("%(person)s has it; let her decide, or take it over.") % {"person": submission.reviewer})
    if submission.reviewer_id is None:
        _give(submission, by, by=by)
    return submission


def _decide(submission: Submission, to: str, *, by: Person, note: str) -> None:
    submission.due_on = None
    submission.decided_at, submission.decided_by, submission.decision_note = timezone.now(), by, note
    move(submission, to, by=by, note=note)


def _give(submission: Submission, to: Person | None, *, by: Person, note: str = "") -> None:
    Handover.objects.create(submission=submission, to=to, by=by, note=note, back=to is None)
    submission.reviewer = to
    submission.save(update_fields=["reviewer"])
