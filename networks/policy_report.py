"""The policy feedback report of a period: figures and tables, each computed from the rows, once for all its forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from instruments.models import Instrument, Theme
from networks.answers import IN_TIME, LATE, OVERDUE, TAKEN_BACK, WAITING, answer_to
from networks.models import (
    Link,
    Network,
    Opportunity,
    PolicyFeedback,
    Project,
    Recommendation,
    Round,
)
from networks.models.diagonal import WITHDRAWN


@dataclass(frozen=True)
class Figure:
    """One number and what it counts."""

    name: str
    label: str
    value: int


@dataclass(frozen=True)
class Table:
    """Rows under a heading; a cell is a text or a number. `nothing` is said when there are no rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    nothing: str


@dataclass(frozen=True)
class Group:
    """Figures that belong together."""

    title: str
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Report:
    """What every form of the report shows, in this order."""

    title: str
    period: str
    note: str
    groups: Sequence[Group]
    tables: Sequence[Table]

    @property
    def figures(self) -> dict[str, int]:
        return {figure.name: figure.value for group in self.groups for figure in group.figures}


def made(start: date, end: date, *, today: date) -> Report:
    """The report from a first day to a last one, both included; what was sent then, as it stands today."""
    within = _within(start, end)
    kinds = Recommendation.objects.select_related("network"), PolicyFeedback.objects.select_related("addressee")
    recommendations, feedback = (
        list(kind.filter(within("sent_at")).exclude(state=WITHDRAWN).order_by("sent_at", "pk")) for kind in kinds
    )
    return Report(
        title=_("Policy feedback report of the diagonal learning network CSR"),
        period=_("%(start)s to %(end)s") % {"start": date_format(start), "end": date_format(end)},
        note=_("What was sent, received or published in this period, as it stood on %(day)s.")
        % {"day": date_format(today)},
        groups=[
            Group(_("Networks and projects"), _running(start, end)),
            Group(_("The diagonal network"), _diagonal(within, recommendations, feedback)),
            Group(_("Results handed in"), _submissions(start, end, today)),
        ],
        tables=[_recommended(recommendations), _fed_back(feedback), _by_theme(within, start, end)],
    )


def _within(start: date, end: date):
    def condition(moment: str) -> Q:
        return Q(**{f"{moment}__date__gte": start, f"{moment}__date__lte": end})

    return condition


def _overlapping(start: date, end: date) -> Q:
    """A period that has a day in common with the report's; without a start it is undetermined and not counted."""
    return Q(starts_on__lte=end) & (Q(ends_on=None) | Q(ends_on__gte=start))


def _running(start: date, end: date) -> list[Figure]:
    within = _within(start, end)
    running = _overlapping(start, end)
    results = Instrument.objects.published().filter(within("published_at"), made_in__isnull=False).distinct().count()
    return [
        Figure("networks", _("Learning networks at work"), Network.objects.published().filter(running).count()),
        Figure("projects", _("Projects running"), Project.objects.published().filter(running).count()),
        Figure("results", _("Instruments published out of them"), results),
    ]


def _diagonal(within, recommendations: Sequence[Recommendation], feedback: Sequence[PolicyFeedback]) -> list[Figure]:
    def replied(*states: str) -> int:
        return sum(one.state in states for one in recommendations)

    return [
        Figure("links", _("Links published"), Link.objects.published().filter(within("published_at")).count()),
        Figure(
            "opportunities", _("Opportunities published"),
            Opportunity.objects.published().filter(within("published_at")).count(),
        ),
        Figure("recommendations", _("Recommendations sent"), len(recommendations)),
        Figure("adopted", _("of which adopted"), replied("adopted")),
        Figure("declined", _("of which declined"), replied("declined")),
        Figure("pending", _("of which under consideration"), replied("pending")),
        Figure("unanswered", _("of which without a reply"), replied("sent")),
        Figure("feedback", _("Feedback to policy sent"), len(feedback)),
        Figure("feedback_answered", _("of which answered"), sum(one.state == "answered" for one in feedback)),
    ]  # fmt: skip


def _submissions(start: date, end: date, today: date) -> list[Figure]:
    """Each time that something was handed in: what staff promised, and when they answered."""
    found = [answer_to(one, today) for one in _rounds(start, end)]
    return [
        Figure("received", _("Times handed in"), len(found)),
        Figure("in_time", _("of which answered in time"), found.count(IN_TIME)),
        Figure("late", _("of which answered late"), found.count(LATE)),
        Figure("waiting", _("of which waiting, not due yet"), found.count(WAITING)),
        Figure("overdue", _("of which waiting and overdue"), found.count(OVERDUE)),
        Figure("taken_back", _("of which taken back before the answer"), found.count(TAKEN_BACK)),
    ]


def _rounds(start: date, end: date) -> Iterator[Round]:
    within = _within(start, end)
    yield from Round.objects.filter(within("sent_at")).prefetch_related("submission__moves")


def _recommended(found: Sequence[Recommendation]) -> Table:
    return Table(
        _("Recommendations and replies"),
        [_("Network"), _("Recommendation"), _("Sent"), _("State"), _("Replied"), _("Reply")],
        [
            [str(one.network.title), _titled(one), _day(one.sent_at), capfirst(str(one.get_state_display())),
             _day(one.replied_at), str(one.reply)]
            for one in found
        ],
        _("No recommendation was sent in this period."),
    )  # fmt: skip


def _fed_back(found: Sequence[PolicyFeedback]) -> Table:
    return Table(
        _("Feedback to policy and replies"),
        [_("Addressed to"), _("Feedback"), _("Sent"), _("State"), _("Replied"), _("Reply")],
        [
            [str(one.addressee.name), _titled(one), _day(one.sent_at), capfirst(str(one.get_state_display())),
             date_format(one.replied_on) if one.replied_on else "", str(one.reply)]
            for one in found
        ],
        _("No feedback was sent in this period."),
    )  # fmt: skip


def _by_theme(within, start: date, end: date) -> Table:
    """Themes that have anything in the period; a project or instrument on several themes counts for each of them."""
    asked = {
        "projects": Project.objects.published().filter(_overlapping(start, end)),
        "instruments": Instrument.objects.published().filter(within("published_at"), made_in__isnull=False),
        "recommendations": Recommendation.objects.filter(within("sent_at")).exclude(state=WITHDRAWN),
        "policy_feedback": PolicyFeedback.objects.filter(within("sent_at")).exclude(state=WITHDRAWN),
    }
    found = {
        name: dict(
            Theme.objects.annotate(n=Count(name, Q(**{f"{name}__in": things}), distinct=True)).values_list("pk", "n")
        )
        for name, things in asked.items()
    }
    rows = [
        [str(theme.label), *numbers]
        for theme in Theme.objects.in_use()
        if any(numbers := [by_theme.get(theme.pk, 0) for by_theme in found.values()])
    ]
    return Table(
        _("Results per theme"),
        [_("Theme"), _("Projects"), _("Instruments"), _("Recommendations"), _("Feedback to policy")],
        rows,
        _("Nothing was filed under a theme in this period."),
    )


def _titled(note: Recommendation | PolicyFeedback) -> str:
    return f"{note.title} ({_('demonstration')})" if note.demonstration else str(note.title)


def _day(moment) -> str:
    return date_format(timezone.localdate(moment)) if moment else ""
