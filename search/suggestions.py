"""What to offer while somebody types: things whose title goes on like that, of each kind."""

from collections import defaultdict

from django.db import connection

from search.words import apart, folded, words

SHORTEST = 2
WORDS_AT_MOST = 8
EACH = 5
RANKED = 60
COMPLETED = 8  # so many words that the last one may become are looked for
PREFIX = 3  # the bare letters are a prefix from this length; fewer would match half of the titles
COMPLETED_SHORT = 3  # of fewer letters: the most frequent words that begin so are in many titles each

# The words before the last one must be in the title in a form of them; the last one may be unfinished. Of each kind the
# newest are ranked: fetching the vectors of all would take longer than typing the next letter. They are handed on as an
# array: the planner takes them for as many as match, and would read the whole table to join them.
TITLES = """
SELECT kind, object_id FROM (
  SELECT kind, object_id, row_number() OVER (
    PARTITION BY kind ORDER BY ts_rank(ts_filter({column}, '{{a}}'), q.query, 2) DESC, published DESC, object_id DESC
  ) AS place
  FROM search_document, (SELECT {query} AS query) q
  WHERE id = ANY(ARRAY(
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY kind COLLATE "C" ORDER BY published DESC, object_id DESC) AS age
      FROM search_document WHERE search_in({column}, '{{a}}') @@ ({query})
    ) matched WHERE age <= %s
  ))
) ranked WHERE place <= %s ORDER BY kind, place
"""
WORDS = "SELECT word FROM search_word WHERE language = %s AND word LIKE %s ORDER BY documents DESC, word LIMIT %s"


def titles(typed: str, language: str, each: int = EACH) -> dict[str, list[int]]:
    """Per kind the ids of the best titles that have the words typed so far; empty for less than two letters."""
    found = [part for word in words(typed)[:WORDS_AT_MOST] for part in apart(word)]
    if not found or len(found[-1]) < SHORTEST:
        return {}
    *whole, last = found
    pieces = ["plainto_tsquery(%s::regconfig, %s)" for word in whole]
    params = [param for word in whole for param in (f"kc_{language}", word)]
    # the index holds stems: known words that begin like this one are looked for by theirs, beside the letters typed
    letters = "".join(letter for letter in folded(last) if letter.isalnum())
    ends = [last, *completions(last, language, COMPLETED if len(letters) >= PREFIX else COMPLETED_SHORT)]
    unfinished = ["to_tsquery('simple', %s)", *["plainto_tsquery(%s::regconfig, %s)"] * len(ends)]
    pieces.append(f"({' || '.join(unfinished)})")
    params += [
        f"{letters}:*" if len(letters) >= PREFIX else letters,
        *(x for end in ends for x in (f"kc_{language}", end)),
    ]
    sql = TITLES.format(column=f"tsv_{language}", query=" && ".join(pieces))
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *params, RANKED, each])
        for kind, object_id in cursor.fetchall():
            kinds[kind].append(object_id)
    return dict(kinds)


def completions(typed: str, language: str, limit: int = EACH) -> list[str]:
    """Words of the portal that begin with the last word typed, the most frequent first."""
    found = words(typed)
    if not found or len(found[-1]) < SHORTEST:
        return []
    prefix = folded(found[-1]).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [language, f"{prefix}%", limit])
        return [row[0] for row in cursor.fetchall()]
