"""Packed records as columns, and any part of them: what is counted and ordered for a page.

The columns are little-endian, as processors are, and made when first asked for, so that a worker that keeps all records
makes them once for each version of the documents.
"""

from collections.abc import Callable
from functools import cached_property
from itertools import chain

import numpy as np

MANY = 50  # above one in so many records, values are counted by bits: the time is the same however many there are


class Columns:
    """Records, column by column. Lasting ones serve many pages: it pays to make more of them than one page needs."""

    def __init__(self, packed: np.ndarray, *, lasting: bool = False) -> None:
        self._packed, self.lasting = packed, lasting
        self._kept: dict = {}

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.kept(
            name, lambda: np.ascontiguousarray(self._packed[name], self._packed.dtype[name].base.newbyteorder("<"))
        )

    @property
    def age(self) -> np.ndarray:
        """A number per record by which the newest comes first, and the higher id first on the same day."""
        return self.kept("-age", lambda: -((self["day"].astype(np.int64) << 32) | self["id"]))

    @property
    def newest(self) -> np.ndarray:
        """The places of all records, the newest first."""
        return self.kept("-newest", lambda: np.argsort(self.age))

    def places(self, ids: np.ndarray) -> np.ndarray:
        """Where the records with these ids are; ids that are not here are left out."""
        known = self.kept("-places", self._by_id)
        found = known[ids[ids < len(known)]]
        return found if found.size == 0 or found.min() >= 0 else found[found >= 0]

    def _by_id(self) -> np.ndarray:
        places = np.full(int(self["id"].max(initial=0)) + 1, -1, np.int32)
        places[self["id"]] = np.arange(len(self), dtype=np.int32)
        return places

    def numbers(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Of a column with several numbers a record: the numbers that occur, and a row for each record of their places
        among these, counted from one; zero where it has no more.
        """
        return self.kept(f"{name}-numbers", lambda: self._numbers(self[name]))

    def _numbers(self, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        column = column[:, : int((column >= 0).sum(axis=1).max(initial=0))]  # what there is stands in front
        found = np.unique(column)
        found = found[found >= 0]
        places = np.zeros(found.max(initial=0) + 2, np.min_scalar_type(len(found)))  # the last is that of none, -1
        places[found] = np.arange(1, len(found) + 1)
        return found, places[column]

    def marks(self, name: str) -> tuple[list[int], np.ndarray]:
        """The values of a column, and for each of them a row of bits that marks the records that have it."""
        return self.kept(f"{name}-marks", lambda: self._marks(self[name]))

    def _marks(self, column: np.ndarray) -> tuple[list[int], np.ndarray]:
        if column.dtype.kind == "u":  # a mask: the values are its bits
            used = int(np.bitwise_or.reduce(column)) if len(column) else 0
            values = [bit for bit in range(64) if used >> bit & 1]
            rows = [as_bits(column >> np.uint64(bit) & np.uint64(1)) for bit in values]
        else:
            values = [value for value in np.unique(column).tolist() if value >= 0]
            rows = [as_bits(column == value) for value in values]
        return values, np.array(rows) if rows else np.zeros((0, len(as_bits(column >= 0))), np.uint64)

    def changed(self, packed: np.ndarray) -> "Columns":
        """The same with these records new or in place of those with their ids; none are taken away."""
        kept = self._packed[~np.isin(self["id"], packed["id"])]
        merged = np.concatenate([kept, packed])
        return Columns(merged[np.argsort(merged["id"], kind="stable")], lasting=self.lasting)

    def only(self, ids: np.ndarray) -> "Columns":
        """The same without those that have none of these ids."""
        return Columns(self._packed[np.sort(self.places(ids))], lasting=self.lasting)

    @property
    def arrays(self) -> list[np.ndarray]:
        """What is kept in memory."""
        kept = chain.from_iterable(made if isinstance(made, tuple) else (made,) for made in self._kept.values())
        return [self._packed, *(made for made in kept if isinstance(made, np.ndarray))]

    def kept[Made](self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` makes of these columns, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]


class Records:
    """Some of the records of `columns`, by their places; all of them without."""

    def __init__(self, columns: Columns, places: np.ndarray | None = None) -> None:
        self.columns, self.places = columns, places

    def __len__(self) -> int:
        return len(self.columns) if self.places is None else len(self.places)

    def __getitem__(self, name: str) -> np.ndarray:
        column = self.columns[name]
        return column if self.places is None else column[self.places]

    @property
    def whole(self) -> bool:
        return self.places is None

    @cached_property
    def age(self) -> np.ndarray:
        return self.columns.age if self.places is None else self.columns.age[self.places]

    def numbers(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of a column with several a record, and how many of these records have each."""
        found, rows = self._rows_of(name)
        return found, np.bincount(rows.ravel(), minlength=len(found) + 1)[1:]

    def having(self, name: str, wanted: list[int]) -> np.ndarray:
        """Which records have one of the `wanted` numbers in a column with several a record."""
        found, rows = self._rows_of(name)
        return np.concatenate([[False], np.isin(found, wanted)])[rows].any(axis=1)

    def _rows_of(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        found, rows = self.columns.numbers(name)
        return found, rows if self.places is None else rows.take(self.places, axis=0)

    def among(self, ids: np.ndarray) -> np.ndarray:
        """Which of these records have one of `ids`, as a boolean array."""
        mark = np.zeros(len(self.columns), bool)
        mark[self.columns.places(ids)] = True
        return mark if self.places is None else mark[self.places]

    def where(self, passing: np.ndarray) -> "Records":
        """Those that a boolean array marks."""
        if passing.all():
            return self
        return Records(self.columns, np.flatnonzero(passing) if self.places is None else self.places[passing])

    def newest(self, offset: int, size: int) -> np.ndarray:
        """Places within these records of one page, the newest first: an order that no concurrent reader disputes."""
        end = offset + size
        if offset >= len(self) or size <= 0:
            return np.zeros(0, np.intp)
        if self.places is None:
            return self.columns.newest[offset:end]
        best = np.argpartition(self.age, end - 1)[:end] if end < len(self) else np.arange(len(self))
        return best[np.argsort(self.age[best], kind="stable")][offset:end]

    @property
    def many(self) -> bool:
        """Whether counting by bits, which walks all records, is cheaper than picking these."""
        return self.columns.lasting and len(self) * MANY > len(self.columns)

    @cached_property
    def bits(self) -> np.ndarray:
        """These records, marked as a row of bits."""
        if self.places is None:
            return as_bits(np.ones(len(self.columns), bool))
        mark = np.zeros(len(self.columns), bool)
        mark[self.places] = True
        return as_bits(mark)


def as_bits(marked: np.ndarray) -> np.ndarray:
    """A boolean array as words of 64 bits, filled up with zeros."""
    packed = np.packbits(marked.astype(bool))
    return np.concatenate([packed, np.zeros(-len(packed) % 8, np.uint8)]).view(np.uint64)
