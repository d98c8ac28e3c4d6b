"""Reading an XLSX workbook: its active sheet, row by row, without trusting what the file says of its own size."""

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from instruments.exchange.rows import (
    CELLS_AT_MOST,
    Problem,
    Row,
    Table,
    Unreadable,
    checked_header,
    formula_message,
    row_of,
)

UNPACKED_AT_MOST = 200 * 1024 * 1024
RATIO_AT_MOST = 150  # ordinary sheets shrink to a tenth; one that shrinks to a thousandth is made to fill the memory
SMALL = 1024 * 1024
SHEET_ROWS = 1_048_576


class WorkbookTable(Table):
    """Formulas are refused, not calculated: what they showed last need not be what their author sees."""

    def rows(self) -> Iterator[Row]:
        refuse_bomb(self.file)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and extensions that are of no interest here
                yield from self._rows()
        except Unreadable:
            raise
        except Exception as error:  # a broken workbook fails in too many ways to list
            raise Unreadable(_("The workbook is damaged: %(error)s") % {"error": str(error)[:200]}) from error

    def _rows(self) -> Iterator[Row]:
        book = openpyxl.load_workbook(self.file, read_only=True, data_only=False, keep_links=False)
        sheet = book.active
        if not hasattr(sheet, "reset_dimensions"):
            raise Unreadable(_("The workbook opens on a chart; make the sheet with the instruments the active one."))
        self.total = min(sheet.max_row or 0, SHEET_ROWS)
        sheet.reset_dimensions()
        header: list[str] | None = None
        for line, cells in enumerate(sheet.iter_rows(max_col=CELLS_AT_MOST), start=1):
            if line > SHEET_ROWS:
                raise Unreadable(_("The sheet has more rows than a sheet can have."))
            self.done = line
            if all(cell.value is None for cell in cells):
                continue
            if header is None:
                header = checked_header([str(cell.value or "") for cell in cells], line)
            else:
                yield _row(line, header, cells)
        book.close()


def _row(line: int, header: list[str], cells: tuple) -> Row:
    problems, texts = [], []
    for number, cell in enumerate(cells):
        name = header[number] if number < len(header) else ""
        text, fault = _text(cell)
        texts.append(text)
        if fault:
            problems.append(Problem(line, name, fault))
    row = row_of(line, header, texts)
    for problem in problems:
        row.cells.pop(problem.column, None)
    row.problems += problems
    return row


def _text(cell: object) -> tuple[str, str]:
    """What a cell holds as text, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", formula_message(str(getattr(value, "text", None) or value))
    if cell.data_type == "e":
        return "", _("holds the error %(value)s.") % {"value": value}
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return "", _("holds a date or yes/no value; make it a text.")
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), ""
    return str(value).replace("_x000D_", ""), ""


def refuse_bomb(file: BinaryIO) -> None:
    """Raises Unreadable for what is no workbook, or would be enormous once unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(_("The workbook is damaged: %(error)s") % {"error": error}) from error
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise Unreadable(_("This is a compressed file, but not an XLSX workbook."))
    unpacked = sum(part.file_size for part in parts)
    dense = any(p.file_size > SMALL and p.file_size > RATIO_AT_MOST * max(p.compress_size, 1) for p in parts)
    if unpacked > UNPACKED_AT_MOST or dense:
        raise Unreadable(_("Unpacked, the workbook would be too large; use CSV instead."))
    file.seek(0)
