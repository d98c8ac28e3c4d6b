"""`import_instruments` on a file of 5,000 rows: a bounded number of statements, bounded memory, a progress bar."""

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
ROWS = 5000


@pytest.fixture
def large_file(tmp_path):
    rows = (
        {"title_nl": f"Instrument {number} over onderwerp {number % 97}", "body_nl": "Een zin die iets zegt. " * 40,
         "themes": "learning;diversity", "tags": f"tag {number % 300};tag {number % 7}", "publisher": "Een uitgever"}
        for number in range(ROWS)
    )  # fmt: skip
    return tables.csv_file(tmp_path, tables.rows(*rows))


def test_it_is_written_in_batches_and_found(large_file):
    with CaptureQueriesContext(connection) as statements:
        call_command("import_instruments", str(large_file), apply=True)
    assert (Instrument.objects.count(), Document.objects.filter(kind="instrument").count()) == (ROWS, ROWS)
    assert len(statements) < 60 * ROWS / 500


def test_a_dry_run_takes_less_memory_than_the_file_is_large(large_file):
    with large_file.open("rb") as file:
        run(file, Import("warm"))
        file.seek(0)
        tracemalloc.start()
        report = run(file, Import("large.csv"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert dict(report.counts) == {"new": ROWS}
    assert peak < large_file.stat().st_size


def test_progress_is_shown_on_a_terminal_only(tmp_path, capsys, monkeypatch):
    path = tables.csv_file(tmp_path, tables.rows({}))
    call_command("import_instruments", str(path))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    call_command("import_instruments", str(path), apply=True)
    shown = capsys.readouterr().err
    assert "reading: 100%" in shown
    assert "indexing: 100%" in shown
