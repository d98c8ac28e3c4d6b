"""Search over everything, kind by kind."""

from dataclasses import dataclass

from django.db import connection

from search.engine import score
from search.query import Query

COUNTS = """
SELECT kind, count(*) FROM search_document, (SELECT {query} AS query) q WHERE {column} @@ q.query GROUP BY kind
"""
BEST = """
SELECT object_id FROM search_document, (SELECT {found} AS found, {literal} AS literal) q
WHERE kind = %s AND {column} @@ q.found
ORDER BY {score} DESC, published DESC, object_id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class SiteSearch:
    """A query over all kinds of things."""

    query: Query

    def counts(self) -> dict[str, int]:
        """How many of each kind match; kinds without any are left out."""
        if not self.query.text:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(COUNTS.format(query=self.query.sql.text, column=self.query.column), self.query.sql.params)
            return dict(cursor.fetchall())

    def best(self, kind: str, *, offset: int, size: int) -> list[int]:
        """Ids of one kind, the best first."""
        found, literal, column = self.query.sql, self.query.literal_sql, self.query.column
        sql = BEST.format(found=found.text, literal=literal.text, column=column, score=score(column))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*found.params, *literal.params, kind, size, offset])
            return [row[0] for row in cursor.fetchall()]
