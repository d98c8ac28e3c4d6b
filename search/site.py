"""Search over everything, kind by kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection

from search.engine import CANDIDATES, RELEVANCE, Matches, Reasons, why_found
from search.kinds import Kind
from search.query import Query, Sql
from search.ranking import best_first

# The documents of some things, from their kinds and their ids
GIVEN = "search_document JOIN unnest(%s::text[], %s::int[]) AS given(kind, object_id) USING (kind, object_id)"


@dataclass(frozen=True)
class SiteSearch:
    """A query over all kinds of things."""

    query: Query

    def counts(self) -> dict[str, int]:
        """How many of each kind match; kinds without any are left out."""
        if not self.query.text:
            return {}
        found = self.query.documents("kind")
        with connection.cursor() as cursor:
            sql = f"SELECT kind, count(*) FROM ({found.text}) found GROUP BY kind"  # noqa: S608 - our own names
            cursor.execute(sql, found.params)
            return dict(cursor.fetchall())

    def best(self, kind: Kind, total: int, *, offset: int, size: int) -> list[int]:
        """Ids of one kind, the best first, of the `total` that match: of many, as a list of that kind has them."""
        if total > CANDIDATES:
            matches = Matches(kind.packed, self.query)
            matches.reach = offset + size
            return matches.page(np.ones(len(matches.records), bool), sort=RELEVANCE, offset=offset, size=size)
        matched = self.query.matched(self.query.sql)
        where = Sql(f"kind = %s AND {matched.text}", [kind.name, *matched.params])
        found = best_first(self.query, where)
        with connection.cursor() as cursor:
            cursor.execute(f"{found.text} LIMIT %s OFFSET %s", [*found.params, size, offset])
            return [row[0] for row in cursor.fetchall()]

    def reasons(self, found: Mapping[str, Collection[int]]) -> dict[tuple[str, int], Reasons]:
        """Why each of these is there, by its kind and its id: all kinds in one statement."""
        pairs = [(kind, pk) for kind, ids in found.items() for pk in ids]
        if not pairs:
            return {}
        kinds, ids = zip(*pairs, strict=True)
        asked, why = self.query.sql, why_found(self.query, self.query.column)
        sql = f"SELECT kind, object_id, {why.text} FROM {GIVEN}, (SELECT {asked.text} AS query) q"  # noqa: S608 - ours
        with connection.cursor() as cursor:
            cursor.execute(sql, [*why.params, list(kinds), list(ids), *asked.params])
            return {(kind, pk): Reasons(*fields) for kind, pk, *fields in cursor.fetchall()}
