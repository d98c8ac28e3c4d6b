"""The facets of the catalogue: the one place where a facet is declared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

from django.conf import settings
from django.db import connection
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from instruments.models import TERM_MODELS, Type
from instruments.models.instrument import Language
from plumbing import content_version
from plumbing.bilingual import Text, pick, reader_language
from search.packing import MULTI, SINGLE, TAGS, Layout


@dataclass(frozen=True)
class Facet:
    """One facet. `shown` values stand open and the rest unfolds, up to `most` in all (0: no limit); `by_count` puts the
    most useful first, otherwise the curators' order holds.
    """

    name: str
    label: str
    shape: str
    shown: int = 8
    most: int = 0
    by_count: bool = False
    open: bool = False


FACETS = (
    Facet("theme", _("Theme"), MULTI, shown=12, open=True),
    Facet("type", _("Type"), SINGLE, shown=9, open=True),
    Facet("time", _("Time needed"), SINGLE, open=True),
    Facet("size", _("Company size"), MULTI),
    Facet("audience", _("Audience"), MULTI),
    Facet("sector", _("Sector"), MULTI, by_count=True),
    Facet("phase", _("Phase"), MULTI),
    Facet("format", _("Format"), SINGLE),
    Facet("language", _("Language"), MULTI),
    Facet("year", _("Year"), SINGLE, shown=6),
    Facet("tag", _("Tag"), TAGS, by_count=True, most=60),
)
LAYOUT = Layout("instrument", {facet.name: facet.shape for facet in FACETS})
TYPE_SLOTS = {value: slot for slot, value in enumerate(Type.values)}
LANGUAGE_SLOTS = {value: slot for slot, value in enumerate(Language.values)}
FIXED = {"type": (Type, TYPE_SLOTS), "language": (Language, LANGUAGE_SLOTS)}
TERM_FACETS = tuple(name for name in TERM_MODELS if name in LAYOUT.facets)


@dataclass(frozen=True)
class Option:
    """A value that can be chosen: what stands in the address, its place in the packed facets, what is read."""

    value: str
    slot: int
    label_nl: str
    label_en: str
    parent: str = ""

    @property
    def label(self) -> Text:
        return pick(self.label_nl, self.label_en)

    def label_in(self, language: str) -> Text:
        """The label for who knows the reader's language: a page has hundreds, and asking each time is dear."""
        return _label(self.label_nl, self.label_en, language)


_label = lru_cache(maxsize=10_000)(pick)


class Vocabulary:
    """All terms and tags, in memory: options per facet in the curators' order, and by address, merged ones included."""

    def __init__(self) -> None:
        self.options: dict[str, dict[str, Option]] = {name: {} for name in (*TERM_FACETS, "tag")}
        merged: list[tuple[str, str, int]] = []
        by_id: dict[tuple[str, int], Option] = {}
        for facet, pk, slug, slot, nl, en, parent, merged_into in _term_rows():
            option = Option(slug, slot, nl, en, parent)
            by_id[facet, pk] = option
            if merged_into is None:
                self.options[facet][slug] = option
            else:
                merged.append((facet, slug, merged_into))
        self.tags = {option.slot: option for option in self.options["tag"].values()}
        self.by_address = {facet: dict(options) for facet, options in self.options.items()}
        for facet, slug, target in merged:
            self.by_address[facet][slug] = by_id[facet, target]
        self.fingerprint = hash(tuple(by_id.values()))

    def slots(self, facet: str, slug: str) -> set[int]:
        """The slot of a term and, for a theme on the second level, that of its parent."""
        option = self.by_address[facet].get(slug)
        if option is None:
            return set()
        parent = self.by_address[facet].get(option.parent) if option.parent else None
        return {option.slot, parent.slot} if parent else {option.slot}


def _term_rows() -> Iterable[tuple]:
    """(facet, id, slug, slot, nl, en, slug of the parent, id of what it was merged into), in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(*_terms_asked())
        return [row[:8] for row in cursor.fetchall()]


@cache
def _terms_asked() -> tuple[str, tuple]:
    """The statement and its parameters: putting it together takes longer than PostgreSQL takes to answer it.

    The slot of a tag is its id: tags are packed as numbers, not as bits.
    """
    queries = [
        Tag.objects.order_by().annotate(
            facet=Value("tag", CharField()), parent_slug=Value(""), merged=Value(None, IntegerField()), place=Value(0),
        ).values_list("facet", "pk", "slug", "pk", "name", "name", "parent_slug", "merged", "place")
    ]  # fmt: skip
    for facet in TERM_FACETS:
        model = TERM_MODELS[facet]
        parent = Coalesce(F("parent__slug"), Value("")) if facet == "theme" else Value("")
        queries.append(
            model.objects.order_by().annotate(
                facet=Value(facet, CharField()), parent_slug=parent, merged=F("merged_into_id"), place=F("position"),
            ).values_list("facet", "pk", "slug", "slot", "label_nl", "label_en", "parent_slug", "merged", "place")
        )  # fmt: skip
    return queries[0].union(*queries[1:], all=True).order_by("place", "slug").query.sql_with_params()


_cached: tuple[int, Vocabulary] | None = None
_lock = Lock()


def vocabulary() -> Vocabulary:
    """The vocabulary as of this content version; read again when the content changed."""
    global _cached  # noqa: PLW0603
    if not settings.PAGE_CACHE_ENTRIES:
        return Vocabulary()
    version = content_version.current()
    with _lock:
        if _cached is None or _cached[0] != version:
            _cached = (version, Vocabulary())
        return _cached[1]


def options(facet: str, terms: Vocabulary, counted: Mapping[int, int] | None = None) -> list[Option]:
    """Everything that can be chosen in a facet, in its order. Of years and tags, only those that are counted."""
    counted = counted or {}
    if facet in FIXED:
        return list(_fixed(facet, reader_language()))
    if facet == "year":
        return [year(str(number)) for number in sorted(counted, reverse=True)]
    if facet == "tag":
        return [terms.tags[slot] for slot in counted if slot in terms.tags]
    return list(terms.options[facet].values())


@lru_cache
def _fixed(facet: str, language: str) -> tuple[Option, ...]:
    """Values that are in the code. Interface text has one language at a time: the reader's."""
    values, slots = FIXED[facet]
    labels = [(str(label), "") if language == "nl" else ("", str(label)) for label in values.labels]
    return tuple(Option(value, slots[value], *both) for value, both in zip(values.values, labels, strict=True))


@lru_cache
def year(value: str) -> Option:
    """A year, which is its own label and its own slot."""
    return Option(value, int(value), value, value)


def option(facet: str, value: str, terms: Vocabulary) -> Option:
    """The option behind a value of an address that `filters.parse` let through."""
    if facet == "year":
        return year(value)
    if facet in terms.options:
        return terms.options[facet][value]
    return next(option for option in options(facet, terms) if option.value == value)
