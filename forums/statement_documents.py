"""What the search over the whole site knows of statements: those that hold now."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forums.models import Statement
from plumbing import markup
from search import index, kinds
from search.kinds import Hit, Kind

TITLE_WORDS = 16


def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    found = Statement.objects.current().filter(pk__in=ids).select_related("version__strategy", "chapter")
    for one in found:
        texts = (markup.plain(one.text_nl), markup.plain(one.text_en))
        chapter, strategy = one.chapter, one.version.strategy
        yield kinds.entry(
            STATEMENTS.name, one.pk, title=tuple(_shortened(text) for text in texts),
            published=timezone.localdate(one.version.published_at),
            labels=[(chapter.title_nl, chapter.title_en), (strategy.title_nl, strategy.title_en)], summary=texts,
        )  # fmt: skip


def hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Statement.objects.current().filter(pk__in=ids).select_related("version__strategy", "chapter")
    return {
        one.pk: Hit(
            _shortened(markup.plain(str(one.text))),
            one.get_absolute_url(),
            markup.plain(str(one.text)),
            str(one.version.strategy.title),
            one.version.strategy.demonstration,
        )
        for one in found
    }


def _shortened(text: str) -> str:
    return Truncator(text).words(TITLE_WORDS)


STATEMENTS = Kind(
    "statement",
    _("Statements of a strategy"),
    lambda: Statement.objects.current().values_list("pk", flat=True),
    entries,
    hits,
)
