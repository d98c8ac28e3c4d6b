"""What keeps a draft of a strategy from being published, as lists that editors can work off."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.models import Contribution, ContributionState, Outcome, OutcomeKind, Source, Statement, StrategyVersion

SHOWN = 20  # in a message; the workshop shows all of them


@dataclass(frozen=True)
class Missing:
    """One kind of thing that is missing, and where. `filter` is what the workshop lists it under."""

    what: str | Promise
    statements: tuple[Statement, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    filter: str = ""

    def __str__(self) -> str:
        names = [f"“{one}”" for one in self.statements] or [f"{_('number')} {one.number}" for one in self.contributions]
        if not names:
            return str(self.what)
        more = len(names) - SHOWN
        rest = [ngettext("and %d other one", "and %d other ones", more) % more] if more > 0 else []
        return f"{self.what} {', '.join([*names[:SHOWN], *rest])}"


def of(version: StrategyVersion) -> list[Missing]:
    """Everything that is missing, in a fixed number of queries; nothing: the version can be published."""
    if not version.statements.standing().exists():
        return [Missing(_("There is no statement yet."))]
    contributions = expected(version)
    found = [
        Missing(_("Statements without a contribution and without a reason:"), statements=tuple(unsourced(version))),
        Missing(_("Contributions without an outcome:"), contributions=tuple(open_ones(contributions)), filter="open"),
        Missing(
            _("Taken up, but behind no statement:"),
            contributions=tuple(contributions.filter(outcome_kind__in=TAKEN, is_behind=False)), filter="loose",
        ),
        Missing(
            _("Not taken up, but behind a statement:"),
            contributions=tuple(contributions.filter(outcome_kind=OutcomeKind.NOT_TAKEN_UP, is_behind=True)),
            filter="torn",
        ),
        Missing(_("Waiting for a moderator:"), contributions=tuple(unmoderated(version))),
        Missing(_("No longer public, but behind a statement:"), contributions=tuple(no_longer_public(version))),
    ]  # fmt: skip
    return [one for one in found if one.statements or one.contributions]


TAKEN = (OutcomeKind.TAKEN_UP, OutcomeKind.IN_PART)


def behind_it(version: StrategyVersion) -> QuerySet[Source]:
    """What stands behind the statements of a version."""
    return Source.objects.standing().filter(statement__version=version, statement__retired_at=None)


def expected(version: StrategyVersion) -> QuerySet[Contribution]:
    """The contributions that ask for an outcome, each with `outcome_kind`, `outcome_pk` and whether it `is_behind`."""
    outcomes = Outcome.objects.filter(version=version, contribution=OuterRef("pk"))
    there = Contribution.objects.published().filter(forum__strategies=version.strategy_id)
    return there.annotate(
        outcome_kind=Subquery(outcomes.values("kind")),
        is_behind=Exists(behind_it(version).filter(contribution=OuterRef("pk"))),
    ).order_by("forum_id", "number")


def open_ones(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    return contributions.filter(outcome_kind=None)


def unsourced(version: StrategyVersion) -> QuerySet[Statement]:
    """Standing statements with neither a contribution nor a stated reason."""
    public = Q(contribution__state=ContributionState.PUBLISHED)
    behind = Source.objects.standing().filter(public, statement=OuterRef("pk"))
    return version.statements.standing().filter(~Exists(behind), unsourced_nl="", unsourced_en="")


def unmoderated(version: StrategyVersion) -> Iterable[Contribution]:
    return Contribution.objects.awaiting_moderation().filter(forum__strategies=version.strategy_id)


def no_longer_public(version: StrategyVersion) -> QuerySet[Contribution]:
    """Withdrawn, or refused by a moderator, after editors put it behind a statement."""
    others = Contribution.objects.exclude(state=ContributionState.PUBLISHED)
    return others.filter(Exists(behind_it(version).filter(contribution=OuterRef("pk")))).order_by(F("number"))
