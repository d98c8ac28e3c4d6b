"""A place at a forum: asked for, confirmed, given, given back.

    unconfirmed ──confirm──▶ waiting ──move_up──▶ seated
         └──────────cancel────────┴──────cancel─────┘──▶ cancelled

Every move locks the forum first. Who confirms joins the end of the waiting list, and `move_up` gives the free seats to
its head, in that same transaction: so nobody overtakes anybody, and a seat is given once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums import emails
from forums.models import (
    Activity,
    Forum,
    ForumState,
    Invitee,
    Needs,
    Registration,
    RegistrationState,
    StakeholderGroup,
)
from forums.workflow import NotAllowed
from plumbing import limits

REMIND_AHEAD = timedelta(days=3)
NAMES_KEPT = timedelta(days=400)
MAILS_AN_HOUR = 3  # to one address, whoever asks for them


@dataclass(frozen=True)
class Details:
    """What somebody says of herself when she registers."""

    name: str
    group: StakeholderGroup
    organisation_name: str = ""
    organisation: Organisation | None = None
    listed: bool = False
    needs: Mapping[str, str] | None = None


def is_open(forum: Forum, at: datetime | None = None) -> bool:
    """Whether anybody can register: announced, not over, and in the phase for it."""
    at = at or timezone.now()
    return (
        forum.state == ForumState.PUBLISHED
        and not forum.is_over(at)
        and forum.phases.open(at).permitting(Activity.REGISTER).exists()
    )


def opens(forum: Forum, at: datetime | None = None) -> datetime | None:
    """When registration opens; None when it does not, or has already."""
    at = at or timezone.now()
    if forum.state != ForumState.PUBLISHED or forum.is_over(at):
        return None
    coming = forum.phases.permitting(Activity.REGISTER).filter(opens__gt=at).order_by("opens")
    return coming.values_list("opens", flat=True).first()


@transaction.atomic
def register(  # noqa: PLR0913 (what a registration has)
    forum: Forum, details: Details, *, email: str, language: str, person: Person | None = None,
    invitee: Invitee | None = None, at: datetime | None = None,
) -> Registration:  # fmt: skip
    """Ask for a place. With an account it is confirmed at once, and so it is by the link of an invitation to the same
    address; otherwise a mail asks whether the address is right.

    Who is registered already gets a mail that says so, with the way to her registration: the page tells nobody who
    comes. Raises NotAllowed outside the phase.
    """
    at = at or timezone.now()
    forum = _locked(forum)
    if not is_open(forum, at):
        raise NotAllowed(_("Registration is not open."))
    is_known = person is not None or (invitee is not None and invitee.email.lower() == email.lower())
    found = forum.registrations.standing().of_address(email).first()
    if found and found.state != RegistrationState.UNCONFIRMED:
        if is_known:
            raise NotAllowed(_("You are registered already."))
        if _may_mail(email, at):
            emails.already(found)
        return found
    found = found or Registration(forum=forum, email=email)
    found.language, found.person, found.created_at = language, person, at
    _describe(found, details)
    _answer_invitation(found, invitee)
    if is_known:
        return _enter(found, at)
    if _may_mail(email, at):
        emails.please_confirm(found)
    return found


@transaction.atomic
def confirm(registration: Registration, *, at: datetime | None = None) -> Registration:
    """The address is right: she joins the waiting list, and has a seat at once when there is one. May be said twice."""
    at = at or timezone.now()
    forum = _locked(registration.forum)
    registration = _again(registration)
    if registration.state != RegistrationState.UNCONFIRMED:
        return registration
    if forum.state != ForumState.PUBLISHED or forum.is_over(at):
        raise NotAllowed(_("This forum does not take place any more, or is over."))
    return _enter(registration, at)


@transaction.atomic
def change(registration: Registration, details: Details) -> Registration:
    """Other details of a place that stands."""
    _locked(registration.forum)
    registration = _again(registration)
    if registration.state == RegistrationState.CANCELLED or registration.erased_at:
        raise NotAllowed(_("This registration is cancelled."))
    _describe(registration, details)
    return registration


@transaction.atomic
def cancel(registration: Registration, *, at: datetime | None = None) -> Registration:
    """She does not come. Her seat goes to the head of the waiting list, her needs are forgotten. May be said twice."""
    at = at or timezone.now()
    forum = _locked(registration.forum)
    registration = _again(registration)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    if forum.is_over(at):
        raise NotAllowed(_("It is over."))
    was_confirmed = registration.state != RegistrationState.UNCONFIRMED
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, at
    registration.save()
    Needs.objects.filter(registration=registration).delete()
    if was_confirmed:
        emails.cancelled(registration)
    move_up(forum, at=at)
    return registration


@transaction.atomic
def move_up(forum: Forum, *, at: datetime | None = None) -> list[Registration]:
    """Give the free seats to those who wait longest; returns who has one now. A mail tells each."""
    at = at or timezone.now()
    forum = _locked(forum)
    if forum.state != ForumState.PUBLISHED or forum.is_over(at):
        return []
    queue = forum.registrations.queue()
    if forum.capacity is not None:
        queue = queue[: max(0, forum.capacity - forum.registrations.seated().count())]
    moved = list(queue)
    for registration in moved:
        registration.state, registration.seated_at = RegistrationState.SEATED, at
        registration.save(update_fields=["state", "seated_at"])
        emails.has_a_seat(registration, waited=registration.confirmed_at != at)
    return moved


def tell_moved(forum: Forum, before: Forum) -> None:
    """Everybody registered hears, once, that date, hour or place changed; reminders start anew."""
    for registration in forum.registrations.confirmed():
        emails.forum_moved(registration, before)
    forum.registrations.confirmed().update(reminded_at=None)


def tell_cancelled(forum: Forum) -> None:
    """Everybody registered hears, once, that the forum does not take place, and why."""
    for registration in forum.registrations.confirmed():
        emails.forum_cancelled(registration)


def remind(*, at: datetime | None = None) -> int:
    """Remind those whose forum is near, each once; returns how many. Safe to run twice at a time."""
    at, reminded = at or timezone.now(), 0
    for pk in Registration.objects.to_remind(at, REMIND_AHEAD).values_list("pk", flat=True):
        with transaction.atomic():
            due = Registration.objects.to_remind(at, REMIND_AHEAD).select_for_update(of=("self",), skip_locked=True)
            if registration := due.filter(pk=pk).first():
                registration.reminded_at = at
                registration.save(update_fields=["reminded_at"])
                emails.reminder(registration)
                reminded += 1
    return reminded


@transaction.atomic
def note_attendance(registration: Registration, attended: bool | None) -> Registration:
    """Staff note who was there; None: not known."""
    registration = _again(registration)
    if registration.state != RegistrationState.SEATED:
        raise NotAllowed(_("Only who has a seat can have been there."))
    registration.attended = attended
    registration.save(update_fields=["attended"])
    return registration


@transaction.atomic
def erase(registration: Registration, *, at: datetime | None = None) -> Registration:
    """Forget who it was; the place goes on counting for its stakeholder group."""
    registration = _again(registration)
    Needs.objects.filter(registration=registration).delete()
    registration.name = registration.email = ""
    registration.person, registration.listed = None, False
    registration.erased_at = at or timezone.now()
    registration.save()
    return registration


def forget(*, at: datetime | None = None) -> dict[str, int]:
    """Drop what is kept no longer (docs/retention.md); returns how much of each.

    Needs go when the forum has passed or is cancelled, names a year later, and what nobody confirmed after days.
    """
    at = at or timezone.now()
    over = Q(registration__forum__ends_at__lt=at) | Q(registration__forum__state=ForumState.CANCELLED)
    needs = Needs.objects.filter(over).delete()[0]
    unconfirmed = Registration.objects.never_confirmed(at).delete()[1].get("forums.Registration", 0)
    old = Registration.objects.filter(forum__ends_at__lt=at - NAMES_KEPT, erased_at=None)
    names = sum(1 for registration in old if erase(registration, at=at))
    return {"needs": needs, "unconfirmed": unconfirmed, "names": names}


def _enter(registration: Registration, at: datetime) -> Registration:
    """To the end of the waiting list, and from there to a seat when one is free."""
    registration.state, registration.confirmed_at = RegistrationState.WAITING, at
    registration.save()
    move_up(registration.forum, at=at)
    registration.refresh_from_db()
    if registration.state == RegistrationState.WAITING:
        emails.waits(registration)
    return registration


def _answer_invitation(registration: Registration, invitee: Invitee | None) -> None:
    """Who was invited has answered, by whichever way she came."""
    invited = registration.forum.invitees
    asked = invited.filter(pk=invitee.pk) if invitee else invited.of_address(registration.email)
    asked.update(registration=registration, declined_at=None)


def _describe(registration: Registration, details: Details) -> None:
    registration.name, registration.group, registration.listed = details.name, details.group, details.listed
    registration.organisation, registration.organisation_name = details.organisation, details.organisation_name
    registration.save()
    needs = {name: text for name, text in (details.needs or {}).items() if text}
    if needs:
        everything = {"access": "", "interpretation": "", "diet": ""} | needs
        Needs.objects.update_or_create(registration=registration, defaults=everything)
    else:
        Needs.objects.filter(registration=registration).delete()


def _may_mail(email: str, at: datetime) -> bool:
    """Nobody's mailbox is filled by somebody else."""
    return limits.allowed("forums.registration.mail", email, at_most=MAILS_AN_HOUR, per=timedelta(hours=1), at=at)


def _locked(forum: Forum) -> Forum:
    return Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)


def _again(registration: Registration) -> Registration:
    """The row as it is now, locked."""
    return Registration.objects.select_for_update(of=("self",)).select_related("forum").get(pk=registration.pk)
