"""What this app knows of a person: her invitations and registrations, contributions, replies and support, and the
reservations she signed.
After an erasure texts and totals stay, under her stakeholder group.
"""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from forums.models import (
    Attachment,
    Contribution,
    ContributionState,
    Invitee,
    Registration,
    Reply,
    Reservation,
    Support,
)
from forums.workflow import contributions, invitations, registrations, reservations


def export(person: Person) -> dict[str, object]:
    """All of it, as she may take it along."""
    written = {"forum__title_nl", "number", "language", "text", "state", "submitted_at", "author_name", "naming"}
    return {
        "invitations": list(
            _invitees(person).values(
                "forum__title_nl", "name", "email", "invitation__group__slug", "organisation_name", "invited_at",
                "declined_at",
            )
        ),
        "registrations": list(
            _registrations(person).values(
                "forum__title_nl", "name", "email", "group__slug", "organisation_name", "state", "created_at",
                "confirmed_at", "attended", "needs__access", "needs__interpretation", "needs__diet",
            )
        ),
        "contributions": list(Contribution.objects.filter(person=person).values(*sorted(written), "typed")),
        "attachments": list(
            Attachment.objects.filter(contribution__person=person).values(
                "contribution__forum__title_nl", "contribution__number", "name", "size", "language", "added_at"
            )
        ),
        "replies": list(
            Reply.objects.mine(person).values(
                "contribution__forum__title_nl", "contribution__number", "text", "language", "state", "created_at",
                "author_name", "naming",
            )
        ),
        "reservations": list(
            Reservation.objects.filter(person=person, via=None).values("signed_by", "signed_at", "text_nl", "text_en")
        ),
        "support": list(
            Support.objects.filter(person=person).values(
                "contribution__forum__title_nl", "contribution__number", "group__slug", "at"
            )
        ),
    }  # fmt: skip


def anonymise(person: Person) -> None:
    """Names go; what was said, and what was counted, stays. Drafts were hers alone, and go."""
    now = timezone.now()
    invitations.erase(_invitees(person), at=now)
    for registration in _registrations(person):
        registrations.erase(registration, at=now)
    for draft in Contribution.objects.mine(person).filter(state=ContributionState.DRAFT):
        contributions.throw_away(draft, by=person)
    for begun in Contribution.objects.mine(person):
        contributions.forget_typed(begun)
    for written in (Contribution, Reply):
        written.objects.filter(person=person).update(person=None, author_name="", erased_at=now)
    Support.objects.filter(person=person).update(person=None)
    reservations.forget(person)


def _invitees(person: Person):
    """Asked at her address, or who came with her account."""
    return Invitee.objects.filter(Q(email__iexact=person.email) | Q(registration__person=person), erased_at=None)


def _registrations(person: Person):
    """With her account, or with its address."""
    return Registration.objects.filter(Q(person=person) | Q(email__iexact=person.email), erased_at=None)
