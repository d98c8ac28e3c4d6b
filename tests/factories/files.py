"""Files as people hand them in, good and bad, made in memory."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(members: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as there:
        for name, content in members.items():
            there.writestr(name, content)
    return made.getvalue()


def office(kind: str, parts: Mapping[str, bytes] | None = None, said: str = "") -> bytes:
    """An office document with just enough in it, and more parts."""
    if kind in ODF:
        first = {"mimetype": f"application/vnd.oasis.opendocument.{ODF[kind]}".encode()}
    else:
        first = {"[Content_Types].xml": f'<Types><Override ContentType="{said or MAIN[kind]}"/></Types>'.encode()}
    return archive({**first, "content.xml": b"<x/>", **(parts or {})})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An older office document (a compound file) with these streams; `Macros/VBA` makes storages on the way."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    names = sorted({"/".join(path.split("/")[:depth]) for path in streams for depth in range(1, path.count("/") + 2)})
    padded = {path: content.ljust(4096, b"\0") + b"\0" * (-max(len(content), 4096) % sector)
              for path, content in streams.items()}  # fmt: skip
    entries = -(-(len(names) + 1) * 128 // sector)
    fat, places, place = [0xFFFFFFFD], {}, 1 + entries
    fat += [*range(2, 1 + entries), end]
    for path, content in padded.items():
        places[path], count = place, len(content) // sector
        fat += [*range(place + 1, place + count), end]
        place += count
    fat += [free] * (128 - len(fat))

    def entry(name: str, kind: int, child: int, sibling: int, start: int, size: int) -> bytes:
        label = (name + "\0").encode("utf-16-le")
        return (label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, free, sibling, child)
                + b"\0" * 36 + struct.pack("<IQ", start, size))  # fmt: skip

    def children(parent: str) -> list[str]:
        return [name for name in names if name.rpartition("/")[0] == parent]

    directory = entry("Root Entry", 5, names.index(children("")[0]) + 1, free, end, 0)
    for name in names:
        brothers = children(name.rpartition("/")[0])
        after = brothers[brothers.index(name) + 1 :]
        below = children(name)
        directory += entry(
            name.rpartition("/")[2], 2 if name in streams else 1, names.index(below[0]) + 1 if below else free,
            names.index(after[0]) + 1 if after else free, places.get(name, 0), len(padded.get(name, b"")),
        )  # fmt: skip
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return (header + struct.pack("<128I", *fat) + directory.ljust(entries * sector, b"\0")
            + b"".join(padded.values()))  # fmt: skip
