"""What an import would do, or did: the same report for the command and the admin."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from instruments.exchange.rows import Problem

SHOWN = 200  # problems, changes and notes that are kept to be read; the rest is counted
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class Line:
    """A row that makes or changes an instrument."""

    line: int
    kind: str
    code: str
    title: str
    columns: tuple[str, ...] = ()


@dataclass
class Report:
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    lines: list[Line] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    new_publishers: list[str] = field(default_factory=list)
    new_tags: list[str] = field(default_factory=list)
    stopped: str = ""
    written: bool = False
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256, repr=False)

    @property
    def wrong(self) -> bool:
        return bool(self.problem_count or self.stopped)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def not_shown(self) -> int:
        return self.problem_count - len(self.problems)

    @property
    def lines_not_shown(self) -> int:
        return self.counts[NEW] + self.counts[CHANGED] - len(self.lines)

    @property
    def fingerprint(self) -> str:
        """The same when the same rows would do the same, so that what is confirmed is what was shown."""
        return self._digest.hexdigest()

    def found(self, *problems: Problem) -> None:
        self.problem_count += len(problems)
        self.problems += problems[: max(SHOWN - len(self.problems), 0)]

    def note(self, note: Problem) -> None:
        if len(self.notes) < SHOWN:
            self.notes.append(note)

    def count(self, line: Line) -> None:
        self.counts[line.kind] += 1
        self._digest.update(repr(line).encode())
        if line.kind != UNCHANGED and len(self.lines) < SHOWN:
            self.lines.append(line)
