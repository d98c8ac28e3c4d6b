"""What the search over the whole site offers when it finds nothing: every offer finds something."""

from collections.abc import Callable

from instruments.listing.ways_out import Repair
from search.looser import fewer_words, less_literal
from search.query import Query
from search.site import SiteSearch


def looser(query: Query, url: Callable[[str], str]) -> list[Repair]:
    """The same words asked for less strictly, and how much each way gives; the nearest to what was typed first."""
    repairs: dict[str, Repair] = {}
    for label, words in [*less_literal(query), *fewer_words(query)]:
        total = sum(SiteSearch(Query(words, query.language)).counts().values())
        if total:
            repairs.setdefault(words, Repair(label, url(words), total))
    return list(repairs.values())
