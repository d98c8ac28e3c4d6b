"""Files of a submission: added, taken out, scanned.

waiting ──scanned──▶ clean | infected
   └─────────────▶ down ──scanned again──▶ clean | infected
off: nobody scans here
"""

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from networks.models import Submission, SubmissionFile
from networks.workflow import NotAllowed
from networks.workflow.submissions import locked
from plumbing import scanning, uploads

FILES_AT_MOST = 40
DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
Scan = SubmissionFile.Scan


def add(submission: Submission, upload: UploadedFile, *, by: Person | None) -> SubmissionFile:
    """Keep a file with a draft, and have it scanned. Raises uploads.Refused when it is not taken, and NotAllowed when
    it is there already or the submission is not being written.
    """
    checked = uploads.check(upload, upload.name or "")
    with transaction.atomic():
        submission = locked(submission)
        if not submission.is_editable:
            raise NotAllowed(_("It is “%(now)s”, so nothing can be added.") % {"now": submission.get_stage_display()})
        there = list(submission.files.all())
        same = next((file for file in there if file.sha256 == checked.sha256), None)
        if same:
            raise NotAllowed(
                _("“%(name)s” is there already, as “%(same)s”.") % {"name": checked.name, "same": same.name}
            )
        if len(there) >= FILES_AT_MOST:
            raise NotAllowed(_("There is room for %(count)d files.") % {"count": FILES_AT_MOST})
        file = SubmissionFile.objects.create(
            submission=submission, file=upload, name=checked.name, media_type=checked.media_type, size=checked.size,
            sha256=checked.sha256, added_by=by, position=max((one.position for one in there), default=0) + 1,
            scan=Scan.WAITING if scanning.is_configured() else Scan.OFF,
        )  # fmt: skip
        if file.scan == Scan.WAITING:
            scan.enqueue(file.pk)
    return file


@transaction.atomic
def remove(file: SubmissionFile) -> None:
    """Take a file out of a draft; what is stored goes when the transaction has ended. Raises NotAllowed otherwise."""
    submission = locked(file.submission)
    if not submission.is_editable:
        raise NotAllowed(_("It is “%(now)s”, so nothing can be taken out.") % {"now": submission.get_stage_display()})
    stored = file.file
    file.delete()
    transaction.on_commit(lambda: stored.storage.delete(stored.name))


@task
def scan(pk: int, attempt: int = 0) -> None:
    """Ask the scanner about a file; when it cannot be reached, ask again later."""
    file = SubmissionFile.objects.filter(pk=pk, scan__in=[Scan.WAITING, Scan.DOWN]).first()
    if file is None:
        return  # taken out, or scanned already
    try:
        with file.file.open("rb") as stream:
            verdict = scanning.scan(stream)
    except (scanning.ScannerDown, FileNotFoundError) as error:
        _note(file, Scan.DOWN, str(error))
        if attempt < len(DELAYS):
            scan.using(run_after=timezone.now() + DELAYS[attempt]).enqueue(pk, attempt + 1)
        return
    _note(file, Scan.CLEAN if verdict.clean else Scan.INFECTED, verdict.said)


def _note(file: SubmissionFile, state: str, said: str) -> None:
    """Write the answer down, whatever else happened to the row."""
    done = state in {Scan.CLEAN, Scan.INFECTED}
    SubmissionFile.objects.filter(pk=file.pk, scan__in=[Scan.WAITING, Scan.DOWN]).update(
        scan=state, scan_note=said[:200], scanned_at=timezone.now() if done else None
    )


def scan_again() -> int:
    """Ask once more about everything that nobody could say anything of; returns how many. For the daily work."""
    waiting = SubmissionFile.objects.filter(scan__in=[Scan.WAITING, Scan.DOWN]).values_list("pk", flat=True)
    if not scanning.is_configured():
        return 0
    for pk in waiting:
        scan.enqueue(pk, len(DELAYS))
    return len(waiting)
