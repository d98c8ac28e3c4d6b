"""Which document comes first: a score that can be explained.

For each thing that was looked for: where it stands (title, summary and vocabulary, body, parts of compounds) and how
often, times the square of how rare it is; what was typed counts twice more than what the thesaurus and the compounds
put beside it. The sum is raised a little for what is fresh and for what is used.
"""

from search.kinds import OPENED
from search.query import Query, Sql, Term

# Weights of ts_rank for parts of compounds (D), body (C), summary and vocabulary (B), title (A).
WEIGHTS = "{0.05, 0.2, 0.5, 1.0}"
TYPED = 2  # what was typed counts so much more than what means the same
APART = 0.5  # the words of a phrase of the thesaurus, where they do not stand in a row
WRITTEN = 0.3  # and this is added for what was typed, letter for letter in the title
EQUAL = 0.15  # or this for what means the same, letter for letter: "values" before "value" for who typed "core values"
WHOLE = 2  # what was typed is the whole title, or the whole name of a theme, a tag or an organisation
# A thing of this year scores up to a twentieth more than one of ten years ago: enough to order equals, no more.
FRESHNESS = "1 + 0.05 * exp(-greatest(current_date - published, 0)::float8 / 3650)"
# Looked up for each: a join would read all that was ever used.
SCORE = """(
SELECT score FROM search_used used WHERE used.kind = document.kind AND used.object_id = document.object_id
) AS score"""
# Fifty uses in the last days give half of another twentieth (search/models.py, Used).
AGED = f"power(2::float8, (date '{OPENED}' - current_date)::float8 / 365)"
USE = f"1.05::float8 - 0.05 * 50 / (50 + coalesce(score, 0) * {AGED})"
DOCUMENTS = "greatest((SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass), 1)"
# squared: a rare word says more of the query and of the document
RARITY = f"""
(SELECT power(ln(1 + {DOCUMENTS} / greatest(coalesce(min(documents), {{unknown}}), 1)), 2)
FROM search_word WHERE language = %s AND word = ANY(%s))
"""


def best_first(query: Query, where: Sql, columns: str = "object_id", before: Sql | None = None) -> Sql:
    """SELECT of columns of the documents that `where` names: those that `before` names, then the best for `query`."""
    score = _score(query)
    before = Sql(f"{before.text} DESC,", before.params) if before else Sql("")
    return Sql(
        # setweight changes nothing here, but fetches the vector once, however often it is ranked; OFFSET 0 keeps the
        # planner from copying the expression
        f"SELECT {columns} FROM ("
        f"SELECT object_id, published, packed, {SCORE}, setweight({query.column}, 'D', '{{}}'::text[]) AS vector"
        f" FROM search_document document WHERE {where.text} OFFSET 0) d"
        f" ORDER BY {before.text} ({score.text}) * ({FRESHNESS}) * ({USE}) DESC, published DESC, object_id DESC",
        [*where.params, *before.params, *score.params],
    )


def _score(query: Query) -> Sql:
    pieces, params = [], []
    for term in query.ranked:
        rarity = [query.language, query.spelled(term)]
        literal = query.literal(term)
        typed = _in_row(literal) if len(term.words) > 1 else _rank(literal)
        if query.is_stop(term):
            # the shortest are in no list of words, and in nearly every document
            pieces.append(f"{RARITY.format(unknown=DOCUMENTS)} * {typed.text}")
            params += [*rarity, *typed.params]
            continue
        ways = query.ways(term)
        best = [*map(_rank, ways.words), *map(_in_row, ways.phrases), *map(_apart, ways.apart)]
        found = Sql(f"greatest({', '.join(one.text for one in best)})", [param for one in best for param in one.params])
        written = _written(query, term)
        pieces.append(f"{RARITY.format(unknown=1)} * ({found.text} + {TYPED} * {typed.text} + {written.text})")
        params += [*rarity, *found.params, *typed.params, *written.params]
    if not pieces:
        return Sql("0")
    found = f"({' + '.join(pieces)}) * CASE WHEN vector @@ {query.whole.text} THEN {WHOLE} ELSE 1 END"
    return Sql(found, [*params, *query.whole.params])


def _written(query: Query, term: Term) -> Sql:
    equal = [(query.equal_as_written(term), EQUAL)] if term.variants else []
    ways = [(query.as_written(term), WRITTEN), *equal]
    cases = " ".join(f"WHEN vector @@ {way.text} THEN {weight}" for way, weight in ways)
    return Sql(f"CASE {cases} ELSE 0 END", [param for way, _ in ways for param in way.params])


def _rank(query: Sql) -> Sql:
    return Sql(f"ts_rank('{WEIGHTS}', vector, {query.text})", query.params)


def _in_row(phrase: Sql) -> Sql:
    """The rank of a phrase where its words stand in a row; `ts_rank` alone counts them wherever they are."""
    return _where(phrase, _rank(phrase))


def _apart(words: tuple[Sql, Sql]) -> Sql:
    every, each = words
    rank = _where(every, _rank(each))
    return Sql(f"{APART} * {rank.text}", rank.params)


def _where(found: Sql, rank: Sql) -> Sql:
    return Sql(f"CASE WHEN vector @@ {found.text} THEN {rank.text} ELSE 0 END", [*found.params, *rank.params])
