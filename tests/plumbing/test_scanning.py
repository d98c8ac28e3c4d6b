"""What ClamAV says: a real one where Debian's is installed, with a signature of our own; and all that can go wrong."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest

from plumbing import scanning
from plumbing.scanning import ScannerDown, scan

BAD = b"kenniscentrum-this-is-no-virus-but-a-test"


@pytest.fixture(scope="module")
def clamd():
    """The path of the socket of a ClamAV that knows one signature."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("No clamd was found, so nothing was scanned by a real one.")
    with tempfile.TemporaryDirectory(prefix="kc") as name:
        folder = Path(name)
        (folder / "own.ndb").write_text(f"Kenniscentrum.Test:0:*:{BAD.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"LocalSocket {folder}/s\nDatabaseDirectory {folder}\nForeground yes\nLogFile {folder}/log\n"
        )
        process = subprocess.Popen(
            [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            deadline = time.monotonic() + 60
            while not (folder / "s").exists():
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield str(folder / "s")
        finally:
            process.terminate()
            process.wait(timeout=30)


def test_a_real_scanner_finds_what_it_knows(settings, clamd):
    settings.CLAMD = clamd
    assert scan(BytesIO(b"een gewone tekst" * 10_000)).clean
    verdict = scan(BytesIO(b"x" * 70_000 + BAD))
    assert not verdict.clean
    assert verdict.said.startswith("Kenniscentrum.Test")


def test_an_empty_file_is_clean(settings, clamd):
    settings.CLAMD = clamd
    assert scan(BytesIO(b"")).clean


def answering(answer: bytes) -> str:
    """The address of a scanner that says this to everybody, once."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with server, server.accept()[0] as line:
            line.settimeout(5)
            received = b""
            while not received.endswith(b"\0\0\0\0"):
                received += line.recv(65536)
            line.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "clean", "said"),
    [(b"stream: OK\0", True, ""), (b"stream: Eicar-Test FOUND\0", False, "Eicar-Test")],
)
def test_an_answer_is_understood(settings, answer, clean, said):
    settings.CLAMD = answering(answer)
    verdict = scan(BytesIO(b"abc"))
    assert (verdict.clean, verdict.said) == (clean, said)


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \xff ERROR\0"])
def test_no_clear_answer_is_no_verdict(settings, answer):
    settings.CLAMD = answering(answer)
    with pytest.raises(ScannerDown):
        scan(BytesIO(b"abc"))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/at/all"])
def test_a_scanner_that_is_not_there_is_told(settings, address):
    settings.CLAMD = address
    assert scanning.is_configured()
    with pytest.raises(ScannerDown):
        scan(BytesIO(b"abc"))
