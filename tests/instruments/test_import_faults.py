"""`import_instruments`: every fault of a file is named by line and column, and nothing is written."""

import zipfile

import pytest
from django.core.management import CommandError, call_command

from instruments.models import Instrument
from tests.factories import instrument, tables, term

pytestmark = pytest.mark.django_db
HEADER = b"id,type,title_nl,summary_nl\n"


def refused(path) -> str:
    """What is said of a file that is not taken in."""
    before = list(Instrument.objects.values_list("pk", "version"))
    with pytest.raises(CommandError) as refusal:
        call_command("import_instruments", str(path), apply=True)
    assert list(Instrument.objects.values_list("pk", "version")) == before
    assert refusal.value.returncode == 1
    return str(refusal.value)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"type": "gide"}, "column type: “gide” is not a type. Did you mean guide?"),
        ({"type": ""}, "column type: is empty"),
        (
            {"themes": "learning;learnin"},
            "column themes: “learnin” is not one of the terms of themes. Did you mean learning?",
        ),
        ({"time": "eternity"}, "column time: “eternity” is not one"),
        ({"languages": "nl;xx"}, "column languages: “xx” is not a language code"),
        ({"licence": "beerware"}, "column licence: “beerware” is not a licence"),
        ({"year": "1899"}, "column year: 1899 is not between 1900 and 2100"),
        ({"year": "soon"}, "column year: “soon” is not a year"),
        ({"year": "-2004"}, "column year: “-2004” is not a year"),
        ({"url": "www.example.org"}, "column url: “www.example.org” is not a web address"),
        ({"url": "javascript:alert(1)"}, "column url:"),
        ({"title_nl": "x" * 201}, "column title_nl: 201 characters long; at most 200"),
        ({"title_nl": "two\nlines"}, "column title_nl: must stand on one line"),
        ({"title_nl": ""}, "column title_nl: there is no title in either language"),
        ({"summary_nl": ""}, "column summary_nl: there is no summary"),
        ({"body_nl": "x" * 100_001}, "column body_nl: 100001 characters long"),
        ({"body_nl": "a\x00b"}, "column body_nl: the character U+0000 at place 2 is not text"),
        ({"tags": ";".join(map(str, range(13)))}, "column tags: 13 tags; at most 12"),
        ({"tags": "x" * 101}, "column tags: the tag"),
        ({"publisher": "x" * 201}, "column publisher: 201 characters long"),
        ({"id": "x" * 61}, "column id: an id has at most 60 characters"),
        ({"title_nl": "=1+1"}, "column title_nl: “=1+1” is a formula"),
        ({"summary_nl": "@SUM(A1:A9)"}, "column summary_nl: “@SUM(A1:A9)” is a formula"),
        ({"summary_nl": "-2+3+cmd|' /C calc'!A0"}, "column summary_nl:"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path, cells, message):
    path = tables.csv_file(tmp_path, tables.rows({"body_nl": "goed\nen wel"}, cells))
    assert f"line 4, {message}" in refused(path)


def test_all_faults_are_named_at_once_and_the_good_rows_are_not_written(tmp_path):
    said = refused(tables.csv_file(tmp_path, tables.rows({}, {"type": "x", "year": "y"}, {}, {"url": "z"})))
    assert [line.partition(":")[0] for line in said.splitlines()[1:]] == [
        "line 3, column type", "line 3, column year", "line 5, column url",
    ]  # fmt: skip


def test_faults_beyond_the_first_two_hundred_are_counted(tmp_path):
    assert "... and 50 more" in refused(tables.csv_file(tmp_path, tables.rows(*[{"type": "x"}] * 250)))


def test_a_fault_in_a_later_batch_takes_back_what_was_written(tmp_path):
    records = tables.rows(*[{"tags": "new", "publisher": "New"}] * 600, {"type": "x"})
    assert "line 602, column type" in refused(tables.csv_file(tmp_path, records))


def test_an_id_may_stand_there_once(tmp_path):
    path = tables.csv_file(tmp_path, tables.rows({"id": "a"}, {}, {"id": "a"}))
    assert "line 4, column id: “a” stands on line 2 already" in refused(path)


def test_an_id_that_means_two_instruments_is_refused(tmp_path):
    instrument(code="twee", title_nl="Een")
    instrument(title_nl="Twee")
    assert "line 2, column id: “twee” is the code of one" in refused(
        tables.csv_file(tmp_path, tables.rows({"id": "twee"}))
    )


def test_a_label_of_two_terms_is_refused(tmp_path):
    for slug in ("one", "other"):
        term("theme", slug, label_nl="Zelfde")
    path = tables.csv_file(tmp_path, tables.rows({"themes": "zelfde"}))
    assert "line 2, column themes: “zelfde” is the name of several: write one of one, other" in refused(path)


