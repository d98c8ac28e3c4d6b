"""The forums of the demonstration: the facts of 2003 and 2004 as they stand, and one forum to try things on."""

from datetime import date

import pytest

from demo.forums import load_forums
from forums import table
from forums.models import Forum
from forums.workflow import registrations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_demonstration")]


def test_loading_again_adds_nothing():
    assert load_forums() == 0


def test_the_forums_of_the_source_have_their_months_and_no_invented_day_place_or_level():
    facts = Forum.objects.filter(demonstration=False).order_by("month", "kind")
    assert list(facts.values_list("kind", "month")) == [
        ("multi-stakeholder", date(2003, 7, 1)),
        ("stakeholder", date(2003, 7, 1)),
        ("multi-stakeholder", date(2004, 5, 1)),
    ]  # fmt: skip
    for forum in facts:
        assert (forum.starts_at, forum.place_nl, forum.level, forum.registrations.count()) == (None, "", "", 0)


def test_every_text_is_there_in_both_languages():
    for forum in Forum.objects.all():
        assert forum.completeness("nl") == forum.completeness("en") == 100


def test_the_invented_forum_is_marked_open_to_register_and_has_empty_seats():
    forum = Forum.objects.get(slug="ondernemen-met-de-buurt")
    assert forum.demonstration
    assert registrations.is_open(forum)
    found = table.of(forum)
    assert len(found.rows) == 8
    assert {row.group.slug for row in found.missing} == {"research", "consumers"}
    assert {row.group.slug: (row.invited, row.declined) for row in found.rows if row.invited} == {
        "trade-unions": (2, 0), "research": (2, 1), "consumers": (1, 0),
    }  # fmt: skip
    assert forum.questions.count() == 2
