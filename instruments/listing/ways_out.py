"""What a list offers when it finds nothing, and beside few results."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override

from plumbing.bilingual import mid_sentence, other_language

if TYPE_CHECKING:
    from instruments.listing.results import Results


@dataclass(frozen=True)
class Repair:
    """What dropping one thing gives."""

    label: str
    url: str
    count: int


def repairs(results: "Results") -> list[Repair]:
    """At zero results: every single thing that could be dropped and what that gives, the best first.

    Never empty: the last way out is to start from everything.
    """
    if results.total:
        return []
    found = [*_without_a_choice(results), *_without_the_words(results)]
    if useful := sorted((repair for repair in found if repair.count), key=lambda repair: -repair.count):
        return useful
    everything = results.everything.count({}).total
    return [Repair(str(results.everything_label), results.url(type(results.search)()), everything)]


def _without_a_choice(results: "Results") -> Iterator[Repair]:
    for facet in results.facet_table:
        for value in results.search.chosen.get(facet.name, ()):
            search = results.search.without(facet.name, value)
            slots = results.selection[facet.name] - {results.slot(facet.name, value)}
            label = gettext("without %(facet)s: %(value)s") % {
                "facet": mid_sentence(str(facet.label)),
                "value": results.label(facet.name, value),
            }
            yield Repair(label, results.url(search), _total(results, facet.name, slots))
            if broader := results.option(facet.name, value).parent:
                label = gettext("broader theme: %(theme)s") % {"theme": results.label(facet.name, broader)}
                total = _total(results, facet.name, slots | {results.slot(facet.name, broader)})
                yield Repair(label, results.url(search.having(facet.name, broader)), total)


def _total(results: "Results", facet: str, slots: set[int]) -> int:
    return results.matches.count({**results.selection, facet: slots}).total


def _without_the_words(results: "Results") -> Iterator[Repair]:
    """The same choices without the words; with any of the words; and on the site in the other language."""
    search = results.search
    if not search.words:
        return
    total = results.everything.count(results.selection).total
    label = gettext("without the words “%(words)s”") % {"words": search.words}
    yield Repair(label, results.url(search.without_words()), total)
    words = list(dict.fromkeys(results.matches.query.plain_words))
    if len(words) > 1:
        either = replace(search, words=" OR ".join(words), page=1)
        found = results.matches_of(results.query_of(either.words)).count(results.selection)
        yield Repair(gettext("with any of these words"), results.url(either), found.total)
    if twin := results.in_other_language:
        yield twin


def in_other_language(results: "Results") -> Repair | None:
    """The same search on the site in the other language, when there are words and it finds something."""
    other = other_language(results.language)
    if not results.search.words:
        return None
    total = results.twin.count(results.selection).total
    if not total:
        return None
    with override(other):
        url = results.url(replace(results.search, page=1))
    label = {"nl": gettext("the same search in Dutch"), "en": gettext("the same search in English")}[other]
    return Repair(label, url, total)
