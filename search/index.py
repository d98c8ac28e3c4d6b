"""Writing the search documents, in the transaction that changes the thing itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from search import compounds, forms, spelling
from search.models import Document
from search.words import SEAM, normal, quoted, spellings, whole, words, written

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

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.head}\n{self.body}"

    @property
    def parts(self) -> str:
        """Other ways to find the words: the parts of Dutch compounds, and hyphenated words in one."""
        joined = [other for word in words(self.whole) for other in spellings(word)]
        return SEAM.join([*(compounds.parts(normal(self.whole)) if self.language == "nl" else ()), *joined])

    @property
    def as_written(self) -> str:
        """A vector of the words of the title as they are written, and of the whole title and the whole labels."""
        title = words(self.title)[:WRITTEN_AT_MOST]
        names = [name for label in self.labels if (name := words(label))]
        found = [f"{quoted(written(word))}:{place}A" for place, word in enumerate(title, 1)]
        found += [f"{quoted(whole(title))}:1A", *(f"{quoted(whole(name))}:1B" for name in names)]
        return " ".join(found)


@dataclass(frozen=True)
class Entry:
    """One published thing, as an app hands it over."""

    object_id: int
    published: date
    packed: bytes = field(repr=False)
    nl: Texts
    en: Texts


WRITE = """
INSERT INTO search_document AS d (kind, object_id, published, version, packed, tsv_nl, tsv_en)
SELECT %(kind)s, e.object_id, e.published, %(version)s, e.packed,
    setweight(to_tsvector('kc_nl', e.title_nl), 'A') || setweight(to_tsvector('kc_nl', e.head_nl), 'B')
        || setweight(to_tsvector('kc_nl', e.body_nl), 'C') || setweight(to_tsvector('kc_nl', e.parts_nl), 'D')
        || e.written_nl::tsvector,
    setweight(to_tsvector('kc_en', e.title_en), 'A') || setweight(to_tsvector('kc_en', e.head_en), 'B')
        || setweight(to_tsvector('kc_en', e.body_en), 'C') || setweight(to_tsvector('kc_en', e.parts_en), 'D')
        || e.written_en::tsvector
FROM unnest(%(object_id)s::int[], %(published)s::date[], %(packed)s::bytea[],
    %(title_nl)s::text[], %(head_nl)s::text[], %(body_nl)s::text[], %(parts_nl)s::text[], %(written_nl)s::text[],
    %(title_en)s::text[], %(head_en)s::text[], %(body_en)s::text[], %(parts_en)s::text[], %(written_en)s::text[])
    AS e(object_id, published, packed, title_nl, head_nl, body_nl, parts_nl, written_nl,
        title_en, head_en, body_en, parts_en, written_en)
ON CONFLICT (kind, object_id) DO UPDATE SET published = excluded.published, version = excluded.version,
    packed = excluded.packed, tsv_nl = excluded.tsv_nl, tsv_en = excluded.tsv_en
"""
BATCH = 500


def write(kind: str, entries: Iterable[Entry], recount: spelling.Recount | None = None) -> int:
    """Insert or replace the documents of `entries`; returns how many. Memory is bounded by batches.

    The words of the spelling list are learnt, or counted in `recount` when all documents are written anew.
    """
    written = 0
    batch: list[Entry] = []
    with transaction.atomic():
        version = next_version()
        for entry in entries:
            batch.append(entry)
            if len(batch) == BATCH:
                _write_batch(kind, version, batch, recount)
                written += len(batch)
                batch = []
        _write_batch(kind, version, batch, recount)
    return written + len(batch)


def remove(kind: str, object_ids: Sequence[int]) -> None:
    """Take the documents of these things away."""
    with transaction.atomic(), connection.cursor() as cursor:
        next_version()
        cursor.execute("DELETE FROM search_document WHERE kind = %s AND object_id = ANY(%s)", [kind, list(object_ids)])


def remove_others(kind: str, object_ids: Sequence[int]) -> None:
    """Take the documents of this kind away that are not among these."""
    gone = Document.objects.filter(kind=kind).exclude(object_id__in=object_ids).values_list("object_id", flat=True)
    if ids := list(gone):
        remove(kind, ids)


def next_version() -> int:
    """Raise the version of the documents; locks the one row until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_version (id, number) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET number = search_version.number + 1 RETURNING number"
        )
        return cursor.fetchone()[0]


def _write_batch(kind: str, version: int, entries: list[Entry], recount: spelling.Recount | None) -> None:
    if not entries:
        return
    ids = [entry.object_id for entry in entries]
    _learn(kind, entries, recount)
    columns: dict[str, list] = {
        "object_id": ids,
        "published": [entry.published for entry in entries],
        "packed": [entry.packed for entry in entries],
    }
    for language in ("nl", "en"):
        texts = [getattr(entry, language) for entry in entries]
        for name in ("title", "head", "body", "parts"):
            columns[f"{name}_{language}"] = [_indexed(getattr(text, name), text.language) for text in texts]
        columns[f"written_{language}"] = [text.as_written for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"kind": kind, "version": version, **columns})


def _learn(kind: str, entries: list[Entry], recount: spelling.Recount | None) -> None:
    ids = [entry.object_id for entry in entries]
    edited = set(Document.objects.filter(kind=kind, object_id__in=ids).values_list("object_id", flat=True))
    for language in ("nl", "en"):
        texts = [(entry.object_id in edited, getattr(entry, language).whole) for entry in entries]
        if recount:
            for _, text in texts:
                recount.see(language, text)
        else:
            known, new = ([text for was, text in texts if was is there] for there in (True, False))
            spelling.learn(language, new=new, edited=known)


def _indexed(text: str, language: str) -> str:
    """A text as it is indexed, apart from the one before it: Dutch with the dictionary forms of its words."""
    return SEAM + (forms.with_bases(normal(text)) if language == forms.LANGUAGE else normal(text))
