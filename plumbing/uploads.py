"""What people hand in as files: looked into before it is kept, and refused with a reason that they can act on.

    checked = uploads.check(upload, upload.name)    # raises Refused
    row = Attachment(file=upload, name=checked.name, media_type=checked.media_type, ...)

A file is taken when its kind is on the list, its content really is of that kind, and nothing in it runs: no program,
no macro. What is in a ZIP is looked at in the same way, within limits that no small file can be blown up beyond.
Whether it has a virus is another question (scanning.py).
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

import olefile
from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from plumbing.files import checksum

NAME_AT_MOST = 150
MEMBERS_AT_MOST = 1_000  # in a ZIP
TIMES_LARGER_AT_MOST = 10  # a ZIP unpacked, than the largest file that is taken
CHUNK = 1 << 16
# what olefile raises over a file that is damaged, or that somebody damaged
DAMAGED = (OSError, LookupError, ValueError, TypeError, AttributeError, RecursionError, OverflowError, struct.error)
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
OFFICE = {
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "pptx": f"{OOXML}presentationml.presentation",
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
    "odp": f"{ODF}presentation",
}
OLDER_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
IMAGES = {
    "png": ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    "gif": ("image/gif", re.compile(rb"GIF8[79]a")),
    "webp": ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
}
TEXT = {"txt": "text/plain", "csv": "text/csv", "md": "text/markdown"}
KINDS = ("pdf", *OFFICE, *OLDER_OFFICE, *IMAGES, *TEXT, "zip")
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
MACRO_PARTS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.*|activeX/.*\.bin)$|^(Basic|Scripts)/.+", re.IGNORECASE
)
MACRO_TYPES = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject|ms-excel\.macrosheet", re.IGNORECASE)


class Refused(Exception):
    """The file is not taken; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Checked:
    """What is known of a file that is taken."""

    name: str
    media_type: str
    size: int
    sha256: str


def check(file: File, name: str) -> Checked:
    """What the file is. Raises Refused when it is not taken; either way the file is left at its start."""
    name = tidy(name)
    if not file.size:
        raise Refused(_("“%(name)s” is empty.") % {"name": name})
    if file.size > settings.UPLOAD_LIMIT:
        sizes = {"name": name, "size": filesizeformat(file.size), "most": filesizeformat(settings.UPLOAD_LIMIT)}
        raise Refused(_("“%(name)s” is %(size)s; at most %(most)s fits.") % sizes)
    try:
        file.seek(0)
        kind = _look_into(file, name, inside=False)
    finally:
        file.seek(0)
    return Checked(name, kind, file.size, checksum(file))


