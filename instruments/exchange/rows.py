"""Reading a file of instruments, row by row: what kind of file it is, its header, and CSV.

The file's own faults are found here (encoding, header, quotes, formulas); what its cells mean is cells.py's question.
"""

import csv
import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from instruments.exchange.columns import COLUMNS, NEEDED, TITLES
from instruments.exchange.notation import FORMULA, unguarded

ROWS_AT_MOST = 200_000
CELLS_AT_MOST = 100


class Unreadable(Exception):
    """The file cannot be read on; the message says where and why, in the reader's language."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell (or, without a column, with one row)."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return _("line %(line)s: %(message)s") % {"line": self.line, "message": self.message}
        return _("line %(line)s, column %(column)s: %(message)s") % {
            "line": self.line, "column": self.column, "message": self.message,
        }  # fmt: skip


@dataclass
class Row:
    """The cells of one instrument by column; `problems` are those that could not be read."""

    line: int
    cells: dict[str, str | list[str]]
    problems: list[Problem] = field(default_factory=list)


class Table(ABC):
    """A file's rows, once. `done` of `total` bytes or rows are read, for who shows progress."""

    total: int
    done: int = 0

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.total = file.seek(0, 2)
        file.seek(0)

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """What it holds, from the first row to the last."""

    def __iter__(self) -> Iterator[Row]:
        """Raises Unreadable when there is nothing, too much, or a fault after which nothing can be trusted."""
        number = 0
        for row in self.rows():
            number += 1
            if number > ROWS_AT_MOST:
                raise Unreadable(_("The file has more than %(most)s rows: split it.") % {"most": ROWS_AT_MOST})
            yield row
        if not number:
            raise Unreadable(_("The file has no rows."))


def suggestion(word: str, known: Iterable[str]) -> str:
    """` Did you mean guide?` for a word that comes close to a known one, or nothing."""
    near = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return " " + _("Did you mean %(word)s?") % {"word": near[0]} if near else ""


def checked_header(names: Sequence[str], line: int) -> list[str]:
    """The column names as we write them. Raises Unreadable for unknown, double or missing ones."""
    header = [name.strip().lower() for name in names]
    while header and not header[-1]:
        header.pop()
    faults = []
    for number, name in enumerate(header, start=1):
        if not name:
            faults.append(_("column %(number)s has no name.") % {"number": number})
        elif name not in COLUMNS:
            unknown = _("there is no column “%(name)s”.") % {"name": name[:60]}
            faults.append(unknown + suggestion(name, COLUMNS))
        elif name in header[: number - 1]:
            faults.append(_("the column %(name)s stands there twice.") % {"name": name})
    faults += missing_columns(header)
    if faults:
        known = _("The columns are: %(names)s.") % {"names": " ".join(COLUMNS)}
        raise Unreadable(f"{_('line %(line)s') % {'line': line}}: {' '.join(faults)} {known}")
    return header


def missing_columns(names: Iterable[str]) -> list[str]:
    """What is said of columns that every file must have and this one lacks."""
    given = set(names)
    faults = [_("the column %(name)s is missing.") % {"name": name} for name in NEEDED if name not in given]
    if not given.intersection(TITLES):
        faults.append(_("the columns title_nl and title_en are both missing; one is needed."))
    return faults


def row_of(line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    """A row of a spreadsheet's text cells; says so when it is not as long as the header, or a cell is a formula."""
    cells = list(cells)
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(header):
        message = _("%(cells)s cells under %(columns)s column names; is a quote or a separator missing?")
        return Row(line, {}, [Problem(line, "", message % {"cells": len(cells), "columns": len(header)})])
    row = Row(line, {})
    for name, cell in zip(header, map(str.strip, cells), strict=True):
        if FORMULA.match(cell):
            row.problems.append(Problem(line, name, formula_message(cell)))
        else:
            row.cells[name] = unguarded(cell)
    return row


def formula_message(cell: str) -> str:
    """What is said of a formula."""
    message = _("“%(cell)s” is a formula; put its outcome there, or an apostrophe before it if it is text.")
    return message % {"cell": cell[:40]}


class CsvTable(Table):
    """Comma, semicolon or tab separated values in UTF-8."""

    line = 0

    def rows(self) -> Iterator[Row]:
        lines = self._lines()
        first = next(lines, "")
        if re.match(r"sep=.\s*$", first, re.IGNORECASE):  # a hint for one well-known program
            first = next(lines, "")
        if not first.strip():
            raise Unreadable(_("The file is empty, or begins with an empty line."))
        reader = csv.reader(_first_then(first, lines), delimiter=delimiter_of(first), strict=True)
        line = self.line
        try:
            header = checked_header(next(reader), line)
            while True:
                line = self.line + 1
                cells = next(reader, None)
                if cells is None:
                    return
                if any(cell.strip() for cell in cells):
                    yield row_of(line, header, cells)
        except csv.Error as error:
            message = _("line %(line)s: the quotes of this row are not right (%(error)s).")
            raise Unreadable(message % {"line": line, "error": error}) from error

    def _lines(self) -> Iterator[str]:
        for raw in self.file:
            self.line += 1
            self.done += len(raw)
            try:
                yield raw.decode("utf-8-sig" if self.line == 1 else "utf-8")
            except UnicodeDecodeError as error:
                message = _(
                    "line %(line)s: byte %(byte)s at place %(place)s is not UTF-8. Save the file as “CSV UTF-8”."
                )
                place = {"line": self.line, "byte": f"0x{raw[error.start]:02X}", "place": error.start + 1}
                raise Unreadable(message % place) from error


def _first_then(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def delimiter_of(header: str) -> str:
    """The separator under which the header has the most names that we know."""

    def known(delimiter: str) -> int:
        return sum(name.strip(' "\r\n').lower() in COLUMNS for name in header.split(delimiter))

    return max(",;\t", key=known)
