"""The search over the whole site: the kinds of things that it knows, a page of it, and suggestions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forums import documents as forums
from forums import statement_documents
from instruments import documents as instruments
from networks import documents as networks
from networks import note_documents
from news import documents as news
from plumbing.bilingual import LANGUAGES, other_language, reader_language
from search import index, kinds, spelling, suggestions
from search.kinds import Hit, Kind, catch_up
from search.query import Query
from search.site import SiteSearch

PAGES = ("about", "accessibility", "privacy", "contact")  # an id is the place in this row: append only
EACH = 5
PAGE_SIZE = 20
FEW = 5  # with fewer results than this, the same search in the other language is offered


def page_entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    """The words of pages, read from their templates without a visitor."""
    for number in ids:
        if number < len(PAGES):
            titles, bodies = zip(*(_page_text(PAGES[number], language) for language in LANGUAGES), strict=True)
            yield kinds.entry(PAGES_OF_SITE.name, number, title=titles, body=bodies)


def page_hits(ids: Sequence[int]) -> dict[int, Hit]:
    titles = page_titles()
    return {pk: Hit(titles[PAGES[pk]], reverse(PAGES[pk])) for pk in ids if pk < len(PAGES)}


def page_titles() -> dict[str, str]:
    return {
        "about": gettext("About the knowledge centre"),
        "accessibility": gettext("Accessibility statement"),
        "privacy": gettext("Privacy"),
        "contact": gettext("Contact"),
    }


def _page_text(name: str, language: str) -> tuple[str, str]:
    """The title and the words of a page."""
    with override(language):
        html = render_to_string(f"{name}.html", {"language": language, "total": 0})
        body = re.search(r"<main.*?</main>", html, re.DOTALL)
        return page_titles()[name], " ".join(strip_tags(body[0] if body else html).split())


PAGES_OF_SITE = Kind("page", _("Pages"), lambda: range(len(PAGES)), page_entries, page_hits)

# Everything that can be found, in the order of its groups: the one place to register a kind
KINDS = (
    instruments.INSTRUMENTS,
    instruments.THEMES,
    networks.PROJECTS,
    networks.NETWORKS,
    networks.CALLS,
    *note_documents.KINDS,
    forums.FORUMS,
    statement_documents.STATEMENTS,
    news.NEWS,
    instruments.ORGANISATIONS,
    PAGES_OF_SITE,
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
    catch_up(KINDS)
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
    url = kind.all_results(words) if kind.all_results else _url(words, kind=kind.name)
    return Group(kind, total, [hits[pk] for pk in ids if pk in hits], url)


def _url(words: str, *, language: str = "", **more: str) -> str:
    with override(language or reader_language()):
        return f"{reverse('search')}?{urlencode({'q': words, **more})}"


def suggest(typed: str, language: str) -> list[dict]:
    """Groups of suggestions for what was typed so far, ready for JSON: words first, then each kind."""
    catch_up(KINDS)
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
