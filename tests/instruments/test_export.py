"""What is exported and imported again changes nothing, in all three kinds of file."""

import csv
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import workflow
from instruments.exchange import export
from instruments.exchange.apply import Import, run
from instruments.exchange.columns import COLUMNS
from instruments.exchange.notation import clean, guarded, joined, separated, unguarded
from instruments.models import Instrument
from tests.factories import instrument, organisation

KINDS = ["csv", "xlsx", "jsonl"]
characters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t;,\"'\\"
)
texts = st.text(characters, max_size=60) | st.sampled_from(
    ["=1+1", "'=1", "''@x", "-een\n-twee", "+32", "@naam", "'s avonds", "a;b\\"]
)
line = texts.map(lambda text: " ".join(text.split()))


def exported(kind: str) -> io.BytesIO:
    file = io.BytesIO()
    export.write(Instrument.objects.order_by("pk"), file, kind)
    file.seek(0)
    return file


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=line, summary=texts, body=texts, tags=st.lists(line.filter(clean), max_size=4),
    year=st.none() | st.integers(1900, 2100),
)  # fmt: skip
def test_exported_and_imported_again_is_unchanged(title, summary, body, tags, year):
    Instrument.objects.all().delete()
    made = instrument(
        title_nl=f"T{title}", title_en=title, summary_nl=summary, summary_en="x", body_nl=body, year=year, tags=tags
    )
    for kind in KINDS:
        report = run(exported(kind), Import("again"))
        assert (report.problems, report.stopped) == ([], "")
        assert dict(report.counts) == {"unchanged": 1}, (kind, report.lines)
    assert made.code is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_record_is_unchanged_and_one_imported_elsewhere_is_the_same(kind):
    instrument(
        code="full", themes=["learning", "diversity"], audiences=["sme"], sectors=["trade"], sizes=["small"],
        phases=["act"], time="half-hour", format="paper", languages=["en", "nl"], year=2004, tags=["Één", "twee; drie"],
        licence="CC-BY-4.0", publisher=organisation(name_nl="De Uitgever"), url="https://example.org/?a=b;c",
        body_nl="regel\r\n\r\n- lijst\r\n",
    )  # fmt: skip
    instrument(title_en="", state="draft")
    file = exported(kind)
    assert dict(run(file, Import("again")).counts) == {"unchanged": 2}
    values = list(export.records(Instrument.objects.order_by("pk")))
    Instrument.objects.all().delete()
    file.seek(0)
    assert run(file, Import("elsewhere", write=True)).written
    assert list(export.records(Instrument.objects.order_by("pk"))) == values


@pytest.mark.django_db
def test_the_columns_are_those_of_the_import_in_order():
    instrument(code="a")
    assert next(csv.reader(io.TextIOWrapper(exported("csv"), "utf-8-sig"))) == list(COLUMNS)
    assert [cell.value for cell in next(openpyxl.load_workbook(exported("xlsx")).active.rows)] == list(COLUMNS)
    assert list(json.loads(exported("jsonl").readline())) == list(COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1"])
def test_no_cell_can_be_run_as_a_formula(text):
    instrument(code="a", title_nl=text)
    [row] = csv.DictReader(io.TextIOWrapper(exported("csv"), "utf-8-sig"))
    assert row["title_nl"] == f"'{text}"
    cells = list(openpyxl.load_workbook(exported("xlsx")).active.rows)[1]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert json.loads(exported("jsonl").readline())["title_nl"] == text


@pytest.mark.django_db
def test_a_text_that_a_spreadsheet_would_cut_off_is_not_exported_to_one():
    instrument(code="a", title_nl="Lang", body_nl="x" * 32_768)
    with pytest.raises(export.DoesNotFit, match=r"“Lang”.*32767"):
        exported("xlsx")
    assert dict(run(exported("csv"), Import("again")).counts) == {"unchanged": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_statements_does_not_grow_with_the_number_of_instruments(kind, django_assert_num_queries):
    instrument(themes=["learning"], tags=["a"])
    exported(kind)
    with CaptureQueriesContext(connection) as one:
        exported(kind)
    for _number in range(5):
        instrument(themes=["learning", "diversity"], tags=["a", "b"])
    with django_assert_num_queries(len(one)):
        exported(kind)


@pytest.mark.django_db
def test_a_withdrawn_instrument_is_exported_too():
    made = instrument(code="a")
    workflow.withdraw(made, by=None, reason_en="Old")
    assert json.loads(exported("jsonl").readline())["id"] == "a"


@given(st.lists(line.map(str.strip).filter(bool)))
def test_a_list_survives_its_cell(items):
    assert separated(joined(items)) == items


@given(texts)
def test_a_text_survives_its_guard(text):
    assert unguarded(guarded(text)) == text
