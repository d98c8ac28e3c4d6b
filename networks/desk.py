"""What this app shows on a person's desk."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from networks.models import Proposal, Recommendation
from plumbing.panels import Panel


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The board, for who has it; recommendations to the networks that the visitor answers for."""
    if request.user.has_perm("networks.view_proposal"):
        today = timezone.localdate()
        yield Panel(
            "networks/includes/desk_board.html",
            {
                "proposals": Proposal.objects.to_judge().count(),
                "waiting": Recommendation.objects.waiting().count(),
                "overdue": Recommendation.objects.overdue(today).count(),
            },
        )
    found = Recommendation.objects.answerable_by(request.user, timezone.localdate())
    if asked := list(found.waiting().with_subjects()):
        yield Panel("networks/includes/desk_recommendations.html", {"asked": asked})
