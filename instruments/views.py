"""The public pages of the catalogue."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from instruments import box as boxes
from instruments import cards, origins, uses
from instruments.box import PARAMETER, Box
from instruments.catalogue import Results
from instruments.facets import FACETS, vocabulary
from instruments.filters import Search, parse
from instruments.listing import page
from instruments.models import Cost, File, Instrument, State, Use
from instruments.models.instrument import Language
from instruments.related import related_to
from plumbing.access import public
from plumbing.addresses import mailto
from plumbing.bilingual import Text, pick, reader_language
from plumbing.files import archive, attachment
from search import log
from search.site import SiteSearch

FOUND_FOR_THE_BOX = 10
IN_SHORT = {"person", "time", "cost", "outcome", "language"}  # what the box shows of the summary box


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    terms = vocabulary()
    search = parse(request.GET, terms)
    results = Results(search, reader_language(), terms)
    template = "instruments/catalogue.html"
    if request.htmx and not request.htmx.history_restore_request:
        template += "#catalogue"
    response = render(request, template, catalogue_context(results))
    if search.words:
        response.is_kept = False  # every search is counted, so none is answered from memory
        if search.page == 1 and not search.chosen:
            log.note(search.words, reader_language(), results.total)
    return response


def catalogue_context(results: Results) -> dict:
    """What the catalogue page shows of its results."""
    shown = cards.render(results.items, results.language, results.terms, results.reasons)
    nearly = cards.render(results.nearly, results.language, results.terms)
    return page.context(results, shown, nearly) | {
        "heading": gettext("Instruments"),
        "search_label": gettext("Search in the catalogue"),
        "nothing": gettext("Nothing in the box fits all of this"),
        "export_url": reverse("interop:instruments") + _with_language(results.search.query_string),
        "on_the_site": _on_the_site(results),
    }


def _on_the_site(results: Results) -> dict | None:
    """Where no instrument has the words, what else on the site does: who looks for a project or a forum finds it."""
    if results.total or not results.search.words:
        return None
    found = sum(SiteSearch(results.query_of(results.search.words)).counts().values())
    return {"url": f"{reverse('search')}?{urlencode({'q': results.search.words})}", "count": found} if found else None


def _with_language(query_string: str) -> str:
    return f"{query_string or '?'}{'&' if query_string else ''}lang={reader_language()}"


@public
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.published_or_withdrawn().with_page(), slug=slug)
    if found.state == State.WITHDRAWN:
        return render(request, "instruments/tombstone.html", tombstone_context(found), status=410)
    return render(request, "instruments/instrument.html", instrument_context(found))


def tombstone_context(instrument: Instrument) -> dict:
    """A withdrawn instrument: the reason and what replaces it."""
    replacement = instrument.replaced_by
    return {
        "instrument": instrument,
        "reason": instrument.withdrawal_reason,
        "replacement": replacement if replacement and replacement.state == State.PUBLISHED else None,
        "withdrawn_at": instrument.withdrawn_at,
    }


def instrument_context(instrument: Instrument, *, preview: bool = False) -> dict:
    """What the instrument's page shows; the preview in the admin shows exactly this."""
    language, terms = reader_language(), vocabulary()
    related = related_to(instrument)
    files = [_file(file) for file in instrument.files.all()]
    links = [_link(link) for link in instrument.links.all()]
    return {
        "instrument": instrument,
        "preview": preview,
        "state": instrument.state,
        "box": summary_box(instrument),
        "body": instrument.body,
        "usage": instrument.usage,
        "action": main_action(instrument, files, links),
        "files": files,
        "links": links,
        "credits": [
            {
                "role": credit.get_role_display(),
                "organisation": credit.organisation,
                "website": credit.organisation.website,
            }
            for credit in instrument.credits.all()
        ],
        "origins": origins.of(instrument),
        "editions": list(instrument.editions.all()),
        "related": [
            {"instrument": item.instrument, "card": card, "reasons": item.reasons}
            for item, card in zip(
                related, cards.render([item.instrument for item in related], language, terms), strict=True
            )
        ],
        "filed_under": filed_under(instrument),
        "tags": [{"label": tag.name, "url": _catalogue_url("tag", tag.slug)} for tag in instrument.tags.all()],
        "citation": citation(instrument),
        "share_mail_url": mailto(str(instrument.title), settings.BASE_URL + instrument.get_absolute_url()),
    }


def summary_box(instrument: Instrument) -> list[dict]:
    """The first thing to read: every row is there, and says so when something is not stated."""
    names = dict(Language.choices)
    rows = [
        (_("For whom"), instrument.whom or _terms(instrument.audiences.all()), "person"),
        (_("What for"), instrument.purpose, "goal"),
        (_("Time"), instrument.time.label if instrument.time else "", "time"),
        (_("Cost"), _cost(instrument), "cost"),
        (_("People needed"), instrument.people, "people"),
        (_("What you have afterwards"), instrument.outcome, "outcome"),
        (_("Language"), ", ".join(str(names[code]) for code in instrument.languages), "language"),
        (_("Last checked"), date_format(instrument.checked_on) if instrument.checked_on else "", "calendar"),
    ]
    unstated = Text(gettext("not stated"), reader_language(), False)
    return [
        {"label": label, "value": value or unstated, "icon": icon, "stated": bool(value)} for label, value, icon in rows
    ]


def _terms(terms) -> str:
    return ", ".join(str(term.label) for term in terms)


def _cost(instrument: Instrument) -> str:
    if instrument.cost == Cost.UNKNOWN:
        return instrument.cost_note
    cost = str(instrument.get_cost_display())
    return f"{cost} ({instrument.cost_note})" if instrument.cost_note else cost


