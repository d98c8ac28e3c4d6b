"""Pages that combine apps, and the addresses without a language."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from instruments import cards
from instruments.catalogue import Results
from instruments.facets import vocabulary
from instruments.filters import WORDS_AT_MOST, Search
from instruments.listing.panels import Choice
from instruments.models import Instrument, Theme
from kenniscentrum import emails, site_search
from kenniscentrum.desk import panels
from kenniscentrum.doing import doing
from kenniscentrum.forms import ContactForm
from networks import cards as network_cards
from networks.models import Network, Project
from news import views as news
from news.models import NewsItem, NewsQuerySet
from plumbing import limits
from plumbing.access import public, signed_in, staff
from plumbing.bilingual import reader_language
from search import log

NEWEST_SHOWN = 6
THEME_CARDS_SHOWN = 6
WISHES_AN_HOUR = 20  # from one address: an office behind one address may have several
WISHES_A_DAY = 500  # of all visitors
OTHERS_SHOWN = 3  # projects and networks on a theme's page, and news anywhere


@public
def root(request: HttpRequest) -> HttpResponse:
    """The address without a language leads to the visitor's, Dutch unless the browser prefers English."""
    with override(get_language_from_request(request)):
        response = redirect("home")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public
def home(request: HttpRequest) -> HttpResponse:
    results = everything()
    return render(
        request,
        "home.html",
        {
            "newest": cards.render(results.items[:NEWEST_SHOWN], results.language, results.terms),
            "themes": [_with_url(choice) for choice in theme_choices(results)],
            "types": [_with_url(choice) for choice in choices(results, "type") if choice.count],
            "doing": doing(),
            "news": latest_news(NewsItem.objects.published()),
            "total": results.total,
            "quick_url": results.url(Search().having("time", "half-hour", "two-hours")),
            "catalogue_url": results.url(Search()),
        },
    )


def latest_news(items: NewsQuerySet) -> list[dict]:
    """A few lines of what is still current."""
    return [news.card(item) for item in items.current().newest_first()[:OTHERS_SHOWN]]


def everything() -> Results:
    """All that is published, counted, newest first."""
    return Results(Search(), reader_language(), vocabulary())


def choices(results: Results, facet: str) -> list[Choice]:
    """All values of a facet with their counts."""
    panel = next(panel for panel in results.facets if panel.name == facet)
    return [*panel.options, *panel.more]


def theme_choices(results: Results) -> list[Choice]:
    """The themes of the first level; the narrower ones hang below them."""
    return choices(results, "theme")


def _with_url(choice: Choice) -> dict:
    return {
        "value": choice.value,
        "label": choice.label,
        "count": choice.count,
        "url": reverse("theme", args=[choice.value])
        if choice.facet == "theme"
        else reverse("instruments:catalogue") + Search().having(choice.facet, choice.value).query_string,
        "children": [_with_url(child) for child in choice.children],
    }


@public(cached=False)
def search(request: HttpRequest) -> HttpResponse:
    """Everything on the site that has the words, kind by kind; `kind` shows one kind whole."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:WORDS_AT_MOST]
    found = site_search.find(
        words, reader_language(), kind=request.GET.get("kind", ""), page=request.GET.get("page", "")
    )
    if words and not found.kind and found.page == 1:
        log.note(words, reader_language(), found.total)
    return render(request, "search.html", {"q": words, "found": found})


@public
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the words typed so far may become, in groups; the search box asks while somebody types."""
    return JsonResponse({"groups": site_search.suggest(request.GET.get("q", "")[:WORDS_AT_MOST], reader_language())})


@public(cached=False)
@csrf_exempt
@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """What a visitor did not find is told to the curators. The form acts for nobody, so it needs no token."""
    words = request.POST.get("q", "")[:WORDS_AT_MOST]
    if not _may_wish(request):
        return render(request, "wish.html", {"too_many": True, "q": words}, status=429)
    return render(request, "wish.html", {"filed": log.wish(words, reader_language()), "q": words})


def _may_wish(request: HttpRequest) -> bool:
    """Whether this is not one too many from this address, nor of everybody on a day: a program could file thousands."""
    address = request.META.get("REMOTE_ADDR", "")
    return limits.allowed("search.wish", address, at_most=WISHES_AN_HOUR, per=timedelta(hours=1)) and limits.allowed(
        "search.wishes", "", at_most=WISHES_A_DAY, per=timedelta(days=1)
    )


@public(cached=False)
@csrf_exempt
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """A result of a search was opened: the search log counts it, and knows nothing else about it."""
    log.note_click(request.POST.get("q", "")[:WORDS_AT_MOST], reader_language())
    return HttpResponse(status=204)


@public
def themes(request: HttpRequest) -> HttpResponse:
    return render(request, "themes.html", {"themes": [_with_url(choice) for choice in theme_choices(everything())]})


@public
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Theme.objects.select_related("parent", "merged_into"), slug=slug)
    if found.merged_into:
        return HttpResponsePermanentRedirect(found.merged_into.get_absolute_url())
    results = Results(Search().having("theme", slug), reader_language(), vocabulary())
    tree = {choice.value: choice for choice in theme_choices(results)}
    siblings = tree[found.parent.slug].children if found.parent else []
    children = tree[slug].children if slug in tree else []
    return render(
        request,
        "theme.html",
        {
            "theme": found,
            "children": [_with_url(choice) for choice in children],
            "related_themes": [_with_url(choice) for choice in siblings if choice.value != slug],
            "cards": cards.render(results.items[:THEME_CARDS_SHOWN], results.language, results.terms),
            "total": results.total,
            "types": [
                {
                    "label": choice.label,
                    "count": choice.count,
                    "url": results.url(results.search.having("type", choice.value)),
                }
                for choice in choices(results, "type")
                if choice.count
            ],
            "catalogue_url": results.url(results.search),
            "projects": network_cards.render(Project.objects.published().on_theme(found).with_card()[:OTHERS_SHOWN]),
            "networks": network_cards.render(Network.objects.published().on_theme(found).with_card()[:OTHERS_SHOWN]),
            "news": latest_news(NewsItem.objects.published().on_theme(found)),
            "theme_query": results.search.query_string,
        },
    )


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"total": Instrument.objects.published().count()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@public
@csrf_exempt
def contact(request: HttpRequest) -> HttpResponse:
    """A message to the staff. The form acts for nobody, so it needs no token, and the page no cookie."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not form.is_spam:
            emails.message_to_staff(**form.letter, language=reader_language())
        return redirect(f"{reverse('contact')}?sent=1")
    return render(request, "contact.html", {"form": form, "sent": request.GET.get("sent") == "1"})


@staff
def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    results = everything()
    return render(
        request,
        "design.html",
        {"cards": cards.render(results.items[:3], results.language, results.terms), "facets": results.facets,
         "form": ContactForm({}), "empty_form": ContactForm()},
    )  # fmt: skip


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """What is mine, in panels that the apps contribute."""
    return render(request, "desk.html", {"person": request.user, "panels": panels(request)})


@public(cached=False)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public(cached=False)
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return JsonResponse({"database": "ok", "migrations_waiting": len(waiting)}, status=503 if waiting else 200)


@public
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@public(cached=False)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@public(cached=False)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)
