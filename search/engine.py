"""One page of a search: match, narrow and count, order. Fetching the rows is the business of who asked.

PostgreSQL matches the words and ranks; numpy counts (search/counting.py). Whatever is selected, a page costs one
statement without words, and with them three on the first pages and at most five.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
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

CANDIDATES = 200  # so many of the best tiers are ranked exactly; see "tiers" in docs/architecture.md
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
        self.reach = 0  # so many of the best will be asked for: the tiers that they are in come with the matches
        self._reasons: dict[int, Reasons] = {}
        self._known_tiers: list[np.ndarray] = []

    @cached_property
    def records(self) -> Records:
        """The records of what matches, in no order."""
        if _documents[connection.settings_dict["NAME"]] > settings.SEARCH_ARRAY_ABOVE:
            return self._from_array()
        documents = self._matching_documents("packed")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {DOCUMENTS}, (SELECT string_agg(packed, '') FROM ({documents.text}) found)", documents.params
            )
            _documents[connection.settings_dict["NAME"]], packed = cursor.fetchone()
        return Records(Columns(self.layout.unpack(packed or b"")))

    def _matching_documents(self, columns: str) -> Sql:
        """SELECT of columns of what matches: of everything without words."""
        if self.query.text:
            return self.query.documents(columns, self.layout.kind)
        return Sql(f"SELECT {columns} FROM search_document WHERE kind = %s", [self.layout.kind])

    def _from_array(self) -> Records:
        """Ids and version in one snapshot; the records come from this worker's array, reloaded when it is behind."""
        sql = self._matches_and_tiers() if self.query.text else Sql("SELECT number FROM search_version WHERE id = 1")
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            version, *found = cursor.fetchone()
        array = _arrays.get((connection.settings_dict["NAME"], self.layout.kind))
        if array is None or array.version != version:
            array = _load(self.layout, array)
        if not found:
            return Records(array.columns)
        matches, *tiers = [_ids(ids) for ids in found]
        if len(matches) > CANDIDATES:
            self._known_tiers = [ids for n, ids in enumerate(tiers) if sum(map(len, tiers[:n])) < self._enough]
        # an edit between the two statements may have added or removed some: only what both know is shown
        return Records(array.columns, array.columns.places(matches))

    @property
    def _enough(self) -> int:
        return min(self.reach, CANDIDATES)

    def _matches_and_tiers(self) -> Sql:
        """The version and the ids of what matches; of many matches those of the titles too, as far as `reach`."""
        documents = self._matching_documents("object_id")
        asked, params = [f"LATERAL (SELECT {IDS} AS ids FROM ({documents.text}) found) found0"], documents.params
        tiers = [tier for weights, tier in self._tiers() if weights == "a"] if self.reach else []
        for n, tier in enumerate(tiers, 1):
            # four bytes an id; counting the rows beside it would take longer
            before = " + ".join(["0", *(f"coalesce(length(found{earlier}.ids), 0)" for earlier in range(1, n))])
            asked.append(
                f"LATERAL (SELECT {IDS} AS ids FROM search_document"
                f" WHERE length(found0.ids) > {4 * CANDIDATES} AND {before} < {4 * self._enough}"
                f" AND kind = %s AND {tier.text}) found{n}"
            )
            params = [*params, self.layout.kind, *tier.params]
        ids = ", ".join(f"found{n}.ids" for n in range(len(asked)))
        return Sql(f"SELECT v.number, {ids} FROM search_version v, {', '.join(asked)} WHERE v.id = 1", params)

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
        """Few are all ranked. Of many, 200 are: what has all the words in the title (first with its stop words), or is
        named so, the newest of them if there are more; then what has all of them in title, summary or vocabulary. The
        rest comes by date.
        """
        if len(records) <= CANDIDATES:
            return self._ranked(records, offset, size)
        chosen, title = np.zeros(len(records), bool), None
        for n, (weights, condition) in enumerate(self._tiers()):
            tier = self._known_tiers[n] if n < len(self._known_tiers) else self._matching(condition)
            places = np.flatnonzero(records.among(tier) & ~chosen)
            room = CANDIDATES - int(np.count_nonzero(chosen))
            if len(places) > room:
                places = places[np.argpartition(records.age[places], room)[:room]]
            title = None if weights == "a" else records.where(chosen)
            chosen[places] = True
            if np.count_nonzero(chosen) >= min(offset + size, CANDIDATES):
                break
        candidates = records.where(chosen)
        ranked = self._ranked(candidates, offset, size, first=title) if offset < len(candidates) else []
        if len(ranked) == size:
            return ranked
        return ranked + _newest(records.where(~chosen), max(0, offset - len(candidates)), size - len(ranked))

    def _tiers(self) -> Iterator[tuple[str, Sql]]:
        """The parts that have all the words, as weights and as a condition: the best tier first."""
        matched, query = self.query.matched, self.query
        if query.with_stop_words:
            yield "a", matched(query.with_stop_words, "a")
        title, name = matched(query.sql, "a"), matched(query.whole, "a,b")
        yield "a", Sql(f"({title.text} OR {name.text})", [*title.params, *name.params])
        yield "a,b", matched(query.sql, "a,b")

    def _matching(self, condition: Sql) -> np.ndarray:
        """The ids of what meets a condition."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {IDS} FROM search_document WHERE kind = %s AND {condition.text}",
                [self.layout.kind, *condition.params],
            )
            return _ids(cursor.fetchone()[0])

    def _ranked(self, records: Records, offset: int, size: int, first: Records | None = None) -> list[int]:
        """The best of these, with those in `first` before the others; why they are there is found on the way."""
        where = Sql("kind = %s AND object_id = ANY(%s::int[])", [self.layout.kind, _array(records)])
        before = Sql("object_id = ANY(%s::int[])", [_array(first)]) if first else None
        best, why = ranking.best_first(self.query, where, "object_id, vector", before), why_found(self.query, "vector")
        sql = self.query.sql
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object_id, {why.text}"
                f" FROM ({best.text} LIMIT %s OFFSET %s) best, (SELECT {sql.text} AS query) q",
                [*why.params, *best.params, size, offset, *sql.params],
            )
            found = {row[0]: Reasons(*row[1:]) for row in cursor.fetchall()}
        self._reasons |= found
        return list(found)

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
        if unknown := [pk for pk in object_ids if pk not in self._reasons]:
            sql, why = self.query.sql, why_found(self.query, self.query.column)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT object_id, {why.text} FROM search_document, (SELECT {sql.text} AS query) q"
                    " WHERE kind = %s AND object_id = ANY(%s)",
                    [*why.params, *sql.params, self.layout.kind, unknown],
                )
                self._reasons |= {row[0]: Reasons(*row[1:]) for row in cursor.fetchall()}
        return {pk: self._reasons[pk] for pk in object_ids if pk in self._reasons}


def why_found(query: Query, vector: str) -> Sql:
    """The fields of Reasons for a document with this vector, beside `q.query`."""
    places = ", ".join(f"ts_filter({vector}, '{weights}') @@ q.query" for weights in ("{a}", "{b}", "{a,b,c}"))
    variants = list(dict.fromkeys(variant for term in query.terms for variant in term.variants))
    found = [f"CASE WHEN {vector} @@ phraseto_tsquery(%s::regconfig, %s) THEN %s END" for _ in variants]
    as_ = f"array_remove(ARRAY[{', '.join(found)}]::text[], NULL)"
    return Sql(f"{places}, {as_}", [param for v in variants for param in (query.config, v, v)])


def _ids(packed: bytes | None) -> np.ndarray:
    return np.frombuffer(packed or b"", ">i4").astype(np.int32)


def _array(records: Records) -> str:
    return f"{{{','.join(map(str, records['id'].tolist()))}}}"


def _newest(records: Records, offset: int, size: int) -> list[int]:
    return records["id"][records.newest(offset, size)].tolist()


def _load(layout: Layout, known: _Array | None) -> _Array:
    """All records as they are now: what `known` has become, or everything when this worker knows nothing yet."""
    array = _changed(layout, known) if known else _whole(layout)
    _arrays[connection.settings_dict["NAME"], layout.kind] = array
    return array


CHANGED = "string_agg(packed, '' ORDER BY object_id) FILTER (WHERE version > %s)"


def _changed(layout: Layout, known: _Array) -> _Array:
    """What `known` has become. Versions grow as commits come, so that none is missed."""
    version, number, packed = _with_version(f"count(*), {CHANGED}", [known.version, layout.kind])
    columns = known.columns.changed(layout.unpack(packed)) if packed else known.columns
    if len(columns) != number:  # something has gone: what is left tells
        version, ids, packed = _with_version(f"{IDS}, {CHANGED}", [known.version, layout.kind])
        columns = known.columns.changed(layout.unpack(packed or b"")).only(_ids(ids))
    return _Array(version, columns)


def _whole(layout: Layout) -> _Array:
    version, packed = _with_version("string_agg(packed, '' ORDER BY object_id)", [layout.kind])
    return _Array(version, Columns(layout.unpack(packed or b""), lasting=True))


def _with_version(columns: str, params: list) -> tuple:
    """The version, and columns over all documents of a kind, in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.number, d.* FROM search_version v, (SELECT {columns} FROM search_document WHERE kind = %s) d"
            " WHERE v.id = 1",
            params,
        )
        return cursor.fetchone()


def _column(sql: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