def tidy(name: str) -> str:
    """A file name as its maker gave it, without a folder and without letters that nobody sees."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, dot, suffix = " ".join(seen.split()).strip(". ").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return f"{stem[: NAME_AT_MOST - 12]}{dot}{suffix[:10]}" or "file"


def accepted() -> str:
    """The kinds that are taken, for the `accept` of a field."""
    return ",".join(f".{kind}" for kind in KINDS)


def _look_into(file: BinaryIO, name: str, *, inside: bool) -> str:
    """The media type of what is called so."""
    head = file.read(4096)
    file.seek(0)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in WITH_MACROS:
        raise Refused(_("“%(name)s” can hold macros, so it is not taken. Save it without them.") % {"name": name})
    if _is_program(head):
        raise Refused(_("“%(name)s” is a program; programs are not taken.") % {"name": name})
    if suffix not in KINDS or (inside and suffix == "zip"):
        raise Refused(
            _("“%(name)s” is of a kind that is not taken. Taken are: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(kind for kind in KINDS if not inside or kind != "zip")}
        )
    return _LOOKS[suffix](file, head, name, suffix)


def _is_program(head: bytes) -> bool:
    """By its first bytes; a text that begins with MZ is none."""
    return head.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head)


def _differs(name: str, suffix: str) -> Refused:
    return Refused(
        _("“%(name)s” is called .%(suffix)s, but its content is something else. Save it anew from its own program.")
        % {"name": name, "suffix": suffix}
    )


def _macros(name: str) -> Refused:
    return Refused(_("There are macros in “%(name)s”. Save it without them.") % {"name": name})


def _pdf(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    if b"%PDF-" not in head[:1024]:
        raise _differs(name, suffix)
    return "application/pdf"


def _image(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    media_type, beginning = IMAGES[suffix]
    if not beginning.match(head):
        raise _differs(name, suffix)
    return media_type


def _text(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    """Letters and nothing else: what has a zero in it, and does not say that it is UTF-16, is no text."""
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    page = head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html", b"<script", b"<?xml", b"<svg"))
    if page or (not utf_16 and any(b"\x00" in chunk for chunk in iter(lambda: file.read(CHUNK), b""))):
        raise _differs(name, suffix)
    return TEXT[suffix]


def _opened(file: BinaryIO, name: str, suffix: str) -> zipfile.ZipFile:
    """A ZIP whose members stay within limits: their number, their size, and nothing behind a password."""
    try:
        there = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _differs(name, suffix) from error
    members = there.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("“%(name)s” is behind a password, so nobody can look into it.") % {"name": name})
    sizes = [member.file_size for member in members]
    unpacked, largest = sum(sizes), max(sizes, default=0)
    if (
        len(members) > MEMBERS_AT_MOST
        or largest > settings.UPLOAD_LIMIT
        or unpacked > settings.UPLOAD_LIMIT * TIMES_LARGER_AT_MOST
    ):
        raise Refused(_("There is too much in “%(name)s”: hand in its parts one by one.") % {"name": name})
    return there


def _content(there: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """A member, unpacked; never more than it says that it is."""
    content = bytearray()
    try:
        with there.open(member) as stream:
            while chunk := stream.read(CHUNK):
                content += chunk
                if len(content) > member.file_size:
                    raise Refused(_("“%(name)s” cannot be unpacked; it may be damaged.") % {"name": name})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise Refused(_("“%(name)s” cannot be unpacked; it may be damaged.") % {"name": name}) from error
    return bytes(content)


def _office(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    """An office document: the part that says what it is says the right thing, and no part is a macro."""
    with _opened(file, name, suffix) as there:
        parts = {member.filename: member for member in there.infolist()}
        is_odf = OFFICE[suffix].startswith(ODF)
        declaration = parts.get("mimetype" if is_odf else "[Content_Types].xml")
        if declaration is None:
            raise _differs(name, suffix)
        said = _content(there, declaration, name)
        if MACRO_TYPES.search(said) or any(map(_is_macro, parts)):
            raise _macros(name)
        if (said.strip() != OFFICE[suffix].encode()) if is_odf else (f"{OFFICE[suffix]}.main+xml".encode() not in said):
            raise _differs(name, suffix)
        for part, member in parts.items():
            if part.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")):
                _embedded(_content(there, member, name), name)
    return OFFICE[suffix]


def _is_macro(part: str) -> bool:
    return bool(MACRO_PARTS.search(part)) or part.rpartition(".")[2].lower() in WITH_MACROS


def _embedded(content: bytes, name: str) -> None:
    """What is embedded in a document: no program, no macro."""
    if _is_program(content[:4096]):
        raise Refused(_("There is a program in “%(name)s”; programs are not taken.") % {"name": name})
    if content.startswith(olefile.MAGIC):
        _compound(BytesIO(content), name)


def _older_office(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    if not head.startswith(olefile.MAGIC):
        raise _differs(name, suffix)
    streams = _compound(file, name)
    if not streams & {"doc": {"worddocument"}, "xls": {"workbook", "book"}, "ppt": {"powerpoint document"}}[suffix]:
        raise _differs(name, suffix)
    return OLDER_OFFICE[suffix]


def _compound(file: BinaryIO, name: str) -> set[str]:
    """The streams at the top of an older office document, which has no macro, no macro sheet and no packed program."""
    try:
        with olefile.OleFileIO(file) as there:
            entries = there.listdir(streams=True, storages=True)
            parts = {part.lower() for entry in entries for part in entry}
            if parts & {"vba", "_vba_project", "_vba_project_cur", "macros"}:
                raise _macros(name)
            if "\x01ole10native" in parts:
                raise Refused(_("There is a program in “%(name)s”; programs are not taken.") % {"name": name})
            for workbook in ("Workbook", "Book"):
                if there.exists(workbook) and _has_macro_sheet(there.openstream(workbook).read()):
                    raise _macros(name)
            return {entry[0].lower() for entry in entries}
    except DAMAGED as error:
        raise Refused(_("“%(name)s” cannot be read; it may be damaged.") % {"name": name}) from error


def _has_macro_sheet(workbook: bytes) -> bool:
    """Whether a list of sheets (BIFF records 0x85) has one of Excel 4 macros (type 1)."""
    place = 0
    while place + 4 <= len(workbook):
        record, length = struct.unpack_from("<HH", workbook, place)
        if record == 0x85 and length >= 6 and workbook[place + 9] == 1:
            return True
        place += 4 + length
    return False


def _archive(file: BinaryIO, head: bytes, name: str, suffix: str) -> str:
    """A ZIP: everything in it is of a kind that is taken by itself, another ZIP excepted."""
    with _opened(file, name, suffix) as there:
        members = [member for member in there.infolist() if not member.is_dir()]
        if not members:
            raise Refused(_("“%(name)s” is empty.") % {"name": name})
        for member in members:
            if member.filename.startswith("/") or ".." in PurePosixPath(member.filename.replace("\\", "/")).parts:
                raise Refused(_("“%(name)s” cannot be unpacked; it may be damaged.") % {"name": name})
            content = _content(there, member, name)
            try:
                _look_into(BytesIO(content), tidy(member.filename), inside=True)
            except Refused as refusal:
                raise Refused(_("In “%(name)s”: %(reason)s") % {"name": name, "reason": refusal}) from refusal
    return "application/zip"


_LOOKS: dict[str, Callable[[BinaryIO, bytes, str, str], str]] = {
    "pdf": _pdf,
    "zip": _archive,
    **dict.fromkeys(OFFICE, _office),
    **dict.fromkeys(OLDER_OFFICE, _older_office),
    **dict.fromkeys(IMAGES, _image),
    **dict.fromkeys(TEXT, _text),
}
