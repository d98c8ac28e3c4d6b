"""What this app knows of a person, and what it forgets: see accounts/personal_data.py."""

from django.db.models import QuerySet

from accounts.models import Person
from networks.models import DiagonalMove, FieldRequest, Judgement, Move, Submission, SubmissionFile
from networks.models.review import Handover
from networks.workflow import review


def export(person: Person) -> dict[str, object]:
    """What she began, wrote, moved and judged. Texts that a whole partnership writes are the organisation's."""
    return {
        "submissions_begun": [str(one) for one in Submission.objects.filter(begun_by=person)],
        "moves": _rows(Move.objects.filter(by=person), "submission", "to_stage", "at", "note"),
        "files_added": _rows(SubmissionFile.objects.filter(added_by=person), "submission", "name", "added_at"),
        "requests": _rows(FieldRequest.objects.filter(by=person), "submission", "field", "text", "at"),
        "answers": _rows(
            FieldRequest.objects.filter(answered_by=person), "submission", "field", "answer", "answered_at"
        ),
        "judgements": _rows(Judgement.objects.filter(by=person), "submission", *Judgement.CRITERIA, "note", "at"),
        "handed_over": _rows(Handover.objects.filter(by=person), "submission", "at", "note"),
        "moves_on_the_diagonal_board": _rows(DiagonalMove.objects.filter(by=person), "to_state", "at", "note"),
    }


def anonymise(person: Person) -> None:
    """What she had to review goes back to the queue. The rest is the record of a decision and stays, without a name."""
    for submission in Submission.objects.filter(reviewer=person).in_review():
        review.hand_over(submission, to=None, by=person)


def _rows(found: QuerySet, *columns: str) -> list[dict]:
    return list(found.values(*columns))
