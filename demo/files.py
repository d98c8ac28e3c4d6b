"""The files of the demonstration content: accessible PDF, spreadsheet checklists and exercises as a web page."""

import io
from pathlib import Path

from django.template import Context, Engine
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from plumbing import typeset

FOLDER = Path(__file__).with_name("documents")
FIRST_PAGE_DATE = 1_104_537_600  # 1 January 2005: the same file at every load
WORDS = {
    "nl": {
        "whom": "Voor wie", "purpose": "Waarvoor", "people": "Wie nodig", "outcome": "Wat u daarna hebt",
        "body": "Wat het is", "usage": "Hoe u het gebruikt",
        "footer": "Vlaams Digitaal Kenniscentrum MVO, demonstratie-inhoud",
        "statement": "Vraag of stelling", "why": "Waarom, of waar u kijkt", "answer": "Antwoord", "note": "Notitie",
        "answers": "Ja,Deels,Nee,Niet van toepassing", "yes": "Ja", "done": "Aantal ja", "notes": "Uw notities",
        "hint": "Kies in de kolom Antwoord; onderaan ziet u hoeveel keer u ja hebt geantwoord.",
    },
    "en": {
        "whom": "For whom", "purpose": "What for", "people": "People needed", "outcome": "What you have afterwards",
        "body": "What it is", "usage": "How to use it",
        "footer": "Flemish Digital Knowledge Centre CSR, demonstration content",
        "statement": "Question or statement", "why": "Why, or where to look", "answer": "Answer", "note": "Note",
        "answers": "Yes,Partly,No,Not applicable", "yes": "Yes", "done": "Number of yes", "notes": "Your notes",
        "hint": "Choose in the column Answer; at the bottom you see how often you said yes.",
    },
}  # fmt: skip


def pdf(item: dict, language: str, *, type_label: str, publisher: str) -> bytes:
    """The texts of an instrument as PDF/UA-1."""
    words = WORDS[language]
    data = {
        "lang": language,
        "title": item[f"title_{language}"],
        "summary": item[f"summary_{language}"],
        "type": type_label,
        "publisher": publisher,
        "keywords": item.get("tags", []),
        "footer": words["footer"],
        "box": [
            {"label": words[name], "value": item[f"{name}_{language}"]}
            for name in ("whom", "purpose", "people", "outcome")
            if item.get(f"{name}_{language}")
        ],
        "sections": [
            {"title": words[name], "blocks": typeset.blocks(item[f"{key}_{language}"])}
            for name, key in (("body", "body"), ("usage", "use"))
            if item.get(f"{key}_{language}")
        ],
    }
    return typeset.pdf(FOLDER / "instrument.typ", data, at=FIRST_PAGE_DATE)


def xlsx(item: dict, language: str) -> bytes:
    """A checklist to fill in: statements, why, an answer to choose, a note, and a sum."""
    words = WORDS[language]
    book = Workbook()
    book.properties.title, book.properties.language = item[f"title_{language}"], language
    book.properties.creator = words["footer"]
    sheet = book.active
    sheet.title = "Checklist"
    sheet.append([item[f"title_{language}"]])
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.append([words["hint"]])
    sheet.append([])
    sheet.append([words["statement"], words["why"], words["answer"], words["note"]])
    rows = item[f"items_{language}"]
    for statement, why in rows:
        sheet.append([statement, why, "", ""])
    first, last = 5, 4 + len(rows)
    sheet.append([])
    sheet.append([words["done"], "", f'=COUNTIF(C{first}:C{last},"{words["yes"]}")', f"/ {len(rows)}"])
    for cell in sheet[4]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1D4D4F")
    for column, width in zip("ABCD", (50, 55, 18, 40), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=4, max_row=last):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    validation = DataValidation(type="list", formula1=f'"{words["answers"]}"', allow_blank=True)
    sheet.add_data_validation(validation)
    validation.add(f"C{first}:C{last}")
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def html(item: dict, language: str) -> bytes:
    """An exercise as one page that opens anywhere, also without a network, and prints well."""
    template = Engine().from_string((FOLDER / "exercise.html").read_text(encoding="utf-8"))
    context = {
        "language": language,
        "title": item[f"title_{language}"],
        "summary": item[f"summary_{language}"],
        "steps": item[f"steps_{language}"],
        "notes_label": WORDS[language]["notes"],
        "footer": WORDS[language]["footer"],
    }
    return template.render(Context(context)).encode()
