"""An earlier version comes back as a new one; the state and the address stay."""

import pytest

from instruments import workflow
from instruments.models import State
from tests.factories import instrument, person, term

pytestmark = pytest.mark.django_db


def edited(made, **fields):
    for name, value in fields.items():
        setattr(made, name, value)
    workflow.save(made, by=None)
    workflow.index([made])
    return made


def test_texts_fields_and_vocabulary_come_back():
    made = instrument(title_nl="Eerst", year=2004, themes=["learning"])
    first = made.history.latest()
    edited(made, title_nl="Daarna", year=2006)
    workflow.refile(made, by=None, themes=[term("theme", "mobility")])
    curator = person(role="curator")
    restored = workflow.restore(made, version=first, by=curator)
    assert (restored.title_nl, restored.year) == ("Eerst", 2004)
    assert [theme.slug for theme in restored.themes.all()] == ["learning"]
    latest = restored.history.latest()
    assert latest.history_user == curator
    assert latest.history_change_reason.startswith("restored version of")


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED, State.WITHDRAWN])
def test_the_state_stays_as_it_is(state):
    made = instrument(state=State.DRAFT, title_nl="Eerst")
    first = made.history.latest()
    edited(made, title_nl="Daarna")
    if state != State.DRAFT:
        made = workflow.publish(made, by=None)
    if state == State.WITHDRAWN:
        made = workflow.withdraw(made, by=None, reason_nl="Fout")
    restored = workflow.restore(made, version=first, by=None)
    restored.refresh_from_db()
    assert (restored.state, restored.title_nl, restored.slug) == (state, "Eerst", made.slug)
    assert restored.published_at == made.published_at
    assert restored.withdrawal_reason_nl == made.withdrawal_reason_nl


def test_a_restored_version_is_a_new_one_and_the_newer_ones_stay():
    made = instrument(title_nl="Eerst")
    first = made.history.latest()
    edited(made, title_nl="Daarna")
    before = list(made.history.values_list("title_nl", flat=True))
    restored = workflow.restore(made, version=first, by=None)
    assert list(made.history.values_list("title_nl", flat=True)) == ["Eerst", *before]
    assert restored.version > made.version


def test_bringing_one_language_back_leaves_the_other_one_stale():
    made = instrument(title_nl="Eerst", title_en="First")
    first = made.history.latest()
    edited(made, title_nl="Daarna", title_en="Then")
    edited(made, title_nl="Ten slotte")
    assert made.stale_en == {"title": "Daarna"}
    restored = workflow.restore(made, version=first, by=None)
    assert restored.stale_en == {}  # both came back together
