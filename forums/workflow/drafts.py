"""What every move on a draft of a strategy begins and ends with: the draft locked, nothing overwritten, the move kept.

The row of the version is the one lock of a workshop: moves of two editors come one after the other.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Person
from forums.models import Contribution, Move, Statement, StrategyVersion, VersionState
from forums.workflow import ChangedMeanwhile, NotAllowed


def locked(version: StrategyVersion) -> StrategyVersion:
    """The draft, for this transaction alone. NotAllowed when it was published."""
    found = StrategyVersion.objects.select_for_update(of=("self",)).select_related("strategy").get(pk=version.pk)
    if found.state != VersionState.DRAFT:
        raise NotAllowed(_("This version is published: nothing in it changes any more. Begin a new version."))
    return found


def standing(statements: Iterable[Statement], *, seen: int | None = None) -> list[Statement]:
    """These statements of one draft, which is locked, as they are now and in their order.

    NotAllowed when one was merged, split or dropped meanwhile; ChangedMeanwhile when one was touched after the move
    `seen`, the last one that the editor had before her.
    """
    ids = {statement.pk for statement in statements}
    found = list(Statement.objects.filter(pk__in=ids).select_related("version__strategy", "chapter"))
    if len(found) != len(ids) or len({statement.version_id for statement in found}) > 1:
        raise NotAllowed(_("These statements do not belong to one version."))
    if found:
        locked(found[0].version)
        found = list(Statement.objects.filter(pk__in=ids).select_related("version__strategy", "chapter"))
    for statement in found:
        if statement.retired_at:
            raise NotAllowed(_("Somebody merged, split or dropped this statement meanwhile: “%s”") % statement)
        unchanged(seen, statement, Move.objects.filter(statement=statement))
    return found


def unchanged(seen: int | None, row: object, moves: Iterable[Move]) -> None:
    """Raise ChangedMeanwhile when there is a later one among these moves."""
    if seen is not None and moves.filter(pk__gt=seen).exists():
        raise ChangedMeanwhile(row)


def record(
    version: StrategyVersion, kind: str, by: Person | None, *about: Statement | Contribution, before: dict | None = None
) -> Move:
    """Keep who did what to a statement, a contribution or both."""
    named = {one._meta.model_name: one for one in about}
    return Move.objects.create(version=version, kind=kind, by=by, before=before or {}, **named)
