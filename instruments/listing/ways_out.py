"""What a list offers when it finds nothing, and beside few results."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override

from instruments.listing.parameters import WORDS_AT_MOST
from plumbing.bilingual import mid_sentence, other_language
from search.looser import fewer_words, less_literal

if TYPE_CHECKING:
    from instruments.listing.results import Results


@dataclass(frozen=True)
class Repair:
    """What dropping one thing gives."""

    label: str
    url: str
    count: int


def repairs(results: "Results") -> list[Repair]:
    """At zero results: every single thing that could be dropped and what that gives, the nearest to the search first.

    Never empty: the last way out is to start from everything.
    """
    if results.total:
        return []
    query = results.matches.query
    found = [
        *_asked_otherwise(results, less_literal(query)),
        *_without_a_choice(results),
        *([results.in_other_language] if results.in_other_language else ()),
        *_with_fewer_words(results),
        *_without_the_words(results),
    ]
    useful: dict[str, Repair] = {}
    for repair in found:
        if repair.count:
            useful.setdefault(repair.url, repair)
    if useful:
        return list(useful.values())
    everything = results.everything.count({}).total
    return [Repair(str(results.everything_label), results.url(type(results.search)()), everything)]


def _asked_otherwise(results: "Results", ways: Iterable[tuple[str, str]]) -> Iterator[Repair]:
    """The same choices with other words."""
    for label, words in ways:
        if len(words) <= WORDS_AT_MOST:  # an address would lose the rest
            found = results.matches_of(results.query_of(words)).count(results.selection)
            yield Repair(label, results.url(replace(results.search, words=words, page=1)), found.total)


def _with_fewer_words(results: "Results") -> list[Repair]:
    """Some of the words, and any of them; when no word finds anything, some of them need not be counted."""
    *some, any_word = [*fewer_words(results.matches.query)] or [None]
    widest = list(_asked_otherwise(results, [any_word] if any_word else ()))
    if not any(repair.count for repair in widest):
        return []
    return [*_asked_otherwise(results, some), *widest]


def _without_a_choice(results: "Results") -> Iterator[Repair]:
    for facet in results.facet_table:
        for value in results.search.chosen.get(facet.name, ()):
            if broader := results.option(facet.name, value).parent:
                label = gettext("broader theme: %(theme)s") % {"theme": results.label(facet.name, broader)}
                slots = results.selection[facet.name] | {results.slot(facet.name, broader)}
                url = results.url(results.search.having(facet.name, broader))
                yield Repair(label, url, _total(results, facet.name, slots))
            label = gettext("without %(facet)s: %(value)s") % {
                "facet": mid_sentence(str(facet.label)),
                "value": results.label(facet.name, value),
            }
            slots = results.selection[facet.name] - {results.slot(facet.name, value)}
            url = results.url(results.search.without(facet.name, value))
            yield Repair(label, url, _total(results, facet.name, slots))


def _total(results: "Results", facet: str, slots: set[int]) -> int:
    return results.matches.count({**results.selection, facet: slots}).total


def _without_the_words(results: "Results") -> Iterator[Repair]:
    """The same choices without the words."""
    if results.search.words:
        label = gettext("without the words “%(words)s”") % {"words": results.search.words}
        total = results.everything.count(results.selection).total
        yield Repair(label, results.url(results.search.without_words()), total)


def in_other_language(results: "Results") -> Repair | None:
    """The same search on the site in the other language, when there are words and it finds something."""
    other = other_language(results.language)
    if not results.understood:
        return None
    total = results.twin.count(results.selection).total
    if not total:
        return None
    with override(other):
        url = results.url(replace(results.search, words=results.corrected or results.search.words, page=1))
    label = {"nl": gettext("the same search in Dutch"), "en": gettext("the same search in English")}[other]
    return Repair(label, url, total)
