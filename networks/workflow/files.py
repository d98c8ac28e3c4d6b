"""Files of a submission: added, and taken out. What the scanner says of them is in plumbing/scanned.py."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from networks.models import Submission, SubmissionFile
from networks.workflow import NotAllowed
from networks.workflow.submissions import locked
from plumbing import scanned, uploads

FILES_AT_MOST = 40


def add(submission: Submission, upload: UploadedFile, *, by: Person | None) -> SubmissionFile:
    """Keep a file with a draft, and have it scanned. Raises uploads.Refused when it is not taken, or there already, and
    NotAllowed when the submission is not being written.
    """
    checked = uploads.check(upload, upload.name or "")
    with transaction.atomic():
        submission = locked(submission)
        if not submission.is_editable:
            raise NotAllowed(_("It is “%(now)s”, so nothing can be added.") % {"now": submission.get_stage_display()})
        there = list(submission.files.all())
        scanned.demand_room(checked, there, at_most=FILES_AT_MOST)
        position = max((one.position for one in there), default=0) + 1
        file = SubmissionFile.objects.create(
            submission=submission, file=upload, added_by=by, position=position, **scanned.described(checked)
        )
        return scanned.ask(file)


@transaction.atomic
def remove(file: SubmissionFile) -> None:
    """Take a file out of a draft; what is stored goes when the transaction has ended. Raises NotAllowed otherwise."""
    submission = locked(file.submission)
    if not submission.is_editable:
        raise NotAllowed(_("It is “%(now)s”, so nothing can be taken out.") % {"now": submission.get_stage_display()})
    stored = file.file
    file.delete()
    transaction.on_commit(lambda: stored.storage.delete(stored.name))
