"""`import_instruments` on thousands of rows: a bounded number of statements, bounded memory, a progress bar."""

import sys
import tracemalloc

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from instruments.exchange.apply import Import, run
from instruments.models import Instrument
from search.models import Document
from tests.factories import tables

pytestmark = pytest.mark.django_db


def large_file(folder, rows: int):
    content = (
        {"title_nl": f"Instrument {number} over onderwerp {number % 97}", "body_nl": "Een zin die iets zegt. " * 40,
         "themes": "learning;diversity", "tags": f"tag {number % 300};tag {number % 7}", "publisher": "Een uitgever"}
        for number in range(rows)
    )  # fmt: skip
    return tables.csv_file(folder, tables.rows(*content))


def test_it_is_written_in_batches_and_found(tmp_path):
    rows = 2000
    with CaptureQueriesContext(connection) as statements:
        call_command("import_instruments", str(large_file(tmp_path, rows)), apply=True)
    assert (Instrument.objects.count(), Document.objects.filter(kind="instrument").count()) == (rows, rows)
    assert len(statements) < 60 * rows / 500


def test_a_dry_run_takes_less_memory_than_the_file_is_large(tmp_path):
    rows = 5000
    path = large_file(tmp_path, rows)
    with path.open("rb") as file:
        run(file, Import("warm"))
        file.seek(0)
        tracemalloc.start()
        report = run(file, Import("large.csv"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert dict(report.counts) == {"new": rows}
    assert peak < path.stat().st_size


def test_progress_is_shown_on_a_terminal_only(tmp_path, capsys, monkeypatch):
    path = tables.csv_file(tmp_path, tables.rows({}))
    call_command("import_instruments", str(path))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    call_command("import_instruments", str(path), apply=True)
    shown = capsys.readouterr().err
    assert "reading: 100%" in shown
    assert "indexing: 100%" in shown
