"""A submission as it is read: every field of every step in words, beside what it was before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from networks.forms import fiche, result
from networks.forms.steps import Part, Row, Step, StepForm
from networks.forms.submission import steps
from networks.models import FieldRequest, Kind, Submission
from plumbing.differences import word_difference

type Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """A request with what its field held when it was asked, and what changed since, if it was sent again since."""

    request: FieldRequest
    label: str
    before: str
    difference: SafeString | str
    is_sent_again: bool


@dataclass
class Cell:
    """One field in words; `name` is what a request is pinned to."""

    name: str
    label: str
    words: str
    language: str = ""
    before: str | None = None  # None: there is nothing to compare with
    faults: list[str] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    ask: forms.BoundField | None = None  # where a reviewer writes a request

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before != self.words

    @property
    def difference(self) -> SafeString:
        return word_difference(self.before or "", self.words)


@dataclass(frozen=True)
class Line:
    """A text in both languages, or one field alone."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def is_pair(self) -> bool:
        return len(self.cells) > 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read: no words, no change, no fault, no request."""
        return not any(cell.words or cell.is_changed or cell.faults or cell.requests for cell in self.cells)


@dataclass(frozen=True)
class Leaf:
    """One step of the form."""

    step: Step
    lines: list[Line]

    @property
    def cells(self) -> Iterator[Cell]:
        for line in self.lines:
            yield from line.cells

    @property
    def filled(self) -> list[Line]:
        return [line for line in self.lines if not line.is_empty]

    @property
    def empty(self) -> list[Line]:
        return [line for line in self.lines if line.is_empty]

    @property
    def changed(self) -> int:
        return sum(cell.is_changed for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    leaves: list[Leaf]

    @property
    def cells(self) -> dict[str, Cell]:
        return {cell.name: cell for leaf in self.leaves for cell in leaf.cells}

    @property
    def changed(self) -> int:
        return sum(leaf.changed for leaf in self.leaves)


def sheet(submission: Submission, typed: Typed, before: Typed | None = None) -> Sheet:
    """The submission with these values, each beside what it was in `before`."""
    earlier = None if before is None else sheet(submission, before).cells
    leaves = []
    for step in steps(submission):
        form = step.form(submission, sending=True, data=as_data(typed))
        lines = [line for _group, parts in form.shown() for part in parts if (line := _line(form, part))]
        leaves.append(Leaf(step, lines))
    read = Sheet(leaves)
    if earlier is not None:
        for name, cell in read.cells.items():
            cell.before = earlier[name].words if name in earlier else ""
    return read


def pin(read: Sheet, submission: Submission, rounds: Mapping[int, Typed], now: int) -> list[Asked]:
    """Put every request beside its field, with before and after; returns those whose field is there no longer too."""
    cells, earlier, found = read.cells, {now: read.cells}, []
    for request in submission.requests.select_related("by", "answered_by", "closed_by"):
        if request.round not in earlier:
            earlier[request.round] = sheet(submission, rounds.get(request.round, {})).cells
        was, cell = earlier[request.round].get(request.field), cells.get(request.field)
        before, after = was.words if was else "", cell.words if cell else ""
        difference = word_difference(before, after) if before != after else ""
        label = cell.label if cell else was.label if was else request.field
        asked = Asked(request, label, before, difference, is_sent_again=request.round < now)
        found.append(asked)
        if cell:
            cell.requests.append(asked)
    return found


def label_of(submission: Submission, name: str) -> str:
    """What a field is called that a request is pinned to."""
    cell = sheet(submission, submission.typed).cells.get(name)
    return cell.label if cell else name


def public_now(submission: Submission) -> Typed | None:
    """What is public now of what this would replace, as if it had been typed; None for something new."""
    if submission.kind == Kind.FICHE:
        return fiche.starting_from(submission.project)
    if submission.edition_of_id:
        return result.starting_from(submission.edition_of)
    return None


def as_data(typed: Typed) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data


def _line(form: StepForm, part: Part) -> Line | None:
    if part.kind == "rows":
        there = [row for row in part.rows if row.is_there]
        faults = [fault.message for row in there for fault in row.faults()]
        return Line(str(part.row.title), (Cell(part.name, str(part.row.title), _rows(there), faults=faults),))
    cells = tuple(_cell(form, bound, _language(bound, part)) for bound in part.fields)
    return Line(str(part.text.label) if part.text else cells[0].label, cells)


def _cell(form: StepForm, bound: forms.BoundField, language: str) -> Cell:
    return Cell(
        bound.html_name, str(bound.label), in_words(bound), language, faults=list(form.errors.get(bound.name, ()))
    )


def _language(bound: forms.BoundField, part: Part) -> str:
    return bound.name.rpartition("_")[2] if part.text else ""


def _rows(rows: list[Row]) -> str:
    """Rows in words, a paragraph each; that of a file begins with its name."""
    return "\n\n".join(map(_row, rows))


def _row(row: Row) -> str:
    name = [row.file.name] if hasattr(row, "file") else []
    return "\n".join([*name, *(f"{bound.label}: {words}" for bound in row if (words := in_words(bound)))])


def in_words(bound: forms.BoundField) -> str:
    """What a field holds, as a reader understands it; what cannot be read stands as it was typed."""
    value = bound.value()
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]
    return "\n".join(filter(None, map(_words(bound.field), values)))


def _words(asked: forms.Field) -> Callable[[str], str]:
    if isinstance(asked, forms.BooleanField):
        return lambda value: _("yes") if value and value not in {"False", "false", "0"} else ""
    if hasattr(asked, "choices"):
        names = {str(value): str(label) for value, label in asked.choices if str(value)}
        return lambda value: names.get(value, value)
    return lambda value: value
