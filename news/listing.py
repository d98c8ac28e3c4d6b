"""The list of news: what an address narrows it down to, and what else could be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from instruments.models import Theme
from news.models import NewsItem, NewsQuerySet

PAGE_SIZE = 20


@dataclass(frozen=True)
class Choice:
    """A value to narrow down by: choosing it gives so many items."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Listing:
    """News on one theme, of one year, or all of it. `left_out` is what else the address asked for."""

    theme: Theme | None = None
    year: int | None = None
    left_out: tuple[str, ...] = ()

    @classmethod
    def asked_for(cls, data: QueryDict) -> "Listing":
        """What an address asks for: of several values the first that is known counts. A merged theme is the other."""
        slugs, years = data.getlist("theme"), data.getlist("year")
        themes = {theme.slug: theme.merged_into or theme for theme in _themes()} if slugs else {}
        theme = next((slug for slug in slugs if slug in themes), "")
        year = next((year for year in years if _is_year(year)), "")
        left_out = [value[:60] for value in [*slugs, *years] if value and value not in {theme, year}]
        return cls(themes.get(theme), int(year) if year else None, tuple(dict.fromkeys(left_out)))

    @property
    def items(self) -> NewsQuerySet:
        return self._narrowed(self.theme, self.year)

    def page(self, number: str | None) -> Page:
        """A page of cards; the last one for a number that is too high, the first one for what is none."""
        return Paginator(self.items.with_card().newest_first(), PAGE_SIZE).get_page(number)

    @cached_property
    def years(self) -> list[Choice]:
        """The years in which there is something on the theme."""
        counted = self._narrowed(self.theme, None).count_by_year()
        return [
            Choice(str(year), count, replace(self, year=year).url, year == self.year) for year, count in counted.items()
        ]

    @cached_property
    def themes(self) -> list[Choice]:
        """The themes of the first level on which there is something in the year."""
        counted = self._narrowed(None, self.year).count_by_theme()
        return [
            Choice(theme.label, counted[theme.pk], replace(self, theme=theme).url, theme == self.theme)
            for theme in _themes()
            if theme.pk in counted
        ]

    @property
    def is_narrowed(self) -> bool:
        return self.theme is not None or self.year is not None

    @property
    def query(self) -> str:
        """What the address of this list says, without a page."""
        said = {"theme": self.theme.slug if self.theme else "", "year": self.year}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def url(self) -> str:
        return reverse("news:news") + (f"?{self.query}" if self.query else "")

    @property
    def chosen(self) -> Iterator[Choice]:
        """What can be taken away again: the address is that of the list without it."""
        if self.theme:
            yield Choice(self.theme.label, 0, replace(self, theme=None).url, chosen=True)
        if self.year:
            yield Choice(str(self.year), 0, replace(self, year=None).url, chosen=True)

    def _narrowed(self, theme: Theme | None, year: int | None) -> NewsQuerySet:
        found = NewsItem.objects.published()
        found = found.on_theme(theme) if theme else found
        return found.in_year(year) if year else found


def _themes() -> list[Theme]:
    return list(Theme.objects.select_related("merged_into").order_by("position", "slug"))


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isascii() and value.isdecimal() and value > "1000"
