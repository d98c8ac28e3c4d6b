"""One page of the catalogue, for people and for machines alike."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Func, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from instruments import rows
from instruments.facets import FACETS, LAYOUT, Facet, Vocabulary, option, options
from instruments.filters import Search
from instruments.models import Instrument
from plumbing.bilingual import Text, mid_sentence, other_language
from search import spelling
from search.counting import Counted
from search.engine import RELEVANCE, Matches, Reasons
from search.query import Query

PAGE_SIZE = 20
FEW = 10  # with fewer results than this, what comes near is offered below them


# Company sizes as a sentence says them; a size that curators add is said by its label.
COMPANIES = {
    "micro": _("micro-companies"),
    "small": _("small companies"),
    "medium": _("medium-sized companies"),
    "large": _("large companies"),
}


@dataclass
class Choice:
    """A value of a facet with its count, ready to be shown."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    children: list["Choice"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.facet}-{self.value}"


@dataclass
class FacetPanel:
    """A facet as the page shows it: the first `options`, and `more` that unfold."""

    facet: Facet
    options: list[Choice]
    more: list[Choice]

    @property
    def name(self) -> str:
        return self.facet.name

    @property
    def label(self) -> str:
        return self.facet.label

    @property
    def chosen(self) -> int:
        return sum(
            choice.selected + sum(child.selected for child in choice.children) for choice in [*self.options, *self.more]
        )

    @property
    def open(self) -> bool:
        return self.facet.open or bool(self.chosen)

    @property
    def more_open(self) -> bool:
        return any(choice.selected for choice in self.more)


@dataclass(frozen=True)
class Chip:
    """An active choice, with the address of the page without it."""

    label: str
    facet: str
    name: str
    url: str


@dataclass(frozen=True)
class Repair:
    """What dropping one thing gives."""

    label: str
    url: str
    count: int


