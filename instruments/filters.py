"""The parameters of the catalogue."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from instruments.facets import FACETS, Vocabulary, options
from instruments.listing import parameters
from instruments.listing.parameters import SORTS, VALUES_AT_MOST, WORDS_AT_MOST

__all__ = ["SORTS", "VALUES_AT_MOST", "WORDS_AT_MOST", "Search", "parse"]
YEARS = tuple(str(year) for year in range(1900, 2101))


class Search(parameters.Search):
    """The whole state of a catalogue page: what its address says."""

    facets = tuple(facet.name for facet in FACETS)


def parse(data: QueryDict, terms: Vocabulary) -> Search:
    """The state that an address asks for. Addresses of merged terms mean the term that they were merged into."""

    def canonical(facet: str, value: str) -> str:
        merged = terms.by_address.get(facet, {}).get(value)
        return merged.value if merged else value

    return Search.read(data, {facet: _values(facet, terms) for facet in Search.facets}, canonical)


def _values(facet: str, terms: Vocabulary) -> Sequence[str] | Mapping[str, object]:
    if facet in terms.options:
        return terms.options[facet]
    return YEARS if facet == "year" else [option.value for option in options(facet, terms)]
