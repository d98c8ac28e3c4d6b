"""What this app shows on a person's desk."""

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest

from forums import dates, links
from forums.models import Registration
from plumbing.panels import Panel


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The forums that she goes to, and those that she could go to."""
    mine = (
        Registration.objects.standing()
        .filter(Q(person=request.user) | Q(email__iexact=request.user.email), erased_at=None)
        .select_related("forum").order_by("-forum__starts_at")
    )  # fmt: skip
    shown = [
        {"registration": one, "when": dates.when(one.forum), "token": links.token(one)}
        for one in mine
        if not one.forum.is_over()
    ]
    yield Panel("forums/includes/desk_forums.html", {"registrations": shown})
