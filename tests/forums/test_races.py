"""Two people at once, each in a transaction of her own: one comes after the other, nothing is lost or done twice.

Few tests with much in each: emptying the database after a test with real transactions takes longer than the test.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from accounts.models import Person
from forums.models import Contribution, ContributionState, Source, Statement, StrategyVersion
from forums.workflow import ChangedMeanwhile, NotAllowed, consolidation, contributions, registrations, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Part, Words
from tests.factories import person
from tests.factories import strategy as made
from tests.factories.forums import forum, handed_in, question, registration

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
Door = Callable[[], object]


def at_once(*doors: Door) -> list[bool]:
    """Go through all doors at the same moment, each on a connection of its own: which let pass."""
    together = Barrier(len(doors))

    def through(door: Door) -> bool:
        together.wait(timeout=30)
        try:
            door()
        except (NotAllowed, ChangedMeanwhile):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(doors)) as threads:
        return [waiting.result(timeout=60) for waiting in [threads.submit(through, door) for door in doors]]


def merge(one: Statement, other: Statement) -> Door:
    return lambda: statements.merge([one, other], Words("Samen"), by=None)


def merge_turned(one: Statement, other: Statement) -> Door:
    return merge(other, one)


def split(one: Statement, _other: Statement) -> Door:
    behind = [source.contribution_id for source in one.sources.all()]
    return lambda: statements.split(one, [Part(Words("Helft"), behind), Part(Words("Rest"), behind[:1])], by=None)


def drop(one: Statement, _other: Statement) -> Door:
    return lambda: statements.drop(one, by=None, reason_nl="Dubbel")


def reword(one: Statement, _other: Statement) -> Door:
    return lambda: statements.reword(one, Words("Anders"), by=None)


PAIRS = [(merge, merge), (merge, merge_turned), (split, split), (drop, drop), (merge, split), (merge, drop),
         (split, drop)]  # fmt: skip


def with_two() -> tuple[StrategyVersion, Statement, Statement]:
    """A draft of two statements, each with two contributions behind it."""
    at = forum()
    version = made.draft(forums=[at])
    behind = [made.contribution(to=at) for _ in range(4)]
    return version, *(made.statement(of=version, behind=two) for two in (behind[:2], behind[2:]))


def nothing_is_lost(version: StrategyVersion) -> bool:
    """Every contribution stands behind a statement, or ends with one that was dropped, and no link is loose."""
    ended = Statement.objects.filter(version=version).exclude(dropped_nl="") | version.statements.standing()
    there = Source.objects.standing().filter(statement__in=ended).values("contribution")
    return not Contribution.objects.filter(forum__strategies=version.strategy).exclude(pk__in=there).exists()


def test_of_two_editors_who_end_a_statement_at_once_one_does():
    for first, second in PAIRS:
        version, one, other = with_two()
        moves = version.moves.count()
        assert sorted(at_once(first(one, other), second(one, other))) == [False, True], (first, second)
        assert nothing_is_lost(version), (first, second)
        kinds = set(version.moves.order_by("pk").values_list("kind", flat=True)[moves:])
        assert len(kinds) == 1, (first, second)


def test_what_is_said_of_one_thing_at_once_is_neither_overwritten_nor_left_behind():
    # a statement is reworded and merged
    version, one, other = with_two()
    reworded, merged = at_once(reword(one, other), merge(one, other))
    assert merged
    assert version.statements.standing().get().text_nl == "Samen"
    one.refresh_from_db()
    assert one.text_nl == "Anders" if reworded else one.text_nl.startswith("Stelling")

    # two who read the same decide: one of them is told that it changed
    version, one, _other = with_two()
    asked = one.sources.first().contribution
    seen = version.moves.latest("pk").pk
    kinds = ("taken-up", "in-part")
    passed = at_once(*(
        lambda kind=kind: consolidation.decide(asked, version, Decision(kind), by=None, seen=seen) for kind in kinds
    ))  # fmt: skip
    assert sorted(passed) == [False, True]
    assert version.outcomes.get().kind == kinds[passed.index(True)]

    # an editor puts behind a statement what its author withdraws
    author, about = person(), question()
    mine = handed_in(to=about, by=author)
    Contribution.objects.filter(pk=mine.pk).update(state=ContributionState.PUBLISHED, published_at=mine.submitted_at)
    mine.refresh_from_db()
    statement = made.statement(of=made.draft(forums=[about.forum]))
    _grouped, withdrawn = at_once(
        lambda: consolidation.group(statement, [mine], by=None), lambda: contributions.withdraw(mine, by=author)
    )
    assert withdrawn
    assert not statement.sources.standing().exists()


def ready(author: Person | None = None) -> Statement:
    """Of a draft that can be published."""
    at = forum()
    version = made.draft(forums=[at])
    one = made.contribution(to=at, by=author)
    statement = made.statement(of=version, behind=[one], text_nl="Zoals het was")
    made.decided(version, one)
    return statement


def test_a_version_is_published_once_and_for_good_and_the_next_is_begun_once():
    author = person(language="en")
    version = ready(author).version
    mail.outbox.clear()
    assert sorted(at_once(*[lambda: strategies.publish(version, by=None)] * 2)) == [False, True]
    assert [sent.to for sent in mail.outbox] == [[author.email]]

    at_once(*[lambda: strategies.begin(version.strategy, by=None)] * 3)
    assert version.strategy.versions.count() == 2
    assert version.strategy.versions.get(number=2).statements.count() == 1

    statement = ready()
    published, reworded = at_once(lambda: strategies.publish(statement.version, by=None), reword(statement, statement))
    assert published
    statement.refresh_from_db()
    assert statement.text_nl == ("Anders" if reworded else "Zoals het was")
    with pytest.raises(NotAllowed):
        reword(statement, statement)()


def test_seats_that_come_free_at_once_go_once_to_those_who_wait_longest():
    at = forum(capacity=1, title_en="Round table")
    first, second, third = (registration(of=at) for _ in range(3))
    mail.outbox.clear()
    assert at_once(*[lambda: registrations.cancel(first)] * 4) == [True] * 4
    assert list(at.registrations.seated()) == [second]
    assert list(at.registrations.queue()) == [third]
    assert sorted((sent.to[0], sent.subject) for sent in mail.outbox) == sorted([
        (first.email, "Your registration is cancelled: Round table"),
        (second.email, "A seat came free for you: Round table"),
    ])  # fmt: skip

    at = forum(capacity=2)
    guests = [registration(of=at) for _ in range(5)]
    at_once(*(lambda guest=guest: registrations.cancel(guest) for guest in guests[:2]))
    assert set(at.registrations.seated()) == set(guests[2:4])
    assert list(at.registrations.queue()) == guests[4:]

    at = forum(capacity=1)
    seated, next_up, last = (registration(of=at) for _ in range(3))
    at_once(lambda: registrations.cancel(seated), lambda: registrations.cancel(next_up))  # a seat, and the queue
    assert list(at.registrations.seated()) == [last]
    assert not at.registrations.queue().exists()
