"""Which document comes first: a score that can be explained.

For each thing that was looked for: where it stands (title, summary and vocabulary, body, parts of compounds) and how
often, times the square of how rare it is; what was typed counts twice more than what the thesaurus and the compounds
put beside it. The sum is raised a little for what is fresh.
"""

from search.query import Query, Sql

# Weights of ts_rank for parts of compounds (D), body (C), summary and vocabulary (B), title (A).
WEIGHTS = "{0.05, 0.2, 0.5, 1.0}"
TYPED = 2  # what was typed counts so much more than what means the same
# A thing of this year scores up to a twentieth more than one of ten years ago: enough to order equals, no more.
FRESHNESS = "1 + 0.05 * exp(-greatest(current_date - published, 0)::float8 / 3650)"
DOCUMENTS = "greatest((SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass), 1)"
# squared: a rare word says more of the query and of the document
RARITY = f"""
(SELECT power(ln(1 + {DOCUMENTS} / greatest(min(documents), 1)), 2)
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
        f"SELECT object_id, published, packed, setweight({query.column}, 'D', '{{}}'::text[]) AS vector"
        f" FROM search_document WHERE {where.text} OFFSET 0) d"
        f" ORDER BY {before.text} ({score.text}) * ({FRESHNESS}) DESC, published DESC, object_id DESC",
        [*where.params, *before.params, *score.params],
    )


def _score(query: Query) -> Sql:
    pieces, params = [], []
    for term in query.ranked:
        literal, ways = query.literal(term), query.ways(term)
        best = ", ".join(_rank(way) for way in ways)
        params += [query.language, query.spelled(term)]
        if ways == [literal]:
            pieces.append(f"{RARITY} * {1 + TYPED} * {best}")
        else:
            pieces.append(f"{RARITY} * (greatest({best}) + {TYPED} * {_rank(literal)})")
            params += [param for way in ways for param in way.params]
        params += literal.params
    return Sql(" + ".join(pieces) or "0", params)


def _rank(query: Sql) -> str:
    return f"ts_rank('{WEIGHTS}', vector, {query.text})"
