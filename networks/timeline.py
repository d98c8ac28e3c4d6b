"""The phases of the programme, the networks and the projects on one line of time.

Everything is drawn as it is known: an open end goes on to the edge as a broken line, and what is to be determined is
no bar but a question over the whole width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from networks import wording
from networks.models import Network, ProgrammePhase, Project, Standing
from networks.models.periods import Period
from plumbing.bilingual import Text

WIDTH, ROW, TOP = 1000, 44, 34
BAR = 14  # how high a bar is, below its name
NAME_TURNS = 620  # a bar that begins further right has its name end at the bar's end


@dataclass(frozen=True)
class Bar:
    """One row: what it is and where it stands. `start` and `end` are None for a period that is to be determined."""

    kind: str
    kind_label: str
    title: Text
    url: str
    when: str
    standing: str
    demonstration: bool
    y: int
    start: int | None
    end: int | None
    is_open: bool

    @property
    def width(self) -> int:
        return max(4, self.end - self.start) if self.start is not None else 0

    @property
    def name_x(self) -> int:
        if self.start is None:
            return 0
        return self.end if self.name_ends else self.start

    @property
    def name_ends(self) -> bool:
        """Whether the name ends where the bar ends, instead of beginning where it begins."""
        return self.start is not None and self.start > NAME_TURNS

    @property
    def bar_y(self) -> int:
        return self.y + ROW - BAR - 6


@dataclass(frozen=True)
class Timeline:
    """All rows, and the years over them as (x, year); `today` is None when it lies outside."""

    bars: Sequence[Bar]
    years: Sequence[tuple[int, str]]
    today: int | None
    height: int

    width = WIDTH


def of_programme(*, projects: bool = True) -> Timeline:
    """Phases, published networks and, if wanted, published projects."""
    groups: list[QuerySet] = [ProgrammePhase.objects.all(), Network.objects.published().order_by("starts_on", "pk")]
    if projects:
        groups.append(Project.objects.published().order_by("starts_on", "pk"))
    return draw([thing for group in groups for thing in group], timezone.localdate())


def draw(things: Sequence[Period], today: date) -> Timeline:
    """Place each thing on the line; the order of the rows is theirs."""
    first, last = _range(things)

    def place(day: date) -> int:
        share = (day.toordinal() - first.toordinal()) / (last.toordinal() - first.toordinal())
        return round(WIDTH * min(max(share, 0), 1))

    bars = [
        Bar(
            kind=thing._meta.model_name,
            kind_label=capfirst(_kind(thing)),
            title=thing.title,
            url="" if isinstance(thing, ProgrammePhase) else thing.get_absolute_url(),
            when=wording.period(thing),
            standing=str(Standing(thing.standing(today)).label),
            demonstration=getattr(thing, "demonstration", False),
            y=TOP + number * ROW,
            start=place(thing.starts_on) if thing.starts_on else None,
            end=(place(thing.ends_on) if thing.ends_on else WIDTH) if thing.starts_on else None,
            is_open=bool(thing.starts_on and not thing.ends_on),
        )
        for number, thing in enumerate(things)
    ]
    years = [(place(date(year, 1, 1)), str(year)) for year in range(first.year, last.year)]
    every = -(-len(years) // 12)
    return Timeline(bars, years[::every], place(today) if first <= today < last else None, TOP + len(things) * ROW + 6)


def _kind(thing: Period) -> str:
    if isinstance(thing, ProgrammePhase):
        return gettext("phase of the programme")
    return str(thing.get_kind_display() if isinstance(thing, Network) else thing._meta.verbose_name)


def _range(things: Iterable[Period]) -> tuple[date, date]:
    """Whole years around every date that is known; an open end takes the year after what it is drawn with."""
    days = [day for thing in things for day in (thing.starts_on, thing.ends_on) if day] or [timezone.localdate()]
    return date(min(days).year, 1, 1), date(min(max(days).year + 1, 9998), 1, 1)
