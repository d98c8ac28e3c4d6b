"""Counting facets over packed records.

Within a facet a record passes when it has any of the chosen values, and it must pass in every facet. The count of a
value is the number of records that pass everywhere else and have the value: what one gets by ticking it.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from search.packing import MULTI, SINGLE, TAGS, Layout

Selection = Mapping[str, Set[int]]  # facet name -> chosen slots; a facet without a choice is left out or empty


@dataclass(frozen=True)
class Counted:
    """`passing` marks the records that pass every facet; `counts` gives, per facet, slot -> number (zeros left out)."""

    passing: np.ndarray
    counts: dict[str, dict[int, int]]

    @property
    def total(self) -> int:
        return int(np.count_nonzero(self.passing))


def passes(records: np.ndarray, layout: Layout, facet: str, slots: Set[int]) -> np.ndarray:
    """Which records have any of `slots` in `facet`, as a boolean array."""
    column = records[facet]
    if layout.facets[facet] == SINGLE:
        return np.isin(column, list(slots))
    if layout.facets[facet] == MULTI:
        return (column & np.uint64(sum(1 << slot for slot in slots if 0 <= slot < 64))) != 0
    return np.isin(column, list(slots)).any(axis=1)


def count(records: np.ndarray, layout: Layout, selection: Selection) -> Counted:
    """Narrow `records` by `selection` and count every facet of the layout."""
    chosen = {facet: slots for facet, slots in selection.items() if slots}
    passing = {facet: passes(records, layout, facet, slots) for facet, slots in chosen.items()}
    everywhere = np.ones(len(records), bool)
    for ok in passing.values():
        everywhere &= ok
    counts = {}
    for facet, shape in layout.facets.items():
        if facet in passing:
            elsewhere = np.ones(len(records), bool)
            for name, ok in passing.items():
                if name != facet:
                    elsewhere &= ok
        else:
            elsewhere = everywhere
        column = records[facet] if elsewhere.all() else records[facet][elsewhere]
        counts[facet] = _COUNTERS[shape](column)
    return Counted(everywhere, counts)


def _count_single(column: np.ndarray) -> dict[int, int]:
    known = column[column >= 0]
    numbers = np.bincount(known) if known.size else np.zeros(0, int)
    return {int(slot): int(numbers[slot]) for slot in np.flatnonzero(numbers)}


def _count_multi(column: np.ndarray) -> dict[int, int]:
    """Byte by byte: a table of 256 rows says which bits a byte has."""
    if not column.size:
        return {}
    pieces = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), 8)
    counts = {}
    for place in range(8):  # big endian: the last byte holds slots 0 to 7
        per_bit = np.bincount(pieces[:, 7 - place], minlength=256) @ _BITS
        counts |= {place * 8 + bit: int(number) for bit, number in enumerate(per_bit) if number}
    return counts


def _count_tags(column: np.ndarray) -> dict[int, int]:
    return _count_single(column.ravel())


_BITS = (np.arange(256)[:, None] >> np.arange(8)) & 1
_COUNTERS = {SINGLE: _count_single, MULTI: _count_multi, TAGS: _count_tags}
