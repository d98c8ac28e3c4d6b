"""What is published or a draft is withdrawn, with a reason that visitors read."""

import pytest

from instruments import workflow
from instruments.models import Instrument, State
from tests.factories import instrument, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT])
def test_it_is_withdrawn_by_somebody_for_a_reason(state):
    curator, made, new = person(role="curator"), instrument(state=state), instrument()
    gone = workflow.withdraw(made, by=curator, reason_nl="Verouderd", reason_en="Out of date", replaced_by=new)
    assert gone.state == State.WITHDRAWN
    assert gone.withdrawn_at
    assert (gone.withdrawal_reason_nl, gone.withdrawal_reason_en, gone.replaced_by) == ("Verouderd", "Out of date", new)
    assert (gone.history.latest().history_user, gone.history.latest().history_change_reason) == (curator, "withdrawn")


def test_a_reason_in_one_language_will_do_and_none_will_not():
    assert workflow.withdraw(instrument(), by=None, reason_en="Wrong").state == State.WITHDRAWN
    with pytest.raises(workflow.NotAllowed):
        workflow.withdraw(instrument(), by=None)


def test_it_is_withdrawn_once():
    made = instrument(state=State.WITHDRAWN)
    with pytest.raises(workflow.NotAllowed):
        workflow.withdraw(made, by=None, reason_nl="Nog eens")
    assert Instrument.objects.get().withdrawal_reason_nl == "Verouderd"


def test_nothing_replaces_itself():
    made = instrument()
    with pytest.raises(workflow.NotAllowed):
        workflow.withdraw(made, by=None, reason_nl="Fout", replaced_by=made)
    assert Instrument.objects.get().state == State.PUBLISHED


def test_what_is_withdrawn_is_not_checked_any_more():
    made = instrument(state=State.WITHDRAWN)
    with pytest.raises(workflow.NotAllowed):
        workflow.mark_checked(made, by=None, on=made.changed_at.date())


def test_nothing_is_deleted():
    made = instrument(body_nl="Alles staat er nog")
    workflow.withdraw(made, by=None, reason_nl="Fout")
    assert Instrument.objects.get(pk=made.pk).body_nl == "Alles staat er nog"
    assert [version.state for version in made.history.all()] == [State.WITHDRAWN, State.PUBLISHED, State.DRAFT]
