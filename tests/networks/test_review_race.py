"""Two reviewers at once: each row is locked, so that there is exactly one decision."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from instruments.models import Instrument
from networks.models import DECIDED
from networks.workflow import NotAllowed, review, submissions
from plumbing.models import Mail
from tests.factories import person
from tests.factories.review import handed_in, organisation

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
DOORS = {
    "accept": lambda found, by: review.accept(found, by=by),
    "decline": lambda found, by: review.decline(found, by=by, reason="Nee."),
    "ask changes": lambda found, by: review.ask_changes(found, by=by, note="Korter."),
    "withdraw": lambda found, by: submissions.withdraw(found, by=by),
}


def at_once(*doors) -> list[bool]:
    """Go through all doors at the same moment, each in a transaction and a connection of its own: which let pass."""
    together = Barrier(len(doors))

    def through(door) -> bool:
        together.wait()
        try:
            door()
        except NotAllowed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(doors)) as threads:
        return [waiting.result() for waiting in [threads.submit(through, door) for door in doors]]


@pytest.mark.parametrize(
    "pair", [("accept", "accept"), ("accept", "decline"), ("decline", "ask changes"), ("accept", "withdraw")]
)
def test_two_people_at_once_make_one_decision(pair):
    reader = person()
    found = handed_in(of=organisation(responsible=[reader]))
    people = [person(role="curator"), person(role="curator")]
    passed = at_once(*(
        lambda door=door, by=by: DOORS[door](found, by) for door, by in zip(pair, people, strict=True)
    ))  # fmt: skip
    assert sorted(passed) == [False, True]
    found.refresh_from_db()
    assert found.moves.count() == 3
    assert Instrument.objects.count() == (found.stage == "accepted")
    assert Mail.objects.drafts().count() == (found.stage != "withdrawn")
    assert (found.decided_by in people) == (found.stage in DECIDED)


def test_two_reviewers_who_take_it_at_once_do_not_both_have_it():
    found, people = handed_in(), [person(role="curator"), person(role="curator")]
    passed = at_once(*(lambda by=by: review.take(found, by=by) for by in people))
    assert sorted(passed) == [False, True]
    found.refresh_from_db()
    assert found.reviewer == people[passed.index(True)]
