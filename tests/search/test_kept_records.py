"""What a worker keeps in memory becomes what there is, whatever was added, edited and taken away meanwhile."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import engine, index
from search.index import Entry, Texts
from search.packing import SINGLE, Layout

pytestmark = pytest.mark.django_db
LAYOUT = Layout("thing", {"type": SINGLE})
DAY = date(2004, 12, 6)
MOVES = st.tuples(st.sampled_from(["write", "remove", "look"]), st.integers(1, 6), st.integers(0, 3))


def write(pk: int, kind: int) -> None:
    text = Texts("nl", f"Ding {pk}")
    index.write("thing", [Entry(pk, DAY, LAYOUT.pack(pk, DAY, {"type": {kind}}), nl=text, en=text)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=12))
def test_it_is_what_reading_everything_gives(moves):
    index.remove("thing", range(1, 7))
    write(1, 0)
    kept = engine._whole(LAYOUT)
    for move, pk, kind in moves:
        if move == "write":
            write(pk, kind)
        elif move == "remove":
            index.remove("thing", [pk])
        else:
            kept = engine._changed(LAYOUT, kept)
    kept, anew = engine._changed(LAYOUT, kept), engine._whole(LAYOUT)
    assert kept.version == anew.version
    assert kept.columns["id"].tolist() == anew.columns["id"].tolist()
    assert kept.columns["type"].tolist() == anew.columns["type"].tolist()
