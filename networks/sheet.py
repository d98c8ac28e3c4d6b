"""A submission as it is read: every field of every step in words, beside what it was before."""

from collections.abc import Iterable, Iterator, Mapping
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


class Reader:
    """Reads what was typed into a submission, round after round; what choices are called is asked once."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self._names: dict[tuple[type, str], dict[str, str]] = {}

    def sheet(self, typed: Typed, before: Typed | None = None) -> Sheet:
        """The submission with these values and what is wrong with them, each beside what it was in `before`."""
        read = Sheet([Leaf(step, self._lines(step, typed, judged=True)) for step in steps(self.submission)])
        if before is not None:
            earlier = self.cells(before)
            for name, cell in read.cells.items():
                cell.before = earlier[name].words if name in earlier else ""
        return read

    def cells(self, typed: Typed) -> dict[str, Cell]:
        """The fields with these values, by name, whatever is wrong with them."""
        return Sheet([Leaf(step, self._lines(step, typed, judged=False)) for step in steps(self.submission)]).cells

    def _lines(self, step: Step, typed: Typed, *, judged: bool) -> list[Line]:
        form = step.form(self.submission, sending=True, data=as_data(typed))
        return [self._line(form, part, judged) for _group, parts in form.shown() for part in parts]

    def _line(self, form: StepForm, part: Part, judged: bool) -> Line:
        if part.kind == "rows":
            there = [row for row in part.rows if row.is_there]
            faults = [fault.message for row in there for fault in row.faults()] if judged else []
            title = str(part.row.title)
            return Line(title, (Cell(part.name, title, self._rows(there), faults=faults),))
        cells = tuple(self._cell(form, bound, _language(bound, part), judged) for bound in part.fields)
        return Line(str(part.text.label) if part.text else cells[0].label, cells)

    def _cell(self, form: StepForm, bound: forms.BoundField, language: str, judged: bool) -> Cell:
        faults = list(form.errors.get(bound.name, ())) if judged else []
        return Cell(bound.html_name, str(bound.label), self._in_words(bound), language, faults=faults)

    def _rows(self, rows: list[Row]) -> str:
        """Rows in words, a paragraph each; that of a file begins with its name."""
        return "\n\n".join(map(self._row, rows))

    def _row(self, row: Row) -> str:
        name = [row.file.name] if hasattr(row, "file") else []
        said = ((bound, self._in_words(bound)) for bound in row)
        return "\n".join([*name, *(f"{bound.label}: {words}" for bound, words in said if words)])

    def _in_words(self, bound: forms.BoundField) -> str:
        if not hasattr(bound.field, "choices"):
            return in_words(bound)
        key = (type(bound.form), bound.name)
        if key not in self._names:
            self._names[key] = names_of(bound.field.choices)
        return in_words(bound, self._names[key])


def in_words(bound: forms.BoundField, names: Mapping[str, str] | None = None) -> str:
    """What a field holds, as a reader understands it; what cannot be read stands as it was typed.

    `names` is what its choices are called, if that is known already.
    """
    value = bound.value()
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]
    if isinstance(bound.field, forms.BooleanField):
        values = [_("yes") if value and value not in {"False", "false", "0"} else "" for value in values]
    elif hasattr(bound.field, "choices"):
        names = names_of(bound.field.choices) if names is None else names
        values = [names.get(value, value) for value in values]
    return "\n".join(filter(None, values))


def names_of(choices: Iterable[tuple[object, object]]) -> dict[str, str]:
    """What choices are called; the empty one is none."""
    return {str(value): str(label) for value, label in choices if str(value)}


def sheet(submission: Submission, typed: Typed, before: Typed | None = None) -> Sheet:
    """The submission with these values, each beside what it was in `before`."""
    return Reader(submission).sheet(typed, before)


def pin(read: Sheet, reader: Reader, rounds: Mapping[int, Typed], now: int) -> list[Asked]:
    """Put every request beside its field, with before and after; returns those whose field is there no longer too."""
    cells, earlier, found = read.cells, {now: read.cells}, []
    for request in reader.submission.requests.select_related("by", "answered_by", "closed_by"):
        if request.round not in earlier:
            earlier[request.round] = reader.cells(rounds.get(request.round, {}))
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


def _language(bound: forms.BoundField, part: Part) -> str:
    return bound.name.rpartition("_")[2] if part.text else ""
