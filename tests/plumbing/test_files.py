"""Names, checksums and real types of files."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from plumbing.files import checksum, clean_name, media_type, stored_name
from tests.factories import file, instrument


@pytest.mark.parametrize(
    ("given_", "clean"),
    [("Gids voor café's.PDF", "Gids-voor-cafe-s.pdf"), ("../../etc/passwd", "passwd"),
     ("C:\\Users\\An\\lijst.xlsx", "lijst.xlsx"), ("archief.tar.gz", "archief-tar.gz"), (".htaccess", "file.htaccess"),
     ("日本語.pdf", "file.pdf"),
     ("zonder", "zonder"), ("a" * 500 + ".csv", "a" * 100 + ".csv"), ("", "file"),
     ("x.p\r\nSet-Cookie: a", "x.psetcookie")],
)  # fmt: skip
def test_a_name_is_one_that_every_system_can_save(given_, clean):
    assert clean_name(given_) == clean


@given(name=st.text(max_size=300))
def test_any_name_becomes_a_harmless_one(name):
    clean = clean_name(name)
    assert clean
    assert clean.isascii()
    assert not set(clean) & set("/\\\0\r\n\"';: ")
    assert clean_name(clean) == clean


def test_the_checksum_is_that_of_the_content_and_leaves_the_file_at_its_start():
    content = ContentFile(b"Vraag;Antwoord\n")
    assert checksum(content) == hashlib.sha256(b"Vraag;Antwoord\n").hexdigest()
    assert content.read() == b"Vraag;Antwoord\n"


def workbook() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "type_"),
    [(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "gids.pdf", "application/pdf"),
     (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "gids.txt", "application/pdf"),  # by what it is, not by its name
     (b"<!doctype html><title>x</title>", "oefening.html", "text/html"), (b"\n <html>", "lijst.csv", "text/html"),
     (b"Vraag;Antwoord\n", "lijst.csv", "text/csv"), (b"Lees dit eerst", "lees.txt", "text/plain")],
)  # fmt: skip
def test_the_type_is_what_the_content_says(content, name, type_):
    upload = ContentFile(content)
    assert media_type(upload, name) == type_
    assert upload.read() == content


def test_a_workbook_is_known_as_one():
    assert media_type(ContentFile(workbook()), "lijst.xlsx") == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def test_nobody_knows_what_noise_is():
    assert media_type(ContentFile(b"\x00\x01\x02" * 50), "x.unknown") == "application/octet-stream"


def test_two_files_of_one_name_do_not_meet(db):
    made = instrument()
    first, second = file(of=made, content=b"one"), file(of=made, content=b"two")
    assert first.file.name != second.file.name
    assert (first.file.read(), second.file.read()) == (b"one", b"two")
    first.file.close()
    second.file.close()
    assert stored_name(made, "../../x.csv").startswith("instruments/")
    assert ".." not in stored_name(made, "../../x.csv")
