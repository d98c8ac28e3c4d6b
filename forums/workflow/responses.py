"""What registered stakeholders answer to a contribution while the phase allows: support, once, and a short reply.

    nothing ──support──▶ supported ──take_back──▶ nothing
    reply: submitted ──moderation──▶ published or refused; submitted, published, refused ──withdraw──▶ withdrawn

An organisation is one voice: whoever of its people supports a contribution, or takes the support back, does it for all.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from forums import stakeholders
from forums.models import (
    REPLY_LETTERS_AT_MOST,
    Activity,
    Contribution,
    ContributionState,
    Forum,
    ForumState,
    Moderation,
    Reply,
    Support,
)
from forums.stakeholders import Stakeholder
from forums.workflow import NotAllowed, patience


@dataclass(frozen=True)
class Answer:
    """What a reply says, in which language, and how its author is named."""

    text: str
    language: str
    naming: str
    author_name: str = ""


def is_open(forum: Forum, at: datetime | None = None) -> bool:
    """Whether support and replies are taken at a moment."""
    return (
        forum.state == ForumState.PUBLISHED
        and forum.phases.open(at or timezone.now()).permitting(Activity.DISCUSS).exists()
    )


@transaction.atomic
def support(
    contribution: Contribution, *, by: Person, organisation: Organisation | None = None, at: datetime | None = None
) -> Support:
    """She stands behind it. Twice is once: who supports it already changes nothing."""
    contribution = _again(contribution)
    who = _demand_stakeholder(contribution, by, organisation, at)
    there = supported_by(contribution, who)
    if there:
        return there
    if is_own(contribution, who):
        raise NotAllowed(_("It is your own contribution: others support it."))
    patience.demand("support", by, at)
    return Support.objects.create(
        contribution=contribution, person=by, organisation=who.organisation, group=who.group, voice=_voice(who),
        at=at or timezone.now(),
    )  # fmt: skip


@transaction.atomic
def take_back(
    contribution: Contribution, *, by: Person, organisation: Organisation | None = None, at: datetime | None = None
) -> None:
    """Her support, or that of her organisation, is there no longer; nothing happens when there was none."""
    contribution = _again(contribution)
    there = supported_by(contribution, _demand_stakeholder(contribution, by, organisation, at))
    if there:
        there.delete()


def supported_by(contribution: Contribution, who: Stakeholder) -> Support | None:
    """The support that she or her organisation gave."""
    hers = Q(person=who.person)
    if who.organisation:
        hers |= Q(organisation=who.organisation)
    return contribution.supports.filter(hers).select_related("person").first()


def is_own(contribution: Contribution, who: Stakeholder) -> bool:
    """Whether she wrote it, or it was written for the organisation that she speaks for."""
    for_hers = who.organisation is not None and contribution.organisation_id == who.organisation.pk
    return for_hers or contribution.person_id == who.person.pk


@transaction.atomic
def reply(
    contribution: Contribution, answer: Answer, *, by: Person, organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Reply:  # fmt: skip
    """A short reply: public at once, or when a moderator has read it, as the forum is set. One at a time."""
    at = at or timezone.now()
    contribution = _again(contribution)
    who = _demand_stakeholder(contribution, by, organisation, at)
    if not answer.text.strip() or len(answer.text) > REPLY_LETTERS_AT_MOST:
        raise NotAllowed(_("A reply has between 1 and %d characters.") % REPLY_LETTERS_AT_MOST)
    if contribution.replies.mine(by).standing().exists():
        raise NotAllowed(_("You replied already. Withdraw that reply first, if you want to write another one."))
    patience.demand("reply", by, at)
    before = contribution.forum.moderation == Moderation.BEFORE
    return Reply.objects.create(
        contribution=contribution, person=by, organisation=who.organisation, group=who.group, created_at=at,
        text=answer.text.strip(), language=answer.language, naming=answer.naming, author_name=answer.author_name,
        state=ContributionState.SUBMITTED if before else ContributionState.PUBLISHED,
        published_at=None if before else at,
    )  # fmt: skip


@transaction.atomic
def withdraw(reply: Reply, *, by: Person, at: datetime | None = None) -> Reply:
    """Its author takes a reply back, at any time."""
    found = Reply.objects.select_for_update(of=("self",)).select_related("contribution__forum").get(pk=reply.pk)
    if found.person_id != by.pk:
        raise NotAllowed(_("It is not your reply."))
    if found.state != ContributionState.WITHDRAWN:
        found.state, found.withdrawn_at = ContributionState.WITHDRAWN, at or timezone.now()
        found.save()
    return found


def _demand_stakeholder(
    contribution: Contribution, by: Person, organisation: Organisation | None, at: datetime | None
) -> Stakeholder:
    """For whom she speaks; NotAllowed when it is not the time, not public, or she is no stakeholder of this forum."""
    if not is_open(contribution.forum, at):
        raise NotAllowed(_("Support and replies are not asked now. What is there stays readable."))
    if contribution.state != ContributionState.PUBLISHED:
        raise NotAllowed(_("This contribution is not public."))
    who = stakeholders.stakeholder(contribution.forum, by, organisation)
    if who is None:
        raise NotAllowed(_("Who supports or replies is registered for the forum, or acts for an organisation."))
    return who


def _voice(who: Stakeholder) -> UUID:
    """What stands for this supporter on everything that she, or her organisation, supports."""
    speaker = who.organisation or who.person
    # two first supports at once are one voice
    speaker._meta.model.objects.select_for_update(no_key=True).get(pk=speaker.pk)
    given = Support.objects.filter(organisation=who.organisation)
    if who.organisation is None:
        given = given.filter(person=who.person)
    return given.values_list("voice", flat=True).first() or uuid4()


def _again(contribution: Contribution) -> Contribution:
    """The row as it is now, locked."""
    found = Contribution.objects.select_for_update(of=("self",)).select_related("forum")
    return found.get(pk=contribution.pk)
