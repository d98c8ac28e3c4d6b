"""Requests of reviewers, each pinned to a field of a submission: noted, told, answered, closed.

noted ──told with “changes asked”──▶ open ──answer──▶ answered ──close──▶ closed
  └──take back──▶ gone               └─────────────close─────────────────▶ closed

None of them holds anything up: a promoter may send again without answering, staff may decide with requests open.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks.models import FieldRequest, Stage, Submission
from networks.workflow import NotAllowed


@transaction.atomic
def note(submission: Submission, texts: Mapping[str, str], *, by: Person) -> list[FieldRequest]:
    """Write requests down, a text a field; the promoter reads them once changes are asked.

    Raises NotAllowed unless the submission is with staff.
    """
    submission = _locked_submission(submission)
    if submission.stage != Stage.SUBMITTED:
        raise NotAllowed(_("It is not with staff now, so nothing can be asked about its fields."))
    return [
        FieldRequest.objects.create(submission=submission, field=field, text=text, round=submission.round, by=by)
        for field, text in texts.items()
    ]


@transaction.atomic
def take_back(request: FieldRequest, *, by: Person) -> None:
    """A request that was only noted is no longer wanted. Raises NotAllowed once the promoter was told."""
    if _locked(request).told_at:
        raise NotAllowed(_("The promoter was told of this request; close it instead."))
    request.delete()


def tell(submission: Submission) -> int:
    """The promoter may read what was noted from now on. For the move to “changes asked”; returns how many."""
    return submission.requests.untold().update(told_at=timezone.now())


@transaction.atomic
def answer(request: FieldRequest, text: str, *, by: Person | None) -> FieldRequest:
    """The promoter answers; as long as it is her turn she may write another answer.

    Raises NotAllowed for an empty answer, for a closed request, and while the submission is not hers to change.
    """
    submission = _locked_submission(request.submission)
    request = _locked(request)
    if submission.stage != Stage.CHANGES_ASKED or not request.told_at:
        raise NotAllowed(_("It is with staff now, so nothing can be answered."))
    if request.is_closed:
        raise NotAllowed(_("This request is closed."))
    if not text.strip():
        raise NotAllowed(_("Write an answer first."))
    request.answer, request.answered_by, request.answered_at = text.strip(), by, timezone.now()
    request.state = FieldRequest.State.ANSWERED
    request.save()
    return request


def answer_as_typed(submission: Submission, *, by: Person | None) -> None:
    """Answers that the promoter typed beside the fields. For the move to “submitted”, before it."""
    for request in submission.requests.told().unresolved():
        typed = submission.kept(request.answer_name).values
        if typed and (text := typed[0].strip()) and text != request.answer:
            answer(request, text, by=by)


@transaction.atomic
def close(request: FieldRequest, *, by: Person) -> FieldRequest:
    """A reviewer is content with the change or the answer, or no longer needs it. Raises NotAllowed when it is noted
    only, or closed already.
    """
    request = _locked(request)
    if not request.told_at:
        raise NotAllowed(_("The promoter has not been told of this request; take it back instead."))
    if request.is_closed:
        raise NotAllowed(_("This request is closed."))
    request.state = FieldRequest.State.CLOSED
    request.closed_by, request.closed_at = by, timezone.now()
    request.save()
    return request


def _locked_submission(submission: Submission) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)


def _locked(request: FieldRequest) -> FieldRequest:
    return FieldRequest.objects.select_for_update(of=("self",)).select_related("submission").get(pk=request.pk)