class Results:
    """What a search finds, counted once."""

    def __init__(self, search: Search, language: str, terms: Vocabulary, *, page_size: int = PAGE_SIZE) -> None:
        self.search, self.language, self.terms, self.page_size = search, language, terms, page_size
        self.matches = Matches(LAYOUT, Query(search.words, language))
        self.words_ignored = False
        self.corrected = ""  # the words as they were understood, when they were not as typed
        if search.words and not len(self.matches.records):
            self._understand_otherwise()

    def _understand_otherwise(self) -> None:
        """Nothing has the words as they were typed: were they only stop words, or misspelt?"""
        if self.matches.only_stop_words():
            self.words_ignored = True
            self.matches = Matches(LAYOUT, Query("", self.language))
        elif found := spelling.corrections(self.matches.query):
            corrected = Matches(LAYOUT, self.matches.query.with_words(found))
            if len(corrected.records):
                self.corrected, self.matches = corrected.query.text, corrected

    @cached_property
    def selection(self) -> dict[str, set[int]]:
        return {facet: {self._slot(facet, value) for value in values} for facet, values in self.search.chosen.items()}

    def _slot(self, facet: str, value: str) -> int:
        return option(facet, value, self.terms).slot

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
        return list(
            Instrument.objects.filter(pk__in=ids)
            .order_by(_folded(title), "pk")
            .values_list("pk", flat=True)[offset : offset + size]
        )

    @cached_property
    def instruments(self) -> list[Instrument]:
        """The instruments of this page in order, with `title_hit` and `summary_hit` when there are words."""
        return [self._rows[pk] for pk in self.ids if pk in self._rows]

    @cached_property
    def nearly(self) -> list[Instrument]:
        """Below few results, on the first page: instruments that are not among them but come near.

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
            other = Matches(LAYOUT, self.matches.query.in_language(other_language(self.language)))
            found += other.page(other.count(self.selection).passing, sort=RELEVANCE, offset=0, size=FEW)
        found += self.matches.nearly(self.selection, 2 * FEW)
        return [pk for pk in dict.fromkeys(found) if pk not in set(self.ids)][:FEW]

    @cached_property
    def _rows(self) -> dict[int, Instrument]:
        return rows.fetch([*self.ids, *self.nearly_ids], self.understood)

    @property
    def understood(self) -> Query | None:
        """What is looked for; None without words."""
        return self.matches.query if self.search.words and not self.words_ignored else None

    @cached_property
    def reasons(self) -> dict[int, Reasons]:
        """Why each instrument of this page is there; nothing without words."""
        if not self.search.words or self.words_ignored:
            return {}
        return self.matches.reasons(self.ids)

    @cached_property
    def facets(self) -> list[FacetPanel]:
        return [self._panel(facet) for facet in FACETS]

    def _panel(self, facet: Facet) -> FacetPanel:
        counts = self.counted.counts[facet.name]
        chosen = self.search.chosen.get(facet.name, ())
        choices: dict[str, Choice] = {}
        parents: dict[str, str] = {}
        available = options(facet.name, self.terms, _most_counted(counts, facet.most))
        available += [option(facet.name, value, self.terms) for value in chosen]
        for item in available:
            if item.value not in choices:
                label, count = item.label_in(self.language), counts.get(item.slot, 0)
                choices[item.value] = Choice(facet.name, item.value, label, count, item.value in chosen)
                parents[item.value] = item.parent
        top = []
        for value, choice in choices.items():
            if parents[value] in choices:
                choices[parents[value]].children.append(choice)
            else:
                top.append(choice)
        if facet.by_count:
            top.sort(key=lambda choice: (-choice.selected, -choice.count, choice.label.lower()))
        if facet.most:
            top = top[: max(facet.most, len(chosen))]
        return FacetPanel(facet, top[: facet.shown], top[facet.shown :])

    @property
    def sentence(self) -> str:
        """What is shown, in words: "37 instruments on diversity for small companies"."""
        sentence = ngettext("%(count)d instrument", "%(count)d instruments", self.total) % {"count": self.total}
        if not self.total:
            sentence = gettext("No instruments")
        if themes := self._labels("theme"):
            sentence += " " + gettext("on %(themes)s") % {"themes": _joined(themes)}
        sizes = [str(COMPANIES.get(value, self.label("size", value))) for value in self.search.chosen.get("size", ())]
        if people := self._labels("audience") + sizes:
            sentence += " " + gettext("for %(people)s") % {"people": _joined(people)}
        if self.search.words and not self.words_ignored:
            sentence += " " + gettext("with “%(words)s”") % {"words": self.search.words}
        others = sum(
            len(self.search.chosen.get(f.name, ())) for f in FACETS if f.name not in {"theme", "audience", "size"}
        )
        if others:
            sentence += ngettext(", with %(count)d other choice", ", with %(count)d other choices", others) % {
                "count": others
            }
        return sentence

    def _labels(self, facet: str) -> list[str]:
        return [mid_sentence(self.terms.options[facet][value].label) for value in self.search.chosen.get(facet, ())]

    def label(self, facet: str, value: str) -> Text:
        """The words for a chosen value."""
        return option(facet, value, self.terms).label

    def url(self, search: Search) -> str:
        return reverse("instruments:catalogue") + search.query_string

    @property
    def chips(self) -> list[Chip]:
        chips = []
        if self.search.words:
            chips.append(
                Chip(f"“{self.search.words}”", gettext("Search words"), "q", self.url(self.search.without_words()))
            )
        for facet in FACETS:
            for value in self.search.chosen.get(facet.name, ()):
                url = self.url(self.search.without(facet.name, value))
                chips.append(Chip(self.label(facet.name, value), str(facet.label), facet.name, url))
        return chips

    @cached_property
    def repairs(self) -> list[Repair]:
        """At zero results: every single thing that could be dropped and what that gives, the best first.

        Never empty: the last way out is to start from everything.
        """
        if self.total:
            return []
        repairs = []
        for facet in FACETS:
            for value in self.search.chosen.get(facet.name, ()):
                search = self.search.without(facet.name, value)
                selection = {**self.selection, facet.name: self.selection[facet.name] - {self._slot(facet.name, value)}}
                label = gettext("without %(facet)s: %(value)s") % {
                    "facet": mid_sentence(str(facet.label)),
                    "value": self.label(facet.name, value),
                }
                repairs.append(Repair(label, self.url(search), self.matches.count(selection).total))
                if broader := self._broader(facet.name, value):
                    selection[facet.name] |= {self._slot(facet.name, broader)}
                    label = gettext("broader theme: %(theme)s") % {"theme": self.label(facet.name, broader)}
                    total = self.matches.count(selection).total
                    repairs.append(Repair(label, self.url(search.having(facet.name, broader)), total))
        everything = Matches(LAYOUT, Query("", self.language))
        if self.search.words:
            total = everything.count(self.selection).total
            label = gettext("without the words “%(words)s”") % {"words": self.search.words}
            repairs.append(Repair(label, self.url(self.search.without_words()), total))
            repairs += self._other_words()
        useful = sorted((repair for repair in repairs if repair.count), key=lambda repair: -repair.count)
        return useful or [Repair(gettext("all instruments"), self.url(Search()), everything.count({}).total)]

    def _broader(self, facet: str, value: str) -> str:
        return self.terms.options[facet][value].parent if facet == "theme" else ""

    def _other_words(self) -> list[Repair]:
        """The same search with any of the words, and on the site in the other language."""
        repairs = []
        words = list(dict.fromkeys(self.matches.query.plain_words))
        if len(words) > 1:
            search = replace(self.search, words=" OR ".join(words), page=1)
            found = Matches(LAYOUT, Query(search.words, self.language)).count(self.selection)
            repairs.append(Repair(gettext("with any of these words"), self.url(search), found.total))
        twin = self.in_other_language
        return [*repairs, twin] if twin else repairs

    @cached_property
    def in_other_language(self) -> Repair | None:
        """The same search on the site in the other language, when there are words and it finds something."""
        other = other_language(self.language)
        if not self.search.words:
            return None
        total = Matches(LAYOUT, self.matches.query.in_language(other)).count(self.selection).total
        if not total:
            return None
        with override(other):
            url = self.url(replace(self.search, page=1))
        label = {"nl": gettext("the same search in Dutch"), "en": gettext("the same search in English")}[other]
        return Repair(label, url, total)


def _most_counted(counts: Mapping[int, int], most: int) -> Mapping[int, int]:
    """The `most` highest counts (0: all), and those that equal the last of them."""
    if not most or len(counts) <= most:
        return counts
    least = heapq.nlargest(most, counts.values())[-1]
    return {slot: count for slot, count in counts.items() if count >= least}


def _joined(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return gettext("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _folded(title: Coalesce) -> Lower:
    """Titles in the order of a telephone book: capitals and accents do not count."""
    return Lower(Func(title, function="unaccent"))


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: first, last, and around the current one; None stands for a gap."""
    wanted = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and number - numbers[-1] > 1:
            numbers.append(number - 1 if number - numbers[-1] == 2 else None)
        numbers.append(number)
    return numbers
