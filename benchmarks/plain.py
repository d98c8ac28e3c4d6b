"""The usual Django way to a page of the catalogue: joins over the tables, and an annotated count per facet."""

from collections.abc import Mapping

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import models
from django.db.models import Count, F, Func, QuerySet

from instruments.facets import FACETS, Vocabulary
from instruments.filters import Search
from instruments.models import Instrument

FIELDS = {
    "theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases", "time": "time",
    "format": "format", "tag": "tags", "type": "type", "year": "year",
}  # fmt: skip


class PlainDjango:
    """A page: total, 20 rows with headlines, and the counts of every facet, its own choice left out."""

    def __init__(self, terms: Vocabulary) -> None:
        self.terms = terms

    def page(self, search: Search, language: str) -> int:
        found = self._narrowed(search, language)
        total = found.values("pk").distinct().count()
        query = SearchQuery(search.words, config=f"kc_{language}", search_type="websearch")
        if search.words:
            rank = SearchRank(F(f"stored__tsv_{language}"), query)
            hit = SearchHeadline(f"body_{language}", query, config=f"kc_{language}", max_words=45, min_words=30)
            rows = found.annotate(rank=rank, hit=hit).order_by("-rank", "-published_at")
        else:
            rows = found.order_by("-published_at", "-pk")
        start = (search.page - 1) * 20
        shown = list(rows.distinct().with_page()[start : start + 20])
        counts = {facet.name: self._counts(facet.name, search, language) for facet in FACETS}
        return total + len(shown) + len(counts)

    def _counts(self, facet: str, search: Search, language: str) -> Mapping:
        found = self._narrowed(search, language, leave_out=facet).order_by()
        if facet == "language":
            found = found.annotate(one=Func(F("languages"), function="unnest", output_field=models.CharField()))
            return dict(found.values("one").annotate(n=Count("pk", distinct=True)).values_list("one", "n"))
        field = FIELDS[facet]
        return dict(found.values(field).annotate(n=Count("pk", distinct=True)).values_list(field, "n"))

    def _narrowed(self, search: Search, language: str, leave_out: str = "") -> QuerySet:
        found = Instrument.objects.published()
        if search.words:
            query = SearchQuery(search.words, config=f"kc_{language}", search_type="websearch")
            found = found.filter(**{f"stored__tsv_{language}": query})
        for facet, values in search.chosen.items():
            if facet != leave_out:
                field = FIELDS[facet]
                by_slug = f"{field}__slug__in" if facet not in {"type", "year"} else f"{field}__in"
                found = found.filter(**{by_slug: values})
        return found
