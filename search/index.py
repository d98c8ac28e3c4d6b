"""Writing the search documents, in the transaction that changes the thing itself."""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import batched

from django.db import connection, transaction

from plumbing.bilingual import LANGUAGES
from search import compounds, forms, spelling
from search.models import Document, Version
from search.words import SEAM, WORD, normal, quoted, spellings, whole, words, written

WRITTEN_AT_MOST = 24  # words of a title; nobody types more


@dataclass(frozen=True)
class Texts:
    """The words of a thing as one interface language searches it: its own text, or the other language's as fallback.

    `language` is the one the text is in. The title weighs most, then `summary` and the `labels` of its vocabulary, then
    the `body`; least the parts of its compounds, which are found here. The title is kept as it is written too.
    """

    language: str
    title: str
    summary: str = ""
    labels: Sequence[str] = ()
    body: str = ""

    @property
    def head(self) -> str:
        return SEAM.join([self.summary, *self.labels])

    @cached_property
    def fields(self) -> dict[str, str]:
        """Title, head, body and parts as they are indexed: each apart, Dutch with the dictionary forms of its words."""
        texts = {**self._normal, "parts": normal(self.parts)}
        return {name: _indexed(text, self.language) for name, text in texts.items()}

    @cached_property
    def words(self) -> list[str]:
        """Every word, each once, in order."""
        return list(dict.fromkeys(WORD.findall(self._whole)))

    @property
    def parts(self) -> str:
        """Other ways to find the words: the parts of Dutch compounds, and hyphenated words in one."""
        joined = [other for word in self.words for other in spellings(word)]
        return SEAM.join([*(compounds.parts(self._whole) if self.language == "nl" else ()), *joined])

    @property
    def as_written(self) -> str:
        """A vector of the words of the title as they are written, and of the whole title and the whole labels."""
        title = WORD.findall(self._normal["title"])[:WRITTEN_AT_MOST]
        names = [name for label in self.labels if (name := words(label))]
        found = [f"{quoted(written(word))}:{place}A" for place, word in enumerate(title, 1)]
        found += [f"{quoted(whole(title))}:1A", *(f"{quoted(whole(name))}:1B" for name in names)]
        return " ".join(found)

    @cached_property
    def _normal(self) -> dict[str, str]:
        return {"title": normal(self.title), "head": normal(self.head), "body": normal(self.body)}

    @property
    def _whole(self) -> str:
        return "\n".join(self._normal.values())


@dataclass(frozen=True)
class Entry:
    """One published thing, as an app hands it over."""

    object_id: int
    published: date
    packed: bytes = field(repr=False)
    nl: Texts
    en: Texts


VECTORS = """
SELECT setweight(to_tsvector('kc_nl', e.title_nl), 'A') || setweight(to_tsvector('kc_nl', e.head_nl), 'B')
        || setweight(to_tsvector('kc_nl', e.body_nl), 'C') || setweight(to_tsvector('kc_nl', e.parts_nl), 'D')
        || e.written_nl::tsvector,
    setweight(to_tsvector('kc_en', e.title_en), 'A') || setweight(to_tsvector('kc_en', e.head_en), 'B')
        || setweight(to_tsvector('kc_en', e.body_en), 'C') || setweight(to_tsvector('kc_en', e.parts_en), 'D')
        || e.written_en::tsvector
FROM unnest(
    %(title_nl)s::text[], %(head_nl)s::text[], %(body_nl)s::text[], %(parts_nl)s::text[], %(written_nl)s::text[],
    %(title_en)s::text[], %(head_en)s::text[], %(body_en)s::text[], %(parts_en)s::text[], %(written_en)s::text[])
    WITH ORDINALITY AS e(title_nl, head_nl, body_nl, parts_nl, written_nl,
        title_en, head_en, body_en, parts_en, written_en, place)
ORDER BY e.place
"""
# Workers keep the packed facets: only where these differ there is something for them to fetch, and a new version
WRITE = """
INSERT INTO search_document AS d (kind, object_id, published, version, packed, tsv_nl, tsv_en)
SELECT %(kind)s, e.object_id, e.published, %(version)s, e.packed, e.tsv_nl, e.tsv_en
FROM unnest(%(object_id)s::int[], %(published)s::date[], %(packed)s::bytea[], %(nl)s::tsvector[], %(en)s::tsvector[])
    AS e(object_id, published, packed, tsv_nl, tsv_en)
ON CONFLICT (kind, object_id) DO UPDATE SET published = excluded.published, packed = excluded.packed,
    version = CASE WHEN d.packed = excluded.packed AND d.version <= %(keeping)s
        THEN d.version ELSE excluded.version END,
    tsv_nl = excluded.tsv_nl, tsv_en = excluded.tsv_en
RETURNING version
"""
BATCH = 500


@dataclass(frozen=True)
class Prepared:
    """Documents of one kind, ready to be written: all that takes time and locks nothing is done."""

    kind: str
    entries: list[Entry]
    vectors: list[tuple[str, str]]

    def only(self, object_ids: Container[int]) -> "Prepared":
        """Those of these things."""
        chosen = [pair for pair in zip(self.entries, self.vectors, strict=True) if pair[0].object_id in object_ids]
        return Prepared(self.kind, [entry for entry, _ in chosen], [vectors for _, vectors in chosen])


