"""Counts are honest: for random records and selections they equal a loop that anybody can follow."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.counting import count
from search.packing import MULTI, SINGLE, TAGS, Layout
from search.records import Columns, Records

LAYOUT = Layout("thing", {"type": SINGLE, "theme": MULTI, "tag": TAGS})

things = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sets(st.integers(0, 5), max_size=1),
            "theme": st.sets(st.integers(0, 61), max_size=6),
            "tag": st.sets(st.integers(1, 40), max_size=12),
        }
    ),
    max_size=40,
)
selections = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sets(st.integers(0, 6), max_size=3),
        "theme": st.sets(st.integers(0, 61), max_size=3),
        "tag": st.sets(st.integers(1, 41), max_size=3),
    },
)


def packed(things: list[dict]) -> np.ndarray:
    return LAYOUT.unpack(b"".join(LAYOUT.pack(pk, date(2004, 12, 6), values) for pk, values in enumerate(things, 1)))


def passes(thing: dict, selection: dict) -> bool:
    return all(thing[facet] & slots for facet, slots in selection.items() if slots)


ways = st.sampled_from([False, True])  # records of one page, and records that a worker keeps


def records(things: list[dict], lasting: bool) -> Records:
    return Records(Columns(packed(things), lasting=lasting))


@given(things, selections, ways)
def test_the_total_is_what_passes_every_facet(things, selection, lasting):
    counted = count(records(things, lasting), LAYOUT, selection)
    assert counted.total == sum(passes(thing, selection) for thing in things)


@given(things, selections, ways)
def test_a_count_is_the_number_of_results_if_the_value_is_ticked_alone_in_its_facet(things, selection, lasting):
    counted = count(records(things, lasting), LAYOUT, selection)
    for facet in LAYOUT.facets:
        elsewhere = {name: slots for name, slots in selection.items() if name != facet}
        for slot in range(63):
            expected = sum(passes(thing, elsewhere) and slot in thing[facet] for thing in things)
            assert counted.counts[facet].get(slot, 0) == expected, (facet, slot)


@given(things)
def test_what_is_packed_comes_out_again(things):
    for record, thing in zip(packed(things), things, strict=True):
        assert {int(record["type"])} - {-1} == thing["type"]
        assert {bit for bit in range(64) if int(record["theme"]) >> bit & 1} == thing["theme"]
        assert {int(tag) for tag in record["tag"]} - {-1} == thing["tag"]


def test_a_single_facet_refuses_two_values():
    with pytest.raises(ValueError, match="one value"):
        LAYOUT.pack(1, date(2004, 12, 6), {"type": {1, 2}})


def test_a_thing_has_at_most_twelve_tags():
    with pytest.raises(ValueError, match="12"):
        LAYOUT.pack(1, date(2004, 12, 6), {"tag": range(13)})


@pytest.mark.parametrize("lasting", [False, True])
def test_nothing_is_counted_in_nothing(lasting):
    counted = count(records([], lasting), LAYOUT, {"type": {1}})
    assert counted.total == 0
    assert counted.counts == {"type": {}, "theme": {}, "tag": {}}
