"""The report as files: an accessible PDF (PDF/UA-1) and a Word document to write on in."""

from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from forums.report import Block, parts
from plumbing import typeset
from plumbing.bilingual import reader_language

TEMPLATE = Path(__file__).with_name("report.typ")
STYLES = {"paragraph": "Normal", "item": "List Bullet", "quotation": "Intense Quote"}
LOCALES = {"nl": "nl-BE", "en": "en-GB"}


def pdf(title: str, blocks: list[Block], *, at: datetime) -> bytes:
    """As PDF/UA-1: tagged, with title and language, and read in order."""
    data = {
        "title": title,
        "lang": reader_language(),
        "blocks": [
            {"kind": "list", "items": [item.text for item in one]} if isinstance(one, list) else asdict(one)
            for one in parts(blocks)
        ],
    }
    return typeset.pdf(TEMPLATE, data, at=at)


def docx(title: str, blocks: list[Block]) -> bytes:
    """As a Word document with real headings and lists, in the reader's language."""
    document = Document()
    language = LOCALES[reader_language()]
    document.core_properties.title = title
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.language = language
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    for one in blocks:
        if one.kind == "heading":
            document.add_heading(one.text, level=one.level)
        else:
            document.add_paragraph(one.text, style=STYLES[one.kind])
    out = BytesIO()
    document.save(out)
    return out.getvalue()
