"""The lists of projects, networks and calls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from instruments.listing import page
from networks import cards, timeline
from networks.catalogue import Calls, Networks, Projects, Results
from networks.facets import choices
from plumbing.access import public
from plumbing.bilingual import reader_language
from search import log

PROJECTS = {
    "heading": _("Projects"),
    "lead": _("What organisations in Flanders tried out together, each told in its project fiche."),
    "search_label": _("Search in the projects"),
    "nothing": _("No project fits all of this"),
}
NETWORKS = {
    "heading": _("Learning networks"),
    "lead": _("Organisations that learn together on a theme, and the diagonal network that connects them."),
    "search_label": _("Search in the learning networks"),
    "nothing": _("No learning network fits all of this"),
}
CALLS = {
    "heading": _("Calls for projects"),
    "lead": _("What the programme asked organisations to propose, and when."),
    "search_label": _("Search in the calls"),
    "nothing": _("No call fits all of this"),
}

BELOW = {Networks: "networks/includes/programme.html", Projects: "networks/includes/operations.html"}


@public
def projects(request: HttpRequest) -> HttpResponse:
    return a_list(request, Projects, PROJECTS)


@public
def networks(request: HttpRequest) -> HttpResponse:
    """All of them with their timeline; below a search it would show what was not looked for."""
    drawn = None if request.GET else timeline.of_programme(projects=False)
    return a_list(request, Networks, NETWORKS, timeline=drawn)


@public
def calls(request: HttpRequest) -> HttpResponse:
    return a_list(request, Calls, CALLS)


def a_list(request: HttpRequest, of: type[Results], words: dict[str, Promise], **more: object) -> HttpResponse:
    """A list that narrows down, whole or only what changes in it."""
    available = choices()
    search = of.parse(request.GET, available)
    found = of(search, reader_language(), available)
    template = "instruments/catalogue.html"
    if request.htmx and not request.htmx.history_restore_request:
        template += "#catalogue"
    shown = cards.render(found.items, found.reasons)
    response = render(request, template, page.context(found, shown) | words | {"below": BELOW.get(of)} | more)
    if search.words:
        response.is_kept = False  # every search is counted, so none is answered from memory
        if search.page == 1 and not search.chosen:
            log.note(search.words, reader_language(), found.total)
    return response
