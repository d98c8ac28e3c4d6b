"""The facets of the lists of projects, networks and calls, and everything that can be chosen in them.

Where a period stands, and in which years it runs, depends on the day: so periods are packed as days, and both facets
are made of them when a page is asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

import numpy as np
from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.facets import Facet, Option, vocabulary
from networks.models import Call, CallState, Network, ProgrammePhase, Project, Standing, State
from plumbing import content_version
from plumbing.bilingual import reader_language
from search.packing import EPOCH, MULTI, OPEN, PERIOD, SINGLE, TAGS, UNKNOWN, Layout
from search.records import Columns, Records

THEME = Facet("theme", _("Theme"), MULTI, shown=12, open=True)
STATE = Facet("state", _("State today"), SINGLE, open=True)
YEAR = Facet("year", _("Runs in"), MULTI, shown=6)
PROMOTER = Facet("promoter", _("Promoter"), TAGS, by_count=True, most=60)
CALL = Facet("call", _("Call"), TAGS, by_count=True)
NETWORK = Facet("network", _("Learning network"), TAGS, by_count=True)
KIND = Facet("kind", _("Kind"), SINGLE, open=True)
PHASE = Facet("phase", _("Phase of the programme"), TAGS)
FIRST_YEAR, LAST_YEAR = 1990, 2051
FINISHED = 2  # the place of a state: planned or announced, running or open, finished or closed, undetermined


@dataclass(frozen=True)
class Table:
    """The facets of one list. `packed` is how a thing is kept, `shown` how it is counted on a day."""

    name: str
    facets: tuple[Facet, ...]
    states: type[models.TextChoices] = Standing

    @cached_property
    def packed(self) -> Layout:
        shapes = {facet.name: facet.shape for facet in self.facets if facet not in {STATE, YEAR}}
        return Layout(self.name, shapes | {"period": PERIOD})

    @cached_property
    def shown(self) -> Layout:
        return Layout(self.name, {facet.name: facet.shape for facet in self.facets})

    def as_of(self, records: Records, today: date) -> Records:
        """The records as they are counted on a day."""
        shown = np.zeros(len(records), self.shown.dtype)
        period = records["period"]
        made = {"state": lambda: states(period, today), "year": lambda: years(period, today)}
        for name in shown.dtype.names:
            shown[name] = made[name]() if name in made else records[name]
        return Records(Columns(shown))


PROJECTS = Table("project", (THEME, STATE, YEAR, PROMOTER, CALL, NETWORK))
NETWORKS = Table("network", (KIND, THEME, STATE, PHASE))
CALLS = Table("call", (THEME, STATE, YEAR, PHASE), CallState)
TABLES = {table.name: table for table in (PROJECTS, NETWORKS, CALLS)}


def states(period: np.ndarray, today: date) -> np.ndarray:
    """Where each period stands on a day, by its place in Standing and CallState."""
    first, last, day = period[:, 0], period[:, 1], (today - EPOCH).days
    return np.select([last < day, first == UNKNOWN, first > day], [FINISHED, 3, 0], default=1).astype(np.int16)


def years(period: np.ndarray, today: date) -> np.ndarray:
    """The years in which each period runs, a bit a year. One without an end runs until this year; one without a start
    is known to run in the year of its end only.
    """
    first, last = (_year(period[:, place]) - FIRST_YEAR for place in (0, 1))
    no_start, no_end = period[:, 0] == UNKNOWN, period[:, 1] == OPEN
    begin = np.where(no_start, last, first)
    end = np.where(no_end, np.maximum(first, today.year - FIRST_YEAR), last)
    begin, end = np.maximum(begin, 0), np.minimum(end, LAST_YEAR - FIRST_YEAR)
    runs = ~(no_start & no_end) & (end >= begin)
    begin, count = np.where(runs, begin, 0).astype(np.uint64), np.where(runs, end - begin + 1, 0).astype(np.uint64)
    return ((np.uint64(1) << count) - np.uint64(1)) << begin


def _year(days: np.ndarray) -> np.ndarray:
    """The year of each day; 1970 for those that are not known."""
    known = np.where((days == UNKNOWN) | (days == OPEN), 0, days)
    return known.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


class Choices:
    """Everything that can be chosen in the facets of this app, by facet and address."""

    def __init__(self) -> None:
        terms = vocabulary()
        self.themes = terms
        self.options: dict[str, dict[str, Option]] = {
            "theme": terms.options["theme"],
            "year": {str(year): Option(str(year), year - FIRST_YEAR, str(year), str(year))
                     for year in range(FIRST_YEAR, LAST_YEAR + 1)},
            "promoter": {}, "call": {}, "network": {}, "phase": {},
        }  # fmt: skip
        for facet, pk, slug, nl, en in _name_rows():
            self.options[facet][slug] = Option(slug, pk, nl, en)

    def of(self, facet: str, table: Table) -> Mapping[str, Option]:
        """The options of a facet of a list, by address. States and kinds are in the words of the interface."""
        if facet == "state":
            return _labelled(table.states.choices)
        return _labelled(Network.Kind.choices) if facet == "kind" else self.options[facet]

    def canonical(self, facet: str, value: str) -> str:
        """The address of a theme that another was merged into."""
        merged = self.themes.by_address["theme"].get(value) if facet == "theme" else None
        return merged.value if merged else value


def _labelled(choices: Iterable[tuple[str, str]]) -> dict[str, Option]:
    """Options in the order of the code; interface text has one language at a time: the reader's."""
    dutch = reader_language() == "nl"
    return {
        value: Option(value, slot, capfirst(str(label)) if dutch else "", "" if dutch else capfirst(str(label)))
        for slot, (value, label) in enumerate(choices)
    }


def _name_rows() -> Iterable[tuple]:
    """(facet, id, address, nl, en) of everything that a facet can name, in one statement."""

    def named(facet: str, rows: models.QuerySet, nl: str, en: str) -> models.QuerySet:
        named = rows.order_by().annotate(facet=Value(facet, models.CharField()), nl=F(nl), en=F(en))
        return named.values_list("facet", "pk", "slug", "nl", "en")

    promoters = Organisation.objects.filter(pk__in=Project.objects.published().values("promoter"))
    queries = [
        named("promoter", promoters, "name_nl", "name_en"),
        named("call", Call.objects.filter(state=State.PUBLISHED), "title_nl", "title_en"),
        named("network", Network.objects.filter(state=State.PUBLISHED), "title_nl", "title_en"),
        named("phase", ProgrammePhase.objects.all(), "title_nl", "title_en"),
    ]
    return queries[0].union(*queries[1:], all=True).order_by("pk")


_cached: tuple[int, Choices] | None = None
_lock = Lock()


def choices() -> Choices:
    """The choices as of this content version; read again when the content changed."""
    global _cached  # noqa: PLW0603
    if not settings.PAGE_CACHE_ENTRIES:
        return Choices()
    version = content_version.current()
    with _lock:
        if _cached is None or _cached[0] != version:
            _cached = (version, Choices())
        return _cached[1]
