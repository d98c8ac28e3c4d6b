"""Uploaded and made files: safe names, checksums, real types, downloads."""

import hashlib
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import IO
from urllib.parse import quote
from zipfile import ZipFile, ZipInfo

import puremagic
from django.core.files import File
from django.db import models
from django.http import FileResponse
from django.utils import timezone


def stored_name(instance: models.Model, filename: str) -> str:
    """Where a file is kept: by app, spread over 256 folders, under a name that every system can save."""
    return f"{instance._meta.app_label}/{secrets.token_hex(1)}/{clean_name(filename)}"


def clean_name(filename: str, limit: int = 100) -> str:
    """A file name that every system can save: ASCII letters, digits, dots and hyphens, with its last suffix kept."""
    plain = unicodedata.normalize("NFKD", PurePath(filename.replace("\\", "/")).name).encode("ascii", "ignore").decode()
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:limit] or "file"
    suffix = re.sub(r"[^A-Za-z0-9]+", "", suffix)[:10].lower()
    return f"{stem}.{suffix}" if suffix else stem


def checksum(file: File) -> str:
    """SHA-256 of the content, as 64 hexadecimal digits; the file is left at its start."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def media_type(file: File, name: str) -> str:
    """What the content really is, as a media type; `application/octet-stream` when nobody knows."""
    head = file.read(8192)
    file.seek(0)
    suffix = PurePath(name).suffix.lower()
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "text/html"
    try:
        found = puremagic.from_string(head, mime=True, filename=name)
    except puremagic.PureError:
        found = ""
    if not found and b"\x00" not in head:
        found = {".csv": "text/csv", ".txt": "text/plain", ".md": "text/markdown"}.get(suffix, "text/plain")
    return found or "application/octet-stream"


def attachment(file: models.fields.files.FieldFile, *, name: str, media_type: str) -> FileResponse:
    """A download that the browser saves under `name` and never runs."""
    return _saved(file.open("rb"), name, media_type)


def archive(made: IO[bytes], *, name: str) -> FileResponse:
    """What `zipped` made, as a download."""
    return _saved(made, name, "application/zip")


def _saved(content: IO[bytes], name: str, media_type: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename=\"{clean_name(name)}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def zipped(files: Mapping[str, File], texts: Mapping[str, str]) -> IO[bytes]:
    """Texts and files, by the paths that they get, in one ZIP on disk that is gone when it is closed.

    Nothing is compressed: documents are already, and somebody waits.
    """
    made = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    now = timezone.localtime().timetuple()[:6]
    with ZipFile(made, "w") as archive:
        for path, text in texts.items():
            archive.writestr(ZipInfo(path, now), text)
        for path, file in files.items():
            with file.open("rb") as source, archive.open(ZipInfo(path, now), "w") as target:
                shutil.copyfileobj(source, target)
    made.seek(0)
    return made
