"""The public pages of the news."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from instruments.models import Theme
from networks.models.publication import State
from networks.wording import day
from news import wording
from news.listing import Listing
from news.models import NewsItem
from plumbing.access import public


@public
def news(request: HttpRequest) -> HttpResponse:
    """All news, the newest first; a theme and a year narrow it down."""
    listing = Listing.asked_for(request.GET)
    page = listing.page(request.GET.get("page"))
    return render(
        request, "news/news.html",
        {
            "listing": listing, "page": page, "cards": [card(item) for item in page],
            "query": f"{listing.query}&" if listing.query else "",
            "canonical_query": f"?{listing.query}" if listing.query else "",
            "feed_url": feed_url(listing.theme),
        },
    )  # fmt: skip


@public
def item(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(NewsItem.objects.published_or_withdrawn().with_page(), slug=slug)
    if found.state == State.WITHDRAWN:
        return render(request, "networks/tombstone.html", tombstone_context(found), status=410)
    return render(request, "news/item.html", item_context(found))


def card(found: NewsItem) -> dict:
    """An item in a list."""
    return {"item": found, "when": wording.when(found), "date": wording.for_machines(found),
            "outdated": found.is_outdated(), **wording.tile(found)}  # fmt: skip


def item_context(found: NewsItem, *, preview: bool = False) -> dict:
    """What the page of an item shows; the preview in the admin shows exactly this."""
    return {
        "item": found,
        "preview": preview,
        "when": wording.when(found),
        "date": wording.for_machines(found),
        "outdated_since": day(found.current_until) if found.is_outdated() else "",
        "subjects": [
            {"kind": capfirst(thing._meta.verbose_name), "title": thing.title, "url": thing.get_absolute_url()}
            for thing in found.subjects()
        ],
        "feed_url": feed_url(None),
    }


def tombstone_context(found: NewsItem) -> dict:
    """An item that was withdrawn: since when, and why."""
    since = {"date": day(timezone.localdate(found.withdrawn_at))}
    kind = {"icon": "news", "label": _("News"), "plural": _("News"), "list_name": "news:news"}
    return {"thing": found, "sentence": _("This news was withdrawn on %(date)s.") % since, "kind": kind}


def feed_url(theme: Theme | None) -> str:
    """The feed of all news, or of that on a theme."""
    return reverse("news:theme_feed", args=[theme.slug]) if theme else reverse("news:feed")
