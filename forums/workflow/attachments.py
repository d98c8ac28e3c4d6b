"""Files of a contribution. They come and go with its versions: nothing of them is public before it is handed in.

pending ──hand_in or change──▶ there ──take_out──▶ leaving ──change──▶ gone, kept with the versions that had it
   └──take_out──▶ nothing         ▲───put_back────────┘
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forums.models import Attachment, Channel, Contribution, ContributionState
from forums.workflow import NotAllowed, patience
from plumbing import scanned, uploads
from plumbing.scanned import Scan

FILES_AT_MOST = 10


def add(contribution: Contribution, upload: UploadedFile, *, by: Person, at: datetime | None = None) -> Attachment:
    """Keep a file with what she writes, and have it scanned. It is handed in with her next version. Raises
    uploads.Refused when the file is not taken, or is there already, and NotAllowed when she cannot write now.
    """
    checked = uploads.check(upload, upload.name or "")
    with transaction.atomic():
        contribution = _hers(contribution, by, at)
        patience.demand("file", by, at)
        scanned.demand_room(checked, contribution.attachments.there(), at_most=FILES_AT_MOST)
        file = Attachment.objects.create(contribution=contribution, file=upload, **scanned.described(checked))
        return scanned.ask(file)


@transaction.atomic
def take_out(file: Attachment, *, by: Person, at: datetime | None = None) -> None:
    """What was not handed in is gone at once; what was goes out with her next version."""
    _hers(file.contribution, by, at)
    file.refresh_from_db()
    if file.since is None:
        _delete(file)
    else:
        Attachment.objects.filter(pk=file.pk, until=None).update(leaving=True)


@transaction.atomic
def put_back(file: Attachment, *, by: Person, at: datetime | None = None) -> None:
    """She keeps it after all."""
    _hers(file.contribution, by, at)
    Attachment.objects.filter(pk=file.pk, until=None).update(leaving=False)


@transaction.atomic
def attach(contribution: Contribution, upload: UploadedFile, *, language: str = "") -> Attachment:
    """Staff keep the scan of a letter, a mail or minutes with what they entered. Raises like `add`."""
    checked = uploads.check(upload, upload.name or "")
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if contribution.channel == Channel.WEB:
        raise NotAllowed(_("It came in by the website: its author attaches files herself."))
    scanned.demand_room(checked, contribution.attachments.there(), at_most=FILES_AT_MOST)
    file = Attachment.objects.create(
        contribution=contribution, file=upload, language=language or contribution.language,
        since=contribution.version, **scanned.described(checked),
    )  # fmt: skip
    return scanned.ask(file)


@transaction.atomic
def detach(file: Attachment) -> None:
    """Staff attached the wrong scan: it is public no longer."""
    contribution = Contribution.objects.select_for_update().get(pk=file.contribution_id)
    if contribution.channel == Channel.WEB:
        raise NotAllowed(_("It came in by the website: its author attaches files herself."))
    Attachment.objects.filter(pk=file.pk, until=None).update(until=contribution.version, leaving=False)


def differ(contribution: Contribution, languages: Mapping[int, str]) -> bool:
    """Whether the next version has other files than this one, or says something else of them."""
    return any(
        file.since is None or file.leaving or file.language != languages.get(file.pk, file.language)
        for file in contribution.attachments.there()
    )


def settle(contribution: Contribution, languages: Mapping[int, str]) -> None:
    """What was added belongs to this version, what is leaving no longer does. The row of the contribution is locked."""
    for file in contribution.attachments.there():
        if file.scan == Scan.INFECTED and not file.leaving:
            raise NotAllowed(_("A virus was found in “%(name)s”: take it out first.") % {"name": file.name})
        if file.since is None:
            file.since = contribution.version
        file.language = languages.get(file.pk, file.language) or contribution.language
        if file.leaving:
            file.leaving, file.until = False, contribution.version
        file.save(update_fields=["since", "until", "leaving", "language"])


def throw_away(contribution: Contribution) -> None:
    """The files that were not handed in."""
    for file in contribution.attachments.filter(since=None):
        _delete(file)


def _delete(file: Attachment) -> None:
    """The row, and what is stored when the transaction has ended."""
    stored = file.file
    file.delete()
    transaction.on_commit(lambda: stored.storage.delete(stored.name))


def _hers(contribution: Contribution, by: Person, at: datetime | None) -> Contribution:
    """The row as it is now, locked; NotAllowed when it is not hers, or cannot be changed now."""
    found = Contribution.objects.select_for_update(of=("self",)).select_related("question__forum", "question__phase")
    contribution = found.get(pk=contribution.pk)
    if contribution.person_id != by.pk or contribution.state == ContributionState.WITHDRAWN:
        raise NotAllowed(_("This contribution cannot be changed."))
    if contribution.question is None or not contribution.question.is_open(at):
        raise NotAllowed(_("Contributions to this question are not open."))
    return contribution