def prepare(kind: str, entries: Iterable[Entry]) -> Prepared:
    """Everything about these documents but writing them."""
    entries = list(entries)
    if not entries:
        return Prepared(kind, [], [])
    columns: dict[str, list[str]] = {}
    for language in LANGUAGES:
        texts = [getattr(entry, language) for entry in entries]
        for name in ("title", "head", "body", "parts"):
            columns[f"{name}_{language}"] = [text.fields[name] for text in texts]
        columns[f"written_{language}"] = [text.as_written for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(VECTORS, columns)
        return Prepared(kind, entries, cursor.fetchall())


def write(kind: str, entries: Iterable[Entry]) -> int:
    """Insert or replace the documents of `entries`; returns how many. Memory is bounded by batches.

    Others who write wait from here on until the transaction ends, so that nobody writes what has become old meanwhile.
    """
    written = 0
    with transaction.atomic():
        version = next_version()
        for batch in batched(entries, BATCH):
            prepared = prepare(kind, batch)
            _learn(prepared)
            _put(prepared, version)
            written += len(batch)
    return written


def rewrite(prepared: Prepared, object_ids: Collection[int], since: int, begun: int) -> tuple[set[int], int, int]:
    """Store documents of these things that were prepared when the version was `since`: of some of `object_ids` there is
    one, of the others any document has to go. What somebody wrote or took away after `since` stays as it is.

    Returns the ids of what is as prepared now, and the version before and after: a document that nobody touched since
    the version `begun` keeps its own when its facets stay.
    """
    with transaction.atomic():
        number = _lock()
        current = set(object_ids) if number == since else _untouched(prepared.kind, object_ids, since)
        gone = current.difference(entry.object_id for entry in prepared.entries)
        changed = _put(prepared.only(current), number + 1, begun)
        if gone:
            changed |= bool(Document.objects.filter(kind=prepared.kind, object_id__in=gone).delete()[0])
        return current, number, next_version() if changed else number


def remove(kind: str, object_ids: Sequence[int]) -> None:
    """Take the documents of these things away."""
    with transaction.atomic(), connection.cursor() as cursor:
        next_version()
        cursor.execute("DELETE FROM search_document WHERE kind = %s AND object_id = ANY(%s)", [kind, list(object_ids)])


def version() -> int:
    """How often the documents changed, as of now."""
    return Version.objects.values_list("number", flat=True).first() or 0


def next_version() -> int:
    """Raise the version of the documents; locks the one row until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_version (id, number) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET number = search_version.number + 1 RETURNING number"
        )
        return cursor.fetchone()[0]


def tidy() -> None:
    """Sort what was written into the indexes now, so that no editor has to wait until her own document makes it due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam"
            " WHERE a.amname = 'gin' AND i.indrelid IN ('search_document'::regclass, 'search_word'::regclass)"
        )


def _lock() -> int:
    """The version, which nobody raises until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_version (id, number) VALUES (1, 0)"
            " ON CONFLICT (id) DO UPDATE SET number = search_version.number RETURNING number"
        )
        return cursor.fetchone()[0]


def _untouched(kind: str, object_ids: Collection[int], since: int) -> set[int]:
    """Those of these things that have the same document as they had at that version, and may be prepared as of then.

    Whatever a document is made of changes in a transaction that writes or removes the document too.
    """
    known = Document.objects.filter(kind=kind, object_id__in=object_ids, version__lte=since)
    return set(known.values_list("object_id", flat=True))


def _put(prepared: Prepared, version: int, keeping: int = 0) -> bool:
    """Store documents. Up to version `keeping` they keep theirs when their facets stay. Returns whether not all did."""
    if not prepared.entries:
        return False
    columns = {
        "object_id": [entry.object_id for entry in prepared.entries],
        "published": [entry.published for entry in prepared.entries],
        "packed": [entry.packed for entry in prepared.entries],
        "nl": [nl for nl, _ in prepared.vectors],
        "en": [en for _, en in prepared.vectors],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"kind": prepared.kind, "version": version, "keeping": keeping, **columns})
        return any(given == version for (given,) in cursor.fetchall())


def _learn(prepared: Prepared) -> None:
    """Remember the words for the corrections: those of new documents are counted."""
    ids = [entry.object_id for entry in prepared.entries]
    edited = set(Document.objects.filter(kind=prepared.kind, object_id__in=ids).values_list("object_id", flat=True))
    for language in LANGUAGES:
        texts = [(entry.object_id in edited, getattr(entry, language).words) for entry in prepared.entries]
        known, new = ([words for was, words in texts if was is there] for there in (True, False))
        spelling.learn(language, new=new, edited=known)


@lru_cache(maxsize=8)
def _indexed(text: str, language: str) -> str:
    """A text as it is indexed. Both interface languages ask for the same text where there is only one."""
    return SEAM + (forms.with_bases(text) if language == forms.LANGUAGE else text)
