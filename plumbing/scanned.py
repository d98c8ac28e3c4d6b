"""Files that people hand in, kept in a row each with what the virus scanner says of them.

    waiting ──scan──▶ clean | infected
       └────────────▶ down ──scan again──▶ clean | infected
    off: nobody scans here

Only what is clean, or not scanned because nobody scans here, is handed out to anybody.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from plumbing import scanning, uploads
from plumbing.files import stored_name
from plumbing.uploads import Checked, Refused

DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))


class Scan(models.TextChoices):
    """What the scanner said; `DOWN` is asked again, `OFF` means that there is no scanner."""

    WAITING = "waiting", _("waiting to be scanned")
    CLEAN = "clean", _("found clean")
    INFECTED = "infected", _("infected")
    DOWN = "down", _("scanner cannot be reached")
    OFF = "off", _("not scanned")


HANDED_OUT = (Scan.CLEAN, Scan.OFF)
UNDECIDED = (Scan.WAITING, Scan.DOWN)


class ScannedQuerySet(models.QuerySet):
    def to_publish(self) -> "ScannedQuerySet":
        """What may go to the public: found clean, or nobody scans here."""
        return self.filter(scan__in=HANDED_OUT)

    def not_to_publish(self) -> "ScannedQuerySet":
        return self.exclude(scan__in=HANDED_OUT)


class ScannedFile(models.Model):
    """A file that somebody handed in, as it was checked (uploads.py) and scanned."""

    Scan = Scan

    file = models.FileField(_("file"), upload_to=stored_name, max_length=300)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    scan = models.CharField(_("scan"), max_length=10, choices=Scan, default=Scan.WAITING)
    scan_note = models.CharField(_("what the scanner said"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_handed_out(self) -> bool:
        """Whether anybody gets its content: found clean, or nobody scans here."""
        return self.scan in HANDED_OUT

    @property
    def type_label(self) -> str:
        """The kind of file, in the letters that people know it by."""
        return self.name.rpartition(".")[2].upper()


def constraints(prefix: str) -> list[models.CheckConstraint]:
    """What holds of the scan of every such file."""
    decided = [Scan.CLEAN, Scan.INFECTED]
    return [
        models.CheckConstraint(condition=Q(scan__in=Scan.values), name=f"{prefix}_scan_known"),
        models.CheckConstraint(
            condition=Q(scan__in=decided, scanned_at__isnull=False)
            | Q(scan__in=[state for state in Scan.values if state not in decided]),
            name=f"{prefix}_scanned_when",
        ),
    ]


def offered() -> dict[str, object]:
    """What a page says of the files that it takes (templates/includes/uploads.html)."""
    return {
        "accepted": uploads.accepted(),
        "most": settings.UPLOAD_LIMIT,
        "is_scanned": scanning.is_configured(),
    }


def demand_room(checked: Checked, there: Iterable[ScannedFile], *, at_most: int) -> None:
    """Raise Refused when the same content is there already, or when there are as many files as fit."""
    there = list(there)
    same = next((file for file in there if file.sha256 == checked.sha256), None)
    if same:
        raise Refused(
            _gettext("“%(name)s” is there already, as “%(same)s”.") % {"name": checked.name, "same": same.name}
        )
    if len(there) >= at_most:
        raise Refused(_gettext("There is room for %(count)d files.") % {"count": at_most})


def described(checked: Checked) -> dict[str, object]:
    """The columns of a new file; when there is a scanner it waits for it."""
    return {
        "name": checked.name,
        "media_type": checked.media_type,
        "size": checked.size,
        "sha256": checked.sha256,
        "scan": Scan.WAITING if scanning.is_configured() else Scan.OFF,
    }


def ask(file: ScannedFile) -> ScannedFile:
    """Have a new file scanned, if it waits for that."""
    if file.scan == Scan.WAITING:
        scan.enqueue(file._meta.label, file.pk)
    return file


@task
def scan(label: str, pk: int, attempt: int = 0) -> None:
    """Ask the scanner about a file of this model; when it cannot be reached, ask again later."""
    file = apps.get_model(label).objects.filter(pk=pk, scan__in=UNDECIDED).first()
    if file is None:
        return  # taken out, or scanned already
    try:
        with file.file.open("rb") as stream:
            verdict = scanning.scan(stream)
    except (scanning.ScannerDown, FileNotFoundError) as error:
        _note(file, Scan.DOWN, str(error))
        if attempt < len(DELAYS):
            scan.using(run_after=timezone.now() + DELAYS[attempt]).enqueue(label, pk, attempt + 1)
        return
    _note(file, Scan.CLEAN if verdict.clean else Scan.INFECTED, verdict.said)


def _note(file: ScannedFile, state: str, said: str) -> None:
    """Write the answer down, whatever else happened to the row."""
    done = state in {Scan.CLEAN, Scan.INFECTED}
    type(file).objects.filter(pk=file.pk, scan__in=UNDECIDED).update(
        scan=state, scan_note=said[:200], scanned_at=timezone.now() if done else None
    )


def scan_again() -> int:
    """Ask once more about everything that nobody could say anything of; returns how many. For the daily work."""
    if not scanning.is_configured():
        return 0
    number = 0
    for model in _models():
        for pk in model.objects.filter(scan__in=UNDECIDED).values_list("pk", flat=True):
            scan.enqueue(model._meta.label, pk, len(DELAYS))
            number += 1
    return number


def _models() -> Iterator[type[ScannedFile]]:
    return (model for model in apps.get_models() if issubclass(model, ScannedFile))
