"""Writing instruments as CSV, XLSX or JSON lines, such that importing the file again changes nothing."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from instruments.exchange.columns import COLUMNS, Column
from instruments.exchange.notation import clean, guarded, joined
from instruments.models import Instrument, Licence
from instruments.models.instrument import InstrumentQuerySet

BATCH = 500
CELL_AT_MOST = 32_767  # a spreadsheet cuts off the rest
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}


class DoesNotFit(Exception):
    """A text is too long for this kind of file; the message names the instrument."""


def write(instruments: InstrumentQuerySet, file: BinaryIO, kind: str) -> None:
    """Write the instruments to `file` as `csv`, `xlsx` or `jsonl`, a batch at a time.

    Raises DoesNotFit for a text that a spreadsheet would cut off.
    """
    {"csv": _csv, "xlsx": _xlsx, "jsonl": _json_lines}[kind](records(instruments), file)


def records(instruments: InstrumentQuerySet) -> Iterator[dict[str, str | int | list[str] | None]]:
    """The values of each instrument, by column."""
    lists = [column.field for column in COLUMNS.values() if column.many_to_many]
    read = instruments.select_related("time", "format", "publisher").prefetch_related(*lists, "tags")
    for instrument in read.iterator(chunk_size=BATCH):
        yield {column.name: value_of(instrument, column) for column in COLUMNS.values()}


def value_of(instrument: Instrument, column: Column) -> str | int | list[str] | None:
    """One value: terms and publishers by address, tags by name, the id of an instrument without a code its address."""
    value = getattr(instrument, column.field)
    if column.kind == "terms":
        return [term.slug for term in value.all()]
    if column.kind == "tags":
        return [clean(tag.name) for tag in value.all()]
    if column.kind in {"term", "publisher"}:
        return value.slug if value else ""
    if column.kind == "id":
        return value or instrument.slug
    if column.kind == "licence":
        return "" if value == Licence.UNKNOWN else value
    return clean(value) if isinstance(value, str) else value


def _cell(value: str | int | list[str] | None) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else guarded(joined(value) if isinstance(value, list) else value)


def _csv(rows: Iterable[dict], file: BinaryIO) -> None:
    text: IO[str] = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    text.detach()


def _json_lines(rows: Iterable[dict], file: BinaryIO) -> None:
    file.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _xlsx(rows: Iterable[dict], file: BinaryIO) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("instruments")
    sheet.freeze_panes = "C2"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([_sheet_cell(_cell(value), name, row["id"]) for name, value in row.items()])
    book.save(file)


def _sheet_cell(value: str | int, column: str, code: str) -> str | int | None:
    if isinstance(value, int):
        return value
    if len(value) > CELL_AT_MOST:
        message = _("%(column)s of “%(id)s” is too long for a spreadsheet (%(most)s characters); export as CSV.")
        raise DoesNotFit(message % {"column": column, "id": code, "most": CELL_AT_MOST})
    return ILLEGAL_CHARACTERS_RE.sub("", value) or None
