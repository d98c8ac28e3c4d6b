"""News to subscribe to, as Atom: all of it or on one theme, in the language of the address."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from instruments.models import Theme
from news.listing import Listing
from news.models import NewsItem
from news.views import feed_url
from plumbing.access import public
from plumbing.bilingual import Text

NEWEST = 30


class InTwoLanguages(Atom1Feed):
    """Atom that says of an entry when it is not in the language of the feed."""

    def item_attributes(self, item: dict) -> dict[str, str]:
        return super().item_attributes(item) | ({"xml:lang": item["language"]} if item["language"] else {})


class NewsFeed(Feed):
    """The newest items, on a theme if one is given."""

    feed_type = InTwoLanguages

    def get_object(self, request: HttpRequest, theme: Theme | None = None) -> Listing:
        return Listing(theme)

    def title(self, found: Listing) -> str:
        if found.theme:
            return _("News on %(theme)s | Knowledge Centre CSR") % {"theme": found.theme.label}
        return _("News | Knowledge Centre CSR")

    def subtitle(self, found: Listing) -> str:
        return _("What happens around corporate social responsibility in Flanders.")

    def author_name(self, found: Listing) -> str:
        return _("Flemish Digital Knowledge Centre CSR")

    def link(self, found: Listing) -> str:
        return settings.BASE_URL + found.url

    def feed_url(self, found: Listing) -> str:
        return settings.BASE_URL + feed_url(found.theme)

    def items(self, found: Listing) -> Iterable[NewsItem]:
        return found.items.prefetch_related("themes").newest_first()[:NEWEST]

    def item_title(self, item: NewsItem) -> Text:
        return item.title

    def item_description(self, item: NewsItem) -> str:
        return escape(item.summary)  # readers take it for HTML

    def item_link(self, item: NewsItem) -> str:
        return settings.BASE_URL + item.get_absolute_url()

    def item_pubdate(self, item: NewsItem) -> datetime:
        return item.published_at

    def item_updateddate(self, item: NewsItem) -> datetime:
        return max(item.changed_at, item.published_at)

    def item_categories(self, item: NewsItem) -> list[str]:
        return [str(theme.label) for theme in item.themes.all()]

    def item_extra_kwargs(self, item: NewsItem) -> dict[str, str]:
        return {"language": item.title.language if item.title.is_fallback else ""}


@public
def all_news(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@public
def news_on_theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.select_related("merged_into"), slug=slug)
    if theme.merged_into:
        return HttpResponsePermanentRedirect(reverse("news:theme_feed", args=[theme.merged_into.slug]))
    return NewsFeed()(request, theme=theme)
