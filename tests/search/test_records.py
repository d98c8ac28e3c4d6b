"""Records that a worker keeps follow what changes."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from search.packing import SINGLE, TAGS, Layout
from search.records import Columns, Records

LAYOUT = Layout("thing", {"type": SINGLE, "tag": TAGS})


def packed(*things: tuple[int, int, set[int]]) -> np.ndarray:
    return LAYOUT.unpack(
        b"".join(LAYOUT.pack(pk, date(2004, 12, pk), {"type": {kind}, "tag": tags}) for pk, kind, tags in things)
    )


def numbers(records: Records) -> dict[int, int]:
    found, counts = records.numbers("tag")
    return {tag: count for tag, count in zip(found.tolist(), counts.tolist(), strict=True) if count}


def test_a_changed_record_takes_the_place_of_the_old_one_and_a_new_one_its_own():
    columns = Columns(packed((1, 0, {7}), (3, 0, set()), (4, 0, {7, 8})))
    changed = columns.changed(packed((2, 1, {9}), (3, 1, {7})))
    assert changed["id"].tolist() == [1, 2, 3, 4]
    assert changed["type"].tolist() == [0, 1, 1, 0]
    assert numbers(Records(changed)) == {7: 3, 8: 1, 9: 1}
    assert columns["type"].tolist() == [0, 0, 0]


def test_what_has_gone_is_left_out():
    columns = Columns(packed((1, 0, {7}), (3, 1, set()), (4, 0, {7, 8})), lasting=True)
    left = columns.only(np.array([4, 1, 9]))
    assert left["id"].tolist() == [1, 4]
    assert numbers(Records(left)) == {7: 2, 8: 1}


def test_places_are_found_by_id_and_unknown_ids_are_left_out():
    columns = Columns(packed((2, 0, set()), (5, 0, set()), (9, 0, set())))
    assert columns.places(np.array([9, 2, 3, 400])).tolist() == [2, 0]


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("size", [1, 2, 20, 28])
def test_numbers_are_the_same_for_few_records_and_for_many(size, lasting):
    things = [(pk, 0, {pk % 5, 10 + pk}) for pk in range(1, 29)]
    part = Records(Columns(packed(*things), lasting=lasting), np.arange(size))
    assert numbers(part) == Counter(tag for _, _, tags in things[:size] for tag in tags)
    assert part.having("tag", [3, 12]).tolist() == [bool(tags & {3, 12}) for _, _, tags in things[:size]]


def test_the_newest_come_first_in_a_part_as_in_the_whole():
    columns = Columns(packed(*[(pk, 0, set()) for pk in range(1, 21)]))
    assert columns["id"][Records(columns).newest(2, 3)].tolist() == [18, 17, 16]
    part = Records(columns, np.array([4, 0, 9, 12]))
    assert part["id"][part.newest(1, 2)].tolist() == [10, 5]
    assert part.newest(4, 5).size == 0
