"""A file between its dry run and its confirmation: kept a day, found again only by who uploaded it."""

import time
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Person
from instruments.exchange.apply import Import

FOLDER = "imports"
DAY = 24 * 60 * 60
SALT = "instruments.exchange"


class Gone(Exception):
    """The upload is too old, or was never this person's."""


def keep(upload: UploadedFile) -> str:
    """Keep the file; returns the name to open it by. Files of more than a day ago go."""
    folder = settings.DATA_DIR / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - DAY:
            old.unlink(missing_ok=True)
    kept = token_hex(16)
    with _path(kept).open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return kept


def reopen(kept: str) -> BinaryIO:
    """The kept file. Raises Gone."""
    try:
        return _path(kept).open("rb")
    except FileNotFoundError as error:
        raise Gone from error


def forget(kept: str) -> None:
    """The import is done."""
    _path(kept).unlink(missing_ok=True)


def sealed(kept: str, asked: Import, fingerprint: str) -> str:
    """What was shown, for the form that confirms it: nobody can change it or use somebody else's."""
    shown = {"kept": kept, "name": asked.name, "publish": asked.publish, "by": asked.by.pk, "fingerprint": fingerprint}
    return signing.dumps(shown, salt=SALT, compress=True)


def unsealed(seal: str, by: Person) -> tuple[str, Import]:
    """The kept file's name, and the import that was confirmed. Raises Gone."""
    try:
        shown = signing.loads(seal, salt=SALT, max_age=DAY)
    except signing.BadSignature as error:
        raise Gone from error
    if shown["by"] != by.pk:
        raise Gone
    asked = Import(shown["name"], write=True, publish=shown["publish"], by=by, expected=shown["fingerprint"])
    return shown["kept"], asked


def _path(kept: str) -> Path:
    return settings.DATA_DIR / FOLDER / kept
