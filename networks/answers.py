"""Whether staff answered what was handed in by the day that they had promised: of each time, and month by month."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from networks import promises
from networks.models import Round, Stage

IN_TIME, LATE, WAITING, OVERDUE, TAKEN_BACK = "in time", "late", "waiting", "overdue", "taken back"
ANSWERS = (Stage.CHANGES_ASKED, Stage.ACCEPTED, Stage.DECLINED)
MONTHS = 12


def answer_to(one: Round, today: date) -> str:
    """What became of one time that something was sent: by the first move after it that answers or takes back."""
    due = promises.answer_by(timezone.localdate(one.sent_at), again=one.number > 1)
    ends = {*ANSWERS, Stage.WITHDRAWN}
    after = (move for move in one.submission.moves.all() if move.at >= one.sent_at and move.to_stage in ends)
    move = next(after, None)
    if move is None:
        return OVERDUE if due < today else WAITING
    if move.to_stage == Stage.WITHDRAWN:
        return TAKEN_BACK
    return IN_TIME if timezone.localdate(move.at) <= due else LATE


@dataclass
class Month:
    """What was handed in in a month, and what became of it."""

    first: date
    became: Counter = field(default_factory=Counter)
    demonstration: bool = False

    @property
    def received(self) -> int:
        return self.became.total()

    @property
    def in_time(self) -> int:
        return self.became[IN_TIME]

    @property
    def late(self) -> int:
        """Answered late, or not answered although the day has passed."""
        return self.became[LATE] + self.became[OVERDUE]

    @property
    def due(self) -> int:
        """How many should have been answered by now."""
        return self.in_time + self.late

    @property
    def waiting(self) -> int:
        return self.became[WAITING]

    @property
    def taken_back(self) -> int:
        return self.became[TAKEN_BACK]


def by_month(today: date) -> list[Month]:
    """The last twelve months, this one first; a month in which nothing was handed in is there too."""
    months: dict[date, Month] = {}
    first = today.replace(day=1)
    for _ in range(MONTHS):
        months[first] = Month(first)
        oldest, first = first, _month_before(first)
    for one in Round.objects.filter(sent_at__date__gte=oldest).prefetch_related("submission__moves"):
        month = months[timezone.localdate(one.sent_at).replace(day=1)]
        month.became[answer_to(one, today)] += 1
        month.demonstration |= one.submission.demonstration
    return list(months.values())


def _month_before(first: date) -> date:
    return first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
