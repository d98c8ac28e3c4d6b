"""Words that the portal knows, and the nearest known word for one that it does not."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection
from rapidfuzz.distance import OSA

from search.query import Query
from search.words import folded, words

NEAR = 0.3  # trigram similarity: found ten of ten one-letter typos in the measurements of docs/architecture.md
SHORTEST = 4  # a shorter word has too many neighbours
CANDIDATES = 12

LEARN = """
INSERT INTO search_word (language, word, documents)
SELECT %(language)s, w.word, w.documents FROM unnest(%(words)s::text[], %(documents)s::int[]) AS w(word, documents)
ORDER BY w.word
ON CONFLICT (language, word) DO UPDATE SET documents = search_word.documents + excluded.documents
"""


def learn(language: str, texts: Iterable[str]) -> None:
    """Remember the words of documents, one text a document, for the corrections on the site in `language`."""
    counts = Counter(word for text in texts for word in {folded(word) for word in words(text)} if 3 <= len(word) <= 40)
    if counts:
        with connection.cursor() as cursor:
            cursor.execute(LEARN, {"language": language, "words": list(counts), "documents": list(counts.values())})


def corrections(query: Query) -> dict[str, str]:
    """For each word of the query that occurs nowhere, the nearest word that does; words that do occur are never touched."""
    unknown = [word for word in dict.fromkeys(query.plain_words) if len(word) >= SHORTEST and not _occurs(word, query)]
    found: Mapping[str, str | None] = {word: nearest(word, query.language) for word in unknown}
    return {word: near for word, near in found.items() if near}


def nearest(word: str, language: str) -> str | None:
    """The known word that most likely was meant, or None when nothing is near."""
    typed = folded(word)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, documents FROM search_word WHERE language = %s AND word %% %s AND word <> %s"
            " ORDER BY similarity(word, %s) DESC, documents DESC LIMIT %s",
            [language, typed, typed, typed, CANDIDATES],
        )
        candidates = cursor.fetchall()
    allowed = 1 if len(typed) < 6 else 2
    near = [
        (OSA.distance(typed, candidate), candidate[0] != typed[0], -documents, candidate)
        for candidate, documents in candidates
        if OSA.distance(typed, candidate, score_cutoff=allowed) <= allowed
    ]
    return min(near)[3] if near else None


def _occurs(word: str, query: Query) -> bool:
    alone = Query(word, query.language)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM search_document WHERE {alone.column} @@ {alone.sql.text})",  # noqa: S608
            alone.sql.params,
        )
        return cursor.fetchone()[0]
