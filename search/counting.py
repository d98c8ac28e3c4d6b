"""Counting facets over packed records.

Within a facet a record passes when it has any of the chosen values, and it must pass in every facet. The count of a
value is the number of records that pass everywhere else and have the value: what one gets by ticking it.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from search.packing import MULTI, SINGLE, TAGS, Layout
from search.records import Records

Selection = Mapping[str, AbstractSet[int]]  # facet name -> chosen slots; a facet without a choice is left out or empty


@dataclass(frozen=True)
class Counted:
    """`passing` marks the records that pass every facet; `counts` gives, per facet, slot -> number (zeros left out)."""

    passing: np.ndarray
    counts: dict[str, dict[int, int]]

    @property
    def total(self) -> int:
        return int(np.count_nonzero(self.passing))


def passes(records: Records, layout: Layout, facet: str, slots: AbstractSet[int]) -> np.ndarray:
    """Which records have any of `slots` in `facet`, as a boolean array."""
    if layout.facets[facet] == SINGLE:
        values = records[facet]
        return np.logical_or.reduce([values == slot for slot in slots])  # a few comparisons are quicker than np.isin
    if layout.facets[facet] == MULTI:
        return (records[facet] & np.uint64(sum(1 << slot for slot in slots if 0 <= slot < 64))) != 0
    return records.having(facet, list(slots))


def count(records: Records, layout: Layout, selection: Selection) -> Counted:
    """Narrow `records` by `selection` and count every facet of the layout."""
    chosen = {facet: slots for facet, slots in selection.items() if slots}
    passing = {facet: passes(records, layout, facet, slots) for facet, slots in chosen.items()}
    everywhere = np.ones(len(records), bool)
    for ok in passing.values():
        everywhere &= ok
    results = records.where(everywhere)
    counts = {}
    for facet, shape in layout.facets.items():
        elsewhere = results
        if facet in passing:
            others = np.ones(len(records), bool)
            for name, ok in passing.items():
                if name != facet:
                    others &= ok
            elsewhere = records.where(others)
        counts[facet] = _COUNTERS[shape](elsewhere, facet)
    return Counted(everywhere, counts)


def _count_single(records: Records, facet: str) -> dict[int, int]:
    if records.many:
        return _count_bits(records, facet)
    found, numbers = np.unique(records[facet], return_counts=True)
    return {slot: number for slot, number in zip(found.tolist(), numbers.tolist(), strict=True) if slot >= 0}


def _count_multi(records: Records, facet: str) -> dict[int, int]:
    """Byte by byte: a table of 256 rows says which bits a byte has."""
    if records.many:
        return _count_bits(records, facet)
    column = records[facet]
    used = int(np.bitwise_or.reduce(column)) if len(column) else 0
    pieces = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), 8)
    counts = {}
    for place in range(8):  # the first byte holds slots 0 to 7
        if used >> (8 * place) & 255:
            per_bit = np.bincount(pieces[:, place], minlength=256) @ _BITS
            counts |= {place * 8 + bit: int(number) for bit, number in enumerate(per_bit) if number}
    return counts


def _count_bits(records: Records, facet: str) -> dict[int, int]:
    """What each value marks and these records have in common, counted by whole words of bits."""
    values, marks = records.columns.marks(facet)
    numbers = np.bitwise_count(marks & records.bits).sum(axis=1)
    return {value: number for value, number in zip(values, numbers.tolist(), strict=True) if number}


def _count_tags(records: Records, facet: str) -> dict[int, int]:
    found, numbers = records.numbers(facet)
    some = numbers > 0
    return dict(zip(found[some].tolist(), numbers[some].tolist(), strict=True))


_BITS = (np.arange(256)[:, None] >> np.arange(8)) & 1
_COUNTERS = {SINGLE: _count_single, MULTI: _count_multi, TAGS: _count_tags}
