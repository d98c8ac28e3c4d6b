"""What editors have before them: contributions on one side, chapters and statements of a draft on the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from forums import missing
from forums.models import (
    Attachment,
    Contribution,
    Move,
    OutcomeKind,
    Reservation,
    Source,
    Statement,
    StrategyVersion,
)

AT_ONCE = 40  # contributions on a page
MOVES_SHOWN = 8


@dataclass
class Row:
    """A contribution in the list, with the numbers of the statements behind which it stands."""

    contribution: Contribution
    outcome: str = ""
    numbers: list[str] = field(default_factory=list)


@dataclass
class Board:
    """A draft in the workshop. What is asked for is read once."""

    version: StrategyVersion

    @cached_property
    def chapters(self) -> list[dict]:
        """Each chapter with its standing statements, numbered as they will be read."""
        reserved = Reservation.objects.standing().filter(statement=OuterRef("pk"))
        behind = Count("sources__contribution", filter=Q(sources__released_at=None), distinct=True)
        standing = self.version.statements.standing().annotate(behind=behind, is_reserved=Exists(reserved))
        lines = defaultdict(list)
        for statement in standing.order_by("position", "pk"):
            lines[statement.chapter_id].append(statement)
        chapters = []
        for chapter in self.version.chapters.order_by("position", "pk"):
            number = sum(bool(one["statements"]) for one in chapters) + 1
            for place, statement in enumerate(lines[chapter.pk], start=1):
                statement.number = f"{number}.{place}"
            chapters.append({"chapter": chapter, "number": number, "statements": lines[chapter.pk]})
        return chapters

    @property
    def statements(self) -> dict[int, Statement]:
        """The standing statements in their order."""
        return {one.pk: one for chapter in self.chapters for one in chapter["statements"]}

    @cached_property
    def seen(self) -> int:
        """The last move on this draft so far."""
        return Move.objects.filter(version=self.version).order_by("-pk").values_list("pk", flat=True).first() or 0

    @property
    def moves(self) -> QuerySet[Move]:
        return self.version.moves.newest(MOVES_SHOWN)

    @property
    def contributions(self) -> QuerySet[Contribution]:
        """What is worked with: all that is public."""
        files = Attachment.objects.public().filter(contribution=OuterRef("pk"))
        found = missing.expected(self.version).annotate(has_files=Exists(files))
        return found.select_related("forum", "group", "organisation", "question")

    def narrowed(self, wanted: dict) -> QuerySet[Contribution]:
        """The contributions that pass a filter, as `workshop_forms.FilterForm` has cleaned it."""
        found = self.contributions
        for name in ("group", "question", "language"):
            if wanted.get(name):
                found = found.filter(**{name: wanted[name]})
        if state := wanted.get("state"):
            found = found.filter(**STATES[state])
        if words := wanted.get("q"):
            found = found.filter(_said(words))
        return found

    def page(self, wanted: dict, number: object) -> Page:
        """A page of rows; one that does not exist is the last or the first."""
        page = Paginator(self.narrowed(wanted), AT_ONCE).get_page(number)
        page.object_list = self.rows(page.object_list)
        return page

    def rows(self, contributions: Iterable[Contribution]) -> list[Row]:
        rows = {one.pk: Row(one, str(dict(OutcomeKind.choices).get(one.outcome_kind, ""))) for one in contributions}
        numbers = {pk: one.number for pk, one in self.statements.items()}
        there = Source.objects.standing().filter(contribution__in=rows, statement__in=numbers).order_by("pk")
        for contribution, statement in there.values_list("contribution", "statement").distinct():
            if numbers[statement] not in rows[contribution].numbers:
                rows[contribution].numbers.append(numbers[statement])
        return list(rows.values())

    def behind(self, statement: Statement) -> list[Source]:
        """What stands behind a statement, each contribution once."""
        found = statement.sources.standing().select_related("contribution__forum", "contribution__group")
        return list({source.contribution_id: source for source in found.order_by(F("contribution__number"))}.values())

    def chosen(self, contributions: Collection[str], statements: Collection[str]) -> tuple[list, list]:
        """The contributions and statements that were ticked; what is gone, or never was, is left out."""
        wanted = {int(pk) for pk in contributions if pk.isdecimal() and len(pk) < 19}
        standing = self.statements
        ticked = [standing[int(pk)] for pk in dict.fromkeys(statements) if pk.isdecimal() and int(pk) in standing]
        return list(self.contributions.filter(pk__in=wanted)) if wanted else [], ticked


STATES = {
    "open": {"outcome_kind": None},
    "taken-up": {"outcome_kind": OutcomeKind.TAKEN_UP},
    "in-part": {"outcome_kind": OutcomeKind.IN_PART},
    "not-taken-up": {"outcome_kind": OutcomeKind.NOT_TAKEN_UP},
    "nowhere": {"is_behind": False},
    "loose": {"outcome_kind__in": missing.TAKEN, "is_behind": False},
    "torn": {"outcome_kind": OutcomeKind.NOT_TAKEN_UP, "is_behind": True},
}


def _said(words: str) -> Q:
    """A number finds the contribution of that number, anything else what has the words."""
    if words.isdecimal() and len(words) < 9:
        return Q(number=int(words))
    return Q(text__icontains=words) | Q(gist__icontains=words) | Q(organisation_name__icontains=words)
