"""The policy feedback report to take along: an accessible PDF and a workbook, of the same figures as the page."""

import io
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from networks.policy_report import Report
from plumbing import typeset

TEMPLATE = Path(__file__).with_name("layouts") / "policy_report.typ"
HEAD = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="1D4D4F")}
WIDTH_AT_MOST = 60
SHEET_NAME_AT_MOST = 31


def pdf(report: Report, language: str, *, made_on: datetime) -> bytes:
    """PDF/UA-1: tagged, with headings, table heads, title and language."""
    data = asdict(report) | {
        "lang": language, "author": _("Flemish Digital Knowledge Centre CSR"), "number": _("Number"),
        "figure": _("Figure"),
    }  # fmt: skip
    return typeset.pdf(TEMPLATE, data, at=made_on)


def xlsx(report: Report, language: str) -> bytes:
    """A sheet of figures, then one for each table."""
    book = Workbook()
    book.properties.title, book.properties.language = report.title, language
    book.properties.creator = _("Flemish Digital Knowledge Centre CSR")
    sheet = book.active
    sheet.title = _("Figures")
    for line in (report.title, report.period, report.note):
        sheet.append([line])
    sheet["A1"].font = Font(bold=True, size=14)
    for group in report.groups:
        sheet.append([])
        sheet.append([group.title, _("Number")])
        _as_head(sheet)
        for figure in group.figures:
            sheet.append([figure.label, figure.value])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = WIDTH_AT_MOST, 12
    for table in report.tables:
        sheet = book.create_sheet(table.title[:SHEET_NAME_AT_MOST])
        sheet.append([_text(cell) for cell in table.head])
        _as_head(sheet)
        for row in table.rows or [[table.nothing]]:
            sheet.append([_text(cell) for cell in row])
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
        for number, column in enumerate(sheet.columns, start=1):
            widest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[get_column_letter(number)].width = min(widest + 2, WIDTH_AT_MOST)
            for cell in column:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # what begins with = is a text here, never a formula
        sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(cell: str | int) -> str | int:
    """A spreadsheet refuses control characters."""
    if isinstance(cell, str):
        return "".join(letter for letter in cell if letter >= " " or letter in "\t\n")
    return cell


def _as_head(sheet: Worksheet) -> None:
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = HEAD["font"], HEAD["fill"]
