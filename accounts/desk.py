"""What this app shows on a person's desk."""

from collections.abc import Iterator

from django.http import HttpRequest

from accounts import acting
from accounts.models import JoinRequest
from plumbing.panels import Panel


def panels(request: HttpRequest) -> Iterator[Panel]:
    """For whom a person acts and who waits for her answer; and her account."""
    led = [one.organisation_id for one in acting.memberships(request) if one.is_responsible]
    asked = JoinRequest.objects.waiting().filter(organisation__in=led).select_related("organisation", "person")
    yield Panel(
        "accounts/includes/desk_organisations.html", {"memberships": acting.memberships(request), "asked": asked}
    )
    yield Panel("accounts/includes/desk_account.html")
