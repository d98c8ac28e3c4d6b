"""What is used more comes a little before its equals; what was long ago counts less."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search
from instruments.models import Use
from search.models import Used
from tests.factories import instrument

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def first(words: str) -> str:
    return Results(Search(words=words), "nl", Vocabulary()).items[0].title_nl


def use(made, *, times: int, kind: str = "view", day: date = TODAY) -> None:
    Use.objects.create(instrument=made, day=day, kind=kind, times=times)


@pytest.fixture
def pair() -> list:
    return [instrument(title_nl=f"Fiets {name}", title_en="") for name in ("blauw", "groen")]


@pytest.mark.parametrize("kind", ["view", "download", "boxed"])
def test_of_equals_the_used_one_comes_first(pair, kind):
    assert first("fiets") == "Fiets groen"  # the later of two equals
    use(pair[0], times=30, kind=kind)
    assert first("fiets") == "Fiets blauw"


def test_what_was_a_year_ago_counts_half(pair):
    use(pair[0], times=30, day=TODAY - timedelta(days=365))
    use(pair[1], times=16)
    assert first("fiets") == "Fiets groen"
    use(pair[1], times=2, day=TODAY - timedelta(days=1))
    Use.objects.filter(instrument=pair[1], times=16).update(times=12)
    assert first("fiets") == "Fiets blauw"


def test_a_visit_from_another_website_is_a_view_already(pair):
    use(pair[0], times=30, kind="link")
    assert first("fiets") == "Fiets groen"


def test_no_use_outweighs_a_better_place():
    body = instrument(title_nl="Naar het werk", title_en="", summary_nl="Over van alles.", body_nl="Met de fiets.")
    instrument(title_nl="De fiets", title_en="")
    use(body, times=1_000_000)
    assert first("fiets") == "De fiets"


moves = st.tuples(st.sampled_from(["add", "change", "delete"]), st.sampled_from(["view", "link", "boxed"]),
                  st.integers(0, 900), st.integers(0, 1000))  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(moves, max_size=10))
def test_the_score_is_the_sum_of_what_is_counted(moves):
    made = instrument()
    for move, kind, ago, times in moves:
        there = Use.objects.filter(instrument=made, kind=kind, day=TODAY - timedelta(days=ago))
        if move == "delete":
            there.delete()
        elif not there.update(times=F("times") + times) and move == "add":
            use(made, times=times, kind=kind, day=TODAY - timedelta(days=ago))
    counted = Use.objects.filter(instrument=made).exclude(kind="link")
    expected = sum(one.times * 2 ** ((one.day - date(2004, 12, 6)).days / 365) for one in counted)
    found = Used.objects.filter(kind="instrument", object_id=made.pk).first()
    assert (found.score if found else 0) == pytest.approx(expected, rel=1e-6, abs=1)
