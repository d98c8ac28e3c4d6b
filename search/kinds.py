"""Kinds of things that the search over the whole site finds.

An app describes each of its own in its `documents.py`, and `kenniscentrum/site_search.py` lists them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched

from django.db import transaction
from django.db.models import Model

from plumbing.bilingual import LANGUAGES, pick
from search import index
from search.models import Document
from search.packing import Layout
from search.spelling import Recount

OPENED = date(2004, 12, 6)  # of what has no date of its own: none is newer than another
AT_ONCE = 200  # documents that are written anew after one reading
STORED = 25  # of these in one transaction: an edit waits for no more
TRIES = 3  # readings of what others write all the time, before they wait for it
TIDY_AFTER = 1_000  # documents; their words wait in a list that is walked with each search
Pair = tuple[str, str]  # a text in Dutch and in English; one of them may be empty
NONE: Pair = ("", "")


@dataclass(frozen=True)
class Hit:
    """One result: where it leads and what is read. The best passage comes out of its summary and its `texts`."""

    title: str
    url: str
    summary: str = ""
    detail: str = ""
    demonstration: bool = False
    texts: Sequence[str] = ()  # Markdown


_known: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """A kind of thing. `every`, `entries` and `hits` know only what anybody may see.

    `every()` gives all ids; `entries(ids)` what the search should know of those of `ids` that are public; `hits(ids)`
    how they are shown in the reader's language. `under(heading)` gives the ids of what is found by the name of a theme
    or an organisation too, for when that is renamed. `all_results(words)` is the address of a page that shows all of
    them, when the app has one that does it better than the site search. `due()` gives the ids of what became public by
    the clock alone, for kinds that have such things. `layout` is how its records are packed, when they have facets.
    """

    name: str
    label: str
    every: Callable[[], Iterable[int]]
    entries: Callable[[Sequence[int]], Iterable[index.Entry]]
    hits: Callable[[Sequence[int]], Mapping[int, Hit]]
    under: Callable[[Model], Iterable[int]] | None = None
    all_results: Callable[[str], str] | None = None
    due: Callable[[], Iterable[int]] | None = None
    layout: Layout | None = field(default=None, compare=False)

    @property
    def packed(self) -> Layout:
        """How its records are packed."""
        return self.layout or Layout(self.name, {})

    def __post_init__(self) -> None:
        _known[self.name] = self

    @transaction.atomic
    def write(self, ids: Iterable[int]) -> int:
        """Make the search know these things as they are now; the move that changes one calls this, in its transaction.

        What is public is findable from the commit on, and what is not, no longer. Returns how many are findable.
        """
        ids = list(ids)
        gone = set(ids)

        def public() -> Iterator[index.Entry]:
            for entry in self.entries(ids):
                gone.discard(entry.object_id)
                yield entry

        written = index.write(self.name, public()) if ids else 0
        if known := Document.objects.filter(kind=self.name, object_id__in=gone).values_list("object_id", flat=True):
            index.remove(self.name, list(known))
        return written

    def write_all(
        self, progress: Callable[[int, int], None] = lambda done, total: None, recount: Recount | None = None
    ) -> int:
        """Write every document anew, and take away what is of nothing; `progress(done, total)` after each batch.

        Others go on writing: they wait for one batch at the most, and only while it is stored. With `recount` the words
        of the documents are counted anew too.
        """
        anew = _Anew(self, recount)
        ids, done = sorted(self.every()), 0
        for batch in batched(ids, AT_ONCE):
            anew.write(batch)
            done += len(batch)
            if done % TIDY_AFTER == 0 or done == len(ids):
                index.tidy()
            progress(done, len(ids))
        for batch in batched(anew.others(ids), AT_ONCE):
            anew.write(batch)
        return len(ids)


class _Anew:
    """All documents of a kind, written anew beside others who write some of them."""

    def __init__(self, kind: Kind, recount: Recount | None) -> None:
        self.kind, self.recount = kind, recount
        self.begun = index.version()
        self.versions: set[int] = set()

    def write(self, ids: Iterable[int]) -> None:
        """Read and prepare documents while nobody waits, then store them; what somebody wrote meanwhile, once more."""
        left = set(ids)
        for _ in range(TRIES):
            left -= self._written(left)
            if not left:
                return
        with transaction.atomic():
            index.next_version()  # until this has been stored, others wait
            self._written(left)

    def _written(self, ids: set[int]) -> set[int]:
        since, written = index.version(), set()
        prepared = index.prepare(self.kind.name, self.kind.entries(sorted(ids)))
        for some in batched(sorted(ids), STORED):
            stored, before, after = index.rewrite(prepared, some, since, self.begun)
            written |= stored
            self.versions.add(after)
            if before == since:
                since = after  # nobody else wrote anything
        if self.recount:
            for entry in prepared.only(written).entries:
                for language in LANGUAGES:
                    self.recount.see(language, getattr(entry, language).words)
        return written

    def others(self, ids: Sequence[int]) -> list[int]:
        """What has a document and is not among these, or was written by somebody else after it was written here."""
        known = Document.objects.filter(kind=self.kind.name)
        later = known.filter(version__gt=self.begun).exclude(version__in=self.versions)
        return sorted((known.exclude(object_id__in=ids) | later).values_list("object_id", flat=True))


def renamed(heading: Model) -> None:
    """A theme or an organisation has another name: write what is found by it, of every kind that says so."""
    for kind in _known.values():
        if kind.under:
            kind.write(kind.under(heading))


def catch_up(kinds: Iterable[Kind]) -> None:
    """Write what became public by the clock since it was saved: a search asks for this first, so that nobody has to."""
    for kind in kinds:
        if kind.due and (ids := list(kind.due())):
            kind.write(ids)


def entry(  # noqa: PLR0913 - what a document has
    kind: str, object_id: int, *, title: Pair, published: date = OPENED, summary: Pair = NONE,
    labels: Iterable[Pair] = (), body: Pair = NONE, more: Iterable[Pair] = (),
) -> index.Entry:  # fmt: skip
    """A thing without facets as the search knows it. Its `body` is plain text, and `more` goes on with it.

    Each text is searched in the language of the interface, or in the other one if it is empty there.
    """
    labels, bodies = list(labels), [body, *more]

    def in_language(language: str) -> index.Texts:
        return index.Texts(
            language=pick(*title, language).language,
            title=str(pick(*title, language)),
            summary=str(pick(*summary, language)),
            labels=[str(pick(*label, language)) for label in labels],
            body="\n".join(str(pick(*text, language)) for text in bodies),
        )

    nl, en = (in_language(language) for language in LANGUAGES)
    return index.Entry(object_id, published, Layout(kind, {}).pack(object_id, published, {}), nl=nl, en=en)
