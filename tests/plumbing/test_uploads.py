"""Which files are taken, and why another one is not."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from plumbing import uploads
from plumbing.uploads import KINDS, Refused, check, tidy
from tests.factories.files import PDF, PNG, PROGRAM, archive, compound, office, upload

SHEETS = b"\x09\x08\x10\x00" + b"\0" * 16
MACRO_SHEET = SHEETS + b"\x85\x00\x0c\x00" + b"\0" * 5 + b"\x01" + b"\0" * 6


def looked_at(name: str, content: bytes) -> uploads.Checked:
    with override("en"):
        return check(upload(name, content), name)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("gids.pdf", PDF, "application/pdf"),
        ("beeld.PNG", PNG, "image/png"),
        ("foto.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 9, "image/jpeg"),
        ("lijst.csv", "naam;straße\n".encode(), "text/csv"),
        ("oud.txt", "één".encode("cp1252"), "text/plain"),
        ("windows.txt", "één".encode("utf-16"), "text/plain"),
        ("gids.docx", office("docx"), uploads.OFFICE["docx"]),
        ("reken.xlsx", office("xlsx"), uploads.OFFICE["xlsx"]),
        ("dia.pptx", office("pptx"), uploads.OFFICE["pptx"]),
        ("gids.odt", office("odt"), uploads.OFFICE["odt"]),
        ("reken.ods", office("ods"), uploads.OFFICE["ods"]),
        ("oud.doc", compound({"WordDocument": b"x", "1Table": b"x"}), "application/msword"),
        ("oud.xls", compound({"Workbook": SHEETS}), "application/vnd.ms-excel"),
        ("alles.zip", archive({"gids.pdf": PDF, "map/lees.txt": b"dag"}), "application/zip"),
    ],
)
def test_what_people_make_is_taken(name, content, media_type):
    checked = looked_at(name, content)
    assert (checked.media_type, checked.size, len(checked.sha256)) == (media_type, len(content), 64)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leeg.pdf", b"", "is empty"),
        ("spel.exe", PROGRAM, "is a program"),
        ("gids.pdf", PROGRAM, "is a program"),
        ("lees.txt", b"#!/bin/sh\n", "is a program"),
        ("gids.pdf", PNG, "its content is something else"),
        ("gids.docx", archive({"a.txt": b"x"}), "its content is something else"),
        ("gids.docx", office("xlsx"), "its content is something else"),
        ("gids.docx", b"PK\x03\x04 and nothing", "its content is something else"),
        ("gids.odt", office("ods"), "its content is something else"),
        ("oud.doc", PDF, "its content is something else"),
        ("oud.doc", compound({"Workbook": SHEETS}), "its content is something else"),
        ("lees.txt", b"a\x00b", "its content is something else"),
        ("lees.txt", b"<html><script>", "its content is something else"),
        ("pagina.html", b"<html>", "of a kind that is not taken"),
        ("tekening.svg", b"<svg/>", "of a kind that is not taken"),
        ("geen", b"x", "of a kind that is not taken"),
        ("pdf", PDF, "of a kind that is not taken"),
        ("reken.xlsm", office("xlsx"), "can hold macros"),
        ("reken.xlsx", office("xlsx", {"xl/vbaProject.bin": b"x"}), "There are macros"),
        ("reken.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "There are macros"),
        ("gids.docx", office("docx", said="ms-word.document.macroEnabled.main+xml"), "There are macros"),
        ("gids.docx", office("docx", {"word/embeddings/a.xlsm": b"x"}), "There are macros"),
        ("gids.docx", office("docx", {"word/embeddings/a.bin": PROGRAM}), "There is a program"),
        ("gids.docx", office("docx", {"word/embeddings/a.bin": compound({"VBA/dir": b"x"})}), "There are macros"),
        ("gids.odt", office("odt", {"Basic/Standard/Module1.xml": b"x"}), "There are macros"),
        ("oud.doc", compound({"WordDocument": b"x", "Macros/VBA/dir": b"x"}), "There are macros"),
        ("oud.xls", compound({"Workbook": MACRO_SHEET}), "There are macros"),
        ("oud.doc", compound({"WordDocument": b"x", "ObjectPool/\x01Ole10Native": b"x"}), "There is a program"),
        ("alles.zip", archive({"a.pdf": PDF, "b/spel.exe": PROGRAM}), "In “alles.zip”: “spel.exe” is a program"),
        ("alles.zip", archive({"a.zip": archive({"a.pdf": PDF})}), "of a kind that is not taken"),
        ("alles.zip", archive({"../a.pdf": PDF}), "cannot be unpacked"),
        ("alles.zip", archive({"a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}), "There are macros"),
        ("alles.zip", archive({}), "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_taken_is_told_why(name, content, reason):
    with pytest.raises(Refused, match=reason):
        looked_at(name, content)


def test_a_file_that_is_too_large_is_told_how_large_it_may_be(settings):
    settings.UPLOAD_LIMIT = 1024
    with pytest.raises(Refused, match=r"at most 1\.0.KB"):
        looked_at("gids.pdf", PDF.ljust(2000))


@pytest.mark.parametrize("kind", ["zip", "docx"])
def test_a_small_file_that_blows_up_is_refused_unread(settings, kind):
    settings.UPLOAD_LIMIT = 100_000
    bomb = {f"{n}.txt": b"0" * 90_000 for n in range(20)}
    content = archive(bomb) if kind == "zip" else office("docx", bomb)
    assert len(content) < 20_000
    with pytest.raises(Refused, match="too much"):
        looked_at(f"bom.{kind}", content)


def test_a_member_larger_than_the_largest_file_is_refused(settings):
    settings.UPLOAD_LIMIT = 100_000
    with pytest.raises(Refused, match="too much"):
        looked_at("bom.zip", archive({"a.txt": b"0" * 100_001}))


def test_a_member_that_lies_about_its_size_is_refused():
    content = archive({"a.txt": b"0" * 5000})
    lying = content.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    with pytest.raises(Refused, match="cannot be unpacked"):
        looked_at("bom.zip", lying)


def test_too_many_members_are_refused():
    with pytest.raises(Refused, match="too much"):
        looked_at("veel.zip", archive({f"{n}.txt": b"x" for n in range(1001)}))


def test_what_is_behind_a_password_is_refused():
    content = bytearray(archive({"a.txt": b"x"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    with pytest.raises(Refused, match="behind a password"):
        looked_at("geheim.zip", bytes(content))


def test_the_reason_is_in_the_language_of_the_reader():
    with override("nl"), pytest.raises(Refused, match="is een programma"):
        check(upload("spel.exe", PROGRAM), "spel.exe")


@pytest.mark.parametrize(
    ("name", "tidied"),
    [("Één gids.PDF", "Één gids.PDF"), ("C:\\Mijn map\\gids.pdf", "gids.pdf"), ("../../etc/passwd.txt", "passwd.txt"),
     ("a\x00\u202egpj.exe", "agpj.exe"), ("  .pdf", "pdf"), ("", "file"),
     ("x" * 300 + ".pdf", "x" * 138 + ".pdf"), ("...", "file")],
)  # fmt: skip
def test_a_name_keeps_its_letters_and_loses_its_tricks(name, tidied):
    assert tidy(name) == tidied


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept(name):
    tidied = tidy(name)
    assert 0 < len(tidied) <= uploads.NAME_AT_MOST
    assert "/" not in tidied
    assert "\\" not in tidied
    assert tidy(tidied) == tidied


@given(st.binary(max_size=400), st.sampled_from(KINDS))
def test_any_content_is_taken_or_refused_and_never_a_fault(content, kind):
    with suppress(Refused):
        assert looked_at(f"iets.{kind}", content).media_type


@example(219, 1, "zip")  # a member that would begin before the file does
@given(st.integers(0, 600), st.integers(0, 255), st.sampled_from(["docx", "doc", "zip", "xls"]))
def test_a_damaged_file_is_taken_or_refused_and_never_a_fault(place, byte, kind):
    good = {"docx": office("docx"), "doc": compound({"WordDocument": b"x"}), "xls": compound({"Workbook": MACRO_SHEET}),
            "zip": archive({"a.pdf": PDF, "b.txt": b"x"})}[kind]  # fmt: skip
    damaged = bytearray(good)
    damaged[place % len(damaged)] = byte
    with suppress(Refused):
        assert looked_at(f"iets.{kind}", bytes(damaged)).media_type


def test_the_office_documents_of_the_factory_are_what_zipfile_reads():
    assert zipfile.ZipFile(BytesIO(office("docx"))).testzip() is None
