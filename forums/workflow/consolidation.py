"""What editors do with contributions: file them, put them behind statements, take them back, say what becomes of them.

A contribution in a draft: nothing said ──decide──▶ taken up, in part, or not taken up for a reason ──decide──▶ ...
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums.models import (
    Contribution,
    Forum,
    Move,
    MoveKind,
    Outcome,
    OutcomeKind,
    Question,
    Source,
    Statement,
    StrategyVersion,
    VersionState,
)
from forums.workflow import NotAllowed, drafts
from instruments.models import Theme

WITHDRAWN = "Teruggetrokken door wie het schreef. / Withdrawn by its author."
DECIDING = (MoveKind.DECIDED, MoveKind.UNDECIDED)


@dataclass(frozen=True)
class Filing:
    """Where a contribution is filed, and its one line in the other language."""

    question: Question | None = None
    themes: Collection[Theme] = ()
    gist: str = ""


@dataclass(frozen=True)
class Decision:
    """What becomes of a contribution, and why."""

    kind: str
    reason_nl: str = ""
    reason_en: str = ""


@transaction.atomic
def code(
    contribution: Contribution, version: StrategyVersion, filing: Filing, *, by: Person | None, seen: int | None = None
) -> Contribution:
    """File a contribution under a question and themes, with its one line in the other language.

    `seen` is the last move of the workshop that the editor had before her: ChangedMeanwhile when it was filed since.
    """
    hold([contribution])
    version = drafts.locked(version)
    [contribution] = _published(version, [contribution])
    drafts.unchanged(seen, contribution, Move.objects.filter(contribution=contribution, kind=MoveKind.CODED))
    if filing.question and filing.question.forum_id != contribution.forum_id:
        raise NotAllowed(_("This question belongs to another forum."))
    before = {
        "question": contribution.question_id,
        "gist": contribution.gist,
        "themes": sorted(contribution.themes.values_list("slug", flat=True)),
    }
    contribution.question, contribution.gist = filing.question, filing.gist
    contribution.save(update_fields=["question", "gist", "changed_at"])
    contribution.themes.set(filing.themes)
    drafts.record(version, MoveKind.CODED, by, contribution, before=before)
    return contribution


@transaction.atomic
def group(
    statement: Statement, contributions: Iterable[Contribution], *, by: Person | None, passage: str = ""
) -> list[Source]:
    """Put contributions behind a statement. Those that stand there already are left as they are."""
    contributions = list(contributions)
    hold(contributions)
    [statement] = drafts.standing([statement])
    found = _published(statement.version, contributions)
    there = set(statement.sources.standing().values_list("contribution", flat=True))
    made = []
    for contribution in found:
        if contribution.pk not in there:
            made.append(statement.sources.create(contribution=contribution, passage=passage, by=by))
            drafts.record(statement.version, MoveKind.GROUPED, by, statement, contribution)
    return made


@transaction.atomic
def release(statement: Statement, contribution: Contribution, *, by: Person | None, why: str) -> None:
    """Take a contribution back from a statement; that it stood there, and why no longer, stays."""
    [statement] = drafts.standing([statement])
    if not why.strip():
        raise NotAllowed(_("Say why: it stays with the contribution."))
    found = statement.sources.standing().filter(contribution=contribution)
    if not found.update(released_at=timezone.now(), released_why=why.strip()):
        raise NotAllowed(_("This contribution does not stand behind the statement."))
    drafts.record(statement.version, MoveKind.RELEASED, by, statement, contribution)


@transaction.atomic
def decide(
    contribution: Contribution, version: StrategyVersion, decision: Decision, *, by: Person | None,
    seen: int | None = None,
) -> Outcome:  # fmt: skip
    """Say what becomes of a contribution in this version. Another outcome than before is told to its author anew."""
    hold([contribution])
    version = drafts.locked(version)
    [contribution] = _published(version, [contribution])
    of_it = Move.objects.filter(contribution=contribution, version=version, kind__in=DECIDING)
    before = Outcome.objects.filter(contribution=contribution, version=version).first()
    drafts.unchanged(seen, before, of_it)
    _check_outcome(contribution, version, decision)
    fields = asdict(decision)
    if before and all(getattr(before, name) == value for name, value in fields.items()):
        return before
    outcome, _created = Outcome.objects.update_or_create(
        contribution=contribution, version=version, defaults={**fields, "by": by, "told_at": None}
    )
    drafts.record(version, MoveKind.DECIDED, by, contribution, before=_as_it_was(before))
    return outcome


@transaction.atomic
def undecide(
    contribution: Contribution, version: StrategyVersion, *, by: Person | None, seen: int | None = None
) -> None:
    """Take back what was said of a contribution in this draft: it is open again."""
    version = drafts.locked(version)
    before = Outcome.objects.filter(contribution=contribution, version=version).first()
    of_it = Move.objects.filter(contribution=contribution, version=version, kind__in=DECIDING)
    drafts.unchanged(seen, before, of_it)
    if before:
        before.delete()
        drafts.record(version, MoveKind.UNDECIDED, by, contribution, before=_as_it_was(before))


@transaction.atomic
def author_withdrew(contribution: Contribution, *, by: Person | None) -> None:
    """In every draft a withdrawn contribution stands behind nothing any more, and asks for no outcome.

    Published versions stay as they are. Whoever withdraws a contribution calls this in the same transaction.
    """
    drafts_with_it = StrategyVersion.objects.filter(state=VersionState.DRAFT, strategy__forums=contribution.forum_id)
    for version in drafts_with_it.distinct().order_by("pk"):
        let_go(drafts.locked(version), contribution, by=by)


def hold(contributions: Iterable[Contribution]) -> None:
    """Nobody withdraws one of these before this transaction is over.

    Withdrawing locks the forum, then the contribution, then drafts: whoever locks a draft and then contributions takes
    the forum first, or the two would wait for each other.
    """
    forums = Forum.objects.filter(pk__in={contribution.forum_id for contribution in contributions})
    list(forums.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def let_go(version: StrategyVersion, contribution: Contribution, *, by: Person | None) -> None:
    """Take a contribution that is public no longer back from all statements of a draft, which is locked."""
    held = Source.objects.standing().filter(
        contribution=contribution, statement__version=version, statement__retired_at=None
    )
    statements = Statement.objects.filter(pk__in=set(held.values_list("statement", flat=True)))
    held.update(released_at=timezone.now(), released_why=WITHDRAWN)
    for statement in statements:
        drafts.record(version, MoveKind.RELEASED, by, statement, contribution)
    before = Outcome.objects.filter(contribution=contribution, version=version).first()
    if before:
        before.delete()
        drafts.record(version, MoveKind.UNDECIDED, by, contribution, before=_as_it_was(before))


def _published(version: StrategyVersion, contributions: Iterable[Contribution]) -> list[Contribution]:
    """These contributions, locked, if all of them are public and made to a forum of the strategy."""
    ids = {contribution.pk for contribution in contributions}
    there = Contribution.objects.published().filter(forum__strategies=version.strategy_id, pk__in=ids)
    found = list(there.select_for_update(of=("self",)).order_by("pk"))
    if len(found) != len(ids):
        raise NotAllowed(_("Only published contributions to the forums of this strategy can be worked with."))
    return found


def _check_outcome(contribution: Contribution, version: StrategyVersion, decision: Decision) -> None:
    behind = Source.objects.standing().filter(
        contribution=contribution, statement__version=version, statement__retired_at=None
    )
    if decision.kind not in OutcomeKind.values:
        raise NotAllowed(_("Choose what becomes of the contribution."))
    if decision.kind == OutcomeKind.NOT_TAKEN_UP and not (decision.reason_nl or decision.reason_en):
        raise NotAllowed(_("Give a reason: the author and everybody else will read it."))
    if decision.kind == OutcomeKind.NOT_TAKEN_UP and behind.exists():
        raise NotAllowed(_("It stands behind a statement. Take it back there first, or say that it is taken up."))
    if decision.kind != OutcomeKind.NOT_TAKEN_UP and not behind.exists():
        raise NotAllowed(_("It stands behind no statement yet. Put it behind one first."))


def _as_it_was(outcome: Outcome | None) -> dict:
    if outcome is None:
        return {}
    return {"kind": outcome.kind, "reason_nl": outcome.reason_nl, "reason_en": outcome.reason_en}
