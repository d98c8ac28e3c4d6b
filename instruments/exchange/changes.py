"""Comparing rows with the catalogue: what is new, what changes in which columns, what stays, what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from taggit.models import TaggedItem

from instruments.exchange.cells import Cells, Value
from instruments.exchange.columns import COLUMNS, TITLES, Column
from instruments.exchange.names import NotUnderstood
from instruments.exchange.notation import clean
from instruments.exchange.report import CHANGED, NEW, UNCHANGED, Line, Report
from instruments.exchange.rows import Problem, Row
from instruments.models import Instrument, State

CODE_LENGTH = Instrument._meta.get_field("code").max_length


@dataclass
class Change:
    """What one row makes of one instrument: the values that differ, by column. `instrument` is None for a new one."""

    code: str
    values: dict[str, Value]
    instrument: Instrument | None = None


class Comparison:
    """Compares a file with the catalogue, a batch of rows at a time, and keeps the report."""

    def __init__(self, report: Report, *, publish: bool) -> None:
        self.report = report
        self.publish = publish
        self.cells = Cells()
        self.line_of: dict[str, int] = {}
        self.taken: set[str] | None = None
        self.made: set[str] = set()

    def changes(self, rows: Iterable[Row], *, lock: bool = False) -> list[Change]:
        """What the right ones among the rows change. `lock` keeps others from editing these instruments meanwhile."""
        understood = [(row, values) for row in rows if (values := self._understood(row)) is not None]
        known = self._known([values["id"] for row, values in understood if values["id"]], lock=lock)
        current = Current([instrument for instrument in known.values() if instrument], understood)
        found = [self._change(row, values, known, current) for row, values in understood]
        self._note_same_titles([change for change in found if change and not change.instrument])
        return [change for change in found if change and (change.values or not change.instrument)]

    def _understood(self, row: Row) -> dict[str, Value] | None:
        """The meaning of every cell of a row, or None and a problem for each cell that has none."""
        values, problems = {}, list(row.problems)
        for name, cell in row.cells.items():
            try:
                values[name] = self.cells.read(COLUMNS[name], cell)
            except NotUnderstood as error:
                problems.append(Problem(row.line, name, str(error)))
        if code := values.get("id"):
            if first := self.line_of.get(code):
                message = _("“%(code)s” stands on line %(line)s already.")
                problems.append(Problem(row.line, "id", message % {"code": code, "line": first}))
            self.line_of.setdefault(code, row.line)
        self.report.found(*problems)
        return None if problems else values

    def _known(self, codes: list[str], *, lock: bool) -> dict[str, Instrument | None]:
        """Instruments by the id that the file gives them; None where an id could mean two of them."""
        found = Instrument.objects.filter(Q(code__in=codes) | Q(code=None, slug__in=codes))
        if lock:
            found = found.select_for_update().order_by("pk")
        known: dict[str, Instrument | None] = {}
        for instrument in found:
            name = instrument.code or instrument.slug
            known[name] = None if name in known else instrument
        return known

    def _change(
        self, row: Row, values: dict[str, Value], known: dict[str, Instrument | None], current: "Current"
    ) -> Change | None:
        code = values.pop("id")
        if code in known and known[code] is None:
            message = _("“%(code)s” is the code of one instrument and the address of another that has no code.")
            self.report.found(Problem(row.line, "id", message % {"code": code}))
            return None
        instrument = known.get(code)
        before = current.values(instrument, values) if instrument else {}
        different = {name: value for name, value in values.items() if not instrument or before[name] != value}
        problems = self._missing(row.line, values, instrument)
        if not instrument and len(code) > CODE_LENGTH:
            message = _("an id has at most %(most)s characters.")
            problems.append(Problem(row.line, "id", message % {"most": CODE_LENGTH}))
        if problems:
            self.report.found(*problems)
            return None
        title = values.get("title_nl") or values.get("title_en") or (str(instrument.title) if instrument else "")
        kind = NEW if not instrument else CHANGED if different else UNCHANGED
        if not code:
            code = self._made_code(title)
            self.line_of[code] = row.line
        self.report.count(Line(row.line, kind, code, title, tuple(different) if instrument else ()))
        return Change(code, different, instrument)

    def _missing(self, line: int, values: dict[str, Value], instrument: Instrument | None) -> list[Problem]:
        """What the instrument would lack after this row."""

        def afterwards(name: str) -> Value:
            return values.get(name, getattr(instrument, name) if instrument else "")

        problems = []
        if not afterwards("title_nl") and not afterwards("title_en"):
            problems.append(Problem(line, "title_nl", _("there is no title in either language.")))
        published = instrument.state == State.PUBLISHED if instrument else self.publish
        if published and not afterwards("summary_nl") and not afterwards("summary_en"):
            message = _("there is no summary in either language, and a published instrument has one.")
            problems.append(Problem(line, "summary_nl", message))
        return problems

    def _made_code(self, title: str) -> str:
        """A code made of the title that nothing has yet, neither here nor in the file so far."""
        if self.taken is None:
            self.taken = {code or slug for code, slug in Instrument.objects.values_list("code", "slug")}
        stem = slugify(title)[: CODE_LENGTH - 6].strip("-") or "instrument"
        code, number = stem, 1
        while code in self.taken or code in self.line_of:
            number += 1
            code = f"{stem}-{number}"
        self.made.add(code)
        return code

    def _note_same_titles(self, changes: list[Change]) -> None:
        """A file without ids that is imported twice makes everything twice: say so beforehand."""
        made = {self.line_of[change.code]: change.values for change in changes if change.code in self.made}
        if not made:
            return
        titles = {name: {values.get(name) for values in made.values()} - {"", None} for name in TITLES}
        there = Instrument.objects.filter(Q(title_nl__in=titles["title_nl"]) | Q(title_en__in=titles["title_en"]))
        known = {title for pair in there.values_list(*TITLES) for title in pair if title}
        for line, values in made.items():
            if known.intersection(values.get(name) for name in TITLES):
                note = _("there is an instrument with this title already; without its id this makes another one.")
                self.report.note(Problem(line, "id", note))


class Current:
    """The values that instruments have now, in the form that cells are read into."""

    def __init__(self, instruments: list[Instrument], understood: list[tuple[Row, dict]]) -> None:
        ids = [instrument.pk for instrument in instruments]
        given = {name for row, values in understood for name in values}
        self.sets = {
            name: _pairs(column, ids) for name, column in COLUMNS.items() if column.many_to_many and name in given
        }
        if "tags" in given:
            self.sets["tags"] = _tag_pairs(ids)

    def values(self, instrument: Instrument, names: Iterable[str]) -> dict[str, Value]:
        """The values of these columns."""
        return {name: self._value(instrument, COLUMNS[name]) for name in names}

    def _value(self, instrument: Instrument, column: Column) -> Value:
        if column.name in self.sets:
            return frozenset(self.sets[column.name].get(instrument.pk, ()))
        if column.kind in {"term", "publisher"}:
            return getattr(instrument, f"{column.field}_id")
        value = getattr(instrument, column.field)
        if column.kind == "languages":
            return frozenset(value)
        return clean(value) if isinstance(value, str) else value


def _pairs(column: Column, ids: list[int]) -> dict[int, set[int]]:
    through = getattr(Instrument, column.field).through
    term = getattr(Instrument, column.field).field.m2m_reverse_field_name()
    rows = through.objects.filter(instrument_id__in=ids).values_list("instrument_id", f"{term}_id")
    return _grouped(rows)


def _tag_pairs(ids: list[int]) -> dict[int, set[int]]:
    kind = ContentType.objects.get_for_model(Instrument)
    return _grouped(TaggedItem.objects.filter(content_type=kind, object_id__in=ids).values_list("object_id", "tag_id"))


def _grouped(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    sets: defaultdict[int, set[int]] = defaultdict(set)
    for instrument, other in rows:
        sets[instrument].add(other)
    return sets
