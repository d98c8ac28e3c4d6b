"""Every move of calls, projects and networks, tried from every state."""

import pytest

from networks.models import State
from networks.workflow import NotAllowed, publication
from tests.factories import networks, person

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("make", [networks.call, networks.project, networks.network])
MOVES = {
    "save": lambda thing, by: publication.save(thing, by=by),
    "publish": lambda thing, by: publication.publish(thing, by=by),
    "withdraw": lambda thing, by: publication.withdraw(thing, by=by, reason_nl="Stopgezet"),
    "restore": lambda thing, by: publication.restore(thing, version=thing.history.earliest("history_id"), by=by),
}
LEADS = {
    State.DRAFT: {"save": State.DRAFT, "publish": State.PUBLISHED, "withdraw": State.WITHDRAWN, "restore": State.DRAFT},
    State.PUBLISHED: {"save": State.PUBLISHED, "withdraw": State.WITHDRAWN, "restore": State.PUBLISHED},
    State.WITHDRAWN: {"save": State.WITHDRAWN, "publish": State.PUBLISHED, "restore": State.WITHDRAWN},
}


@KINDS
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_leads_where_its_arrow_points_or_nowhere(make, state, move):
    curator, thing = person(role="curator"), make(state=state)
    version = thing.version
    if target := LEADS[state].get(move):
        MOVES[move](thing, curator)
    else:
        with pytest.raises(NotAllowed):
            MOVES[move](thing, curator)
    thing.refresh_from_db()
    assert thing.state == (target or state)
    assert thing.version == version + (target is not None)
    assert (thing.history.latest("history_id").history_user == curator) == (target is not None)


@KINDS
@pytest.mark.parametrize("state", State)
def test_what_is_public_follows_from_the_state(make, state):
    thing = make(state=state)
    found = type(thing).objects.filter(pk=thing.pk)
    assert found.published().exists() == (state == State.PUBLISHED)
    assert found.published_or_withdrawn().exists() == (state != State.DRAFT)


@KINDS
def test_what_was_never_public_leaves_no_page_when_it_is_withdrawn(make):
    thing = publication.withdraw(make(state=State.DRAFT), by=None, reason_nl="Vergissing")
    assert not type(thing).objects.published_or_withdrawn().exists()


@KINDS
def test_nothing_is_withdrawn_without_a_reason_or_published_without_a_summary(make):
    with pytest.raises(NotAllowed):
        publication.withdraw(make(), by=None)
    with pytest.raises(NotAllowed):
        publication.publish(make(state=State.DRAFT, summary_nl="", summary_en=""), by=None)
