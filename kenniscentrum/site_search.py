"""What the search over the whole site knows beside instruments, and how a hit of each kind is shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.facets import LAYOUT
from instruments.filters import Search
from instruments.models import Instrument, Theme
from plumbing.bilingual import LANGUAGES, Text, other_language, pick, reader_language
from search import index, spelling, suggestions
from search.packing import Layout
from search.query import Query
from search.site import SiteSearch

PAGES = ("about", "accessibility", "privacy", "contact")  # an id is the place in this row: append only
EACH = 5
PAGE_SIZE = 20
FEW = 5  # with fewer results than this, the same search in the other language is offered
OPENED = date(2004, 12, 6)  # pages, themes and organisations have no date of their own: none is newer than another


@dataclass(frozen=True)
class Hit:
    """One result: where it leads and what is read."""

    title: str
    url: str
    summary: str
    detail: str = ""
    demonstration: bool = False


def instrument_hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Instrument.objects.published().filter(pk__in=ids)
    return {i.pk: Hit(i.title, i.get_absolute_url(), i.summary, i.get_type_display(), i.demonstration) for i in found}


def theme_hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Theme.objects.in_use().filter(pk__in=ids).select_related("parent")
    return {t.pk: Hit(t.label, t.get_absolute_url(), t.intro, t.parent.label if t.parent else "") for t in found}


def organisation_hits(ids: Sequence[int]) -> dict[int, Hit]:
    """An organisation leads to what it published."""
    found = Organisation.objects.filter(pk__in=ids)
    return {
        o.pk: Hit(
            o.name,
            reverse("instruments:catalogue") + Search(words=f'"{o.name}"').query_string,
            "",
            o.get_kind_display(),
            o.demonstration,
        )
        for o in found
    }


def page_hits(ids: Sequence[int]) -> dict[int, Hit]:
    titles = page_titles()
    return {pk: Hit(titles[PAGES[pk]], reverse(PAGES[pk]), "") for pk in ids}


def page_titles() -> dict[str, str]:
    return {
        "about": gettext("About the knowledge centre"),
        "accessibility": gettext("Accessibility statement"),
        "privacy": gettext("Privacy"),
        "contact": gettext("Contact"),
    }


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found."""

    name: str
    label: str
    hits: Callable[[Sequence[int]], dict[int, Hit]]


KINDS = (
    Kind(LAYOUT.kind, _("Instruments"), instrument_hits),
    Kind("theme", _("Themes"), theme_hits),
    Kind("organisation", _("Organisations"), organisation_hits),
    Kind("page", _("Pages"), page_hits),
)


@dataclass(frozen=True)
class Group:
    """The results of one kind: how many, the ones shown, and where all of them are."""

    kind: Kind
    total: int
    hits: list[Hit]
    url: str


@dataclass(frozen=True)
class Found:
    """A page of the site search."""

    words: str
    groups: list[Group]
    kind: str
    page: int
    pages: int
    corrected: str = ""
    literal_url: str = ""
    in_other_language: str = ""
    in_other_language_total: int = 0

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)


def find(words: str, language: str, *, kind: str = "", page: str = "") -> Found:
    """Search the site: the best of every kind, or with `kind` one page of that kind."""
    search, corrected = SiteSearch(Query(words, language)), ""
    counts = search.counts()
    if words and not counts and (better := spelling.corrections(search.query)):
        other = SiteSearch(search.query.with_words(better))
        if counts := other.counts():
            search, corrected = other, other.query.text
    kinds = [k for k in KINDS if k.name in counts and kind in {"", k.name}]
    pages = max(1, -(-counts.get(kind, 0) // PAGE_SIZE))
    number = min(max(int(page[:6]), 1), pages) if page.isdecimal() else 1
    twin = other_language(language)
    elsewhere = sum(SiteSearch(Query(words, twin)).counts().values()) if words and sum(counts.values()) < FEW else 0
    return Found(
        words=words,
        groups=[_group(search, k, counts[k.name], words, number if kind else None) for k in kinds],
        kind=kind,
        page=number,
        pages=pages,
        corrected=corrected,
        literal_url=_url(f'"{words.replace(chr(34), "")}"') if corrected else "",
        in_other_language=_url(words, language=twin) if elsewhere else "",
        in_other_language_total=elsewhere,
    )


def _group(search: SiteSearch, kind: Kind, total: int, words: str, page: int | None) -> Group:
    """The results of one kind: a page of them, or the best few."""
    ids = search.best(kind.name, offset=(page - 1) * PAGE_SIZE if page else 0, size=PAGE_SIZE if page else EACH)
    hits = kind.hits(ids)
    everything = reverse("instruments:catalogue") + Search(words=words).query_string if kind.name == LAYOUT.kind else ""
    return Group(kind, total, [hits[pk] for pk in ids if pk in hits], everything or _url(words, kind=kind.name))


def _url(words: str, *, language: str = "", **more: str) -> str:
    with override(language or reader_language()):
        return f"{reverse('search')}?{urlencode({'q': words, **more})}"


def suggest(typed: str, language: str) -> list[dict]:
    """Groups of suggestions for what was typed so far, ready for JSON: words first, then each kind."""
    found = suggestions.titles(typed, language)
    groups = []
    for kind in KINDS:
        hits = kind.hits(found[kind.name]) if kind.name in found else {}
        shown = [hits[pk] for pk in found.get(kind.name, ()) if pk in hits]
        if shown:
            options = [
                {"title": hit.title, "url": hit.url, "lang": getattr(hit.title, "language", language)} for hit in shown
            ]
            groups.append({"kind": kind.name, "label": str(kind.label), "options": options})
    return groups


def write_all() -> None:
    """Let the search know the themes, the organisations with something to show, and the pages, as they are now."""
    _write("theme", {theme.pk: _theme_texts(theme) for theme in Theme.objects.in_use().select_related("parent")})
    publishing = Organisation.objects.filter(published__state="published").distinct()
    _write("organisation", {o.pk: _texts(o.name_nl, o.name_en) for o in publishing})
    _write("page", {number: _page_texts(name) for number, name in enumerate(PAGES)})


def _write(kind: str, texts: dict[int, dict[str, index.Texts]]) -> None:
    layout = Layout(kind, {})
    index.remove_others(kind, list(texts))
    index.write(
        kind,
        [
            index.Entry(pk, OPENED, layout.pack(pk, OPENED, {}), nl=both["nl"], en=both["en"])
            for pk, both in texts.items()
        ],
    )


def _texts(nl: str, en: str, **more: tuple[str, str]) -> dict[str, index.Texts]:
    def texts(language: str) -> index.Texts:
        title: Text = pick(nl, en, language)
        others = {name: str(pick(*pair, language)) for name, pair in more.items()}
        return index.Texts(language=title.language, title=str(title), **others)

    return {language: texts(language) for language in LANGUAGES}


def _theme_texts(theme: Theme) -> dict[str, index.Texts]:
    return _texts(theme.label_nl, theme.label_en, summary=(theme.intro_nl, theme.intro_en))


def _page_texts(name: str) -> dict[str, index.Texts]:
    """The words of a page, read from its template without a visitor."""
    texts = {}
    for language in LANGUAGES:
        with override(language):
            html = render_to_string(f"{name}.html", {"language": language, "total": 0})
            body = re.search(r"<main.*?</main>", html, re.DOTALL)
            texts[language] = index.Texts(
                language=language,
                title=page_titles()[name],
                body=" ".join(strip_tags(body[0] if body else html).split()),
            )
    return texts
