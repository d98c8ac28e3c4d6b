"""Where a registered stakeholder supports a contribution and replies to it, and sees what became of her reply."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import acting
from accounts.models import Organisation
from forums import responses, stakeholders
from forums.contribution_forms import AppealForm
from forums.models import Appeal, Contribution, ContributionState, Forum, ModerationDecision, Reply
from forums.response_form import ReplyForm
from forums.stakeholders import Stakeholder
from forums.workflow import NotAllowed, moderation
from forums.workflow import responses as moves
from plumbing.access import signed_in, waiting_post

STANDING = {ContributionState.SUBMITTED, ContributionState.PUBLISHED}


@signed_in(keeps_post=True)
def respond(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Support it, or take that back; reply, withdraw the reply, or appeal. A button for each, and no script."""
    rows = Contribution.objects.filter(
        Q(state=ContributionState.PUBLISHED) | Q(pk__in=Reply.objects.mine(request.user).values("contribution")),
        forum__in=Forum.objects.announced(), forum__slug=slug, number=number,
    )  # fmt: skip
    found = get_object_or_404(rows.select_related("forum", "group", "organisation", "question"))
    who = stakeholders.stakeholder(found.forum, request.user, acting.organisation_of(request))
    mine = found.replies.mine(request.user).order_by("-created_at", "-pk").first()
    waited = waiting_post(request)
    form = appealing = None
    if request.method == "POST":
        try:
            form, appealing = _move(request, found, mine, who)
        except NotAllowed as reason:
            messages.warning(request, str(reason))
        if form is None and appealing is None:
            return redirect("forums:respond", slug, number)
    elif waited and who:
        form = ReplyForm(waited, who=who)
    return render(request, "forums/respond.html", _page(found, who, mine, form, appealing))


def _move(
    request: HttpRequest, contribution: Contribution, mine: Reply | None, who: Stakeholder | None
) -> tuple[ReplyForm | None, AppealForm | None]:
    """Make the move that a button asked for; a form comes back when it was not filled in well."""
    move, by, organisation = request.POST.get("move"), request.user, acting.organisation_of(request)
    if move == "support":
        moves.support(contribution, by=by, organisation=organisation)
        messages.success(request, _("You support this contribution."))
    elif move == "take back":
        moves.take_back(contribution, by=by, organisation=organisation)
        messages.success(request, _("Your support is taken back."))
    elif move == "reply":
        return _reply(request, contribution, who, organisation), None
    elif move == "withdraw" and mine:
        moves.withdraw(mine, by=by)
        messages.success(request, _("Your reply is withdrawn."))
    elif move == "appeal" and mine:
        return None, _appeal(request, mine)
    else:
        raise Http404
    return None, None


def _reply(
    request: HttpRequest, contribution: Contribution, who: Stakeholder | None, organisation: Organisation | None
) -> ReplyForm | None:
    if who is None:
        raise NotAllowed(_("Who supports or replies is registered for the forum, or acts for an organisation."))
    form = ReplyForm(request.POST, who=who)
    if not form.is_valid():
        return form
    try:
        said = moves.reply(contribution, form.answer, by=request.user, organisation=organisation)
    except NotAllowed as reason:
        form.add_error(None, str(reason))
        return form
    public = said.state == ContributionState.PUBLISHED
    messages.success(
        request, _("Your reply is public.") if public else _("A moderator reads your reply before it is public.")
    )
    return None


def _appeal(request: HttpRequest, mine: Reply) -> AppealForm | None:
    form = AppealForm(request.POST, prefix="appeal")
    if not form.is_valid():
        return form
    moderation.appeal(mine, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, _("Another moderator looks at it and answers you."))
    return None


def _page(
    contribution: Contribution, who: Stakeholder | None, mine: Reply | None, form: ReplyForm | None,
    appealing: AppealForm | None,
) -> dict:  # fmt: skip
    """What the page shows: what she can do now, what she did, and what became of it."""
    is_open = contribution.state == ContributionState.PUBLISHED and moves.is_open(contribution.forum)
    standing = mine is not None and mine.state in STANDING
    decision, appealed = _refusal(mine)
    return {
        "contribution": contribution,
        "forum": contribution.forum,
        "is_public": contribution.state == ContributionState.PUBLISHED,
        "open": is_open,
        "who": who,
        "is_own": who is not None and moves.is_own(contribution, who),
        "given": moves.supported_by(contribution, who) if who else None,
        "responses": responses.count([contribution.pk])[contribution.pk],
        "reply": mine if mine and mine.state != ContributionState.WITHDRAWN else None,
        "form": form or (ReplyForm(who=who) if is_open and who and not standing else None),
        "decision": decision,
        "appealed": appealed,
        "appealing": appealing or (AppealForm(prefix="appeal") if decision and not appealed else None),
    }


def _refusal(mine: Reply | None) -> tuple[ModerationDecision | None, Appeal | None]:
    """Why her reply is not public, and her appeal."""
    if mine is None or mine.state != ContributionState.REFUSED:
        return None, None
    decision = mine.decisions.order_by("-at", "-pk").first()
    return decision, Appeal.objects.filter(decision=decision).first()
