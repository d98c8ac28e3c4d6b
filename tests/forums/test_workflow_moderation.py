"""A moderator publishes, or refuses with a reason; another one decides an appeal."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from forums.models import Appeal, AppealState, Contribution, ContributionState, ModerationDecision
from forums.workflow import NotAllowed, contributions, moderation
from tests.factories import person, strategy
from tests.factories.forums import entered, forum, handed_in, question, wording

pytestmark = pytest.mark.django_db
REFUSED, PUBLISHED = ContributionState.REFUSED, ContributionState.PUBLISHED


@pytest.fixture
def author():
    return person(language="en")


@pytest.fixture
def moderator():
    return person(role="moderator")


def refused(author, moderator) -> Contribution:
    one = handed_in(to=question(), by=author)
    moderation.refuse(one, by=moderator, ground="off-topic", reason="Over iets anders")
    one.refresh_from_db()
    return one


def test_a_moderator_publishes_and_the_author_hears(author, moderator):
    one = handed_in(to=question(of=forum(title_en="Round table")), by=author)
    assert moderation.publish(one, by=moderator).state == PUBLISHED
    assert mail.outbox[-1].subject == "Your contribution 1 is public: Round table"
    with pytest.raises(NotAllowed):
        moderation.publish(one, by=moderator)


def test_a_refusal_has_a_ground_and_a_reason_that_the_author_reads(author, moderator):
    one = refused(author, moderator)
    assert (one.state, one.number) == (REFUSED, 1)
    assert "not about this forum: Over iets anders" in mail.outbox[-1].body
    for wrong in ({"ground": "off-topic", "reason": " "}, {"ground": "dislike", "reason": "Zomaar"}):
        with pytest.raises(NotAllowed):
            moderation.refuse(handed_in(to=question(), by=author), by=moderator, **wrong)


def test_what_is_public_can_be_taken_out_of_public_unless_a_draft_stands_on_it(author, moderator):
    one = handed_in(to=question(of=forum(moderation="after")), by=author)
    statement = strategy.statement(of=strategy.draft(forums=[one.forum]), behind=[one])
    with override("en"), pytest.raises(NotAllowed, match="stands behind a statement"):
        moderation.refuse(one, by=moderator, ground="offensive", reason="Beledigend")
    other = entered(at=forum())
    assert moderation.refuse(other, by=moderator, ground="offensive", reason="Beledigend").ground == "offensive"
    assert statement.sources.standing().exists()


def test_nobody_moderates_her_own(moderator):
    one = handed_in(to=question(), by=moderator)
    for move in (
        lambda: moderation.publish(one, by=moderator),
        lambda: moderation.refuse(one, by=moderator, ground="other", reason="x"),
    ):
        with override("en"), pytest.raises(NotAllowed, match="your own"):
            move()


@pytest.mark.parametrize(("granted", "state"), [(True, PUBLISHED), (False, REFUSED)])
def test_another_moderator_decides_an_appeal_and_the_author_hears(author, moderator, granted, state):
    one = refused(author, moderator)
    appeal = moderation.appeal(one, by=author, text="Het gaat er wel over")
    another = person(role="moderator")
    decided = moderation.decide_appeal(appeal, granted=granted, answer="Omdat", by=another)
    one.refresh_from_db()
    assert (one.state, decided.decided_by) == (state, another)
    assert "Omdat" in mail.outbox[-1].body
    with pytest.raises(NotAllowed):
        moderation.decide_appeal(appeal, granted=True, answer="Nog eens", by=another)


def test_who_refused_does_not_decide_the_appeal_and_postgresql_knows_it(author, moderator):
    appeal = moderation.appeal(refused(author, moderator), by=author, text="Toch wel")
    with override("en"), pytest.raises(NotAllowed, match="another moderator"):
        moderation.decide_appeal(appeal, granted=True, answer="Goed", by=moderator)
    fields = {"state": AppealState.GRANTED, "decided_at": appeal.at, "answer": "x"}
    with pytest.raises(IntegrityError, match="appeal_decided_by_another"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=moderator, **fields)

    @transaction.atomic
    def pretend_another_refused() -> None:
        Appeal.objects.filter(pk=appeal.pk).update(refused_by=person(), decided_by=moderator, **fields)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="appeal_names_who_refused"):
        pretend_another_refused()


def test_only_the_author_appeals_and_once(author, moderator):
    one = refused(author, moderator)
    with pytest.raises(NotAllowed):
        moderation.appeal(one, by=person(), text="Ik vind")
    moderation.appeal(one, by=author, text="Ik vind")
    with override("en"), pytest.raises(NotAllowed, match="appealed already"):
        moderation.appeal(one, by=author, text="Nog eens")


def test_a_refused_one_that_is_changed_is_read_anew(author, moderator):
    one = refused(author, moderator)
    assert contributions.change(one, wording("Over het forum"), by=author).state == ContributionState.SUBMITTED
    assert moderation.publish(one, by=moderator).state == PUBLISHED
    assert list(one.decisions.order_by("pk").values_list("published", flat=True)) == [False, True]


def test_a_decision_is_never_erased(author, moderator):
    refused(author, moderator)
    with pytest.raises(IntegrityError, match="moderationdecision_kept"), transaction.atomic():
        ModerationDecision.objects.all()._raw_delete("default")
