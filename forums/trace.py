"""A version of a strategy with everything that stands behind it, read in a fixed number of queries.

The page, the report, the JSON and the differences are all made of what `read` gives, so that they say the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from forums.models import (
    Action,
    Chapter,
    Contribution,
    ContributionState,
    Descent,
    Outcome,
    Reservation,
    Source,
    StakeholderGroup,
    Statement,
    StrategyVersion,
)
from plumbing.bilingual import Text, other_language, pick

GIST_WORDS = 30

# Every statement from which these descend, through all versions; a statement descends from itself too.
LINEAGE = """
WITH RECURSIVE lineage (statement, ancestor) AS (
  SELECT id, id FROM forums_statement WHERE id = ANY(%s)
  UNION
  SELECT lineage.statement, forums_descent.ancestor_id
    FROM lineage JOIN forums_descent ON forums_descent.descendant_id = lineage.ancestor
)
SELECT statement, ancestor FROM lineage
"""


@dataclass(frozen=True)
class ByGroup:
    """How many of a stakeholder group. There is no total: groups are not weighed against each other."""

    group: StakeholderGroup | None
    count: int


@dataclass
class Line:
    """A statement where it stands, and all that belongs to it."""

    statement: Statement
    number: str
    behind: list["Voice"] = field(default_factory=list)
    contributed: list[ByGroup] = field(default_factory=list)
    supported: list[ByGroup] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    came_from: list[Descent] = field(default_factory=list)


@dataclass
class Voice:
    """A contribution, what became of it in this version, and the statements behind which it stands."""

    contribution: Contribution
    outcome: Outcome | None = None
    lines: list[Line] = field(default_factory=list)
    passages: dict[int, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether its words are shown; that it was there is shown always."""
        return self.contribution.state == ContributionState.PUBLISHED

    @property
    def gist(self) -> Text:
        """In one line: its first words for who reads its language, what the editors made of it for others."""
        one = self.contribution
        texts = {one.language: Truncator(one.text).words(GIST_WORDS), other_language(one.language): one.gist}
        return pick(texts["nl"], texts["en"])


@dataclass
class Part:
    """A chapter with its statements."""

    chapter: Chapter
    number: int
    lines: list[Line] = field(default_factory=list)


@dataclass
class Reading:
    """A version as it is read."""

    version: StrategyVersion
    parts: list[Part]
    voices: list[Voice]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def outcomes(self) -> dict[str, int]:
        """How many contributions ended in each way."""
        counts: dict[str, int] = defaultdict(int)
        for voice in self.voices:
            if voice.outcome:
                counts[voice.outcome.kind] += 1
        return dict(counts)


def read(version: StrategyVersion) -> Reading:
    """Chapters, statements, contributions, support, reservations and actions of a version."""
    parts = _parts(version)
    lines = {line.statement.pk: line for part in parts for line in part.lines}
    voices = _voices(version, lines)
    _count_support(version, lines)
    for reservation in Reservation.objects.filter(statement__in=lines).select_related("organisation", "group"):
        lines[reservation.statement_id].reservations.append(reservation)
    for descent in Descent.objects.filter(descendant__in=lines).select_related("ancestor__version").order_by("pk"):
        lines[descent.descendant_id].came_from.append(descent)
    for pk, actions in actions_of(lines).items():
        lines[pk].actions = actions
    return Reading(version, parts, voices)


def _parts(version: StrategyVersion) -> list[Part]:
    """Chapters that have a statement, numbered, with their statements, numbered."""
    statements = defaultdict(list)
    for statement in version.statements.standing().order_by("position", "pk"):
        statement.version = version
        statements[statement.chapter_id].append(statement)
    parts = []
    for chapter in version.chapters.order_by("position", "pk"):
        if chapter.pk in statements:
            number = len(parts) + 1
            lines = [Line(one, f"{number}.{n}") for n, one in enumerate(statements[chapter.pk], start=1)]
            parts.append(Part(chapter, number, lines))
    return parts


def _voices(version: StrategyVersion, lines: Mapping[int, Line]) -> list[Voice]:
    """Every contribution that stands behind a statement or has an outcome, in the order of the ledgers."""
    outcomes = {outcome.contribution_id: outcome for outcome in version.outcomes.all()}
    sources = list(Source.objects.standing().filter(statement__in=lines).order_by("pk"))
    ids = {source.contribution_id for source in sources} | set(outcomes)
    found = Contribution.objects.filter(pk__in=ids).select_related("forum", "group", "organisation", "question")
    voices = {one.pk: Voice(one, outcomes.get(one.pk)) for one in found.order_by("forum_id", "number")}
    for source in sources:
        voice, line = voices[source.contribution_id], lines[source.statement_id]
        if line not in voice.lines:
            voice.lines.append(line)
            line.behind.append(voice)
        if source.passage:
            voice.passages[source.statement_id] = source.passage
    for voice in voices.values():
        voice.lines.sort(key=lambda line: [int(part) for part in line.number.split(".")])
    groups = {None: None} | {group.pk: group for group in StakeholderGroup.objects.in_order()}
    for line in lines.values():
        line.behind.sort(key=lambda voice: (voice.contribution.forum_id, voice.contribution.number))
        counts = defaultdict(int)
        for voice in line.behind:
            counts[voice.contribution.group_id] += 1
        line.contributed = [ByGroup(group, counts[pk]) for pk, group in groups.items() if pk in counts]
    return list(voices.values())


