"""The link that lets somebody see, change and cancel her registration, and nobody else."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from forums.models import Registration

_signer = signing.Signer(salt="forums.registration", sep=".")


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
