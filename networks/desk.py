"""What this app shows on a person's desk."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from accounts import acting
from networks.models import Kind, Project, Proposal, Recommendation, Submission
from plumbing.panels import Panel

SHOWN = 5


def panels(request: HttpRequest) -> Iterator[Panel]:
    """What she hands in and her projects; the board, for who has it; recommendations to the networks that she answers
    for.
    """
    yield from handed_in(request)
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


def handed_in(request: HttpRequest) -> Iterator[Panel]:
    """What is under way, with its state and what comes next; and the projects of the organisation that she acts for."""
    organisation = acting.organisation_of(request)
    submissions = list(Submission.objects.shared_with(request.user).with_place())
    if organisation is None and not submissions:
        return
    under_way = [one for one in submissions if one.is_open and one.kind == Kind.RESULT]
    yield Panel(
        "networks/desk/includes/panel_results.html",
        {"submissions": under_way[:SHOWN], "organisation": organisation},
    )
    projects = Project.objects.of_partnership(organisation).order_by("title_nl", "title_en")
    changes = {one.project_id: one for one in submissions if one.is_open and one.kind == Kind.FICHE}
    yield Panel(
        "networks/desk/includes/panel_projects.html",
        {"projects": [{"project": one, "change": changes.get(one.pk)} for one in projects[:SHOWN]]},
    )
