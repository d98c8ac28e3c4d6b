"""What waits for who keeps the news: lines of the start page of the admin."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.waiting import Waiting
from news.models import NewsItem


def waiting(person: Person) -> Iterator[Waiting]:
    """News that is being written, and news whose moment is to come."""
    if person.has_perm("news.publish_newsitem"):
        address, items = reverse("admin:news_newsitem_changelist"), NewsItem.objects
        yield Waiting(_("News in draft"), items.drafts().count(), f"{address}?state=draft", is_wrong=False)
        yield Waiting(_("News that appears later"), items.scheduled().count(), f"{address}?state=scheduled",
                      is_wrong=False)  # fmt: skip
