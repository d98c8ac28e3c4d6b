"""The parameters of a list: validated by django-filter, kept as one value, written back as addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from search.engine import NEWEST, RELEVANCE, TITLE
from search.models import Document

SORTS = [(RELEVANCE, _("Best match")), (NEWEST, _("Newest first")), (TITLE, _("Title"))]
WORDS_AT_MOST = 300
VALUES_AT_MOST = 100


class KnownChoicesField(forms.MultipleChoiceField):
    """Keeps the values that exist; the others are named in `unknown`, and nothing else is lost because of them."""

    def clean(self, value: list[str] | None) -> list[str]:
        known = {key for key, label in self.choices}
        given = list(dict.fromkeys(value or []))[:VALUES_AT_MOST]
        self.unknown = [item[:60] for item in given if item not in known]
        return [item for item in given if item in known]


class KnownChoicesFilter(django_filters.MultipleChoiceFilter):
    field_class = KnownChoicesField


class WordsField(forms.CharField):
    def to_python(self, value: str | None) -> str:
        return super().to_python((value or "").replace("\x00", " "))[:WORDS_AT_MOST]


class WordsFilter(django_filters.CharFilter):
    field_class = WordsField


class LenientNumberField(forms.IntegerField):
    """A page number; whatever is not one is page 1."""

    def clean(self, value: object) -> int:
        try:
            return min(max(int(str(value)), 1), 10**6)
        except ValueError:
            return 1


class LenientNumberFilter(django_filters.NumberFilter):
    field_class = LenientNumberField


class ListFilter(django_filters.FilterSet):
    """Parses an address; the search itself narrows (search/engine.py), so `qs` is not used."""

    q = WordsFilter(label=_("Search words"))
    sort = django_filters.ChoiceFilter(label=_("Sort"), choices=SORTS)
    page = LenientNumberFilter()

    class Meta:
        model = Document
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, choices: Mapping[str, list[str]]) -> None:
        super().__init__(data, queryset=Document.objects.none())
        for name, values in choices.items():
            self.filters[name] = KnownChoicesFilter(choices=[(value, value) for value in values])
            self.filters[name].parent = self


@dataclass(frozen=True)
class Search:
    """The whole state of a list page: what its address says. Subclasses name their facets, in order."""

    facets: ClassVar[Sequence[str]] = ()

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = ()  # (facet, value) that do not exist

    @property
    def order(self) -> str:
        """The order in force: as asked, else the best match for words and the newest without."""
        if self.sort == RELEVANCE and not self.words:
            return NEWEST
        return self.sort or (RELEVANCE if self.words else NEWEST)

    def without(self, facet: str, value: str) -> Self:
        rest = tuple(item for item in self.chosen.get(facet, ()) if item != value)
        return replace(self, chosen={**self.chosen, facet: rest}, page=1)

    def having(self, facet: str, *values: str) -> Self:
        return replace(self, chosen={**self.chosen, facet: (*self.chosen.get(facet, ()), *values)}, page=1)

    def without_words(self) -> Self:
        return replace(self, words="", page=1)

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    @property
    def query_string(self) -> str:
        """`?q=...&theme=...`, canonical: the same state always gives the same address."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for facet in self.facets:
            query.setlist(facet, sorted(self.chosen.get(facet, ())))
        if self.sort:
            query["sort"] = self.sort
        if self.page > 1:
            query["page"] = str(self.page)
        encoded = query.urlencode()  # empty lists leave nothing behind
        return f"?{encoded}" if encoded else ""

    @classmethod
    def read(cls, data: QueryDict, choices: Mapping[str, Sequence[str]], canonical: Callable[[str, str], str]) -> Self:
        """The state that an address asks for. Nothing in it is an error: what does not exist is named in `unknown`.

        `choices` gives what can be chosen in each facet; `canonical(facet, value)` the value that an old one means now.
        """
        data = data.copy()
        for facet in cls.facets:
            data.setlist(facet, [canonical(facet, value) for value in data.getlist(facet)])
        form = ListFilter(data, choices=choices).form
        form.is_valid()
        values = form.cleaned_data
        return cls(
            words=values.get("q", "").strip(),
            chosen={facet: tuple(values.get(facet) or ()) for facet in cls.facets if values.get(facet)},
            sort=values.get("sort") or "",
            page=values.get("page") or 1,
            unknown=tuple((facet, value) for facet in cls.facets for value in form.fields[facet].unknown),
        )
