"""What is backed up comes back whole, or not at all."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Organisation
from plumbing import backups, content_version
from tests.factories import organisation


@pytest.fixture
def db(django_db_setup, django_db_blocker):
    """Instead of the usual fixture: a copy of the test database, which a test may spoil."""
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_")
    with django_db_blocker.unblock():
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}_copy TEMPLATE {name}")
        connection.settings_dict["NAME"] = f"{name}_copy"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}_copy WITH (FORCE)")


@pytest.fixture
def portal(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "guide.pdf").write_text("kept")
    organisation(slug="kept")
    return settings


@pytest.fixture
def backup(portal, tmp_path):
    backups.make(tmp_path / "backup")
    return tmp_path / "backup"


def test_database_and_files_come_back_as_they_were(portal, backup):
    Organisation.objects.all().delete()
    organisation(slug="later")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later_still (id int)")
    (portal.MEDIA_ROOT / "guide.pdf").write_text("changed")
    (portal.MEDIA_ROOT / "later.pdf").write_text("later")
    version = content_version.read()
    call_command("restore", backup, ask=False, verbosity=0)
    assert content_version.read() > version
    assert list(Organisation.objects.values_list("slug", flat=True)) == ["kept"]
    assert "later_still" not in connection.introspection.table_names()
    assert {path.name: path.read_text() for path in portal.MEDIA_ROOT.iterdir()} == {"guide.pdf": "kept"}
    call_command("migrate", check_unapplied=True, verbosity=0)
    organisation(slug="new")  # sequences, triggers and functions work


def test_a_backup_of_what_was_restored_is_the_same_again(portal, backup, tmp_path):
    backups.restore(backup)
    again = tmp_path / "again"
    assert backups.make(again) == 2
    assert (again / "media" / "guide.pdf").read_text() == "kept"


@pytest.mark.parametrize("damage", ["has changed", "is missing", "does not belong"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(portal, backup, damage):
    file = backup / "media" / "guide.pdf"
    match damage:
        case "has changed":
            file.write_text("other")
        case "is missing":
            file.unlink()
        case _:
            file.with_name("extra.pdf").write_text("more")
    organisation(slug="later")
    with pytest.raises(CommandError, match=f"The backup is damaged: media/.* {damage}"):
        call_command("restore", backup, ask=False)
    assert Organisation.objects.filter(slug="later").exists()


def test_a_dump_that_breaks_off_leaves_the_database_as_it_was(portal, backup):
    organisation(slug="later")
    script = portal.DATA_DIR / "half.sql"
    script.write_text("CREATE TABLE half (id int); SELECT 1/0;")
    connection.close()
    with pytest.raises(backups.BackupError, match="division by zero"):
        backups.replace_database(script)
    assert Organisation.objects.filter(slug="later").exists()


def test_a_backup_is_never_written_over_another(backup):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", backup)
