"""Database and files kept together in one folder, with a checksum of each, and put back from it.

A backup holds `database.dump` (PostgreSQL's own compressed format), `media/` as it stands, and `SHA256SUMS`, which
`sha256sum --check` understands too. It is made beside its place and moved there when it is whole.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from plumbing import content_version
from plumbing.content_version import ContentVersion
from plumbing.embedded import server

DUMP, MEDIA, SUMS = "database.dump", "media", "SHA256SUMS"


class BackupError(Exception):
    """A backup that cannot be made or used; the message is one sentence for people."""


def make(target: Path) -> int:
    """Write a backup into the folder `target`, which must not exist yet; return the number of files in it."""
    if target.exists():
        raise BackupError(f"{target} exists already; a backup is never written over another.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    # the database first: what is uploaded meanwhile is then a file too many, never one too few
    dump = str(unfinished / DUMP)
    _run("pg_dump", *_where(), "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", _name())
    if settings.MEDIA_ROOT.exists():
        shutil.copytree(settings.MEDIA_ROOT, unfinished / MEDIA)
    files = list(_files(unfinished))
    lines = [f"{_sha256(unfinished / name)}  {name}\n" for name in files]
    (unfinished / SUMS).write_text("".join(lines), "utf-8")
    verify(unfinished)
    unfinished.rename(target)
    return len(files)


def verify(source: Path) -> None:
    """Refuse a backup of which a file is missing, changed or not listed."""
    try:
        lines = (source / SUMS).read_text("utf-8").splitlines()
    except OSError as error:
        raise BackupError(f"{source} is not a backup: it has no {SUMS}.") from error
    listed = {name: digest for digest, _two_spaces, name in (line.partition("  ") for line in lines)}
    present = set(_files(source))
    for name in sorted({DUMP} | listed.keys() | present):
        if name not in present:
            raise BackupError(f"The backup is damaged: {name} is missing.")
        if name not in listed:
            raise BackupError(f"The backup is damaged: {name} does not belong to it.")
        if _sha256(source / name) != listed[name]:
            raise BackupError(f"The backup is damaged: {name} has changed.")


def restore(source: Path) -> int:
    """Put database and files back as they were; what is there now is replaced. Returns the number of files."""
    verify(source)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as folder:
        media = Path(folder) / MEDIA
        if (source / MEDIA).exists():
            shutil.copytree(source / MEDIA, media)
        script = Path(folder) / "database.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source / DUMP))
        _readable_by_older_servers(script)
        version = _content_version()
        connection.close()
        replace_database(script)
        # a number that was used before would make pages that readers still keep look current
        ContentVersion.objects.update(number=Greatest(F("number"), version) + 1)
        if settings.MEDIA_ROOT.exists():
            settings.MEDIA_ROOT.rename(Path(folder) / "replaced")
        if media.exists():
            media.rename(settings.MEDIA_ROOT)
    return len(list(_files(source)))


def replace_database(script: Path) -> None:
    """Run an SQL script on the emptied database: all or nothing, in one transaction."""
    empty = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
    strict = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction")
    _run("psql", *_where(), *strict, *empty, f"--file={script}", f"--dbname={_name()}")


def _readable_by_older_servers(script: Path) -> None:
    """Our pg_restore sets a parameter that servers before PostgreSQL 17 do not know; it is made a comment."""
    with script.open("r+b") as file:
        head = file.read(4096)
        file.seek(0)
        file.write(head.replace(b"\nSET transaction_timeout", b"\n--  transaction_timeout"))


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 (our own program)
        [server.program(program), *arguments],
        env={**os.environ, **_secrets(), "LC_MESSAGES": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if re.search("error:|ERROR:", line)] or [done.stderr]
        raise BackupError(f"{program}: {re.split('error:|ERROR:', lines[0])[-1].strip()}")


def _where() -> list[str]:
    """Which server and user: what `manage.py dbshell` tells psql."""
    words, _environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return words[1:-1]


def _secrets() -> dict[str, str]:
    _words, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return environment or {}


def _content_version() -> int:
    if ContentVersion._meta.db_table not in connection.introspection.table_names():
        return 0
    return content_version.read()


def _name() -> str:
    return connection.settings_dict["NAME"]


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMS:
            yield path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
