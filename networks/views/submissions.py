"""What a promoter hands in: begun, followed, taken back. How it is written is in writing.py."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import acting
from networks import rules
from networks.forms import fiche, result
from networks.forms.start import StartForm
from networks.impact import impact_of
from networks.models import Kind, Project, Submission
from networks.sheet import sheet
from networks.views.writing import frame
from networks.workflow import NotAllowed, submissions
from plumbing.access import signed_in

NOTE_AT_MOST = 1000


@signed_in
def results(request: HttpRequest) -> HttpResponse:
    """All results that the visitor may see: what is open, and what is past."""
    found = list(Submission.objects.shared_with(request.user).filter(kind=Kind.RESULT).with_place())
    return render(
        request,
        "networks/desk/results.html",
        {
            "organisation": acting.organisation_of(request),
            "open": [one for one in found if one.is_open],
            "past": [one for one in found if not one.is_open],
            "impacts": list(impact_of(one.instrument for one in found if one.instrument).values()),
        },
    )


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Say where a new result comes from; then its draft begins."""
    organisation = acting.organisation_of(request)
    if organisation is None:
        return redirect("networks:results")
    form = StartForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        about = form.chosen
        fields = result.starting_from(about) if about else {}
        try:
            draft = submissions.begin(by=request.user, organisation=organisation, about=about, fields=fields)
            return redirect("networks:submission_step", draft.pk, 1)
        except NotAllowed as refusal:
            form.add_error("about", str(refusal))
    return render(request, "networks/desk/start.html", {"form": form, "organisation": organisation})


@signed_in
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands: the receipt of what was sent, what happens next, and all its moves."""
    found = get_object_or_404(Submission.objects.shared_with(request.user).with_place(), pk=pk)
    moves = list(found.moves.select_related("by"))
    impact = impact_of([found.instrument]).get(found.instrument_id) if found.instrument else None
    page = frame(request, found) | {"moves": moves, "impact": impact}
    if not found.is_editable:
        page["sheet"] = sheet(found, found.typed)
    return render(request, "networks/desk/submission.html", page)


@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, after a question."""
    found = get_object_or_404(Submission.objects.shared_with(request.user).with_place(), pk=pk)
    if not rules.may_send(request.user, found):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            note = request.POST.get("note", "").replace("\x00", "")[:NOTE_AT_MOST]
            return redirect(submissions.withdraw(found, by=request.user, note=note))
        except NotAllowed as reason:
            refusal = str(reason)
    page = {"submission": found, "refusal": refusal}
    return render(request, "networks/desk/withdraw.html", page, status=409 if refusal else 200)


@signed_in
def projects(request: HttpRequest) -> HttpResponse:
    """The projects of the partnership, each with the change that is under way."""
    organisation = acting.organisation_of(request)
    found = Project.objects.of_partnership(organisation).select_related("promoter").order_by("title_nl", "title_en")
    changes = Submission.objects.shared_with(request.user).filter(kind=Kind.FICHE).with_place()
    under_way = {change.project_id: change for change in changes if change.is_open}
    return render(
        request,
        "networks/desk/projects.html",
        {
            "organisation": organisation,
            "projects": [
                {"project": one, "change": under_way.get(one.pk), "is_ours": one.promoter_id == organisation.pk}
                for one in found
            ],
            "past": [change for change in changes if not change.is_open],
        },
    )


@signed_in
@require_POST
def change_project(request: HttpRequest, slug: str) -> HttpResponse:
    """A change of a project's data begins from what is there; what is public stays as it is."""
    organisation = acting.organisation_of(request)
    project = get_object_or_404(Project.objects.of_partnership(organisation), slug=slug)
    if project.promoter_id != organisation.pk:
        raise PermissionDenied
    try:
        draft = submissions.begin(
            by=request.user, organisation=organisation, kind=Kind.FICHE, about=project,
            fields=fiche.starting_from(project),
        )  # fmt: skip
    except NotAllowed:
        return redirect("networks:my_projects")  # somebody else just began: it is there
    return redirect("networks:submission_step", draft.pk, 1)
