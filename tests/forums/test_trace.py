"""No link is lost: random histories of coding, merging, splitting, versions and withdrawals, against a simple book.

The book is kept in plain sets and knows nothing of sources and descents.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums.models import Contribution, ContributionState, Source, Statement, StrategyVersion
from forums.workflow import NotAllowed, consolidation, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Part, Words
from tests.factories import forums as factories
from tests.factories import strategy as made

pytestmark = pytest.mark.django_db
MOVES = ("write", "group", "group", "release", "merge", "merge", "split", "split", "drop", "withdraw", "publish")


@dataclass
class Book:
    """What the test itself writes down: which contributions stand behind what, now and in each published version."""

    version: StrategyVersion
    behind: dict[int, set[int]] = field(default_factory=dict)  # a standing statement of the draft: its contributions
    published: dict[int, dict[int, set[int]]] = field(default_factory=dict)
    contributions: set[int] = field(default_factory=set)  # those that are public
    ever: set[int] = field(default_factory=set)  # that stood behind anything


@st.composite
def histories(draw) -> list[tuple[str, list[int]]]:
    """Moves, each with numbers that choose what is moved."""
    chances = st.lists(st.integers(0, 10_000), min_size=6, max_size=6)
    return draw(st.lists(st.tuples(st.sampled_from(MOVES), chances), min_size=8, max_size=24))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(histories())
def test_from_every_contribution_one_can_walk_to_where_it_is_now_and_back(history):
    with transaction.atomic():
        book = begun()
        for move, numbers in history:
            play(book, move, numbers)
            check_rules_of_the_tables()
            assert held(book.version) == book.behind
        play(book, "publish", [0] * 6)
        for version, behind in book.published.items():
            assert held(StrategyVersion.objects.get(pk=version)) == behind
        check_walks(book)
        transaction.set_rollback(True)


def begun() -> Book:
    forum = factories.forum()
    book = Book(made.draft(forums=[forum]))
    made.chapter(of=book.version)
    book.contributions = {made.contribution(to=forum).pk for _ in range(6)}
    return book


def check_rules_of_the_tables() -> None:
    """Those that PostgreSQL looks at when a transaction ends, looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def held(version: StrategyVersion) -> dict[int, set[int]]:
    """What stands behind each standing statement of a version, as the tables have it."""
    found = {pk: set() for pk in version.statements.standing().values_list("pk", flat=True)}
    there = Source.objects.standing().filter(statement__in=found)
    for statement, contribution in there.values_list("statement", "contribution"):
        found[statement].add(contribution)
    return found


def play(book: Book, move: str, numbers: list[int]) -> None:
    """One move on the portal and in the book; what there is nothing for is left out."""
    standing = Statement.objects.in_bulk(book.behind)
    order = sorted(book.behind)
    if move == "write":
        chosen = some(sorted(book.contributions), numbers, 3)
        one = made.statement(of=book.version, behind=Contribution.objects.filter(pk__in=chosen))
        book.behind[one.pk] = set(chosen)
    elif move == "publish":
        publish(book)
    elif move == "withdraw":
        withdraw(book, numbers)
    elif move == "merge" and len(order) > 1:
        chosen = some(order, numbers, 3)
        if len(chosen) > 1:
            new = statements.merge([standing[pk] for pk in chosen], Words(text_en=f"Merged {numbers}"), by=None)
            book.behind[new.pk] = set().union(*(book.behind.pop(pk) for pk in chosen))
    elif order and move != "merge":
        one = standing[order[numbers[0] % len(order)]]
        {"group": group, "release": release, "split": split, "drop": drop}[move](book, one, numbers[1:])
    book.ever |= set().union(*book.behind.values())


def some(of: list[int], numbers: list[int], many: int) -> list[int]:
    return sorted({of[number % len(of)] for number in numbers[:many]}) if of else []


def group(book: Book, one: Statement, numbers: list[int]) -> None:
    chosen = some(sorted(book.contributions), numbers, 3)
    consolidation.group(one, Contribution.objects.filter(pk__in=chosen), by=None)
    book.behind[one.pk] |= set(chosen)


