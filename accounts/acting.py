"""For which organisation a person acts at this moment: chosen once, kept in the session, asked at each request."""

from django.http import HttpRequest

from accounts.models import Membership, Organisation

SESSION_KEY = "acting_for"


def memberships(request: HttpRequest) -> list[Membership]:
    """All organisations that the visitor may act for, by name; asked of the database once a request."""
    if not hasattr(request, "_memberships"):
        signed_in = request.user.is_authenticated
        request._memberships = list(Membership.objects.of(request.user)) if signed_in else []  # noqa: SLF001
    return request._memberships  # noqa: SLF001 (kept on the request by this module alone)


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership by which the visitor acts now: the one that was chosen while it lasts, else the first."""
    found = memberships(request)
    chosen = request.session.get(SESSION_KEY)
    return next((one for one in found if one.organisation_id == chosen), found[0] if found else None)


def organisation_of(request: HttpRequest) -> Organisation | None:
    """The organisation that the visitor acts for now, or nothing."""
    membership = membership_of(request)
    return membership.organisation if membership else None


def act_for(request: HttpRequest, organisation: Organisation) -> None:
    """From now on, in this session, the visitor acts for this organisation. Whether she may is asked at each use."""
    request.session[SESSION_KEY] = organisation.pk
