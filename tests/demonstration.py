"""The portal with its demonstration content, served just as `make demo` serves it, for tests that only look.

It is made once for a run, whatever the number of processes that test: the first that needs it starts it, the last one
that is done stops it.
"""

import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connections
from django.test import override_settings

from plumbing.embedded import server

SECONDS_TO_START = 600
FOREIGN = ("DATABASE_URL", "PYTEST_XDIST_WORKER")
_children: list[subprocess.Popen] = []  # what this process started, until it is stopped


@dataclass(frozen=True)
class Portal:
    """A portal that runs."""

    folder: Path
    process: int
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @contextmanager
    def database(self) -> Iterator[None]:
        """Django works with the database and the files of this portal."""
        connection = connections["default"]
        before = connection.settings_dict
        options = before["OPTIONS"] | (
            {"data_dir": self.folder / "postgres"} if "data_dir" in before["OPTIONS"] else {}
        )
        there = {
            "HOST": server.start(self.folder / "postgres"),
            "PORT": server.PORT,
            "USER": "postgres",
            "PASSWORD": "",
        }
        connection.close()
        connection.settings_dict = {**before, **there, "NAME": "kenniscentrum", "OPTIONS": options}
        try:
            with override_settings(MEDIA_ROOT=self.folder / "media"):
                yield
        finally:
            connection.close()
            connection.settings_dict = before


@contextmanager
def shared(folder: Path) -> Iterator[Portal]:
    """The portal in `folder`, started if it does not run, stopped if nobody else uses it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w") as users:
        with _moment(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            portal = _running(folder) or _start(folder)
        try:
            yield portal
        finally:
            with _moment(folder), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_UN)
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(portal)


@contextmanager
def _moment(folder: Path) -> Iterator[None]:
    """Starting and stopping: one at a time."""
    with (folder / "moment.lock").open("w") as moment:
        fcntl.flock(moment, fcntl.LOCK_EX)
        yield


def _running(folder: Path) -> Portal | None:
    try:
        portal = Portal(folder, **json.loads((folder / "portal.json").read_text()))
    except FileNotFoundError:
        return None
    return portal if psutil.pid_exists(portal.process) and portal.answers else None


def _start(folder: Path) -> Portal:
    _clear(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {
        "KENNISCENTRUM_MODE": "demo",
        "KENNISCENTRUM_DATA_DIR": str(folder),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _children.append(process)
    portal = Portal(folder, process.pid, port)
    deadline = time.monotonic() + SECONDS_TO_START
    while not portal.answers:
        if process.poll() is not None or time.monotonic() > deadline:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            raise RuntimeError("The demonstration does not start:\n" + (folder / "log").read_text())
        time.sleep(0.3)
    (folder / "portal.json").write_text(json.dumps({"process": portal.process, "port": portal.port}))
    return portal


def _stop(portal: Portal) -> None:
    (portal.folder / "portal.json").unlink()
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(portal.process)
        process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 60
        # whichever test process started it must reap it: to the others it stays a zombie
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.2)
    for child in _children:
        child.wait(timeout=60)
    _clear(portal.folder)


def _clear(folder: Path) -> None:
    """Nothing of an earlier run stays, not even after a kill."""
    server.stop(folder / "postgres")
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".lock":
            path.unlink()
