"""The database that those of all processes that test are copies of: migrating it takes long, copying it does not."""

import fcntl
from pathlib import Path

from django.core.management import call_command
from django.db import connection

NAME = "test_template"


def made(folder: Path, run: str) -> str:
    """The name of the template of a run, which the first of its processes makes; one without a name is alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "template.run").open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if not run or note.read() != run:
            note.truncate(0)
            _make()
            note.write(run)
    return NAME


def _make() -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
    connection.close()
    before = connection.settings_dict
    connection.settings_dict = {**before, "NAME": NAME}
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict = before
