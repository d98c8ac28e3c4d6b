"""One page of the catalogue, for people and for machines alike."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from instruments import rows
from instruments.facets import FACETS, LAYOUT, Option, Vocabulary, option, options
from instruments.filters import Search
from instruments.listing import results
from instruments.listing.results import PAGE_SIZE, joined
from instruments.models import Instrument
from search.query import Query

# Company sizes as a sentence says them; a size that curators add is said by its label.
COMPANIES = {
    "micro": _("micro-companies"),
    "small": _("small companies"),
    "medium": _("medium-sized companies"),
    "large": _("large companies"),
}


class Results(results.Results):
    """What a search of the catalogue finds."""

    facet_table, layout, model = FACETS, LAYOUT, Instrument
    list_name, everything_label = "instruments:catalogue", _("all instruments")

    def __init__(self, search: Search, language: str, terms: Vocabulary, *, page_size: int = PAGE_SIZE) -> None:
        self.terms = terms
        super().__init__(search, language, page_size=page_size)

    def option(self, facet: str, value: str) -> Option:
        return option(facet, value, self.terms)

    def options(self, facet: str, counted: Mapping[int, int]) -> list[Option]:
        return options(facet, self.terms, counted)

    def rows(self, ids: Sequence[int], query: Query | None) -> Mapping[int, Instrument]:
        return rows.fetch(ids, query)

    @property
    def sentence(self) -> str:
        """What is shown, in words: "37 instruments on diversity for small companies"."""
        sentence = ngettext("%(count)d instrument", "%(count)d instruments", self.total) % {"count": self.total}
        if not self.total:
            sentence = gettext("No instruments")
        if themes := self.labels("theme"):
            sentence += " " + gettext("on %(themes)s") % {"themes": joined(themes)}
        sizes = [str(COMPANIES.get(value, self.label("size", value))) for value in self.search.chosen.get("size", ())]
        if people := self.labels("audience") + sizes:
            sentence += " " + gettext("for %(people)s") % {"people": joined(people)}
        return sentence + self.ending("theme", "audience", "size")
