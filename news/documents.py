"""What the search over the whole site knows of news."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from instruments.models import Theme
from news.models import KIND, NewsItem
from news.wording import when
from plumbing import markup
from search import index, kinds
from search.kinds import Hit, Kind


def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    for item in NewsItem.objects.published().filter(pk__in=ids).prefetch_related("themes"):
        yield kinds.entry(
            KIND, item.pk, title=(item.title_nl, item.title_en), published=timezone.localdate(item.published_at),
            summary=(item.summary_nl, item.summary_en),
            labels=[(theme.label_nl, theme.label_en) for theme in item.themes.all()],
            body=(markup.plain(item.body_nl), markup.plain(item.body_en)),
        )  # fmt: skip


def hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = NewsItem.objects.published().filter(pk__in=ids)
    return {
        one.pk: Hit(one.title, one.get_absolute_url(), one.summary, when(one), one.demonstration, [one.body])
        for one in found
    }


def under(heading: Model) -> Iterable[int]:
    """What is filed under a theme."""
    filed = (
        NewsItem.objects.published().filter(themes=heading) if isinstance(heading, Theme) else NewsItem.objects.none()
    )
    return filed.values_list("pk", flat=True)


NEWS = Kind(
    KIND, _("News"), lambda: NewsItem.objects.published().values_list("pk", flat=True), entries, hits, under,
    due=lambda: NewsItem.objects.appeared_unseen().values_list("pk", flat=True),
)  # fmt: skip
