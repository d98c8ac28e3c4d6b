"""The timeline, and what one takes along: the dossier of a project, the list of operations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from networks import dossier as dossiers
from networks import timeline as timelines
from networks.models import Project
from plumbing.access import public


@public
def timeline(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/timeline.html", {"timeline": timelines.of_programme()})


@public
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The fiche as PDF, in the language of the address."""
    found = get_object_or_404(Project.objects.published().with_fiche(), slug=slug)
    response = HttpResponse(dossiers.pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.slug}.pdf"'
    return response


@public
def operations(request: HttpRequest) -> HttpResponse:
    """All published projects as CSV that spreadsheets open without a question."""
    projects = Project.objects.published().select_related("promoter", "call").order_by("code", "pk")
    response = HttpResponse(f"\ufeff{dossiers.operations(projects)}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{gettext("list-of-operations")}.csv"'
    return response
