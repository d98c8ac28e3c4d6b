"""One page of a search: match, narrow and count, order. Fetching the rows is the business of who asked.

PostgreSQL matches the words and ranks; numpy counts (search/counting.py). Whatever is selected, a page costs one
statement without words and at most three with them, and one for the reasons.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.conf import settings
from django.db import connection

from search import ranking
from search.counting import Counted, Selection, count
from search.packing import Layout
from search.query import Query, Sql
from search.records import Columns, Records

CANDIDATES = 400  # so many of the best tiers are ranked exactly; see "tiers" in docs/architecture.md
NEARLY = 200  # so many that have the most of the words are looked at when few have all
RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"


@dataclass(frozen=True)
class Reasons:
    """Where a search found its words: all of them in the title, in the summary, in whole words at all; `as_` names what
    the thesaurus put beside them and what was found.
    """

    in_title: bool
    in_summary: bool
    in_whole_words: bool
    as_: list[str]


@dataclass
class _Array:
    """All records of a kind, as this worker last saw them."""

    version: int
    columns: Columns


_arrays: dict[tuple[str, str], _Array] = {}
# How many documents there are by PostgreSQL's own estimate: decides between fetching the records of a page's matches
# and keeping all of them here. Both give the same, so the estimate may lag behind.
DOCUMENTS = "(SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass)"
IDS = "string_agg(int4send(object_id), '')"
_documents: defaultdict[str, float] = defaultdict(float)


class Matches:
    """Everything of one kind that matches the words, narrowed and counted on demand."""

    def __init__(self, layout: Layout, query: Query) -> None:
        self.layout, self.query = layout, query

    @cached_property
    def records(self) -> Records:
        """The records of what matches, in no order."""
        if _documents[connection.settings_dict["NAME"]] > settings.SEARCH_ARRAY_ABOVE:
            return self._from_array()
        where, params = self._where()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {DOCUMENTS}, (SELECT string_agg(packed, '') FROM search_document WHERE kind = %s{where})",
                [self.layout.kind, *params],
            )
            _documents[connection.settings_dict["NAME"]], packed = cursor.fetchone()
        return Records(Columns(self.layout.unpack(packed or b"")))

    def _where(self) -> tuple[str, list[str]]:
        if not self.query.text:
            return "", []
        matched = self.query.matched(self.query.sql)
        return f" AND {matched.text}", matched.params

    def _from_array(self) -> Records:
        """Ids and version in one snapshot; the records come from this worker's array, reloaded when it is behind."""
        where, params = self._where()
        ids_sql = f", (SELECT {IDS} FROM search_document WHERE kind = %s{where})" if where else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT number{ids_sql} FROM search_version WHERE id = 1",
                [self.layout.kind, *params] if where else [],
            )
            version, *ids = cursor.fetchone()
        array = _arrays.get((connection.settings_dict["NAME"], self.layout.kind))
        if array is None or array.version != version:
            array = _load(self.layout)
        if not where:
            return Records(array.columns)
        # an edit between the two statements may have added or removed some: only what both know is shown
        return Records(array.columns, array.columns.places(_ids(ids[0])))

    def count(self, selection: Selection) -> Counted:
        """Totals and counts for a selection."""
        if self.records.whole and not any(selection.values()):
            return self.records.columns.kept("counted", lambda: count(self.records, self.layout, {}))
        return count(self.records, self.layout, selection)

    def page(
        self, passing: np.ndarray, *, sort: str, offset: int, size: int, by_title: Callable | None = None
    ) -> list[int]:
        """Ids of one page of the records marked in `passing`.

        `sort` is `relevance` (needs words), `newest` or `title`; for titles `by_title(ids, offset, size)` is asked,
        since only the app knows them.
        """
        if not passing.any():
            return []
        records = self.records.where(passing)
        if sort == TITLE and by_title:
            return by_title(records["id"].tolist(), offset, size)
        if sort == RELEVANCE and self.query.text:
            return self._by_relevance(records, offset, size)
        return _newest(records, offset, size)

    def _by_relevance(self, records: Records, offset: int, size: int) -> list[int]:
        """Up to 400 candidates, with words in the title or else the summary, are ranked exactly; the rest by date."""
        candidates, rest = records, None
        if len(records) > CANDIDATES:
            chosen = self._tiers(records)
            candidates, rest = records.where(chosen), records.where(~chosen)
        if rest and offset >= len(candidates):
            return _newest(rest, offset - len(candidates), size)
        ids = f"{{{','.join(map(str, candidates['id'].tolist()))}}}"
        where = Sql("kind = %s AND object_id = ANY(%s::int[])", [self.layout.kind, ids])
        best = ranking.best_first(self.query, where)
        ranked = _column(f"{best.text} LIMIT %s OFFSET %s", [*best.params, size, offset])
        if rest and len(ranked) < size:
            ranked += _newest(rest, 0, size - len(ranked))
        return ranked

    def _tiers(self, records: Records) -> np.ndarray:
        """Which records are the candidates, as a boolean array."""
        title, head = (self.query.matched(self.query.sql, weights) for weights in ("a", "a,b"))
        expected = len(records) / len(
            self.records
        )  # the part of the titles found that the selection is likely to leave
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH title AS MATERIALIZED"
                f" (SELECT {IDS} AS ids FROM search_document WHERE kind = %s AND {title.text})"
                f" SELECT ids, CASE WHEN coalesce(length(ids), 0) / 4 * %s < %s THEN"
                f" (SELECT {IDS} FROM search_document WHERE kind = %s AND {head.text}) END FROM title",
                [self.layout.kind, *title.params, expected, CANDIDATES, self.layout.kind, *head.params],
            )
            tiers = [records.among(_ids(packed)) for packed in cursor.fetchone()]
        chosen = np.zeros(len(records), bool)
        for tier in (*tiers, np.ones(len(records), bool)):
            places = np.flatnonzero(tier & ~chosen)
            room = CANDIDATES - int(np.count_nonzero(chosen))
            if len(places) > room:
                places = places[np.argpartition(records.age[places], room)[:room]]
            chosen[places] = True
            if len(places) == room:
                break
        return chosen

    def nearly(self, selection: Selection, size: int) -> list[int]:
        """Ids of what has some of the words, narrowed by `selection`: what has more of them, and rarer ones, first."""
        each = [self.query.found(term) for term in self.query.wanted]
        if len(each) < 2:
            return []
        found = " UNION ALL ".join(
            f"SELECT {n} AS n, object_id FROM search_document WHERE kind = %s AND {self.query.matched(sql).text}"
            for n, sql in enumerate(each)
        )
        most = (
            f"WITH found AS MATERIALIZED ({found}), rarity AS ("
            f"  SELECT n, ln(1 + {ranking.DOCUMENTS} / count(*)) AS weight FROM found GROUP BY n"
            "), best AS ("
            "  SELECT object_id FROM found JOIN rarity USING (n)"
            "  GROUP BY object_id ORDER BY sum(weight) DESC, object_id DESC LIMIT %s) "
        )
        where = Sql("kind = %s AND object_id IN (SELECT object_id FROM best)", [self.layout.kind])
        best = ranking.best_first(self.query, where, "packed")
        with connection.cursor() as cursor:
            params = [param for sql in each for param in (self.layout.kind, *sql.params)]
            cursor.execute(most + best.text, [*params, NEARLY, *best.params])
            records = Records(Columns(self.layout.unpack(b"".join(row[0] for row in cursor.fetchall()))))
        return records["id"][count(records, self.layout, selection).passing][:size].tolist()

    def only_stop_words(self) -> bool:
        """True when nothing is left of the words: `de`, `the`, or a lone minus."""
        if not self.query.text:
            return False
        sql = "SELECT numnode(plainto_tsquery(%s::regconfig, %s))"
        return _column(sql, [self.query.config, self.query.text]) == [0]

    def reasons(self, object_ids: list[int]) -> dict[int, "Reasons"]:
        """Why each of these is there: where the words were found, and as what."""
        if not object_ids:
            return {}
        variants = list(dict.fromkeys(variant for term in self.query.terms for variant in term.variants))
        column, config, sql = self.query.column, self.query.config, self.query.sql
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object_id, ts_filter({column}, '{{a}}') @@ q.query, ts_filter({column}, '{{b}}') @@ q.query,"
                f" ts_filter({column}, '{{a,b,c}}') @@ q.query,"
                f" ARRAY(SELECT v FROM unnest(%s::text[]) v WHERE {column} @@ phraseto_tsquery(%s::regconfig, v))"
                f" FROM search_document, (SELECT {sql.text} AS query) q WHERE kind = %s AND object_id = ANY(%s)",
                [variants, config, *sql.params, self.layout.kind, object_ids],
            )
            return {row[0]: Reasons(*row[1:]) for row in cursor.fetchall()}


def _ids(packed: bytes | None) -> np.ndarray:
    return np.frombuffer(packed or b"", ">i4").astype(np.int32)


def _newest(records: Records, offset: int, size: int) -> list[int]:
    return records["id"][records.newest(offset, size)].tolist()


def _load(layout: Layout) -> _Array:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.number, (SELECT string_agg(packed, '' ORDER BY object_id) FROM search_document WHERE kind = %s)"
            " FROM search_version v WHERE v.id = 1",
            [layout.kind],
        )
        version, packed = cursor.fetchone()
    array = _Array(version, Columns(layout.unpack(packed or b"")))
    _arrays[connection.settings_dict["NAME"], layout.kind] = array
    return array


def _column(sql: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