def _file(file: File) -> dict:
    return {
        "url": file.get_absolute_url(),
        "title": pick(file.title_nl, file.title_en) or file.name,
        "language_name": file.get_language_display(),
        "language": file.language,
        "size": file.size,
        "type_label": file.name.rpartition(".")[2].upper(),
        "accessible_label": file.get_accessibility_display(),
        "edition": file.edition,
    }


def _link(link) -> dict:
    return {
        "url": link.url,
        "label": pick(link.label_nl, link.label_en) or link.url,
        "language_name": link.get_language_display(),
    }


def main_action(instrument: Instrument, files: list[dict], links: list[dict]) -> dict | None:
    """The one thing to do: take the file in the reader's language home, or else go to the web page."""
    mine = [file for file in files if file["language"] == reader_language()] or files
    if mine:
        file = mine[0]
        return {"label": gettext("Download"), "url": file["url"], "file": file, "detail": file["language_name"]}
    if instrument.url or links:
        return {
            "label": gettext("Go to the website"),
            "url": instrument.url or links[0]["url"],
            "file": None,
            "detail": "",
        }
    return None


def filed_under(instrument: Instrument) -> list[dict]:
    """The vocabulary of an instrument, each term leading to the catalogue."""
    groups = [
        ("theme", instrument.themes.all()),
        ("audience", instrument.audiences.all()),
        ("sector", instrument.sectors.all()),
        ("size", instrument.sizes.all()),
        ("phase", instrument.phases.all()),
        ("format", [instrument.format] if instrument.format else []),
    ]
    labels = {facet.name: facet.label for facet in FACETS}
    shown = [
        {
            "label": labels[facet],
            "terms": [{"label": term.label, "url": _catalogue_url(facet, term.slug)} for term in terms],
        }
        for facet, terms in groups
    ]
    goals = [{"label": f"{goal.number}. {goal.label}", "url": ""} for goal in instrument.goals.all()]
    return [
        *(group for group in shown if group["terms"]),
        *([{"label": _("Sustainable Development Goals"), "terms": goals}] if goals else []),
    ]


def _catalogue_url(facet: str, value: str) -> str:
    return reverse("instruments:catalogue") + Search().having(facet, value).query_string


def citation(instrument: Instrument) -> str:
    """How to cite the instrument: who, year, title, address."""
    who = str(instrument.publisher.name) if instrument.publisher else gettext("Flemish Digital Knowledge Centre CSR")
    year = f" ({instrument.year})" if instrument.year else ""
    return f"{who}{year}. {instrument.title}. {settings.BASE_URL}{instrument.get_absolute_url()}"


@public(cached=False)
def download(request: HttpRequest, slug: str, pk: int, name: str) -> FileResponse | HttpResponse:
    """A file to take home. Of a draft only who curates gets it."""
    file = get_object_or_404(File.objects.select_related("instrument"), pk=pk, instrument__slug=slug)
    if file.instrument.state != State.PUBLISHED and not request.user.has_perm("instruments.view_instrument"):
        raise Http404
    if not file.file.storage.exists(file.file.name):  # lost on disk: not here, and no fault of who asked
        raise Http404
    if name != file.name:
        return redirect(file, permanent=True)
    if file.instrument.state == State.PUBLISHED and request.method == "GET":
        uses.note(file.instrument, Use.Kind.DOWNLOAD, request)
    return attachment(file.file, name=file.name, media_type=file.media_type)


@public(cached=False)
@csrf_exempt
@require_POST
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    """The page was opened in a browser: one more view. It acts for nobody, so it needs no token."""
    found = get_object_or_404(Instrument.objects.published(), slug=slug)
    uses.note(found, Use.Kind.VIEW, request)
    if request.POST.get("from") == "link":
        uses.note(found, Use.Kind.LINK, request)
    return HttpResponse(status=204)


@public
def box(request: HttpRequest) -> HttpResponse:
    """What a visitor takes along, as the address says; a small search adds to it."""
    results = None
    if request.GET.get("q"):
        terms = vocabulary()
        search = Search(words=parse(request.GET, terms).words)
        results = Results(search, reader_language(), terms, page_size=FOUND_FOR_THE_BOX)
    contents = boxes.unpack(Box.read(request.GET))
    context = boxes.context(contents, results) | {"is_somebodys": bool(request.GET)}
    for thing in context["things"]:
        one = thing["instrument"]
        files, links = [_file(file) for file in one.files.all()], [_link(link) for link in one.links.all()]
        rows = [row for row in summary_box(one) if row["stated"] and row["icon"] in IN_SHORT]
        thing |= {"rows": rows, "files": files, "action": main_action(one, files, links)}
    return render(request, "instruments/box.html", context)


@public(cached=False)
def box_archive(request: HttpRequest) -> FileResponse:
    """All files of a box in one ZIP, unless they are too many."""
    contents = boxes.unpack(Box.read(request.GET))
    if not contents.has_archive:
        raise Http404
    if request.method == "GET":
        for one in contents.instruments:
            if one.files.all():
                uses.note(one, Use.Kind.DOWNLOAD, request)
    return archive(contents.archive(), name=gettext("box.zip"))


@public(cached=False)
@csrf_exempt
@require_POST
def boxed(request: HttpRequest) -> HttpResponse:
    """Somebody put an instrument in her box: her browser says so, and nothing else. It acts for nobody."""
    item = request.POST.get(PARAMETER, "").replace("\x00", "")
    uses.note(get_object_or_404(Instrument.objects.published(), slug=item), Use.Kind.BOXED, request)
    return HttpResponse(status=204)
