"""What this app shows on a person's desk."""

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest

from accounts import acting
from forums import dates, links
from forums.models import (
    Answer,
    Contribution,
    ForumState,
    Invitee,
    Registration,
    Reply,
    Reservation,
    StrategyVersion,
    VersionState,
)
from forums.waiting import waiting
from forums.workflow import reservations
from plumbing.panels import Panel

SHOWN = 5


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The forums that she goes to or is invited to; what she wrote; what waits for a moderator; the workshop;
    reservations of her organisations.
    """
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
    open_invitations = (
        Invitee.objects.with_answer().filter(answered=Answer.NONE).of_address(request.user.email)
        .select_related("forum").order_by("forum__starts_at")
    )  # fmt: skip
    invited = [
        {"forum": one.forum, "when": dates.when(one.forum), "token": links.invitation_token(one)}
        for one in open_invitations
        if one.forum.state == ForumState.PUBLISHED and not one.forum.is_over()
    ]
    yield Panel("forums/includes/desk_forums.html", {"registrations": shown, "invited": invited})
    contributions = Contribution.objects.mine(request.user).exclude(question=None).select_related("forum", "question")
    replies = Reply.objects.mine(request.user).select_related("contribution__forum")
    if written := [*contributions.order_by("-changed_at")[:SHOWN], *replies.order_by("-created_at")[:SHOWN]]:
        yield Panel("forums/includes/desk_contributions.html", {"written": written})
    if request.user.is_staff and (lines := list(waiting(request.user))):
        yield Panel("forums/includes/desk_moderation.html", {"lines": lines})
    if request.user.is_staff and request.user.has_perm("forums.change_strategyversion"):
        drafts = StrategyVersion.objects.filter(state=VersionState.DRAFT).select_related("strategy")
        yield Panel("forums/includes/desk_workshop.html", {"drafts": drafts})
    organisations = [one.organisation_id for one in acting.memberships(request)]
    if organisations:
        signed = Reservation.objects.of_now().filter(organisation__in=organisations)
        asked = [version for version in StrategyVersion.objects.latest() if reservations.open_for(version)]
        if signed or asked:
            yield Panel("forums/includes/desk_reservations.html", {"signed": signed, "asked": asked})
