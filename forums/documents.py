"""What the search over the whole site knows of forums."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.dates import when
from forums.models import Forum
from instruments.models import Theme
from plumbing import markup
from search import index, kinds
from search.kinds import Hit, Kind


def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    for forum in Forum.objects.announced().filter(pk__in=ids).prefetch_related("themes", "programme"):
        body = {
            language: "\n".join(
                [
                    markup.plain(getattr(forum, f"body_{language}")),
                    markup.plain(getattr(forum, f"report_{language}")),
                    getattr(forum, f"place_{language}"),
                    *(getattr(part, f"title_{language}") for part in forum.programme.all()),
                ]
            )
            for language in ("nl", "en")
        }
        yield kinds.entry(
            FORUMS.name, forum.pk, title=(forum.title_nl, forum.title_en),
            published=timezone.localdate(forum.published_at), summary=(forum.summary_nl, forum.summary_en),
            labels=[(theme.label_nl, theme.label_en) for theme in forum.themes.all()], body=(body["nl"], body["en"]),
        )  # fmt: skip


def hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Forum.objects.announced().filter(pk__in=ids)
    return {
        f.pk: Hit(f.title, f.get_absolute_url(), f.summary, when(f), f.demonstration, [f.body, f.report]) for f in found
    }


def under(heading: Model) -> Iterable[int]:
    """What is filed under a theme."""
    filed = Forum.objects.announced().filter(themes=heading) if isinstance(heading, Theme) else Forum.objects.none()
    return filed.values_list("pk", flat=True)


FORUMS = Kind(
    "forum", _("Forums"), lambda: Forum.objects.announced().values_list("pk", flat=True), entries, hits, under
)
