"""Words that the portal knows, and the nearest known word for one that it does not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched, chain

from django.db import connection, transaction
from rapidfuzz.distance import OSA

from search.models import Word
from search.query import Query
from search.stop_words import is_stop_word
from search.words import folded

SHORTEST = 4  # a shorter word has too many neighbours
SHORTEST_PART = 3  # of two words that were written as one
APART = 1.5  # letters away that this counts for
LONGEST = 40
LONG = 6  # from this length two letters may be wrong
AT_ONCE = 2_000  # words counted anew in one transaction
STEMMERS = {"nl": "dutch_stem", "en": "english_stem"}

# What is near each word, with the stems of both, and the two known words that it may be when written together
CANDIDATES = """
SELECT t.word, (ts_lexize(%(stemmer)s, t.word))[1], c.word, (ts_lexize(%(stemmer)s, c.word))[1], NULL, c.documents
FROM unnest(%(typed)s::text[]) AS t(word) CROSS JOIN LATERAL (
  SELECT word, documents FROM search_word
  WHERE language = %(language)s AND search_word.word %% t.word AND search_word.word <> t.word
  ORDER BY similarity(search_word.word, t.word) DESC, documents DESC LIMIT 12
) c
UNION ALL
SELECT t.word, NULL, a.word, NULL, b.word, least(a.documents, b.documents)
FROM unnest(%(typed)s::text[]) AS t(word) CROSS JOIN LATERAL generate_series(%(part)s, length(t.word) - %(part)s) AS cut
JOIN search_word a ON a.language = %(language)s AND a.word = left(t.word, cut)
JOIN search_word b ON b.language = %(language)s AND b.word = substr(t.word, cut + 1)
"""
LEARN = """
INSERT INTO search_word (language, word, documents)
SELECT %(language)s, w.word, w.documents FROM unnest(%(words)s::text[], %(documents)s::int[]) AS w(word, documents)
ORDER BY w.word
ON CONFLICT (language, word) DO
"""
COUNTED = "UPDATE SET documents = search_word.documents + excluded.documents"
RECOUNTED = "UPDATE SET documents = excluded.documents"
KNOWN = "NOTHING"


def learn(language: str, new: Iterable[Sequence[str]], edited: Iterable[Sequence[str]]) -> None:
    """Remember the words of each document, for the corrections on the site in `language`.

    Those of new documents are counted. An edited one was counted when it was new: only new words are added.
    """
    for documents, known in ((new, COUNTED), (edited, KNOWN)):
        counts = Counter(chain.from_iterable(map(_kept, documents)))
        if counts:
            with connection.cursor() as cursor:
                cursor.execute(
                    LEARN + known, {"language": language, "words": list(counts), "documents": list(counts.values())}
                )


def _kept(found: Iterable[str]) -> set[str]:
    return {word for word in map(folded, found) if 3 <= len(word) <= LONGEST}


class Recount:
    """All words counted anew, while all documents are written anew; nothing changes before `keep`."""

    def __init__(self) -> None:
        self.before = set(Word.objects.values_list("language", "word"))
        self.counts: dict[str, Counter[str]] = {language: Counter() for language in STEMMERS}

    def see(self, language: str, found: Iterable[str]) -> None:
        """The words of one document, as the site in `language` searches it."""
        self.counts[language].update(_kept(found))

    def keep(self) -> None:
        """The new numbers take the place of the old; words that stand in no document any more are forgotten.

        Some at a time, in the order in which an edit takes them too: nobody waits long, or in a circle.
        """
        for language, counts in self.counts.items():
            for some in batched(sorted(counts), AT_ONCE):
                values = {"language": language, "words": list(some), "documents": [counts[word] for word in some]}
                with connection.cursor() as cursor:
                    cursor.execute(LEARN + RECOUNTED, values)
            gone = sorted(word for known, word in self.before if known == language and word not in counts)
            for some in batched(gone, AT_ONCE):
                with transaction.atomic():
                    rows = Word.objects.select_for_update().filter(language=language, word__in=some).order_by("word")
                    Word.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


def corrections(query: Query) -> dict[str, str]:
    """For each word that occurs nowhere, what was meant; words that do occur are never touched.

    That is the known word one letter away, else two known words side by side that were written as one, else the
    nearest: `carpark` is `"car park"`. Words are compared as they are and by their stems: `sandwhich` is one letter
    from what `sandwiches` is a form of.
    """
    long_enough = [word for word in dict.fromkeys(query.plain_words) if len(word) >= SHORTEST]
    long_enough = [word for word in long_enough if not is_stop_word(word, query.language)]
    unknown = [word for word, occurs in zip(long_enough, _occur(long_enough, query), strict=True) if not occurs]
    typed = {folded(word): word for word in unknown}
    meant: dict[str, list[tuple]] = {}
    for word, stem, candidate, candidate_stem, last, documents in _candidates(list(typed), query.language):
        if last:
            meant.setdefault(typed[word], []).append((APART, False, -documents, f'"{candidate} {last}"'))
            continue
        distance = min(OSA.distance(word, candidate), OSA.distance(stem or word, candidate_stem or candidate))
        if distance <= (1 if len(word) < LONG else 2):
            other_start = candidate[0] != word[0]
            meant.setdefault(typed[word], []).append((distance, other_start, -documents, candidate))
    return {word: min(found)[-1] for word, found in meant.items()}


def _candidates(typed: list[str], language: str) -> list[tuple]:
    if not typed:
        return []
    with connection.cursor() as cursor:
        values = {"typed": typed, "language": language, "stemmer": STEMMERS[language], "part": SHORTEST_PART}
        cursor.execute(CANDIDATES, values)
        return cursor.fetchall()


def _occur(known: Sequence[str], query: Query) -> list[bool]:
    """Whether each word finds anything, alone."""
    alone = [query.matched(Query(word, query.language).sql) for word in known]
    if not alone:
        return []
    each = [f"EXISTS (SELECT FROM search_document WHERE {sql.text})" for sql in alone]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(each)}", [param for sql in alone for param in sql.params])
        return list(cursor.fetchone())
