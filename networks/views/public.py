"""What anybody sees of calls, projects and learning networks."""

from collections.abc import Iterable
from itertools import groupby

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from instruments import cards as instrument_cards
from instruments import rows as instrument_rows
from instruments.facets import vocabulary
from networks import cards, fiche, notes, wording
from networks.models import Call, CallState, Meeting, MeetingDocument, Member, Network, Project, Standing, State
from plumbing.access import public
from plumbing.bilingual import Text, reader_language
from plumbing.files import attachment


@public
def project(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Project.objects.published_or_withdrawn().with_fiche(), slug=slug)
    if found.state == State.WITHDRAWN:
        return tombstone(request, found)
    return render(request, "networks/project.html", project_context(found))


def project_context(project: Project, *, preview: bool = False) -> dict:
    """What the project's page shows; the preview in the admin shows exactly this."""
    return {
        "project": project,
        "preview": preview,
        "standing": Standing(project.standing(timezone.localdate())).label,
        "box": project_box(project),
        "parts": fiche.parts(project),
        "partners": list(project.partners.all()),
        "results": results(project),
        "operation": operation(project),
        "diagonal": notes.seen_from(project),
    }


def project_box(project: Project) -> list[dict]:
    """In short: who, when, with what, and where it belongs."""
    call = project.call if project.call and project.call.state == State.PUBLISHED else None
    networks = [network for network in project.networks.all() if network.state == State.PUBLISHED]
    promoter = project.promoter
    rows = [
        row(_("Promoter"), promoter.name if promoter else "", "people", promoter.website if promoter else ""),
        row(_("Period"), wording.period(project), "calendar", stated=project.starts_on is not None),
        row(_("State today"), Standing(project.standing(timezone.localdate())).label, "time"),
        means_row(project),
        row(_("Call"), call.title if call else "", "call", call.get_absolute_url() if call else ""),
    ]
    rows += [
        row(_("Learning network"), network.title, "network", network.get_absolute_url()) for network in networks
    ] or [row(_("Learning network"), "", "network")]
    return rows


def means_row(project: Project) -> dict:
    means = list(project.means.all())
    total = project.means_total
    if means and total is None:
        return row(_("Means"), gettext("partly to be determined"), "cost", stated=False)
    return row(_("Means"), wording.amount(total), "cost", stated=total is not None)


def row(label: str, value: str, icon: str, url: str = "", *, stated: bool | None = None) -> dict:
    """A row of the box on top: it is there, and says so, also when nothing is known."""
    text = value if isinstance(value, Text) else fiche.own(str(value))
    known = bool(text) if stated is None else stated
    return {
        "label": label,
        "value": text or fiche.own(gettext("not stated")),
        "icon": icon,
        "stated": known,
        "url": url,
    }


def operation(project: Project) -> list[dict]:
    """What the Union asks of a list of operations, as far as it is given (Regulation (EU) 2021/1060, article 49)."""
    rate = project.cofinancing_rate
    rows = [
        (_("Code of the operation"), project.code),
        (_("Fund"), project.fund),
        (_("Specific objective"), project.objective),
        (_("Type of intervention"), project.intervention),
        (_("Total cost"), wording.amount(project.total_cost) if project.total_cost is not None else ""),
        (_("Share paid by the Union"), f"{rate.normalize():f} %" if rate is not None else ""),
        (_("Place"), f"{project.location} ({project.country})" if project.location else ""),
    ]
    return [
        {"label": label, "value": fiche.own(value) if type(value) is str else value} for label, value in rows if value
    ]


def results(thing: Project | Network) -> list[str]:
    """The cards of the published instruments that came out of it."""
    ids = thing.products.public_ids()
    found = instrument_rows.fetch(ids, None)
    return instrument_cards.render([found[pk] for pk in ids], reader_language(), vocabulary())


@public
def network(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Network.objects.published_or_withdrawn().with_page(), slug=slug)
    if found.state == State.WITHDRAWN:
        return tombstone(request, found)
    return render(request, "networks/network.html", network_context(found))


def network_context(network: Network, *, preview: bool = False) -> dict:
    """What the network's page shows; the preview in the admin shows exactly this."""
    today = timezone.localdate()
    call = network.call if network.call and network.call.state == State.PUBLISHED else None
    rows = [
        row(_("Period"), wording.period(network), "calendar", stated=network.starts_on is not None),
        row(_("State today"), Standing(network.standing(today)).label, "time"),
        row(_("Phase of the programme"), network.phase.title if network.phase else "", "edition"),
        row(_("Call"), call.title if call else "", "call", call.get_absolute_url() if call else ""),
    ]
    return {
        "network": network,
        "preview": preview,
        "box": rows,
        "roles": roles(network.members.all()),
        "meetings": [meeting(one, today) for one in network.meetings.all()],
        "projects": cards.render(network.projects.all()),
        "over": cards.render(network.over.all()),
        "under": list(network.under.all()),
        "results": results(network),
        "diagonal": notes.seen_from(network),
    }


