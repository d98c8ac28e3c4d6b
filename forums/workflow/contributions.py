"""A contribution: begun, handed in, changed, withdrawn; or entered by staff from a letter, a mail or minutes.

    draft ──hand_in──▶ submitted ──moderation──▶ published or refused
      │                    ▲                          │
      └─(moderated after)──┼──────▶ published         │
                           └───────── change ─────────┘
    submitted, published, refused ──withdraw──▶ withdrawn

A number is given when a contribution is handed in, by the row of its forum, and never twice. Every version is kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from forums import contribution_emails as emails
from forums.models import (
    Channel,
    Contribution,
    ContributionState,
    ContributionVersion,
    Forum,
    Moderation,
    Question,
    StakeholderGroup,
)
from forums.workflow import NotAllowed, attachments, consolidation, patience


@dataclass(frozen=True)
class Wording:
    """What is said, in which language, for whom, and how its author is named."""

    text: str
    language: str
    group: StakeholderGroup | None
    naming: str
    author_name: str = ""
    organisation: Organisation | None = None
    organisation_name: str = ""


@dataclass(frozen=True)
class Receipt:
    """How something that came in on paper, by mail or at a meeting reached the staff."""

    channel: str
    received_on: date
    question: Question | None = None
    gist: str = ""


@transaction.atomic
def begin(question: Question, *, by: Person, at: datetime | None = None) -> Contribution:
    """Her draft on a question: the one that she began, or a new one."""
    if not question.is_open(at):
        raise NotAllowed(_("Contributions to this question are not open."))
    forum = _locked(question.forum)
    found = Contribution.objects.filter(question=question, person=by, state=ContributionState.DRAFT).first()
    return found or Contribution.objects.create(
        forum=forum, question=question, person=by, language=by.language, demonstration=forum.demonstration
    )


@transaction.atomic
def hand_in(
    contribution: Contribution, wording: Wording, *, by: Person, files: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> Contribution:  # fmt: skip
    """A draft gets its number. It is public at once, or when a moderator has read it, as the forum is set. `files` says
    in which language her attachments are.
    """
    at = at or timezone.now()
    forum, contribution = _locked(contribution.forum), _again(contribution)
    if contribution.person_id != by.pk or contribution.state != ContributionState.DRAFT:
        raise NotAllowed(_("It was handed in already."))
    if not contribution.question.is_open(at):
        raise NotAllowed(_("Contributions to this question are not open."))
    patience.demand("contribution", by, at)
    contribution.typed, contribution.saves = {}, {}
    _number(contribution, forum)
    contribution.submitted_at = at
    contribution.state = _next_state(forum)
    _say(contribution, wording, at)
    attachments.settle(contribution, files or {})
    emails.received(contribution)
    return contribution


@transaction.atomic
def change(
    contribution: Contribution, wording: Wording, *, by: Person, files: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> Contribution:  # fmt: skip
    """Her next version, while the phase is open. Where moderators read first, they read this one too."""
    at = at or timezone.now()
    forum, contribution = _locked(contribution.forum), _again(contribution)
    if contribution.person_id != by.pk or contribution.state in {ContributionState.DRAFT, ContributionState.WITHDRAWN}:
        raise NotAllowed(_("This contribution cannot be changed."))
    if not contribution.question.is_open(at):
        raise NotAllowed(_("Contributions to this question are not open."))
    same = all(getattr(contribution, name) == value for name, value in _columns(wording).items())
    if same and not attachments.differ(contribution, files or {}):
        return contribution
    patience.demand("version", by, at)
    refused = contribution.state == ContributionState.REFUSED
    contribution.state = ContributionState.SUBMITTED if refused else _next_state(forum)
    contribution.typed, contribution.saves = {}, {}
    _say(contribution, wording, at)
    attachments.settle(contribution, files or {})
    return contribution


@transaction.atomic
def withdraw(contribution: Contribution, *, by: Person | None, at: datetime | None = None) -> Contribution:
    """Its author takes it back, at any time. Number, group and channel stay in the ledger, the text is public no
    longer; drafts of a strategy let go of it.
    """
    _locked(contribution.forum)
    contribution = _again(contribution)
    if contribution.state == ContributionState.WITHDRAWN:
        return contribution
    if contribution.number is None:
        raise NotAllowed(_("A draft is thrown away, not withdrawn."))
    contribution.state, contribution.withdrawn_at = ContributionState.WITHDRAWN, at or timezone.now()
    contribution.save()
    consolidation.author_withdrew(contribution, by=by)
    return contribution


@transaction.atomic
def throw_away(contribution: Contribution, *, by: Person) -> None:
    """A draft that was never handed in is nobody's but hers; its files go with it."""
    drafts = Contribution.objects.select_for_update().filter(person=by, state=ContributionState.DRAFT)
    if draft := drafts.filter(pk=contribution.pk).first():
        attachments.throw_away(draft)
        draft.delete()


@transaction.atomic
def forget_typed(contribution: Contribution) -> None:
    """What was typed or added for a version that never came."""
    attachments.throw_away(contribution)
    Contribution.objects.filter(pk=contribution.pk).update(typed={}, saves={})


@transaction.atomic
def enter(
    forum: Forum, wording: Wording, receipt: Receipt, *, by: Person | None, at: datetime | None = None
) -> Contribution:
    """Staff write down what came in by another way: it stands in the same ledger, with the next number."""
    at = at or timezone.now()
    forum = _locked(forum)
    if receipt.channel == Channel.WEB:
        raise NotAllowed(_("Say by which way it came in."))
    if receipt.question and receipt.question.forum_id != forum.pk:
        raise NotAllowed(_("This question belongs to another forum."))
    contribution = Contribution(
        forum=forum, state=ContributionState.PUBLISHED, submitted_at=at, demonstration=forum.demonstration,
        **asdict(receipt) | {"question": receipt.question},
    )  # fmt: skip
    _number(contribution, forum)
    _say(contribution, wording, at)
    return contribution


def _next_state(forum: Forum) -> str:
    before = forum.moderation == Moderation.BEFORE
    return ContributionState.SUBMITTED if before else ContributionState.PUBLISHED


def _number(contribution: Contribution, forum: Forum) -> None:
    """The next number of the forum, whose row is locked."""
    forum.numbered += 1
    Forum.objects.filter(pk=forum.pk).update(numbered=forum.numbered)
    contribution.number = forum.numbered


def _columns(wording: Wording) -> dict[str, object]:
    return {name: getattr(wording, name) for name in wording.__dataclass_fields__}


def _say(contribution: Contribution, wording: Wording, at: datetime) -> None:
    """Save another version of the text, and keep it for ever."""
    for name, value in _columns(wording).items():
        setattr(contribution, name, value)
    if contribution.state == ContributionState.PUBLISHED:
        contribution.published_at = contribution.published_at or at
    contribution.version += 1
    contribution.save()
    ContributionVersion.objects.create(
        contribution=contribution, number=contribution.version, text=wording.text, language=wording.language, at=at
    )


def _locked(forum: Forum) -> Forum:
    return Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)


def _again(contribution: Contribution) -> Contribution:
    """The row as it is now, locked."""
    found = Contribution.objects.select_for_update(of=("self",))
    return found.select_related("forum", "question__forum", "question__phase", "person").get(pk=contribution.pk)
