"""Asking people to the table: added by staff, invited by mail once, and what they answer.

    added ──send──▶ invited ──decline──▶ declined
      └─────────────────┴──────┴──registrations.register──▶ registered

Every move locks the forum, so two of staff who send at once, or one who presses twice, send each invitation once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Person
from forums import emails
from forums.models import Activity, Forum, ForumState, Invitation, Invitee, Language, Refusal
from forums.models.invitation import COMES, digest
from forums.workflow import NotAllowed
from forums.workflow.registrations import NAMES_KEPT


@dataclass(frozen=True)
class Guest:
    """Somebody to invite. Without a language it is that of her account, or else Dutch."""

    email: str
    name: str = ""
    organisation: Organisation | None = None
    organisation_name: str = ""
    language: str = ""


@dataclass(frozen=True)
class Sent:
    """How many invitations went out, and how many did not because the address wants none."""

    invited: int
    refused: int


def people_of(organisations: Iterable[Organisation]) -> list[Guest]:
    """Everybody who acts for these organisations."""
    members = Membership.objects.filter(organisation__in=organisations, person__is_active=True)
    return [
        Guest(one.person.email, one.person.get_full_name(), one.organisation, language=one.person.language)
        for one in members.select_related("person", "organisation").order_by("organisation", "pk")
    ]


@transaction.atomic
def add(invitation: Invitation, guests: Iterable[Guest]) -> list[Invitee]:
    """Put people on the list of a group; who is on a list of this forum already is left where she is. Mails nobody."""
    forum = _locked(invitation.forum)
    listed = {email.lower() for email in forum.invitees.values_list("email", flat=True)}
    new = {guest.email.lower(): guest for guest in reversed(list(guests)) if guest.email.lower() not in listed}
    languages = dict(Person.objects.filter(email__in=new).values_list("email", "language"))
    places = {one.email.lower(): one for one in forum.registrations.standing() if one.email}
    return [
        Invitee.objects.create(
            forum=forum, invitation=invitation, name=guest.name, organisation=guest.organisation,
            organisation_name=guest.organisation_name, email=guest.email,
            language=guest.language or languages.get(email, Language.NL), registration=places.get(email),
        )
        for email, guest in reversed(new.items())
    ]  # fmt: skip


def problem_with(forum: Forum, *, at: datetime | None = None) -> str:
    """Why nobody can be invited to it now; empty when people can."""
    at = at or timezone.now()
    if forum.state != ForumState.PUBLISHED or forum.is_over(at):
        return str(_("Invitations go out for a forum that is published and not over."))
    if not forum.phases.permitting(Activity.REGISTER).filter(closes__gt=at).exists():
        return str(_("Give the forum a phase of registration first: nobody could register."))
    return ""


@transaction.atomic
def send(forum: Forum, groups: Iterable[Invitation], *, at: datetime | None = None) -> Sent:
    """Mail everybody on the lists of these groups who was not invited yet, in her own language.

    Nobody who asked for no more invitations, and nobody who is registered already. Raises NotAllowed when nobody could
    register.
    """
    at = at or timezone.now()
    forum = _locked(forum)
    if problem := problem_with(forum, at=at):
        raise NotAllowed(problem)
    due = list(
        forum.invitees.to_ask().filter(invitation__in=groups).order_by("pk")
        .select_related("invitation__group", "organisation")
    )  # fmt: skip
    refused = Refusal.objects.among([invitee.email for invitee in due])
    asked = [invitee for invitee in due if invitee.email not in refused]
    for invitee in asked:
        invitee.forum, invitee.invited_at = forum, at
        invitee.save(update_fields=["invited_at"])
        emails.invitation(invitee)
    return Sent(len(asked), len(refused))


@transaction.atomic
def decline(invitee: Invitee, *, at: datetime | None = None) -> Invitee:
    """She does not come. May be said twice; who has a place cancels that instead."""
    _locked(invitee.forum)
    invitee = Invitee.objects.select_for_update(of=("self",)).select_related("registration").get(pk=invitee.pk)
    if invitee.registration and invitee.registration.state in COMES:
        raise NotAllowed(_("You are registered. Cancel your registration if you cannot come."))
    invitee.declined_at = invitee.declined_at or at or timezone.now()
    invitee.save(update_fields=["declined_at"])
    return invitee


def refuse(invitee: Invitee) -> None:
    """Her address gets no invitations any more, to whichever forum. May be said twice."""
    Refusal.objects.get_or_create(pk=digest(invitee.email))


def take_back_refusal(invitee: Invitee) -> None:
    """She may be invited again."""
    Refusal.objects.filter(pk=digest(invitee.email)).delete()


def refuses(invitee: Invitee) -> bool:
    return bool(Refusal.objects.among([invitee.email]))


def erase(invitees: Iterable[Invitee], *, at: datetime | None = None) -> int:
    """Forget who was invited; what was answered goes on counting for the group. Returns how many."""
    pks = [invitee.pk for invitee in invitees]
    return Invitee.objects.filter(pk__in=pks).update(
        name="", email="", organisation=None, organisation_name="", erased_at=at or timezone.now()
    )


def forget(*, at: datetime | None = None) -> int:
    """Erase who was invited so long ago that names are kept no longer (docs/retention.md); returns how many."""
    before = (at or timezone.now()) - NAMES_KEPT
    passed = Q(forum__ends_at__lt=before) | Q(forum__ends_at=None, added_at__lt=before)
    return erase(Invitee.objects.filter(passed, erased_at=None), at=at)


def _locked(forum: Forum) -> Forum:
    return Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)
