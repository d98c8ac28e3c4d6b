"""The web server and the task worker under one process, which starts, watches and stops them.

It holds a lock while it runs, and marks the environment of what it starts. So a second one knows that the first is
there, and one that comes after a kill finds what was left behind.
"""

import errno
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
from django.conf import settings
from django.db import connection

from plumbing.embedded import server

MARK = "PORTAL_DATA_DIR"
SECONDS_TO_END = 10
MOST_ENDS_A_MINUTE = 6
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (how to reach what listens on all addresses)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServingError(Exception):
    """The portal cannot be served; the message is one sentence for people."""


@contextmanager
def alone() -> Iterator[None]:
    """One at a time on a data folder; what an earlier one left behind is stopped first."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "serving.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ServingError(f"The portal already runs from this folder: {file.read().strip()}") from error
        file.truncate(0)
        file.write(f"{settings.BASE_URL} (process {os.getpid()})")
        file.flush()
        stop_leftovers()
        yield


@contextmanager
def database_ends_too() -> Iterator[None]:
    """The embedded database, if that is used, does not outlive the portal."""
    try:
        yield
    finally:
        if settings.EMBEDDED:
            connection.close()
            server.stop(settings.EMBEDDED_DATABASE)


def free_address() -> str:
    """The address to listen on; refused when the machine does not have it, or somebody else listens there."""
    host, port = settings.HOST, settings.PORT
    try:
        family, kind, protocol, _name, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServingError(f"Port {port} is in use. Choose another one, for instance PORT={port + 1}.") from error
        if error.errno == errno.EACCES:
            raise ServingError(f"Port {port} is not for ordinary users. Choose one above 1023, PORT=8000.") from error
        raise ServingError(f"HOST={host} is not an address of this machine.") from error
    return found[0]


def run(host: str, when_ready: Callable[[], None]) -> None:
    """Run both until interrupted. What ends is started again, unless it never worked or ends time and again."""
    running: dict[str, subprocess.Popen] = {}
    ready = False
    ends: list[float] = []
    try:
        for name, command in commands(host).items():
            running[name] = _started(command)
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    ends = [*(moment for moment in ends if moment > time.monotonic() - 60), time.monotonic()]
                    if not ready or len(ends) > MOST_ENDS_A_MINUTE:
                        raise ServingError(f"The {name} does not keep running (it ended with {process.returncode}).")
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)  # children that it left behind
                    running[name] = _started(commands(host)[name])
            if not ready and _answers(host):
                ready = True
                when_ready()
            time.sleep(0.2)
    finally:
        _stop([psutil.Process(process.pid) for process in running.values() if process.poll() is None])
        stop_leftovers()


def commands(host: str) -> dict[str, list[str]]:
    """What runs: a web worker a core with one thread each, and one task worker."""
    module, _dot, application = settings.WSGI_APPLICATION.rpartition(".")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    web = ["granian", "--interface", "wsgi", "--no-ws", "--workers", str(cores), "--blocking-threads", "1"]
    web += ["--host", host, "--port", str(settings.PORT), "--respawn-failed-workers", "--log-level", "warning"]
    web += ["--workers-kill-timeout", str(SECONDS_TO_END // 2), f"{module}:{application}"]
    worker = [str(settings.BASE_DIR / "manage.py"), "db_worker", "--queue-name", "*", "--no-startup-delay"]
    return {"web server": [sys.executable, "-m", *web], "task worker": [sys.executable, *worker]}


def stop_leftovers() -> None:
    """Stop whatever carries our mark: the children of a portal that was killed."""
    _stop([process for process in psutil.process_iter() if _is_ours(process)])


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C, a hang-up and a request to end all raise KeyboardInterrupt, once; then there is time to wind up."""

    def stop(number: int, frame: object) -> None:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {name: signal.getsignal(name) for name in SIGNALS}
    for name in SIGNALS:
        if not (name == signal.SIGHUP and before[name] == signal.SIG_IGN):  # nohup means it
            signal.signal(name, stop)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _started(command: list[str]) -> subprocess.Popen:
    # in a session of its own: Ctrl-C reaches this process alone, which then stops the others in order
    environment = {**os.environ, MARK: str(settings.DATA_DIR)}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603


def _answers(host: str) -> bool:
    reached = EVERYWHERE.get(host, host)
    client = http.client.HTTPConnection(reached, settings.PORT, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def _is_ours(process: psutil.Process) -> bool:
    try:
        marked = process.environ().get(MARK) == str(settings.DATA_DIR)
        # PostgreSQL has its own way of being found again
        return marked and process.pid != os.getpid() and process.name() != "postgres"
    except psutil.Error:
        return False


def _stop(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _gone, alive = psutil.wait_procs(processes, timeout=SECONDS_TO_END)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=SECONDS_TO_END)
