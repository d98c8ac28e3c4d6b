"""What changed from one version of a strategy to a later one, statement by statement."""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forums.models import Statement, StrategyVersion
from forums.trace import Line, Reading, lineage
from plumbing.differences import word_difference


class Change(TextChoices):
    """What happened to a statement."""

    NEW = "new", _("new")
    REWORDED = "reworded", _("reworded")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")
    SAME = "same", _("unchanged")


@dataclass(frozen=True)
class Compared:
    """A statement of the later version beside what it came from, in the reader's language."""

    line: Line
    change: Change
    before: tuple[Statement, ...] = ()

    @property
    def difference(self) -> SafeString:
        """The new words, with what came and what went marked."""
        return word_difference(
            " ".join(str(one.text) for one in self.before), str(self.line.statement.text), whole=True
        )


@dataclass(frozen=True)
class Gone:
    """A statement of the earlier version of which nothing stands any more, and why."""

    statement: Statement
    reasons: tuple[str, ...]


@dataclass
class Comparison:
    """All of it."""

    old: StrategyVersion
    lines: list[Compared] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    @property
    def changed(self) -> list[Compared]:
        return [one for one in self.lines if one.change != Change.SAME]

    @property
    def unchanged(self) -> int:
        return len(self.lines) - len(self.changed)


def compare(old: StrategyVersion, reading: Reading) -> Comparison:
    """The reading of a version beside an earlier version of the same strategy."""
    earlier = {one.pk: one for one in old.statements.standing().order_by("chapter__position", "position", "pk")}
    ancestors = lineage([line.statement.pk for line in reading.lines])
    became: dict[int, int] = dict.fromkeys(earlier, 0)
    for olds in ancestors.values():
        for pk in olds & earlier.keys():
            became[pk] += 1
    found = Comparison(old)
    for line in reading.lines:
        before = tuple(one for pk, one in earlier.items() if pk in ancestors[line.statement.pk])
        found.lines.append(Compared(line, _change(line, before, became), before))
    gone = [one for pk, one in earlier.items() if not became[pk]]
    if gone:
        found.gone = _with_reasons(gone, reading.version)
    return found


def _change(line: Line, before: tuple[Statement, ...], became: dict[int, int]) -> Change:
    if not before:
        return Change.NEW
    if len(before) > 1:
        return Change.MERGED
    if became[before[0].pk] > 1:
        return Change.SPLIT
    same = all(getattr(before[0], name) == getattr(line.statement, name) for name in ("text_nl", "text_en"))
    return Change.SAME if same else Change.REWORDED


def _with_reasons(gone: list[Statement], version: StrategyVersion) -> list[Gone]:
    """Why each was dropped, on its way to this version."""
    dropped = Statement.objects.filter(version__strategy=version.strategy_id, version__number__lte=version.number)
    dropped = {one.pk: one for one in dropped.exclude(dropped_nl="", dropped_en="").order_by("pk")}
    ancestors = lineage(dropped)
    return [Gone(one, tuple(dropped[pk].dropped for pk, olds in ancestors.items() if one.pk in olds)) for one in gone]
