"""Writing instruments as CSV, XLSX or JSON lines, such that importing the file again changes nothing."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, BinaryIO

from django.db.models.functions import Greatest, Length
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.models import Organisation
from instruments.exchange.columns import COLUMNS, Column
from instruments.exchange.notation import clean, guarded, joined
from instruments.models import Instrument, Language, Licence, Term
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
    if kind == "xlsx":
        refuse_what_does_not_fit(instruments)
    {"csv": _csv, "xlsx": _xlsx, "jsonl": _json_lines}[kind](records(instruments), file)


def records(instruments: InstrumentQuerySet) -> Iterator[dict[str, str | int | list[str] | None]]:
    """The values of each instrument, by column."""
    for instrument in instruments.with_filing().iterator(chunk_size=BATCH):
        yield {column.name: value_of(instrument, column) for column in COLUMNS.values()}


VALUES: dict[str, Callable[[Instrument, str], str | int | list[str] | None]] = {
    "id": lambda instrument, field: instrument.code or instrument.slug,
    "terms": lambda instrument, field: getattr(instrument, f"filed_{field}"),
    "term": lambda instrument, field: _address(getattr(instrument, field)),
    "publisher": lambda instrument, field: _address(instrument.publisher),
    "tags": lambda instrument, field: sorted(map(clean, instrument.tag_names), key=str.casefold),
    "languages": lambda instrument, field: [each for each in Language.values if each in instrument.languages],
    "licence": lambda instrument, field: "" if instrument.licence == Licence.UNKNOWN else instrument.licence,
    "year": lambda instrument, field: instrument.year,
}


def value_of(instrument: Instrument, column: Column) -> str | int | list[str] | None:
    """One value: terms and publishers by address, tags by name, the id of an instrument without a code its address."""
    if column.kind in VALUES:
        return VALUES[column.kind](instrument, column.field)
    return clean(getattr(instrument, column.field))


def _address(thing: Term | Organisation | None) -> str:
    return thing.slug if thing else ""


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
        sheet.append([_sheet_cell(_cell(value)) for value in row.values()])
    book.save(file)


def _sheet_cell(value: str | int) -> str | int | None:
    return value if isinstance(value, int) else ILLEGAL_CHARACTERS_RE.sub("", value) or None


def refuse_what_does_not_fit(instruments: InstrumentQuerySet) -> None:
    """Raises DoesNotFit before a sheet is begun in which a text would be cut off."""
    longest = Greatest(*(Length(name) for name, column in COLUMNS.items() if column.limit > CELL_AT_MOST))
    chosen = Instrument.objects.filter(pk__in=instruments.values("pk"))
    if found := chosen.annotate(longest=longest).filter(longest__gte=CELL_AT_MOST).first():
        message = _("“%(title)s” has a text that is too long for a spreadsheet (%(most)s characters); export as CSV.")
        raise DoesNotFit(message % {"title": found, "most": CELL_AT_MOST})
