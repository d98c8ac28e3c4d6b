"""What a moderator decides of a contribution or a reply, and an appeal that another moderator decides.

submitted ──publish──▶ published        submitted, published ──refuse(ground, reason)──▶ refused
refused ──appeal──▶ refused, waiting for another moderator ──▶ published, or refused for good
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums import contribution_emails, reply_emails
from forums.models import (
    Appeal,
    AppealState,
    Contribution,
    ContributionState,
    Ground,
    ModerationDecision,
    Reply,
    Source,
    VersionState,
)
from forums.workflow import NotAllowed

MAILS = {Contribution: contribution_emails, Reply: reply_emails}


@transaction.atomic
def publish[T: (Contribution, Reply)](what: T, *, by: Person, at: datetime | None = None) -> T:
    """A moderator has read it: everybody may."""
    what = _again(what)
    if what.state != ContributionState.SUBMITTED:
        raise NotAllowed(_("It does not wait for a moderator."))
    _not_ones_own(what, by)
    _show(what, at)
    _decide(what, published=True, moderator=by)
    MAILS[type(what)].published(what)
    return what


@transaction.atomic
def refuse(what: Contribution | Reply, *, by: Person, ground: str, reason: str) -> ModerationDecision:
    """It is not public, or no longer; its author reads why, and may appeal. The ledger keeps number and ground."""
    what = _again(what)
    if what.state not in {ContributionState.SUBMITTED, ContributionState.PUBLISHED}:
        raise NotAllowed(_("It is not public, and does not wait for a moderator."))
    _not_ones_own(what, by)
    if ground not in Ground.values or not reason.strip():
        raise NotAllowed(_("Give the ground and a reason: the author reads it."))
    if isinstance(what, Contribution) and _is_behind_a_draft(what):
        raise NotAllowed(_("It stands behind a statement of a draft. Take it back there first."))
    what.state = ContributionState.REFUSED
    what.save()
    decision = _decide(what, published=False, ground=ground, reason=reason.strip(), moderator=by)
    MAILS[type(what)].refused(what, decision)
    return decision


@transaction.atomic
def appeal(what: Contribution | Reply, *, by: Person, text: str) -> Appeal:
    """The author does not agree with the last refusal; once."""
    what = _again(what)
    decision = what.decisions.order_by("-at", "-pk").first()
    if what.state != ContributionState.REFUSED or what.person_id != by.pk or decision is None:
        raise NotAllowed(_("There is nothing to appeal against."))
    if Appeal.objects.filter(decision=decision).exists():
        raise NotAllowed(_("You appealed already."))
    if not text.strip():
        raise NotAllowed(_("Say why you do not agree."))
    return Appeal.objects.create(decision=decision, refused_by_id=decision.moderator_id, text=text.strip())


@transaction.atomic
def decide_appeal(appeal: Appeal, *, granted: bool, answer: str, by: Person, at: datetime | None = None) -> Appeal:
    """Another moderator than the one who refused answers; granted, it is public."""
    rows = Appeal.objects.select_related("decision__contribution", "decision__reply")
    appeal = rows.select_for_update(of=("self",)).get(pk=appeal.pk)
    what = _again(appeal.decision.about)
    if appeal.state != AppealState.OPEN:
        raise NotAllowed(_("This appeal was decided already."))
    if by.pk == appeal.refused_by_id:
        raise NotAllowed(_("You refused it yourself: another moderator decides."))
    _not_ones_own(what, by)
    if not answer.strip():
        raise NotAllowed(_("Answer the author: why, or why not."))
    if granted and isinstance(what, Reply) and _has_another(what):
        raise NotAllowed(_("Its author wrote another reply meanwhile, which stands."))
    appeal.state = AppealState.GRANTED if granted else AppealState.DENIED
    appeal.decided_by, appeal.decided_at, appeal.answer = by, at or timezone.now(), answer.strip()
    appeal.save()
    if granted and what.state == ContributionState.REFUSED:
        _show(what, at)
        _decide(what, published=True, moderator=by)
    MAILS[type(what)].appeal_decided(what, appeal)
    return appeal


def _decide(what: Contribution | Reply, **said) -> ModerationDecision:
    return ModerationDecision.objects.create(**{what._meta.model_name: what}, **said)


def _show(what: Contribution | Reply, at: datetime | None) -> None:
    what.state = ContributionState.PUBLISHED
    what.published_at = what.published_at or at or timezone.now()
    what.save()


def _is_behind_a_draft(contribution: Contribution) -> bool:
    sources = Source.objects.standing().filter(
        contribution=contribution, statement__retired_at=None, statement__version__state=VersionState.DRAFT
    )
    return sources.exists()


def _has_another(reply: Reply) -> bool:
    others = Reply.objects.standing().filter(contribution=reply.contribution_id, person=reply.person_id)
    return reply.person_id is not None and others.exclude(pk=reply.pk).exists()


def _not_ones_own(what: Contribution | Reply, by: Person) -> None:
    if what.person_id == by.pk:
        own = _("It is your own reply: another moderator decides.")
        raise NotAllowed(
            own if isinstance(what, Reply) else _("It is your own contribution: another moderator decides.")
        )


def _again[T: (Contribution, Reply)](what: T) -> T:
    """The row as it is now, locked."""
    around = ("contribution__forum", "person") if isinstance(what, Reply) else ("forum", "person")
    found = type(what).objects.select_for_update(of=("self",)).select_related(*around)
    return found.get(pk=what.pk)
