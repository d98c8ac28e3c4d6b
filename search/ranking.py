"""Which document comes first: a score that can be explained.

For each thing that was looked for: where it stands (title, summary and vocabulary, body, parts of compounds) and how
often, times how rare it is; what was typed counts twice more than what the thesaurus and the compounds put beside it.
The sum is raised a little for what is fresh.
"""

from search.query import Query, Sql

# Weights of ts_rank for parts of compounds (D), body (C), summary and vocabulary (B), title (A).
WEIGHTS = "{0.05, 0.2, 0.5, 1.0}"
# A thing of this year scores up to a twentieth more than one of ten years ago: enough to order equals, no more.
FRESHNESS = "1 + 0.05 * exp(-greatest(current_date - published, 0)::float8 / 3650)"
DOCUMENTS = "greatest((SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass), 1)"
RARITY = f"""
(SELECT ln(1 + {DOCUMENTS} / greatest(min(documents), 1)) FROM search_word WHERE language = %s AND word = ANY(%s))
"""


def best_first(query: Query, where: Sql, column: str = "object_id") -> Sql:
    """SELECT of a column of the documents that `where` names, the best for `query` first."""
    score = _score(query)
    return Sql(
        # setweight changes nothing here, but fetches the vector once, however often it is ranked; OFFSET 0 keeps the
        # planner from copying the expression
        f"SELECT {column} FROM ("
        f"SELECT object_id, published, packed, setweight({query.column}, 'D', '{{}}'::text[]) AS vector"
        f" FROM search_document WHERE {where.text} OFFSET 0) d"
        f" ORDER BY ({score.text}) * ({FRESHNESS}) DESC, published DESC, object_id DESC",
        [*where.params, *score.params],
    )


def _score(query: Query) -> Sql:
    pieces, params = [], []
    for term in query.ranked:
        found, literal = query.found(term), query.literal(term)
        ranks = [f"ts_rank('{WEIGHTS}', vector, {query_sql.text})" for query_sql in (found, literal)]
        pieces.append(f"{RARITY} * ({ranks[0]} + 2 * {ranks[1]})")
        params += [query.language, query.spelled(term), *found.params, *literal.params]
    return Sql(" + ".join(pieces) or "0", params)
