"""Viruses: what ClamAV says of a file, over the INSTREAM command of clamd.

`KENNISCENTRUM_CLAMD` names it: `host:port`, or the path of its socket. The protocol is twenty lines and the packages
that speak it are not kept any more, so it is written here.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

SECONDS = 120
CHUNK = 1 << 16


class ScannerDown(Exception):
    """The scanner cannot be reached, or did not answer; the message says what went wrong, for the log."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said."""

    clean: bool
    said: str


def is_configured() -> bool:
    """Whether there is a scanner to ask."""
    return bool(settings.CLAMD)


def scan(file: BinaryIO) -> Verdict:
    """Whether a file is clean. Raises ScannerDown when nobody can say."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            said = b"".join(iter(lambda: line.recv(4096), b"")).rstrip(b"\0").decode(errors="replace")
    except OSError as error:
        raise ScannerDown(str(error)) from error
    answer = said.removeprefix("stream:").strip()
    if answer == "OK":
        return Verdict(clean=True, said="")
    if answer.endswith(" FOUND"):
        return Verdict(clean=False, said=answer.removesuffix(" FOUND"))
    raise ScannerDown(said or "no answer")


@contextmanager
def _connected() -> Iterator[socket.socket]:
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        address: str | tuple[str, int] = settings.CLAMD
    else:
        line = socket.socket()
        host, _colon, port = settings.CLAMD.rpartition(":")
        address = (host, int(port))
    with closing(line):
        line.settimeout(SECONDS)
        line.connect(address)
        yield line
