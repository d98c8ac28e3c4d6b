"""The links that are somebody's own: to see, change and cancel her registration, and to answer her invitation."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from forums.models import Invitee, Registration

_signer = signing.Signer(salt="forums.registration", sep=".")
_inviting = signing.Signer(salt="forums.invitation", sep=".")


def token(registration: Registration) -> str:
    """What stands in the address."""
    return _signer.sign(registration.key.hex)


def address(registration: Registration) -> str:
    """The whole address, in the language of her mails."""
    with override(registration.language):
        return settings.BASE_URL + reverse("forums:registration", args=[token(registration)])


def registration_of(token: str) -> Registration | None:
    """Whose link it is; nobody's when a letter is wrong, or when its registration is gone."""
    try:
        key = _signer.unsign(token)
    except signing.BadSignature:
        return None
    found = Registration.objects.select_related("forum", "group", "organisation", "needs")
    return found.filter(key=key, erased_at=None).first()


def invitation_token(invitee: Invitee) -> str:
    """What stands in the address of an invitation."""
    return _inviting.sign(invitee.key.hex)


def invitation_address(invitee: Invitee) -> str:
    """The whole address, in the language of her mails."""
    with override(invitee.language):
        return settings.BASE_URL + reverse("forums:invitation", args=[invitation_token(invitee)])


def invitee_of(token: str) -> Invitee | None:
    """Whose invitation it is; nobody's when a letter is wrong, or when she was forgotten."""
    try:
        key = _inviting.unsign(token)
    except signing.BadSignature:
        return None
    found = Invitee.objects.select_related("forum", "invitation__group", "organisation", "registration")
    return found.filter(key=key, erased_at=None, invited_at__isnull=False).first()
