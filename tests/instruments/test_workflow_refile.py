"""Tags and themes of many instruments are changed by one door."""

import pytest

from instruments import workflow
from instruments.models import State
from instruments.models.instrument import TAGS_AT_MOST
from tests.factories import instrument, person, term

pytestmark = pytest.mark.django_db


def test_tags_and_themes_are_added_and_nothing_is_lost():
    curator, made = person(role="curator"), instrument(tags=["een"], themes=["learning"])
    workflow.refile(made, by=curator, add_tags=["twee", "Een"], add_themes=[term("theme", "mobility")])
    assert sorted(made.tags.names()) == ["een", "twee"]
    assert {theme.slug for theme in made.themes.all()} == {"learning", "mobility"}
    assert made.history.latest().history_user == curator


def test_themes_can_be_given_anew():
    made = instrument(themes=["learning"])
    workflow.refile(made, by=None, themes=[term("theme", "mobility")])
    assert [theme.slug for theme in made.themes.all()] == ["mobility"]


def test_there_is_room_for_so_many_tags():
    made = instrument(tags=[f"tag {number}" for number in range(TAGS_AT_MOST)])
    with pytest.raises(workflow.NotAllowed):
        workflow.refile(made, by=None, add_tags=["one too many"])
    assert made.tags.count() == TAGS_AT_MOST


def test_what_is_published_keeps_a_theme():
    with pytest.raises(workflow.NotAllowed):
        workflow.refile(instrument(), by=None, themes=[])
    draft = instrument(state=State.DRAFT)
    workflow.refile(draft, by=None, themes=[])
    assert not draft.themes.exists()