def test_a_published_instrument_keeps_a_title_and_a_summary(tmp_path):
    instrument(code="a", title_en="", summary_en="")
    path = tables.csv_file(tmp_path, tables.rows({"id": "a", "title_nl": "", "summary_nl": ""}))
    said = refused(path)
    assert "line 2, column title_nl: there is no title" in said
    assert "line 2, column summary_nl: there is no summary" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (HEADER, "The file has no rows"),
        (b"\n\n", "The file is empty"),
        (HEADER + "x,guide,Gids,Één\n".encode("latin-1"), "line 2: byte 0xC9 at place 14 is not UTF-8"),
        ("id,type\n".encode("utf-16"), "line 1: the file is in UTF-16"),
        (b"id,title_nl\na,b\n", "line 1: the column type is missing."),
        (b"type,title_nl\na,b\n", "line 1: the column id is missing."),
        (b"id,type\na,guide\n", "title_nl and title_en are both missing"),
        (b"id,type,title_nl,colour\na,guide,b,red\n", "there is no column “colour”"),
        (b"id,type,title_nl,theme\na,guide,b,red\n", "there is no column “theme”. Did you mean themes?"),
        (b"id,type,title_nl,type\na,guide,b,guide\n", "the column type stands there twice"),
        (b"id,type,title_nl,,url\na,guide,b,,\n", "column 4 has no name"),
        (HEADER + b"a,guide,b\n", "line 2: 3 cells under 4 column names"),
        (HEADER + b"a,guide,b,c,d\n", "line 2: 5 cells under 4 column names"),
        (HEADER + b'a,guide,b,c\nb,guide,"open\n', "line 3: the quotes of this row are not right"),
        (HEADER + b'a,guide,"b"x,c\n', "line 2: the quotes of this row are not right"),
        (b"\xd0\xcf\x11\xe0old office", "an old .xls file"),
        (b"%PDF-1.7", "This is a PDF"),
        (b'[{"id": "a"}]', "line 1: this is a JSON list"),
        (b"PK\x03\x04 not really", "The workbook is damaged"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(tmp_path, content, message):
    assert message in refused(tables.raw_file(tmp_path, content))


def test_a_file_that_is_not_there_is_refused_with_the_reason(tmp_path):
    assert "No such file" in refused(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a",', "line 2: this is not JSON"),
        ('["a"]', "line 2: this is not an object"),
        ('{"id": "a", "type": "guide"}', "line 2: the columns title_nl and title_en are both missing"),
        ('{"id": "a", "type": "guide", "title_nl": 5}', "line 2, column title_nl: must be a text"),
        ('{"id": "a", "type": "guide", "title_nl": "b", "year": "x"}', "line 2, column year: “x” is not a year"),
        ('{"id": "a", "type": "guide", "title_nl": "b", "year": true}', "line 2, column year: must be a whole number"),
        ('{"id": "a", "type": "guide", "title_nl": "b", "year": NaN}', "line 2: this is not JSON"),
        ('{"id": "a", "type": "guide", "title_nl": "b", "tags": [1]}', "line 2, column tags: must be a list of texts"),
        ('{"id": "a", "type": "guide", "title_nl": "b", "colour": "red"}', "line 2: there is no column “colour”"),
        ('{"id": "a", "id": "b", "type": "guide", "title_nl": "b"}', "line 2, column id: stands there twice"),
        ('{"id": "a", "type": "guide", "title_nl": "\\ud800"}', "line 2, column title_nl: the character U+D800"),
    ],
)
def test_a_bad_json_line_is_named(tmp_path, line, message):
    first = '{"id": "good", "type": "guide", "title_nl": "b", "summary_nl": "c"}\n'
    assert message in refused(tables.raw_file(tmp_path, (first + line).encode()))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=1+1", "line 2, column summary_nl: “=1+1” is a formula"),
        ("=HYPERLINK(A1)", "is a formula"),
        (True, "holds a date or yes/no value"),
        ("#REF!", "holds the error #REF!"),
    ],
)
def test_a_cell_of_a_workbook_that_is_no_text_is_named(tmp_path, value, message):
    assert message in refused(tables.xlsx_file(tmp_path, tables.rows({"summary_nl": value})))


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path):
    path = tables.xlsx_file(tmp_path, tables.rows({}))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"\0" * 20_000_000)
    assert "too large" in refused(path)


def test_a_workbook_that_refers_to_entities_is_refused(tmp_path):
    cell = b'<c t="inlineStr"><is><t>&a;</t></is></c>'
    sheet = b'<!DOCTYPE x [<!ENTITY a "a">]><worksheet><sheetData><row>' + cell + b"</row></sheetData></worksheet>"
    good = tables.xlsx_file(tmp_path, tables.rows({}))
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    assert "The workbook is damaged" in refused(bad)


def test_another_compressed_file_is_not_a_workbook(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert "not an XLSX workbook" in refused(path)
