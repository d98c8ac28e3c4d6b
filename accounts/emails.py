"""Mails about organisations and who acts for them, each in the language of its reader."""

from accounts.models import Invitation, JoinRequest, Membership, Organisation, Person
from plumbing import mail


def organisation_registered(organisation: Organisation, *, by: Person, to: str) -> None:
    context = {"organisation": organisation, "person": by}
    mail.enqueue("accounts/organisation_registered", to=to, language="nl", context=context, about=organisation)


def organisation_confirmed(organisation: Organisation, *, to: Person) -> None:
    _to(to, "organisation_confirmed", organisation, {"organisation": organisation})


def invitation(invitation: Invitation, *, token: str, by: Person) -> None:
    """Its link is for who reads the mail, and nobody else."""
    context = {"invitation": invitation, "organisation": invitation.organisation, "token": token, "person": by}
    mail.enqueue(
        "accounts/invitation", to=invitation.email, language=invitation.language, context=context,
        about=invitation.organisation, secret=True,
    )  # fmt: skip


def invitation_accepted(membership: Membership, *, to: Person) -> None:
    context = {"membership": membership, "organisation": membership.organisation, "person": membership.person}
    _to(to, "invitation_accepted", membership.organisation, context)


def membership_ended(organisation: Organisation, *, to: Person) -> None:
    _to(to, "membership_ended", organisation, {"organisation": organisation})


def asked_to_join(request: JoinRequest, *, to: str, language: str, is_staff: bool = False) -> None:
    context = {"request": request, "organisation": request.organisation, "person": request.person, "is_staff": is_staff}
    mail.enqueue("accounts/asked_to_join", to=to, language=language, context=context, about=request.organisation)


def join_request_answered(request: JoinRequest) -> None:
    context = {"accepted": request.answer == JoinRequest.Answer.ACCEPTED, "organisation": request.organisation}
    _to(request.person, "join_request_answered", request.organisation, context)


def erased(*, to: str, language: str) -> None:
    """The last mail to an address that is known no longer."""
    mail.enqueue("accounts/erased", to=to, language=language, context={}, secret=True)


def _to(person: Person, template: str, organisation: Organisation, context: dict) -> None:
    mail.enqueue(f"accounts/{template}", to=person.email, language=person.language, context=context, about=organisation)
