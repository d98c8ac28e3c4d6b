"""A contribution is handed in, changed while the phase is open, and withdrawn; its number is its own for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from accounts import personal_data
from forums import ledger
from forums.models import Contribution, ContributionState, ContributionVersion, Forum, OutcomeKind
from forums.workflow import NotAllowed, consolidation, contributions, meetings, statements
from forums.workflow import strategy as strategies
from tests.factories import person, strategy
from tests.factories.forums import SPRING, entered, forum, group, handed_in, phase, question, wording

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED, PUBLISHED = ContributionState.DRAFT, ContributionState.SUBMITTED, ContributionState.PUBLISHED


@pytest.mark.parametrize(("moderation", "state"), [("before", SUBMITTED), ("after", PUBLISHED)])
def test_what_is_handed_in_has_a_number_and_waits_or_is_public_as_the_forum_is_set(moderation, state):
    author, made = person(language="en"), question(of=forum(moderation=moderation, title_en="Round table"))
    one = handed_in(to=made, by=author)
    assert (one.number, one.state, one.version, one.signature) == (1, state, 1, "An Anders, Zon")
    assert [version.text for version in one.versions.all()] == ["Meer tijd"]
    assert [sent.subject for sent in mail.outbox] == ["Your contribution has number 1: Round table"]


def test_every_way_in_leads_to_the_same_ledger():
    made = question(of=forum(moderation="after"))
    numbers = [handed_in(to=made, by=person()).number, entered(at=made.forum).number,
               entered(at=made.forum, channel="minutes").number, handed_in(to=made, by=person()).number]  # fmt: skip
    assert numbers == [1, 2, 3, 4]
    found = ledger.of(made.forum)
    for counts in (found.by_channel(), found.by_group(), found.by_language(), found.by_state()):
        assert sum(count.number for count in counts) == found.total == 4
    with override("en"):
        assert [(count.label, count.number) for count in found.by_channel()] == [
            ("website", 2), ("letter", 1), ("minutes of a meeting", 1),
        ]  # fmt: skip


def test_each_forum_numbers_its_own():
    assert [entered(at=forum()).number for _ in range(2)] == [1, 1]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_at_once_no_two_get_the_same_number():
    made = forum()
    at_once = Barrier(5)

    def enter(_number: int) -> int:
        at_once.wait(timeout=30)
        try:
            return entered(at=Forum.objects.get(pk=made.pk)).number
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(enter, range(5))) == [1, 2, 3, 4, 5]


def test_one_draft_a_question_is_kept_for_each_author():
    made, author = question(), person()
    first = contributions.begin(made, by=author)
    assert contributions.begin(made, by=author) == first
    assert contributions.begin(made, by=person()) != first


@pytest.mark.parametrize("when", [-timedelta(seconds=1), timedelta(days=8)])
def test_before_and_after_the_phase_nothing_is_handed_in(when):
    found = forum()
    made = question(of=found, during=phase(of=found, opens=SPRING, closes=SPRING + timedelta(days=8)))
    with override("en"), pytest.raises(NotAllowed, match="not open"):
        handed_in(to=made, by=person(), at=SPRING + when)


def test_a_cancelled_forum_takes_no_contributions():
    made = question()
    meetings.cancel(made.forum, by=None, reason_nl="Staking")
    made.forum.refresh_from_db()
    with pytest.raises(NotAllowed):
        contributions.begin(made, by=person())


def test_every_version_is_kept_and_none_is_altered():
    author, made = person(), question(of=forum(moderation="after"))
    one = handed_in(to=made, by=author)
    changed = contributions.change(one, wording("Meer tijd en geld"), by=author)
    assert (changed.version, changed.text, changed.number) == (2, "Meer tijd en geld", 1)
    assert [version.text for version in one.versions.order_by("number")] == ["Meer tijd", "Meer tijd en geld"]
    with pytest.raises(IntegrityError, match="contributionversion_kept"), transaction.atomic():
        ContributionVersion.objects.update(text="Iets anders")
    with pytest.raises(IntegrityError, match="contribution_kept"), transaction.atomic():
        Contribution.objects.filter(pk=one.pk)._raw_delete("default")


def test_a_change_of_nothing_is_no_version():
    author, made = person(), question()
    one = handed_in(to=made, by=author)
    assert contributions.change(one, wording(), by=author).version == 1


def test_where_moderators_read_first_they_read_a_new_version_too():
    author, made = person(), question()
    one = handed_in(to=made, by=author)
    Contribution.objects.filter(pk=one.pk).update(state=PUBLISHED, published_at=SPRING)
    assert contributions.change(one, wording("Anders"), by=author).state == SUBMITTED


def test_when_the_phase_has_closed_the_text_stays_as_it_is():
    found, author = forum(), person()
    made = question(of=found, during=phase(of=found, opens=SPRING, closes=SPRING + timedelta(days=1)))
    one = handed_in(to=made, by=author, at=SPRING)
    with pytest.raises(NotAllowed):
        contributions.change(one, wording("Te laat"), by=author, at=SPRING + timedelta(days=1))


def test_nobody_changes_what_is_somebody_elses():
    one = handed_in(to=question(), by=person())
    with pytest.raises(NotAllowed):
        contributions.change(one, wording("Van mij"), by=person())
    draft = contributions.begin(question(), by=person())
    with pytest.raises(NotAllowed):
        contributions.hand_in(draft, wording(), by=person())
    contributions.throw_away(draft, by=person())
    assert Contribution.objects.filter(pk=draft.pk).exists()


def test_withdrawn_keeps_its_number_and_lets_go_of_drafts_of_the_strategy():
    author = person()
    made = question(of=forum(moderation="after"))
    one, other = handed_in(to=made, by=author), entered(at=made.forum)
    version = strategy.draft(forums=[made.forum])
    statement = strategy.statement(of=version, behind=[one, other])
    strategy.decided(version, one, other)
    contributions.withdraw(one, by=author)
    one.refresh_from_db()
    assert (one.state, one.number) == (ContributionState.WITHDRAWN, 1)
    assert [source.contribution for source in statement.sources.standing()] == [other]
    assert strategies.publish(version, by=None).state == "published"
    assert [row.number for row in ledger.of(made.forum).rows] == [1, 2]


def test_what_was_entered_by_staff_can_be_consolidated_like_all_others():
    made = forum()
    one = entered(at=made, channel="mail")
    version = strategy.draft(forums=[made])
    chapter = strategy.chapter(of=version)
    statements.write(chapter, statements.Words("Tijd", "Time"), by=None, contributions=[one])
    decision = consolidation.Decision(OutcomeKind.TAKEN_UP)
    assert consolidation.decide(one, version, decision, by=None).kind == OutcomeKind.TAKEN_UP


@pytest.mark.parametrize(
    ("naming", "shown"),
    [("both", "An Anders, Zon"), ("organisation", "Zon"), ("person", "An Anders"), ("group", "employers")],
)
def test_an_author_is_named_as_she_chose(naming, shown):
    one = entered(at=forum(), naming=naming, group=group("employers"))
    with override("en"):
        assert one.signature == shown


def test_after_an_erasure_text_and_totals_stay_under_the_group():
    author, made = person(), question(of=forum(moderation="after"))
    one = handed_in(to=made, by=author)
    contributions.begin(question(), by=author)
    assert personal_data.export(author)["forums"]["contributions"]
    before = ledger.of(made.forum).total
    personal_data.anonymise(author)
    one.refresh_from_db()
    assert (one.text, one.person, one.author_name) == ("Meer tijd", None, "")
    with override("en"):
        assert one.signature == "former participant, Zon"
    assert ledger.of(made.forum).total == before == 1
    assert not Contribution.objects.filter(state=DRAFT).exists()
