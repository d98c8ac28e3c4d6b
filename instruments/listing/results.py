"""What a search of a list finds, counted once."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from instruments.facets import Facet, Option
from instruments.listing import ways_out
from instruments.listing.panels import Chip, FacetPanel, most_counted, panel
from instruments.listing.parameters import Search
from instruments.listing.ways_out import Repair
from plumbing.bilingual import Text, mid_sentence, other_language
from search import spelling
from search.counting import Counted
from search.engine import RELEVANCE, Matches, Reasons
from search.packing import Layout
from search.query import Query

PAGE_SIZE = 20
FEW = 10  # with fewer results than this, what comes near is offered below them


class Results(ABC):
    """A page of a list: an app says which facets, how they are packed and worded, and how the rows are read."""

    facet_table: ClassVar[Sequence[Facet]]
    layout: ClassVar[Layout]
    model: ClassVar[type[models.Model]]
    list_name: ClassVar[str]  # the name of its address
    everything_label: ClassVar[Promise]  # "all instruments"

    def __init__(self, search: Search, language: str, *, page_size: int = PAGE_SIZE) -> None:
        self.search, self.language, self.page_size = search, language, page_size
        self.matches = self.matches_of(self.query_of(search.words))
        if search.order == RELEVANCE:
            self.matches.reach = search.page * page_size
        self.words_ignored = False
        self.corrected = ""  # the words as they were understood, when they were not as typed
        if search.words and not len(self.matches.records):
            self._understand_otherwise()

    # --- what an app says

    def matches_of(self, query: Query) -> Matches:
        return Matches(self.layout, query)

    @cached_property
    def twin(self) -> Matches:
        """What the words find on the site in the other language."""
        return self.matches_of(self.matches.query.in_language(other_language(self.language)))

    @abstractmethod
    def option(self, facet: str, value: str) -> Option:
        """The option behind a value that the search chose."""

    @abstractmethod
    def options(self, facet: str, counted: Mapping[int, int]) -> list[Option]:
        """Everything that can be chosen in a facet; of what has no end, only what is counted."""

    @abstractmethod
    def rows(self, ids: Sequence[int], query: Query | None) -> Mapping[int, models.Model]:
        """What the cards of these show, with the hits of the query in `title_hit` and `summary_hit`."""

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What is shown, in words."""

    # --- what all lists have in common

    def query_of(self, words: str) -> Query:
        return Query(words, self.language)

    @cached_property
    def everything(self) -> Matches:
        """What there is without any words."""
        return self.matches_of(self.query_of(""))

    def _understand_otherwise(self) -> None:
        """Nothing has the words as they were typed: were they only stop words, or misspelt?"""
        if self.matches.only_stop_words():
            self.words_ignored = True
            self.matches = self.everything
        elif found := spelling.corrections(self.matches.query):
            corrected = self.matches_of(self.matches.query.with_words(found))
            if len(corrected.records):
                self.corrected, self.matches = corrected.query.text, corrected

    @cached_property
    def selection(self) -> dict[str, set[int]]:
        return {facet: {self.slot(facet, value) for value in values} for facet, values in self.search.chosen.items()}

    def slot(self, facet: str, value: str) -> int:
        return self.option(facet, value).slot

    @cached_property
    def counted(self) -> Counted:
        return self.matches.count(self.selection)

    @property
    def total(self) -> int:
        return self.counted.total

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def page(self) -> int:
        """The page asked for, or the last one when there are fewer."""
        return min(self.search.page, self.pages)

    @cached_property
    def ids(self) -> list[int]:
        return self.matches.page(
            self.counted.passing,
            sort=self.search.order,
            offset=(self.page - 1) * self.page_size,
            size=self.page_size,
            by_title=self._by_title,
        )

    def _by_title(self, ids: list[int], offset: int, size: int) -> list[int]:
        title = Coalesce(NullIf(f"title_{self.language}", Value("")), f"title_{other_language(self.language)}")
        ordered = self.model.objects.filter(pk__in=ids).order_by(_folded(title), "pk")
        return list(ordered.values_list("pk", flat=True)[offset : offset + size])

    @cached_property
    def items(self) -> list[models.Model]:
        """What this page shows, in order, with `title_hit` and `summary_hit` when there are words."""
        return [self._rows[pk] for pk in self.ids if pk in self._rows]

    @cached_property
    def nearly(self) -> list[models.Model]:
        """Below few results, on the first page: what is not among them but comes near.

        When nothing has the words, those whose text in the other language has them; then what has some of the words.
        They are an offer beside the search and in none of its counts.
        """
        return [self._rows[pk] for pk in self.nearly_ids if pk in self._rows]

    @cached_property
    def nearly_ids(self) -> list[int]:
        if not self.search.words or self.words_ignored or self.total >= FEW or self.page > 1:
            return []
        found: list[int] = []
        if not self.total:
            passing = self.twin.count(self.selection).passing
            found += self.twin.page(passing, sort=RELEVANCE, offset=0, size=FEW)
        found += self.matches.nearly(self.selection, 2 * FEW)
        return [pk for pk in dict.fromkeys(found) if pk not in set(self.ids)][:FEW]

    @cached_property
    def _rows(self) -> Mapping[int, models.Model]:
        return self.rows([*self.ids, *self.nearly_ids], self.understood)

    @property
    def understood(self) -> Query | None:
        """What is looked for; None without words."""
        return self.matches.query if self.search.words and not self.words_ignored else None

    @cached_property
    def reasons(self) -> dict[int, Reasons]:
        """Why each thing of this page is there; nothing without words."""
        if not self.search.words or self.words_ignored:
            return {}
        return self.matches.reasons(self.ids)

    @cached_property
    def facets(self) -> list[FacetPanel]:
        return [self._panel(facet) for facet in self.facet_table]

    def _panel(self, facet: Facet) -> FacetPanel:
        counts = self.counted.counts[facet.name]
        chosen = self.search.chosen.get(facet.name, ())
        available = self.options(facet.name, most_counted(counts, facet.most))
        return panel(
            facet, counts, [*available, *(self.option(facet.name, value) for value in chosen)], chosen, self.language
        )

    def label(self, facet: str, value: str) -> Text:
        """The words for a chosen value."""
        return self.option(facet, value).label

    def labels(self, facet: str) -> list[str]:
        """The words for all that is chosen in a facet, as they stand in a sentence."""
        return [mid_sentence(self.label(facet, value)) for value in self.search.chosen.get(facet, ())]

    def ending(self, *said: str) -> str:
        """How the sentence ends: the words as understood, and how many choices in facets other than those `said`."""
        sentence = ""
        if self.search.words and not self.words_ignored:
            sentence += " " + gettext("with “%(words)s”") % {"words": self.corrected or self.search.words}
        others = sum(len(values) for facet, values in self.search.chosen.items() if facet not in said)
        if others:
            sentence += ngettext(", with %(count)d other choice", ", with %(count)d other choices", others) % {
                "count": others
            }
        return sentence

    def url(self, search: Search) -> str:
        return reverse(self.list_name) + search.query_string

    @property
    def chips(self) -> list[Chip]:
        chips = []
        if self.search.words:
            chips.append(
                Chip(f"“{self.search.words}”", gettext("Search words"), "q", self.url(self.search.without_words()))
            )
        for facet in self.facet_table:
            for value in self.search.chosen.get(facet.name, ()):
                url = self.url(self.search.without(facet.name, value))
                chips.append(Chip(self.label(facet.name, value), str(facet.label), facet.name, url))
        return chips

    @cached_property
    def repairs(self) -> list[Repair]:
        return ways_out.repairs(self)

    @cached_property
    def in_other_language(self) -> Repair | None:
        return ways_out.in_other_language(self)


def joined(words: Sequence[str]) -> str:
    """Choices as a sentence says them: one, two or three."""
    if len(words) == 1:
        return words[0]
    return gettext("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _folded(title: Coalesce) -> Lower:
    """Titles in the order of a telephone book: capitals and accents do not count."""
    return Lower(Func(title, function="unaccent"))
