"""The parameters of the catalogue: validated by django-filter, kept as one value, written back as addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from instruments.facets import FACETS, Vocabulary, options
from instruments.models import Instrument
from search.engine import NEWEST, RELEVANCE, TITLE

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


class InstrumentFilter(django_filters.FilterSet):
    """Parses an address; the search itself narrows (search/engine.py), so `qs` is not used."""

    q = WordsFilter(label=_("Search words"))
    sort = django_filters.ChoiceFilter(label=_("Sort"), choices=SORTS)
    page = LenientNumberFilter()

    class Meta:
        model = Instrument
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, choices: Mapping[str, list[str]]) -> None:
        super().__init__(data, queryset=Instrument.objects.none())
        for name, values in choices.items():
            self.filters[name] = KnownChoicesFilter(choices=[(value, value) for value in values])
            self.filters[name].parent = self


@dataclass(frozen=True)
class Search:
    """The whole state of a catalogue page: what its address says."""

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

    def without(self, facet: str, value: str) -> "Search":
        rest = tuple(item for item in self.chosen.get(facet, ()) if item != value)
        return replace(self, chosen={**self.chosen, facet: rest}, page=1)

    def having(self, facet: str, *values: str) -> "Search":
        return replace(self, chosen={**self.chosen, facet: (*self.chosen.get(facet, ()), *values)}, page=1)

    def without_words(self) -> "Search":
        return replace(self, words="", page=1)

    def on_page(self, page: int) -> "Search":
        return replace(self, page=page)

    @property
    def query_string(self) -> str:
        """`?q=...&theme=...`, canonical: the same state always gives the same address."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for facet in FACETS:
            query.setlist(facet.name, sorted(self.chosen.get(facet.name, ())))
        if self.sort:
            query["sort"] = self.sort
        if self.page > 1:
            query["page"] = str(self.page)
        encoded = query.urlencode()  # empty lists leave nothing behind
        return f"?{encoded}" if encoded else ""


def parse(data: QueryDict, terms: Vocabulary) -> Search:
    """The state that an address asks for. Nothing in it is an error: what does not exist is named in `unknown`.

    Addresses of merged terms mean the term that they were merged into.
    """
    data = data.copy()
    choices: dict[str, list[str]] = {}
    for facet in FACETS:
        if facet.name in terms.options:
            addresses = terms.by_address[facet.name]
            data.setlist(facet.name, [addresses[v].value if v in addresses else v for v in data.getlist(facet.name)])
            choices[facet.name] = list(terms.options[facet.name])
        elif facet.name == "year":
            choices["year"] = [str(year) for year in range(1900, 2101)]
        else:
            choices[facet.name] = [option.value for option in options(facet.name, terms)]
    filterset = InstrumentFilter(data, choices=choices)
    form = filterset.form
    form.is_valid()
    values = form.cleaned_data
    return Search(
        words=values.get("q", "").strip(),
        chosen={facet.name: tuple(values.get(facet.name) or ()) for facet in FACETS if values.get(facet.name)},
        sort=values.get("sort") or "",
        page=values.get("page") or 1,
        unknown=tuple((facet.name, value) for facet in FACETS for value in form.fields[facet.name].unknown),
    )
