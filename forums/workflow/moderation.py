"""What a moderator decides of a contribution, and an appeal that another moderator decides.

submitted ──publish──▶ published        submitted, published ──refuse(ground, reason)──▶ refused
refused ──appeal──▶ refused, waiting for another moderator ──▶ published, or refused for good
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums import contribution_emails as emails
from forums.models import (
    Appeal,
    AppealState,
    Contribution,
    ContributionState,
    Ground,
    ModerationDecision,
    Source,
    VersionState,
)
from forums.workflow import NotAllowed


@transaction.atomic
def publish(contribution: Contribution, *, by: Person, at: datetime | None = None) -> Contribution:
    """A moderator has read it: everybody may."""
    contribution = _again(contribution)
    if contribution.state != ContributionState.SUBMITTED:
        raise NotAllowed(_("It does not wait for a moderator."))
    _not_ones_own(contribution, by)
    _show(contribution, at)
    ModerationDecision.objects.create(contribution=contribution, published=True, moderator=by)
    emails.published(contribution)
    return contribution


@transaction.atomic
def refuse(contribution: Contribution, *, by: Person, ground: str, reason: str) -> ModerationDecision:
    """It is not public, or no longer; its author reads why, and may appeal. The ledger keeps number and ground."""
    contribution = _again(contribution)
    if contribution.state not in {ContributionState.SUBMITTED, ContributionState.PUBLISHED}:
        raise NotAllowed(_("It is not public, and does not wait for a moderator."))
    _not_ones_own(contribution, by)
    if ground not in Ground.values or not reason.strip():
        raise NotAllowed(_("Give the ground and a reason: the author reads it."))
    behind = Source.objects.standing().filter(
        contribution=contribution, statement__retired_at=None, statement__version__state=VersionState.DRAFT
    )
    if behind.exists():
        raise NotAllowed(_("It stands behind a statement of a draft. Take it back there first."))
    contribution.state = ContributionState.REFUSED
    contribution.save()
    decision = ModerationDecision.objects.create(
        contribution=contribution, published=False, ground=ground, reason=reason.strip(), moderator=by
    )
    emails.refused(contribution, decision)
    return decision


@transaction.atomic
def appeal(contribution: Contribution, *, by: Person, text: str) -> Appeal:
    """The author does not agree with the last refusal; once."""
    contribution = _again(contribution)
    decision = contribution.decisions.order_by("-at", "-pk").first()
    if contribution.state != ContributionState.REFUSED or contribution.person_id != by.pk or decision is None:
        raise NotAllowed(_("There is nothing to appeal against."))
    if Appeal.objects.filter(decision=decision).exists():
        raise NotAllowed(_("You appealed already."))
    if not text.strip():
        raise NotAllowed(_("Say why you do not agree."))
    return Appeal.objects.create(decision=decision, refused_by_id=decision.moderator_id, text=text.strip())


@transaction.atomic
def decide_appeal(appeal: Appeal, *, granted: bool, answer: str, by: Person, at: datetime | None = None) -> Appeal:
    """Another moderator than the one who refused answers; granted, the contribution is public."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision__contribution").get(pk=appeal.pk)
    contribution = _again(appeal.decision.contribution)
    if appeal.state != AppealState.OPEN:
        raise NotAllowed(_("This appeal was decided already."))
    if by.pk == appeal.refused_by_id:
        raise NotAllowed(_("You refused it yourself: another moderator decides."))
    _not_ones_own(contribution, by)
    if not answer.strip():
        raise NotAllowed(_("Answer the author: why, or why not."))
    appeal.state = AppealState.GRANTED if granted else AppealState.DENIED
    appeal.decided_by, appeal.decided_at, appeal.answer = by, at or timezone.now(), answer.strip()
    appeal.save()
    if granted and contribution.state == ContributionState.REFUSED:
        _show(contribution, at)
        ModerationDecision.objects.create(contribution=contribution, published=True, moderator=by)
    emails.appeal_decided(contribution, appeal)
    return appeal


def _show(contribution: Contribution, at: datetime | None) -> None:
    contribution.state = ContributionState.PUBLISHED
    contribution.published_at = contribution.published_at or at or timezone.now()
    contribution.save()


def _not_ones_own(contribution: Contribution, by: Person) -> None:
    if contribution.person_id == by.pk:
        raise NotAllowed(_("It is your own contribution: another moderator decides."))


def _again(contribution: Contribution) -> Contribution:
    found = Contribution.objects.select_for_update(of=("self",)).select_related("forum", "person")
    return found.get(pk=contribution.pk)
