"""Reading JSON lines: an object a line, with our columns as names."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from instruments.exchange.columns import COLUMNS
from instruments.exchange.rows import Problem, Row, Table, Unreadable, missing_columns, suggestion


class JsonLinesTable(Table):
    """Texts are strings, a list is a list of strings (or a string with `;`), a year is a number, null is empty."""

    def rows(self) -> Iterator[Row]:
        for line, raw in enumerate(self.file, start=1):
            self.done += len(raw)
            try:
                text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise Unreadable(_("line %(line)s is not UTF-8.") % {"line": line}) from error
            if text.strip():
                yield _row(line, text)


def _row(line: int, text: str) -> Row:
    row = Row(line, {})
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        row.problems.append(Problem(line, "", _("this is not JSON: %(error)s.") % {"error": str(error)[:100]}))
        return row
    if not isinstance(pairs, _Pairs):
        row.problems.append(Problem(line, "", _("this is not an object with our columns.")))
        return row
    for name, value in pairs:
        if name not in COLUMNS:
            message = _("there is no column “%(name)s”.") % {"name": name[:60]} + suggestion(name, COLUMNS)
            row.problems.append(Problem(line, "", message))
        elif name in row.cells:
            row.problems.append(Problem(line, name, _("stands there twice.")))
        elif (cell := _cell(name, value)) is None:
            row.problems.append(Problem(line, name, _expected(name)))
        else:
            row.cells[name] = cell
    row.problems += [Problem(line, "", fault) for fault in missing_columns([name for name, value in pairs])]
    return row


class _Pairs(list):
    """The pairs of an object, so that a name that stands there twice is seen."""


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not a value")


def _cell(name: str, value: object) -> str | list[str] | None:
    """What the cell holds, or None when it is of a type that the column cannot have."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if name == "year" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    is_list = type(value) is list and all(isinstance(item, str) for item in value)
    return value if COLUMNS[name].is_list and is_list else None


def _expected(name: str) -> str:
    if COLUMNS[name].is_list:
        return _("must be a list of texts.")
    return _("must be a whole number.") if name == "year" else _("must be a text.")
