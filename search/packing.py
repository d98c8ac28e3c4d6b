"""Facets packed into bytes: the one place that knows how.

A thing's facets fit in one fixed-width record (big endian), so that PostgreSQL can hand over the records of all that
matches as one value, and numpy can count them:

    id int32 | day int32, days since 1970-01-01 | a field for each facet in the order of the layout:
    single  int16   slot of its one value, -1 for none
    multi   uint64  bit n is set when it has the value with slot n, so slots run from 0 to 61
    tags    12 x int32  ids, -1 where there are fewer
    period  2 x int32   first and last day, as above; UNKNOWN for a first and OPEN for a last one that there is not
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

SINGLE, MULTI, TAGS, PERIOD = "single", "multi", "tags", "period"
TAGS_AT_MOST = 12
EPOCH = date(1970, 1, 1)
UNKNOWN, OPEN = -(2**31), 2**31 - 1
_FIELDS = {SINGLE: (">i2", ()), MULTI: (">u8", ()), TAGS: (">i4", (TAGS_AT_MOST,)), PERIOD: (">i4", (2,))}


@dataclass(frozen=True)
class Layout:
    """The facets of one kind of thing, in packed order: `{"type": "single", "theme": "multi", ...}`."""

    kind: str
    facets: Mapping[str, Literal["single", "multi", "tags", "period"]]

    @cached_property
    def dtype(self) -> np.dtype:
        fields = [(name, *_FIELDS[shape]) for name, shape in self.facets.items()]
        return np.dtype([("id", ">i4"), ("day", ">i4"), *fields])

    def pack(self, object_id: int, published: date, values: Mapping[str, Iterable[int]]) -> bytes:
        """One record. `values` gives the slots (or tag ids, or `days`) of each facet; a missing facet has none.

        Raises ValueError when a single facet has two values or a thing has more than twelve tags.
        """
        record = np.zeros(1, self.dtype)
        record["id"], record["day"] = object_id, (published - EPOCH).days
        for name, shape in self.facets.items():
            if shape == PERIOD:
                record[name] = values.get(name, (UNKNOWN, OPEN))
                continue
            slots = sorted(set(values.get(name, ())))
            if shape == SINGLE:
                if len(slots) > 1:
                    raise ValueError(f"{name} takes one value, not {slots}")
                record[name] = slots[0] if slots else -1
            elif shape == MULTI:
                record[name] = sum(1 << slot for slot in slots)
            else:
                if len(slots) > TAGS_AT_MOST:
                    raise ValueError(f"{name} takes at most {TAGS_AT_MOST} values")
                record[name] = slots + [-1] * (TAGS_AT_MOST - len(slots))
        return record.tobytes()

    def unpack(self, packed: bytes | memoryview) -> np.ndarray:
        """The records in `packed`, as a structured array."""
        return np.frombuffer(packed, self.dtype)


def days(first: date | None, last: date | None) -> tuple[int, int]:
    """A period as it is packed."""
    return (UNKNOWN if first is None else (first - EPOCH).days), (OPEN if last is None else (last - EPOCH).days)
