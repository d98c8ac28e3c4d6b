"""The search over the whole site: the kinds of things that it knows, a page of it, and suggestions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forums import documents as forums
from forums import statement_documents
from instruments import documents as instruments
from instruments.listing.page import page_numbers
from instruments.listing.ways_out import Repair
from kenniscentrum import site_hits, site_ways_out
from kenniscentrum.site_hits import Shown
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
    return {
        pk: Hit(titles[PAGES[pk]], reverse(PAGES[pk]), texts=[_page_text(PAGES[pk], reader_language())[1]])
        for pk in ids
        if pk < len(PAGES)
    }


def page_titles() -> dict[str, str]:
    return {
        "about": gettext("About the knowledge centre"),
        "accessibility": gettext("Accessibility statement"),
        "privacy": gettext("Privacy"),
        "contact": gettext("Contact"),
    }


@cache
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
    statement_documents.STRATEGIES,
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
    shown: list[Shown]
    url: str

    @property
    def hits(self) -> list[Hit]:
        return [shown.hit for shown in self.shown]


@dataclass(frozen=True)
class Tab:
    """A kind that can be seen alone (or all of them), with its number of results."""

    label: str
    total: int
    url: str
    current: bool


@dataclass(frozen=True)
class Found:
    """A page of the site search."""

    words: str
    groups: list[Group]
    tabs: list[Tab]
    total: int
    kind: str
    page: int
    pages: int
    corrected: str = ""
    literal_url: str = ""
    in_other_language: Repair | None = None
    repairs: Sequence[Repair] = ()
    no_word: bool = False  # nothing but signs was typed
    only_stop_words: bool = False

    @property
    def previous_url(self) -> str:
        return self._page_url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._page_url(self.page + 1) if self.page < self.pages else ""

    @property
    def numbers(self) -> list[dict | None]:
        """The pages to choose from; None stands for a gap."""
        return [
            number and {"number": number, "url": self._page_url(number), "current": number == self.page}
            for number in page_numbers(self.page, self.pages)
        ]

    def _page_url(self, number: int) -> str:
        return _url(self.words, kind=self.kind, **({"page": number} if number > 1 else {}))


def find(words: str, language: str, *, kind: str = "", page: str = "") -> Found:
    """Search the site: the best of every kind, or with `kind` one page of that kind."""
    catch_up(KINDS)
    typed = Query(words, language)
    search, counts, corrected = _understood(SiteSearch(typed))
    kind = kind if kind in {known.name for known in KINDS} else ""
    here = [known for known in KINDS if known.name in counts and kind in {"", known.name}]
    total = sum(counts[known.name] for known in here)
    last = max(1, -(-counts.get(kind, 0) // PAGE_SIZE))
    number = min(max(int(page[:6]), 1), last) if page.isdecimal() else 1
    found = {known: _hits(search, known, counts[known.name], number if kind else None) for known in here}
    shown = site_hits.shown(search.query, found)
    elsewhere = _in_other_language(typed) if words and (total < FEW or corrected) else None
    return Found(
        words=words,
        groups=[Group(known, counts[known.name], shown[known], _all_of(known, words, kind)) for known in here],
        tabs=_tabs(counts, words, kind),
        total=total,
        kind=kind,
        page=number,
        pages=last,
        corrected=corrected,
        literal_url=_url(f'"{words.replace(chr(34), "")}"') if corrected else "",
        in_other_language=elsewhere,
        repairs=[] if total else _ways_out(search, counts, elsewhere),
        no_word=bool(words) and not typed.choices,
        only_stop_words=typed.only_in_titles,
    )


def _understood(search: SiteSearch) -> tuple[SiteSearch, dict[str, int], str]:
    """What is looked for, what of each kind has it, and the words as they were understood when not as typed."""
    counts = search.counts()
    if not counts and search.query.text and (better := spelling.corrections(search.query)):
        other = SiteSearch(search.query.with_words(better))
        if found := other.counts():
            return other, found, other.query.text
    return search, counts, ""


def _hits(search: SiteSearch, kind: Kind, total: int, page: int | None) -> dict[int, Hit]:
    """A page of the results of one kind, or the best few."""
    size = PAGE_SIZE if page else EACH
    ids = search.best(kind, total, offset=(page - 1) * size if page else 0, size=size)
    hits = kind.hits(ids)
    return {pk: hits[pk] for pk in ids if pk in hits}


def _all_of(kind: Kind, words: str, chosen: str) -> str:
    """Where all results of a kind are: in a list that narrows down, if there is one; else here."""
    if kind.all_results:
        return kind.all_results(words)
    return "" if chosen else _url(words, kind=kind.name)


def _tabs(counts: Mapping[str, int], words: str, chosen: str) -> list[Tab]:
    """Every kind that has results, after all of them together."""
    of_kinds = [
        Tab(str(kind.label), counts[kind.name], _url(words, kind=kind.name), kind.name == chosen)
        for kind in KINDS
        if kind.name in counts
    ]
    return [Tab(gettext("Everything"), sum(counts.values()), _url(words), not chosen), *of_kinds] if of_kinds else []


def _in_other_language(query: Query) -> Repair | None:
    """The same words on the site in the other language, when they find something there."""
    twin = other_language(query.language)
    total = sum(SiteSearch(query.in_language(twin)).counts().values())
    label = gettext("The same search in Dutch") if twin == "nl" else gettext("The same search in English")
    return Repair(label, _url(query.words, language=twin), total) if total else None


def _ways_out(search: SiteSearch, counts: Mapping[str, int], elsewhere: Repair | None) -> list[Repair]:
    """What does give something where nothing was found: other kinds, fewer demands, the other language."""
    query = search.query
    if not query.text:
        return []
    everything = [Repair(gettext("everything on the site"), _url(query.words), sum(counts.values()))] if counts else []
    return [
        *everything,
        *(site_ways_out.looser(query, _url) if not counts else ()),
        *([elsewhere] if elsewhere else ()),
    ]


def _url(words: str, *, language: str = "", **more: str | int) -> str:
    with override(language or reader_language()):
        return f"{reverse('search')}?{urlencode({'q': words, **{k: v for k, v in more.items() if v}})}"


def suggest(typed: str, language: str) -> list[dict]:
    """Groups of suggestions for what was typed so far, ready for JSON; of the other language when this one has none."""
    catch_up(KINDS)
    labels = {kind.name: str(kind.label) for kind in KINDS}
    if found := suggestions.titles(typed, language):
        return _suggested(found, language, labels)
    twin = other_language(language)
    with override(twin):  # their titles and their pages are in that language too
        return _suggested(suggestions.titles(typed, twin), twin, labels)


def _suggested(found: Mapping[str, Sequence[int]], language: str, labels: Mapping[str, str]) -> list[dict]:
    groups = []
    for kind in KINDS:
        hits = kind.hits(found[kind.name]) if kind.name in found else {}
        shown = [hits[pk] for pk in found.get(kind.name, ()) if pk in hits]
        if shown:
            options = [
                {"title": hit.title, "url": hit.url, "lang": getattr(hit.title, "language", language)} for hit in shown
            ]
            groups.append({"kind": kind.name, "label": labels[kind.name], "options": options})
    return groups
