"""The lists of projects, networks and calls: they narrow down as the catalogue does."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from instruments.facets import Option
from instruments.listing import parameters, results
from instruments.listing.results import PAGE_SIZE, joined
from networks import rows
from networks.facets import CALLS, NETWORKS, PROJECTS, Choices, Table
from networks.models import Call, Network, Project
from search.counting import Counted, Selection, count
from search.engine import Matches
from search.query import Query
from search.records import Records


class ProjectSearch(parameters.Search):
    facets = tuple(facet.name for facet in PROJECTS.facets)


class NetworkSearch(parameters.Search):
    facets = tuple(facet.name for facet in NETWORKS.facets)


class CallSearch(parameters.Search):
    facets = tuple(facet.name for facet in CALLS.facets)


class MatchesOfDay(Matches):
    """What matches the words, counted as it stands on a day."""

    def __init__(self, table: Table, query: Query, today: date) -> None:
        super().__init__(table.packed, query)
        self.table, self.today = table, today

    @cached_property
    def standing(self) -> Records:
        return self.table.as_of(self.records, self.today)

    def count(self, selection: Selection) -> Counted:
        return count(self.standing, self.table.shown, selection)

    def nearly(self, selection: Selection, size: int) -> list[int]:
        """None: in a short list, leaving something out gives more."""
        return []


class Results(results.Results):
    """What a search of one of these lists finds on a day."""

    table: ClassVar[Table]
    search_class: ClassVar[type[parameters.Search]]

    def __init__(
        self, search: parameters.Search, language: str, choices: Choices, *, today: date | None = None,
        page_size: int = PAGE_SIZE,
    ) -> None:  # fmt: skip
        self.choices, self.today = choices, today or timezone.localdate()
        super().__init__(search, language, page_size=page_size)

    @classmethod
    def parse(cls, data: QueryDict, choices: Choices) -> parameters.Search:
        """The state of the page that an address asks for."""
        values = {facet: list(choices.of(facet, cls.table)) for facet in cls.search_class.facets}
        return cls.search_class.read(data, values, choices.canonical)

    def matches_of(self, query: Query) -> Matches:
        return MatchesOfDay(self.table, query, self.today)

    def option(self, facet: str, value: str) -> Option:
        return self.choices.of(facet, self.table)[value]

    def options(self, facet: str, counted: Mapping[int, int]) -> list[Option]:
        available = self.choices.of(facet, self.table).values()
        if facet == "year":
            return [option for option in reversed(available) if option.slot in counted]
        if facet in {"theme", "state", "kind"}:
            return list(available)
        return [option for option in available if option.slot in counted]

    def rows(self, ids: Sequence[int], query: Query | None) -> Mapping[int, models.Model]:
        return rows.fetch(self.model, ids, query)

    @property
    def sentence(self) -> str:
        themes = self.labels("theme")
        on = " " + gettext("on %(themes)s") % {"themes": joined(themes)} if themes else ""
        return self.counted_in_words() + on + self.ending("theme")

    @abstractmethod
    def counted_in_words(self) -> str:
        """How many there are: "13 projects"."""


class Projects(Results):
    table, facet_table, layout, model = PROJECTS, PROJECTS.facets, PROJECTS.packed, Project
    search_class, list_name, everything_label = ProjectSearch, "networks:projects", _("all projects")

    def counted_in_words(self) -> str:
        return ngettext("%(count)d project", "%(count)d projects", self.total) % {"count": self.total}


class Networks(Results):
    table, facet_table, layout, model = NETWORKS, NETWORKS.facets, NETWORKS.packed, Network
    search_class, list_name, everything_label = NetworkSearch, "networks:networks", _("all learning networks")

    def counted_in_words(self) -> str:
        return ngettext("%(count)d learning network", "%(count)d learning networks", self.total) % {"count": self.total}


class Calls(Results):
    table, facet_table, layout, model = CALLS, CALLS.facets, CALLS.packed, Call
    search_class, list_name, everything_label = CallSearch, "networks:calls", _("all calls")

    def counted_in_words(self) -> str:
        return ngettext("%(count)d call", "%(count)d calls", self.total) % {"count": self.total}
