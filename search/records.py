"""Packed records as columns, and any part of them: what is counted and ordered for a page.

The columns are little-endian, as processors are, and made when first asked for, so that a worker that keeps all records
makes them once for each version of the documents.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

FEW = 8  # below one in so many records, picking them one by one is cheaper than walking the column


class Columns:
    """All records of a kind, column by column."""

    def __init__(self, packed: np.ndarray) -> None:
        self._packed = packed
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

    def numbers(self, name: str) -> np.ndarray:
        """All numbers of a column with several a record, one after another."""
        return self.kept(f"{name}-numbers", lambda: self[name][self[name] >= 0])

    def owners(self, name: str) -> np.ndarray:
        """The place of the record that each of `numbers` belongs to."""
        return self.kept(f"{name}-owners", lambda: np.repeat(np.arange(len(self)), (self[name] >= 0).sum(axis=1)))

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

    def numbers(self, name: str) -> np.ndarray:
        """All numbers of a column with several a record."""
        if self.places is None:
            return self.columns.numbers(name)
        if len(self.places) * FEW < len(self.columns):
            few = self.columns[name][self.places]
            return few[few >= 0]
        return self.columns.numbers(name)[self._mask[self.columns.owners(name)]]

    def having(self, name: str, wanted: list[int]) -> np.ndarray:
        """Which records have one of the `wanted` numbers in a column with several a record."""
        if not self.whole and len(self.places) * FEW < len(self.columns):
            return np.isin(self.columns[name][self.places], wanted).any(axis=1)
        found = np.zeros(len(self.columns), bool)
        found[self.columns.owners(name)[np.isin(self.columns.numbers(name), wanted)]] = True
        return found if self.places is None else found[self.places]

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

    @cached_property
    def _mask(self) -> np.ndarray:
        mask = np.zeros(len(self.columns), bool)
        mask[self.places] = True
        return mask
