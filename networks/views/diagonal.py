"""What everybody reads of the diagonal network, and where a network replies to what it is recommended."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from networks import followups, graph, notes
from networks.forms.diagonal import FilterForm, ReplyForm
from networks.models import PolicyFeedback, Recommendation
from networks.models.diagonal import WITHDRAWN
from networks.workflow import NotAllowed, diagonal
from plumbing.access import public, signed_in

MANY = 20


@public
def notes_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What is published of a kind, the newest first."""
    found, form = notes.BY_NAME[kind], FilterForm(request.GET)
    shown = form.narrowed(notes.for_strangers(found.objects.published())).order_by("-published_at", "-pk")
    page = Paginator(shown, MANY).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request, "networks/notes.html",
        {
            "kind": found, "form": form, "page": page, "kinds": notes.KINDS,
            "is_narrowed": any(request.GET.get(name) for name in form.fields),
            "query": f"{kept.urlencode()}&" if kept else "",
        },
    )  # fmt: skip


@public
def note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = notes.BY_NAME[kind]
    there = get_object_or_404(notes.for_strangers(found.objects.published_or_withdrawn()), pk=pk)
    withdrawn = there.state == WITHDRAWN
    return render(
        request, "networks/note.html",
        {
            "note": there, "kind": found, "withdrawn": withdrawn, "evidence": notes.evidence(there),
            "followups": followups.of(there) if found.model is PolicyFeedback and not withdrawn else [],
        },
        status=410 if withdrawn else 200,
    )  # fmt: skip


@public
def network_graph(request: HttpRequest) -> HttpResponse:
    """Networks, their projects and the links between them: drawn, and the same as a list."""
    return render(request, "networks/graph.html", {"graph": graph.drawn()})


@signed_in
def my_recommendations(request: HttpRequest) -> HttpResponse:
    """What was recommended to the networks that the visitor answers for; what waits for a reply stands first."""
    today = timezone.localdate()
    found = Recommendation.objects.answerable_by(request.user, today).with_subjects().with_age()
    return render(
        request, "networks/my_recommendations.html",
        {
            "waiting": list(found.waiting()), "done": list(found.exclude(state__in=["sent", "pending"])),
            "today": today,
        },
    )  # fmt: skip


@signed_in
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The page where somebody who answers for the network replies, or sees what it said."""
    today = timezone.localdate()
    found = get_object_or_404(Recommendation.objects.answerable_by(request.user, today).with_subjects(), pk=pk)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        organisation = found.network.answering_through(request.user, today)
        try:
            diagonal.reply(found, diagonal.Reply(**form.cleaned_data), by=request.user, organisation=organisation)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your reply is with the diagonal network. Thank you."))
            return redirect("networks:reply", found.pk)
    return render(
        request, "networks/reply.html",
        {"recommendation": found, "form": form, "can_reply": "reply" in diagonal.possible(found), "today": today},
    )  # fmt: skip
