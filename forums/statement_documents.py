"""What the search over the whole site knows of strategies, and of their statements that hold now."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.models import Statement, Strategy, StrategyVersion
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


def strategy_entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    """A strategy by its name, its introduction, and what its chapters are about."""
    for version in _latest(ids).prefetch_related("chapters"):
        one, chapters = version.strategy, version.chapters.all()
        yield kinds.entry(
            STRATEGIES.name, one.pk, title=(one.title_nl, one.title_en),
            published=timezone.localdate(version.published_at),
            summary=(markup.plain(one.intro_nl), markup.plain(one.intro_en)),
            labels=[(chapter.title_nl, chapter.title_en) for chapter in chapters],
            body=("\n".join(markup.plain(chapter.intro_nl) for chapter in chapters),
                  "\n".join(markup.plain(chapter.intro_en) for chapter in chapters)),
        )  # fmt: skip


def strategy_hits(ids: Sequence[int]) -> dict[int, Hit]:
    return {
        version.strategy.pk: Hit(
            version.strategy.title,
            version.strategy.get_absolute_url(),
            "",
            gettext("version %(number)d") % {"number": version.number},
            version.strategy.demonstration,
            [version.strategy.intro],
        )
        for version in _latest(ids)
    }


def _latest(ids: Sequence[int]) -> QuerySet[StrategyVersion]:
    return StrategyVersion.objects.latest().filter(strategy__in=ids).select_related("strategy")


def write(strategy: Strategy) -> None:
    """Make the search know a strategy and its statements as they are now."""
    STRATEGIES.write([strategy.pk])
    STATEMENTS.write(Statement.objects.filter(version__strategy=strategy).values_list("pk", flat=True))


def _shortened(text: str) -> str:
    return Truncator(text).words(TITLE_WORDS)


STRATEGIES = Kind(
    "strategy",
    _("Strategies"),
    lambda: StrategyVersion.objects.latest().values_list("strategy", flat=True),
    strategy_entries,
    strategy_hits,
)
STATEMENTS = Kind(
    "statement",
    _("Statements of a strategy"),
    lambda: Statement.objects.current().values_list("pk", flat=True),
    entries,
    hits,
)
