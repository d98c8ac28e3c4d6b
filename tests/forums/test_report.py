"""The report on a strategy: as a page, as PDF and as a Word document, and all three say the same."""

import re
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from tests.factories import strategy as made
from tests.reading import read

pytestmark = pytest.mark.django_db
PAGE_NUMBER = re.compile(r"^\d+ / \d+$", re.MULTILINE)


@pytest.fixture
def version():
    return made.everything_of_a_strategy()


def letters(text: str) -> str:
    """What is read, without spaces, line breaks and the signs of lists."""
    return re.sub(r"[\s•‣]+", "", text)


def address(version, language: str, rest: str) -> str:
    path = {"nl": "strategie", "en": "strategy"}[language]
    names = {"nl": "rapport", "en": "report"}
    return f"/{language}/{path}/{version.strategy.slug}/{version.number}/{names[language]}{rest}"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_pdf_and_word_document_say_the_same(client, version, language):
    [page] = read(client, address(version, language, "/")).find("//*[@id='report']")
    pdf = client.get(address(version, language, ".pdf"))
    reader = PdfReader(BytesIO(pdf.content))
    printed = "\n".join(PAGE_NUMBER.sub("", sheet.extract_text()) for sheet in reader.pages)
    word = Document(BytesIO(client.get(address(version, language, ".docx")).content))
    said = letters(page.text_content())
    assert len(said) > 500
    assert letters(printed) == said
    assert letters("".join(one.text for one in word.paragraphs)) == said


def test_the_report_says_what_the_trace_knows(client, version):
    words = read(client, address(version, "en", "/")).text
    for said in (
        "Demonstration content", "How it came about", "Statement 1.1", "Half", "Behind it: contribution 1",
        "Supported by: NGOs 1", "Reservation of", "Not without means", "withdrawn on", "A helpdesk", "under way",
        "What changed since version 1", "Statement 1.1: split", "Revised",
        "not taken up. Not for this forum", "employers: 4", "taken up: 3",
    ):  # fmt: skip
        assert said in words


def test_the_pdf_is_tagged_and_knows_its_title_and_language(client, version):
    answer = client.get(address(version, "en", ".pdf"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title.startswith("Report on")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert not answer.cookies


def tags(node) -> list[str]:
    """The tags of a PDF in the order in which they are read."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, int):
        return []
    if isinstance(node, list):
        return [tag for one in node for tag in tags(one)]
    return [str(node.get("/S", ""))[1:], *tags(node.get("/K", []))]


def test_the_pdf_has_the_headings_and_the_lists_of_the_page(client, version):
    page = read(client, address(version, "en", "/"))
    reader = PdfReader(BytesIO(client.get(address(version, "en", ".pdf")).content))
    found = tags(reader.trailer["/Root"]["/StructTreeRoot"])
    for tag, element in (
        ("H1", "h1"),
        ("H2", "h2"),
        ("H3", "h3"),
        ("L", "ul"),
        ("LI", "li"),
        ("BlockQuote", "blockquote"),
    ):
        assert found.count(tag) == len(page.find(f"//*[@id='report']//{element}")), tag
    assert found.count("LI") > found.count("L") > 1


def test_the_word_document_has_real_headings_and_its_language(client, version):
    word = Document(BytesIO(client.get(address(version, "nl", ".docx")).content))
    assert word.core_properties.language == "nl-BE"
    styles = {one.style.name for one in word.paragraphs}
    assert {"Heading 1", "Heading 2", "Heading 3", "List Bullet", "Intense Quote"} <= styles


def test_there_is_no_report_on_a_draft(client):
    draft = made.draft()
    for rest in ("/", ".pdf", ".docx"):
        read(client, address(draft, "en", rest), status=404)
