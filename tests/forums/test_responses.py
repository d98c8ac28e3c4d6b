"""A registered stakeholder supports a contribution once, and replies in short, while the phase allows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import personal_data
from forums import responses as read_responses
from forums import trace
from forums.models import Contribution, ContributionState, PhaseKind, Reply, StakeholderGroup, Support
from forums.stakeholders import stakeholder as speaks_as
from forums.workflow import (
    NotAllowed,
    contributions,
    meetings,
    moderation,
    patience,
    registrations,
    responses,
    statements,
)
from forums.workflow import strategy as strategies
from tests.factories import organisation, person, strategy
from tests.factories.forums import (
    entered,
    forum,
    handed_in,
    phase,
    question,
    registration,
    replied,
    stakeholder,
    supported,
    wording,
)

pytestmark = pytest.mark.django_db
PUBLISHED, SUBMITTED = ContributionState.PUBLISHED, ContributionState.SUBMITTED


@pytest.fixture
def discussed():
    """A contribution of a forum in which support and replies are asked."""
    made = forum(moderation="after")
    phase(of=made, kind=PhaseKind.DISCUSSION)
    return entered(at=made)


def counts(one: Contribution) -> dict[str, int]:
    return {row.group.slug: row.count for row in read_responses.count([one.pk])[one.pk].supported}


class TestWhoSpeaks:
    def test_who_is_registered_speaks_for_the_group_that_she_named(self, discussed):
        found = speaks_as(discussed.forum, stakeholder(of=discussed.forum, group_slug="ngos"))
        assert (found.group.slug, found.organisation) == ("ngos", None)

    def test_who_acts_for_a_confirmed_organisation_speaks_for_it_and_the_group_of_its_kind(self, discussed):
        who = person()
        union = organisation(kind="trade-union", member=who, confirmed=True)
        found = speaks_as(discussed.forum, who, union)
        assert (found.group.slug, found.organisation) == ("trade-unions", union)

    def test_her_registration_goes_before_her_organisation(self, discussed):
        who = stakeholder(of=discussed.forum, group_slug="consumers")
        found = speaks_as(discussed.forum, who, organisation(kind="company", member=who, confirmed=True))
        assert (found.group.slug, found.organisation) == ("consumers", None)

    def test_she_speaks_for_the_organisation_of_her_registration_if_she_acts_for_it(self, discussed):
        who, others = person(), person()
        soap = organisation(member=who, confirmed=True)
        for one in (who, others):
            registration(of=discussed.forum, email=one.email, person=one, confirmed=False, organisation=soap)
        assert speaks_as(discussed.forum, who).organisation == soap
        assert speaks_as(discussed.forum, others).organisation is None

    @pytest.mark.parametrize("why", ["nobody", "not confirmed", "not hers", "no group", "cancelled", "elsewhere"])
    def test_everybody_else_reads_along(self, discussed, why):
        who, acting_for = person(), None
        if why == "not confirmed":
            acting_for = organisation(member=who, confirmed=False)
        elif why == "not hers":
            acting_for = organisation(member=person(), confirmed=True)
        elif why == "no group":
            acting_for = organisation(kind="network", member=who, confirmed=True)
        elif why == "cancelled":
            registrations.cancel(registration(of=discussed.forum, email=who.email, person=who, confirmed=False))
        elif why == "elsewhere":
            registration(of=forum(), email=who.email, person=who, confirmed=False)
        assert speaks_as(discussed.forum, who, acting_for) is None
        with pytest.raises(NotAllowed):
            responses.support(discussed, by=who, organisation=acting_for)
        with pytest.raises(NotAllowed):
            replied(discussed, by=who)

    def test_kinds_of_a_group_are_known_kinds(self):
        with pytest.raises(IntegrityError, match="stakeholdergroup_kinds_known"), transaction.atomic():
            StakeholderGroup.objects.update(kinds=["cartel"])


class TestSupport:
    def test_it_is_counted_for_her_group_once_and_taken_back(self, discussed):
        who = stakeholder(of=discussed.forum, group_slug="ngos")
        first = responses.support(discussed, by=who)
        assert responses.support(discussed, by=who) == first
        assert counts(discussed) == {"ngos": 1}
        responses.take_back(discussed, by=who)
        responses.take_back(discussed, by=who)
        assert counts(discussed) == {}

    def test_an_organisation_is_one_voice_whoever_of_its_people_gives_it(self, discussed):
        one, colleague = person(), person()
        soap = organisation(member=one, confirmed=True)
        soap.memberships.create(person=colleague)
        responses.support(discussed, by=one, organisation=soap)
        responses.support(discussed, by=colleague, organisation=soap)
        assert counts(discussed) == {"employers": 1}
        responses.take_back(discussed, by=colleague, organisation=soap)
        assert counts(discussed) == {}

    def test_nobody_supports_her_own_nor_that_of_her_organisation(self, discussed):
        made = question(of=discussed.forum)
        author = stakeholder(of=discussed.forum)
        colleague = person()
        soap = organisation(member=colleague, confirmed=True)
        own, of_colleague = handed_in(to=made, by=author), handed_in(to=made, by=person(), organisation=soap)
        for one, who, acting_for in ((own, author, None), (of_colleague, colleague, soap)):
            with override("en"), pytest.raises(NotAllowed, match="your own"):
                responses.support(one, by=who, organisation=acting_for)

    @pytest.mark.parametrize("days", [-2, 8])
    def test_before_and_after_the_phase_it_stands_as_it_is(self, discussed, days):
        who = stakeholder(of=discussed.forum)
        responses.support(discussed, by=who)
        other, at = stakeholder(of=discussed.forum), timezone.now() + timedelta(days=days)
        for move in (
            lambda: responses.support(discussed, by=other, at=at),
            lambda: responses.take_back(discussed, by=who, at=at),
        ):
            with override("en"), pytest.raises(NotAllowed, match="not asked now"):
                move()
        assert counts(discussed) == {"employers": 1}

    def test_a_cancelled_forum_and_what_is_not_public_take_none(self, discussed):
        who = stakeholder(of=discussed.forum)
        gone = handed_in(to=question(of=discussed.forum), by=person())
        contributions.withdraw(gone, by=None)
        with override("en"), pytest.raises(NotAllowed, match="not public"):
            responses.support(gone, by=who)
        meetings.cancel(discussed.forum, by=None, reason_nl="Staking")
        with pytest.raises(NotAllowed):
            responses.support(discussed, by=who)

    def test_so_many_an_hour_and_no_more(self, discussed, monkeypatch):
        monkeypatch.setitem(patience.AN_HOUR, "support", 1)
        who, now = stakeholder(of=discussed.forum), timezone.now().replace(minute=0)
        responses.support(discussed, by=who, at=now)
        with override("en"), pytest.raises(NotAllowed, match="a lot in one hour"):
            responses.support(entered(at=discussed.forum), by=who, at=now)

    def test_postgresql_counts_a_person_an_organisation_and_a_voice_once(self, discussed):
        given = supported(discussed)
        soap = organisation()
        Support.objects.create(contribution=discussed, organisation=soap, group=given.group)
        for fields in ({"person": given.person}, {"organisation": soap}, {"voice": given.voice}):
            with pytest.raises(IntegrityError, match="support_once"), transaction.atomic():
                Support.objects.create(contribution=discussed, group=given.group, **fields)

    def test_after_an_erasure_it_counts_as_before_behind_a_statement_too(self, discussed):
        who, other = stakeholder(of=discussed.forum), entered(at=discussed.forum)
        for one in (discussed, other):
            responses.support(one, by=who)
        version = strategy.draft(forums=[discussed.forum])
        strategy.statement(of=version, behind=[discussed, other])
        before = trace.read(version).lines[0].supported
        personal_data.anonymise(who)
        assert trace.read(version).lines[0].supported == before
        assert [row.count for row in before] == [1]
        assert counts(discussed) == {"employers": 1}
        assert personal_data.export(who)["forums"]["support"] == []

    def test_merging_and_splitting_statements_loses_no_support_and_doubles_none(self, discussed):
        who, other = stakeholder(of=discussed.forum), entered(at=discussed.forum)
        for one in (discussed, other):
            responses.support(one, by=who)
        supported(other, group_slug="ngos")
        version = strategy.draft(forums=[discussed.forum])
        pieces = [strategy.statement(of=version, behind=[one]) for one in (discussed, other)]
        merged = statements.merge(pieces, statements.Words("Samen", "Together"), by=None)
        assert [(row.group.slug, row.count) for row in trace.read(version).lines[0].supported] == [
            ("employers", 1), ("ngos", 1),
        ]  # fmt: skip
        parts = [statements.Part(statements.Words(word, word), {one.pk}) for word, one in
                 (("Een", discussed), ("Twee", other))]  # fmt: skip
        statements.split(merged, parts, by=None)
        assert [[row.count for row in line.supported] for line in trace.read(version).lines] == [[1], [1, 1]]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_is_one_support_and_one_reply():
    made = forum(moderation="after")
    phase(of=made, kind=PhaseKind.DISCUSSION)
    one, who = entered(at=made), stakeholder(of=made)
    at_once = Barrier(4)

    def click(number: int) -> UUID | str:
        at_once.wait(timeout=30)
        try:
            again = Contribution.objects.get(pk=one.pk)
            return responses.support(again, by=who).voice if number % 2 else replied(again, by=who).text
        except NotAllowed:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        voices = list(pool.map(click, range(4)))
    assert len({voice for voice in voices if isinstance(voice, UUID)}) == 1
    assert sorted(said for said in voices if isinstance(said, str)) == ["Mee eens", "refused"]
    assert (Support.objects.count(), Reply.objects.count()) == (1, 1)


class TestReplies:
    @pytest.mark.parametrize(("moderated", "state"), [("before", SUBMITTED), ("after", PUBLISHED)])
    def test_it_waits_or_is_public_as_the_forum_is_set(self, moderated, state):
        made = forum(moderation=moderated)
        phase(of=made, kind=PhaseKind.DISCUSSION)
        said = replied(entered(at=made), group_slug="ngos")
        assert (said.state, said.group.slug, said.signature) == (state, "ngos", "Bo Bos")

    def test_one_stands_at_a_time(self, discussed):
        who = stakeholder(of=discussed.forum)
        first = replied(discussed, by=who)
        with override("en"), pytest.raises(NotAllowed, match="replied already"):
            replied(discussed, by=who)
        responses.withdraw(first, by=who)
        assert replied(discussed, by=who, text="Toch niet").pk != first.pk
        with pytest.raises(IntegrityError, match="reply_one_at_a_time"), transaction.atomic():
            Reply.objects.filter(pk=first.pk).update(state=SUBMITTED, withdrawn_at=None)

    @pytest.mark.parametrize("text", ["", "  ", "x" * 801])
    def test_it_says_something_and_is_short(self, discussed, text):
        with pytest.raises(NotAllowed):
            replied(discussed, text=text)
        with pytest.raises(IntegrityError, match="reply_short"), transaction.atomic():
            Reply.objects.filter(pk=replied(discussed).pk).update(text="x" * 801)

    def test_so_many_an_hour_and_no_more(self, discussed, monkeypatch):
        monkeypatch.setitem(patience.AN_HOUR, "reply", 0)
        with override("en"), pytest.raises(NotAllowed, match="a lot in one hour"):
            replied(discussed)

    def test_outside_the_phase_nobody_replies_and_everybody_may_withdraw(self, discussed):
        said = replied(discussed)
        discussed.forum.phases.filter(kind=PhaseKind.DISCUSSION).update(closes=timezone.now())
        with pytest.raises(NotAllowed):
            replied(discussed)
        with pytest.raises(NotAllowed):
            responses.withdraw(said, by=person())
        assert responses.withdraw(said, by=said.person).state == ContributionState.WITHDRAWN

    def test_a_moderator_refuses_the_author_hears_and_another_moderator_decides(self, discussed):
        said = replied(discussed, by=stakeholder(of=discussed.forum, language="en"))
        moderator, another = person(role="moderator"), person(role="moderator")
        decision = moderation.refuse(said, by=moderator, ground="offensive", reason="Beledigend")
        assert mail.outbox[-1].subject.startswith("Your reply to contribution 1 is not published")
        assert "Beledigend" in mail.outbox[-1].body
        with pytest.raises(NotAllowed):
            moderation.appeal(said, by=person(), text="Ik vind")
        appeal = moderation.appeal(said, by=said.person, text="Het was beleefd")
        assert decision.about == said
        with override("en"), pytest.raises(NotAllowed, match="another moderator"):
            moderation.decide_appeal(appeal, granted=True, answer="Goed", by=moderator)
        moderation.decide_appeal(appeal, granted=True, answer="Het was beleefd", by=another)
        said.refresh_from_db()
        assert said.state == PUBLISHED
        assert mail.outbox[-1].subject.startswith("Your appeal is answered")

    def test_an_appeal_is_not_granted_over_the_reply_that_she_wrote_instead(self, discussed):
        said = replied(discussed)
        moderation.refuse(said, by=person(role="moderator"), ground="other", reason="x")
        appeal = moderation.appeal(said, by=said.person, text="Toch")
        replied(discussed, by=said.person, text="Anders gezegd")
        with override("en"), pytest.raises(NotAllowed, match="another reply"):
            moderation.decide_appeal(appeal, granted=True, answer="Goed", by=person(role="moderator"))

    def test_a_moderator_publishes_and_nobody_her_own(self):
        made = forum(moderation="before")
        phase(of=made, kind=PhaseKind.DISCUSSION)
        moderator = person(role="moderator")
        registration(of=made, email=moderator.email, person=moderator, confirmed=False)
        said, own = replied(entered(at=made)), replied(entered(at=made), by=moderator)
        assert moderation.publish(said, by=moderator).state == PUBLISHED
        with override("en"), pytest.raises(NotAllowed, match="your own reply"):
            moderation.publish(own, by=moderator)

    def test_after_an_erasure_the_words_stay_under_former_participant(self, discussed):
        said = replied(discussed)
        assert personal_data.export(said.person)["forums"]["replies"][0]["text"] == "Mee eens"
        personal_data.anonymise(said.person)
        said.refresh_from_db()
        with override("en"):
            assert (said.text, said.signature) == ("Mee eens", "former participant")

    def test_a_withdrawn_contribution_keeps_its_answers_for_the_record_and_shows_none(self, discussed):
        made = question(of=discussed.forum)
        one = handed_in(to=made, by=person())
        supported(one)
        replied(one)
        contributions.withdraw(one, by=one.person)
        assert (one.supports.count(), one.replies.count()) == (1, 1)

    def test_changing_a_contribution_leaves_its_answers(self, discussed):
        one = handed_in(to=question(of=discussed.forum), by=person())
        supported(one)
        contributions.change(one, wording("Anders"), by=one.person)
        assert counts(one) == {"employers": 1}


def test_a_published_version_of_a_strategy_shows_support_as_it_is(discussed):
    version = strategy.draft(forums=[discussed.forum])
    strategy.statement(of=version, behind=[discussed])
    strategy.decided(version, discussed)
    supported(discussed, group_slug="research")
    published = strategies.publish(version, by=None)
    assert [(row.group.slug, row.count) for row in trace.read(published).lines[0].supported] == [("research", 1)]