def release(book: Book, one: Statement, numbers: list[int]) -> None:
    if there := sorted(book.behind[one.pk]):
        chosen = there[numbers[0] % len(there)]
        consolidation.release(one, Contribution.objects.get(pk=chosen), by=None, why="Not about this")
        book.behind[one.pk].discard(chosen)


def split(book: Book, one: Statement, numbers: list[int]) -> None:
    behind = book.behind.pop(one.pk)
    both = [set(), set()]
    for number, contribution in enumerate(sorted(behind)):
        choice = numbers[number % len(numbers)] % 3  # to the first, to the second, to both
        for half in (0, 1):
            if choice in {half, 2}:
                both[half].add(contribution)
    parts = [Part(Words(text_en=f"Half {numbers} {half}"), both[half]) for half in (0, 1)]
    for new, half in zip(statements.split(one, parts, by=None), both, strict=True):
        book.behind[new.pk] = half


def drop(book: Book, one: Statement, numbers: list[int]) -> None:
    statements.drop(one, by=None, reason_en="Said elsewhere")
    del book.behind[one.pk]


def withdraw(book: Book, numbers: list[int]) -> None:
    if len(book.contributions) > 1:
        chosen = sorted(book.contributions)[numbers[0] % len(book.contributions)]
        found = Contribution.objects.get(pk=chosen)
        found.state, found.withdrawn_at = ContributionState.WITHDRAWN, timezone.now()
        found.save()
        consolidation.author_withdrew(found, by=None)
        book.contributions.discard(chosen)
        for behind in book.behind.values():
            behind.discard(chosen)


def publish(book: Book) -> None:
    """Say what becomes of everything, publish, and begin the next version; impossible without a statement."""
    if not book.behind:
        with pytest.raises(NotAllowed):
            strategies.publish(book.version, by=None)
        return
    for pk, behind in book.behind.items():
        if not behind:
            one = Statement.objects.get(pk=pk)
            words = Words(one.text_nl, one.text_en, one.unsourced_nl, "A fact")
            statements.reword(one, words, by=None)
    taken = set().union(*book.behind.values())
    for one in Contribution.objects.filter(pk__in=book.contributions):
        decision = Decision("taken-up") if one.pk in taken else Decision("not-taken-up", reason_en="Elsewhere")
        consolidation.decide(one, book.version, decision, by=None)
    strategies.publish(book.version, by=None)
    check_rules_of_the_tables()
    book.published[book.version.pk] = {pk: set(behind) for pk, behind in book.behind.items()}
    old = book.behind
    book.version = strategies.begin(book.version.strategy, by=None)
    came = dict(book.version.statements.values_list("ancestors", "pk"))
    book.behind = {came[pk]: behind & book.contributions for pk, behind in old.items()}


def check_walks(book: Book) -> None:
    """Forward from every contribution to an end that says where it is or why no longer, and back to where it began."""
    rows = {row.pk: row for row in Source.objects.select_related("statement__version")}
    onward = defaultdict(list)
    for row in rows.values():
        onward[row.via_id].append(row)
    assert {row.contribution_id for row in rows.values()} == book.ever
    newest = book.version.pk
    for row in rows.values():
        back = row
        while back.via_id:
            assert rows[back.via_id].contribution_id == row.contribution_id
            back = rows[back.via_id]
        if not onward[row.pk]:
            statement = row.statement
            dropped = statement.retired_at and (statement.dropped_nl or statement.dropped_en)
            assert row.released_why or dropped or (statement.retired_at is None and statement.version_id == newest)
    numbers = {pk: number for number, pk in enumerate(sorted(book.published))}
    for start in onward[None]:
        check_no_version_is_skipped(start, onward, numbers)


def check_no_version_is_skipped(row: Source, onward: dict, numbers: dict[int, int]) -> None:
    """A link goes on in the same version, or in the very next one."""
    for after in onward[row.pk]:
        here, there = row.statement.version_id, after.statement.version_id
        assert here == there or numbers[here] + 1 == numbers.get(there, len(numbers))
        check_no_version_is_skipped(after, onward, numbers)
