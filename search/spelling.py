"""Words that the portal knows, and the nearest known word for one that it does not."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection
from rapidfuzz.distance import OSA

from search.query import Query
from search.words import folded, words

SHORTEST = 4  # a shorter word has too many neighbours
LONG = 6  # from this length two letters may be wrong
STEMMERS = {"nl": "dutch_stem", "en": "english_stem"}

CANDIDATES = """
SELECT t.word, (ts_lexize(%(stemmer)s, t.word))[1], c.word, (ts_lexize(%(stemmer)s, c.word))[1], c.documents
FROM unnest(%(typed)s::text[]) AS t(word) CROSS JOIN LATERAL (
  SELECT word, documents FROM search_word
  WHERE language = %(language)s AND search_word.word %% t.word AND search_word.word <> t.word
  ORDER BY similarity(search_word.word, t.word) DESC, documents DESC LIMIT 12
) c
"""
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
    """For each word that occurs nowhere, the nearest that does; words that do occur are never touched."""
    long_enough = [word for word in dict.fromkeys(query.plain_words) if len(word) >= SHORTEST]
    unknown = [word for word, occurs in zip(long_enough, _occur(long_enough, query), strict=True) if not occurs]
    return nearest(unknown, query.language)


def nearest(unknown: Sequence[str], language: str) -> dict[str, str]:
    """The known word that most likely was meant, for each word that has one near.

    Words are compared as they are and by their stems: `sandwhich` is one letter from what `sandwiches` is a form of.
    """
    typed = {folded(word): word for word in unknown}
    near: dict[str, list[tuple]] = {}
    if typed:
        with connection.cursor() as cursor:
            cursor.execute(CANDIDATES, {"typed": list(typed), "language": language, "stemmer": STEMMERS[language]})
            for word, stem, candidate, candidate_stem, documents in cursor.fetchall():
                distance = min(OSA.distance(word, candidate), OSA.distance(stem or word, candidate_stem or candidate))
                if distance <= (1 if len(word) < LONG else 2):
                    other_start = candidate[0] != word[0]
                    near.setdefault(typed[word], []).append((distance, other_start, -documents, candidate))
    return {word: min(found)[-1] for word, found in near.items()}


def _occur(known: Sequence[str], query: Query) -> list[bool]:
    """Whether each word finds anything, alone."""
    alone = [query.matched(Query(word, query.language).sql) for word in known]
    if not alone:
        return []
    each = [f"EXISTS (SELECT FROM search_document WHERE {sql.text})" for sql in alone]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(each)}", [param for sql in alone for param in sql.params])
        return list(cursor.fetchone())
