"""Who acts for whom: everything that changes it. Each function is one transaction, its mails included.

The row of the organisation is locked in each, so two people never undo each other's rules at the same moment. Whether
`by` may do it is the caller's question; what nobody may do is refused here.
"""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import emails, personal_data
from accounts.models import Invitation, JoinRequest, Membership, Organisation, Person, Role
from plumbing import addresses

INVITATION_LASTS = timedelta(days=14)
# Who registered an organisation a minute ago does not mail the whole world in its name.
INVITATIONS_AT_MOST = {True: 50, False: 5}
UNCONFIRMED_AT_MOST = 3


class NotAllowed(Exception):
    """The move cannot be made; the message says why, in the reader's language."""


@transaction.atomic
def register_organisation(*, by: Person, **fields: str) -> Organisation:
    """A person brings an organisation to the desk: she is responsible for it, and staff are asked to confirm it.

    Until then it can prepare submissions, and not send them.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    if Organisation.objects.of(by).filter(confirmed=False).count() >= UNCONFIRMED_AT_MOST:
        raise NotAllowed(_("Wait until the editors have confirmed the organisations that you registered before."))
    stem = addresses.stem(fields.get("name_nl") or fields["name_en"], otherwise="organisation", limit=70)
    taken = Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    organisation = Organisation.objects.create(slug=addresses.free(stem, set(taken)), **fields)
    Membership.objects.create(person=by, organisation=organisation, role=Role.RESPONSIBLE)
    emails.organisation_registered(organisation, by=by, to=settings.CONTACT_EMAIL)
    return organisation


@transaction.atomic
def confirm_organisation(organisation: Organisation, *, by: Person) -> Organisation:
    """Staff know the organisation: from now on it can submit. Its people are told."""
    organisation = _locked(organisation)
    if organisation.confirmed:
        raise NotAllowed(_("This organisation is confirmed already."))
    organisation.confirmed = True
    organisation.save(update_fields=["confirmed"])
    for membership in organisation.memberships.select_related("person"):
        emails.organisation_confirmed(organisation, to=membership.person)
    return organisation


@transaction.atomic
def invite(organisation: Organisation, *, email: str, role: str, language: str, by: Person) -> Invitation:
    """Ask somebody by mail to act for the organisation. An earlier invitation of hers that expired makes room."""
    organisation = _locked(organisation)
    if Person.objects.filter(email__iexact=email, organisations=organisation).exists():
        raise NotAllowed(_("%(email)s acts for this organisation already.") % {"email": email})
    organisation.invitations.undecided().filter(expires_at__lte=timezone.now()).update(withdrawn_at=timezone.now())
    undecided = organisation.invitations.undecided()
    if undecided.filter(email__iexact=email).exists():
        raise NotAllowed(
            _("%(email)s has an invitation already. Withdraw it first to send another.") % {"email": email}
        )
    if undecided.count() >= INVITATIONS_AT_MOST[organisation.confirmed]:
        raise NotAllowed(_("Too many invitations are still without an answer. Wait for some, or withdraw them."))
    token = token_urlsafe(32)
    invitation = organisation.invitations.create(
        email=email, role=role, language=language, token_hash=Invitation.hashed(token), invited_by=by,
        expires_at=timezone.now() + INVITATION_LASTS,
    )  # fmt: skip
    emails.invitation(invitation, token=token, by=by)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person) -> None:
    """The link of the mail works no longer."""
    _locked(invitation.organisation)
    _refresh(invitation)
    if invitation.accepted_at:
        raise NotAllowed(_("This invitation is accepted already."))
    invitation.withdrawn_at = invitation.withdrawn_at or timezone.now()
    invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person) -> Membership:
    """The invited person acts for the organisation from now on, in the role of the invitation."""
    organisation = _locked(invitation.organisation)
    _refresh(invitation)
    if reason := why_not_accepted(invitation, by):
        raise NotAllowed(reason)
    membership, _new = organisation.memberships.get_or_create(person=by, defaults={"role": invitation.role})
    if invitation.role == Role.RESPONSIBLE and not membership.is_responsible:
        membership.role = Role.RESPONSIBLE
        membership.save(update_fields=["role"])
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    organisation.join_requests.waiting().filter(person=by).update(
        answer=JoinRequest.Answer.ACCEPTED, answered_at=timezone.now()
    )
    if invitation.invited_by and invitation.invited_by.is_active:
        emails.invitation_accepted(membership, to=invitation.invited_by)
    return membership


def why_not_accepted(invitation: Invitation, person: Person | None = None) -> str:
    """What is wrong with an invitation, in words; with a person, also whether it is hers. Nothing if all is well."""
    if invitation.withdrawn_at:
        return _("This invitation was withdrawn.")
    if invitation.accepted_at:
        return _("This invitation was used already.")
    if invitation.has_expired:
        return _("This invitation has expired.")
    if person and not person.has_email(invitation.email):
        return _("This invitation is for another e-mail address than yours.")
    return ""


def refuse_to_end(membership: Membership) -> None:
    """Raises NotAllowed when nobody else is responsible. The organisation stays locked, so nobody leaves meanwhile."""
    _locked(membership.organisation)
    if membership.is_responsible:
        _refuse_for_the_last(membership)


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: Person) -> Membership:
    """Responsible becomes contributor, or the other way round; somebody stays responsible."""
    _locked(membership.organisation)
    _refresh(membership)
    if membership.is_responsible and role != Role.RESPONSIBLE:
        _refuse_for_the_last(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: Person) -> None:
    """Somebody acts for the organisation no longer: she leaves, or another responsible person ends it and tells her."""
    organisation = _locked(membership.organisation)
    _refresh(membership)
    if membership.is_responsible:
        _refuse_for_the_last(membership)
    if by != membership.person:
        emails.membership_ended(organisation, to=membership.person)
    membership.delete()


@transaction.atomic
def ask_to_join(organisation: Organisation, *, by: Person, message: str = "") -> JoinRequest:
    """A person asks to act for an organisation: its responsible people are told, or staff when there are none."""
    organisation = _locked(organisation)
    if organisation.memberships.filter(person=by).exists():
        raise NotAllowed(_("You act for this organisation already."))
    if organisation.join_requests.waiting().filter(person=by).exists():
        raise NotAllowed(_("You asked this already; the answer is still to come."))
    request = organisation.join_requests.create(person=by, message=message)
    responsible = organisation.memberships.responsible().select_related("person")
    for membership in responsible:
        emails.asked_to_join(request, to=membership.person.email, language=membership.person.language)
    if not responsible:
        emails.asked_to_join(request, to=settings.CONTACT_EMAIL, language="nl", is_staff=True)
    return request


@transaction.atomic
def answer_join_request(request: JoinRequest, *, accept: bool, by: Person, role: str = Role.CONTRIBUTOR) -> JoinRequest:
    """Yes or no to somebody who asked; she is told."""
    organisation = _locked(request.organisation)
    _refresh(request)
    if request.answer:
        raise NotAllowed(_("This was answered already."))
    request.answer = JoinRequest.Answer.ACCEPTED if accept else JoinRequest.Answer.DECLINED
    request.answered_at, request.answered_by = timezone.now(), by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    if accept:
        organisation.memberships.get_or_create(person=request.person, defaults={"role": role})
    emails.join_request_answered(request)
    return request


@transaction.atomic
def erase(person: Person, *, by: Person) -> None:
    """Forget who a person is. What she published stays, under "former participant"; each app forgets its own part."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        raise NotAllowed(_("This account is erased already."))
    others = Person.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise NotAllowed(
            _("Without this account nobody could manage the portal. Give another person its rights first.")
        )
    email, language = person.email, person.language
    personal_data.anonymise(person)
    person.email = f"erased-{person.pk}@example.invalid"
    person.first_name = person.last_name = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login, person.erased_at = None, timezone.now()
    person.set_unusable_password()
    person.save()
    emails.erased(to=email, language=language)


def _refuse_for_the_last(membership: Membership) -> None:
    if not membership.organisation.memberships.responsible().exclude(pk=membership.pk).exists():
        raise NotAllowed(_("Somebody has to be responsible. Make another person responsible first."))


def _refresh(row: Invitation | Membership | JoinRequest) -> None:
    """The row as it is now that the organisation is locked."""
    try:
        row.refresh_from_db()
    except ObjectDoesNotExist:
        raise NotAllowed(_("Somebody else changed this at the same moment.")) from None


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)