def _count_support(version: StrategyVersion, lines: Mapping[int, Line]) -> None:
    """Who supports a contribution behind a statement supports it; each voice once, in its group."""
    counted = (
        Source.objects.standing()
        .filter(statement__in=lines, contribution__supports__isnull=False)
        .filter(contribution__state=ContributionState.PUBLISHED)
        .order_by()
        .values("statement", "contribution__supports__group")
        .annotate(count=Count("contribution__supports__voice", distinct=True))
    )
    counts = {(row["statement"], row["contribution__supports__group"]): row["count"] for row in counted}
    if counts:
        groups = list(StakeholderGroup.objects.in_order().filter(pk__in={group for _statement, group in counts}))
        for pk, line in lines.items():
            line.supported = [ByGroup(group, counts[pk, group.pk]) for group in groups if (pk, group.pk) in counts]


def lineage(statements: Iterable[int]) -> dict[int, set[int]]:
    """Of each statement itself and all those from which it descends."""
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(LINEAGE, [list(statements)])
        for statement, ancestor in cursor.fetchall():
            found[statement].add(ancestor)
    return dict(found)


def actions_of(statements: Iterable[int]) -> dict[int, list[Action]]:
    """What is done because of each statement, or because of one from which it descends."""
    ancestors = lineage(statements)
    wanted = set().union(*ancestors.values())
    actions = (
        Action.objects.filter(statement__in=wanted).select_related("owner").prefetch_related("feedback", "reports")
    )
    actions = list(actions)
    return {pk: [one for one in actions if one.statement_id in olds] for pk, olds in ancestors.items()}


@dataclass(frozen=True)
class Place:
    """A statement of a published version behind which a contribution stands, or stood."""

    statement: Statement
    released_why: str = ""


@dataclass
class Journey:
    """What became of a contribution in one published version."""

    version: StrategyVersion
    outcome: Outcome | None
    places: list[Place] = field(default_factory=list)


def journeys(contributions: Iterable[Contribution]) -> dict[int, list[Journey]]:
    """Of each contribution its way through the published versions, the oldest version first; in three queries."""
    ids = [contribution.pk for contribution in contributions]
    found: dict[int, dict[int, Journey]] = {pk: {} for pk in ids}
    versions = StrategyVersion.objects.published().select_related("strategy")
    outcomes = Outcome.objects.filter(contribution__in=ids, version__in=versions).select_related("version__strategy")
    for outcome in outcomes.order_by("version__strategy", "version__number"):
        found[outcome.contribution_id][outcome.version_id] = Journey(outcome.version, outcome)
    sources = Source.objects.filter(contribution__in=ids, statement__version__in=versions)
    for source in sources.select_related("statement__version__strategy").order_by("statement__version__number", "pk"):
        statement = source.statement
        of_it = found[source.contribution_id]
        journey = of_it.setdefault(statement.version_id, Journey(statement.version, None))
        ended = source.released_why or str(statement.dropped)
        passed_on = statement.retired_at and not statement.dropped
        if not passed_on and statement not in {place.statement for place in journey.places}:
            journey.places.append(Place(statement, ended))
    return {pk: sorted(of_it.values(), key=_by_version) for pk, of_it in found.items()}


def _by_version(journey: Journey) -> tuple[int, int]:
    return journey.version.strategy_id, journey.version.number


def address_of(contribution: Contribution, version: StrategyVersion) -> str:
    """Where one reads what became of a contribution in a version."""
    page = reverse("forums:strategy_contributions", args=[version.strategy.slug, version.number])
    return f"{page}#contribution-{contribution.pk}"


def earlier(statement: Statement) -> list[Statement]:
    """The statements of earlier published versions from which it descends, the latest version first."""
    olds = lineage([statement.pk])[statement.pk] - {statement.pk}
    return list(_shown(olds).order_by("-version__number", "position", "pk"))


def later(statement: Statement) -> list[Statement]:
    """The statements of later published versions that descend from it, the earliest version first."""
    others = Statement.objects.filter(version__strategy=statement.version.strategy_id, pk__gt=statement.pk)
    news = [pk for pk, olds in lineage(others.values_list("pk", flat=True)).items() if statement.pk in olds]
    return list(_shown(news).order_by("version__number", "position", "pk"))


def _shown(ids: Iterable[int]) -> QuerySet[Statement]:
    """Those that stand or were dropped in a published version; what was merged or split in between is passed over."""
    found = Statement.objects.filter(pk__in=ids, version__in=StrategyVersion.objects.published())
    return found.filter(~Q(retired_at__isnull=False, dropped_nl="", dropped_en="")).select_related("version__strategy")