def roles(members: Iterable[Member]) -> list[dict]:
    """The members by role, in the order of the roles, each with when."""
    order = list(Member.Role)
    ordered = sorted(members, key=lambda member: order.index(member.role))
    return [
        {
            "role": capfirst(Member.Role(role).label),
            "members": [
                {"who": one.organisation.name if one.organisation else one.label,
                 "when": wording.span(one.since, one.until),
                 "website": one.organisation.website if one.organisation else "",
                 "demonstration": bool(one.organisation and one.organisation.demonstration)}
                for one in found
            ],
        }
        for role, found in groupby(ordered, key=lambda member: member.role)
    ]  # fmt: skip


def meeting(found: Meeting, today) -> dict:
    starts, ends = timezone.localtime(found.starts_at), found.ends_at and timezone.localtime(found.ends_at)
    documents = [{"document": one, "url": reverse("networks:document", args=[found.network.slug, one.pk, one.name])}
                 for one in found.documents.all()]  # fmt: skip
    same_day = ends and ends.date() == starts.date()
    return {"meeting": found, "starts": starts, "ends": ends, "same_day": same_day, "documents": documents,
            "coming": starts.date() >= today}  # fmt: skip


@public(cached=False)
def document(request: HttpRequest, slug: str, pk: int, name: str) -> FileResponse | HttpResponse:
    """A document of a meeting. Of a meeting that is not public only staff get it."""
    documents = MeetingDocument.objects.visible_to(request.user).select_related("meeting__network")
    found = get_object_or_404(documents, pk=pk, meeting__network__slug=slug)
    if not found.file.storage.exists(found.file.name):  # lost on disk: not here, and no fault of who asked
        raise Http404
    if name != found.name:
        return redirect(found, permanent=True)
    return attachment(found.file, name=found.name, media_type=found.media_type)


@public
def call(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Call.objects.published_or_withdrawn().with_page(), slug=slug)
    if found.state == State.WITHDRAWN:
        return tombstone(request, found)
    return render(request, "networks/call.html", call_context(found))


def call_context(call: Call, *, preview: bool = False) -> dict:
    """What the call's page shows; the preview in the admin shows exactly this."""
    standing = CallState(call.standing(timezone.localdate()))
    rows = [
        row(_("State today"), standing.label, "time"),
        row(
            _("Opens"),
            wording.day(call.opens_on, call.precision) or wording.undetermined(),
            "calendar",
            stated=bool(call.opens_on),
        ),
        row(
            _("Closes"),
            wording.day(call.closes_on, call.precision) or wording.undetermined(),
            "calendar",
            stated=bool(call.closes_on),
        ),
        row(_("Budget"), budget(call, standing), "cost", stated=call.budget is not None),
        row(_("Priority of the programme"), call.priority, "goal"),
        row(_("Fund"), call.fund, "info"),
        row(_("Phase of the programme"), call.phase.title if call.phase else "", "edition"),
    ]
    return {
        "call": call,
        "preview": preview,
        "box": rows,
        "projects": cards.render(call.projects.all()),
        "networks": cards.render(call.networks.all()),
    }


def budget(call: Call, standing: CallState) -> str:
    """What is to be determined as long as a call is not over; after that it was never stated."""
    if call.budget is None and standing == CallState.CLOSED:
        return ""
    return wording.amount(call.budget)


TOMBSTONES = {
    Project: _("This project was withdrawn on %(date)s."),
    Network: _("This learning network was withdrawn on %(date)s."),
    Call: _("This call was withdrawn on %(date)s."),
}


def tombstone(request: HttpRequest, thing: Project | Network | Call) -> HttpResponse:
    return render(request, "networks/tombstone.html", tombstone_context(thing), status=410)


def tombstone_context(thing: Project | Network | Call) -> dict:
    """Something that was withdrawn: since when, and why."""
    sentence = TOMBSTONES[type(thing)] % {"date": wording.day(timezone.localdate(thing.withdrawn_at))}
    return {"thing": thing, "sentence": sentence, "kind": cards.kind(thing)}
