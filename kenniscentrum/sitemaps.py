"""All public pages, each with its twin."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from forums.models import Contribution, Forum, Statement, StrategyVersion
from instruments.models import Instrument, Theme
from networks.models import Call, Link, Network, Opportunity, PolicyFeedback, Project, Recommendation
from networks.notes import KINDS
from news.models import NewsItem


class BilingualSitemap(Sitemap):
    i18n = alternates = True  # no x-default: only the bare address chooses a language
    protocol = None


class Pages(BilingualSitemap):
    def items(self) -> list[str]:
        return [
            "home",
            "instruments:catalogue",
            "instruments:box",
            "networks:projects",
            "networks:networks",
            "networks:calls",
            "networks:timeline",
            "networks:graph",
            "networks:promises",
            "forums:forums",
            "forums:strategies",
            "news:news",
            "search",
            "themes",
            "about",
            "accessibility",
            "privacy",
            "contact",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Instruments(BilingualSitemap):
    def items(self) -> QuerySet:
        return Instrument.objects.published().order_by("pk")

    def lastmod(self, item: Instrument):
        return item.changed_at


class Themes(BilingualSitemap):
    def items(self) -> QuerySet:
        return Theme.objects.in_use()


class Forums(BilingualSitemap):
    def items(self) -> QuerySet:
        return Forum.objects.announced().order_by("pk")

    def lastmod(self, item: Forum):
        return item.changed_at


class News(BilingualSitemap):
    def items(self) -> QuerySet:
        return NewsItem.objects.published().order_by("pk")

    def lastmod(self, item: NewsItem):
        return max(item.changed_at, item.published_at)


class Ledgers(BilingualSitemap):
    """The contributions to a forum, all together."""

    def items(self) -> QuerySet:
        return Forum.objects.announced().filter(numbered__gt=0).order_by("pk")

    def location(self, item: Forum) -> str:
        return reverse("forums:contributions", args=[item.slug])


class Contributions(BilingualSitemap):
    def items(self) -> QuerySet:
        announced = Forum.objects.announced()
        return Contribution.objects.published().filter(forum__in=announced).select_related("forum").order_by("pk")

    def lastmod(self, item: Contribution):
        return item.changed_at


class Strategies(BilingualSitemap):
    def items(self) -> QuerySet:
        return StrategyVersion.objects.latest().select_related("strategy").order_by("pk")

    def location(self, item: StrategyVersion) -> str:
        return item.strategy.get_absolute_url()

    def lastmod(self, item: StrategyVersion):
        return item.published_at


class StrategyPages(BilingualSitemap):
    """What stands beside a strategy: each version, what changed, what was contributed, its report and statements."""

    def items(self) -> list[tuple[str, list]]:
        versions = StrategyVersion.objects.published()
        statements = Statement.objects.standing().filter(version__in=versions).order_by("pk")
        pages: list[tuple[str, list]] = []
        for slug, number in versions.order_by("pk").values_list("strategy__slug", "number"):
            names = ["strategy_version", "strategy_contributions", "strategy_report"]
            names += ["strategy_changes"] if number > 1 else []
            pages += [(name, [slug, number]) for name in names]
        return pages + [("statement", list(row)) for row in statements.values_list("version__strategy__slug", "pk")]

    def location(self, item: tuple[str, list]) -> str:
        name, arguments = item
        return reverse(f"forums:{name}", args=arguments)


class Publications(BilingualSitemap):
    """Projects, networks or calls."""

    def __init__(self, model: type[Project | Network | Call]) -> None:
        self.model = model

    def items(self) -> QuerySet:
        return self.model.objects.published().order_by("pk")

    def lastmod(self, item: Project | Network | Call):
        return item.changed_at


class NoteLists(BilingualSitemap):
    """What the diagonal network published, kind by kind."""

    def items(self) -> list[str]:
        return [kind.name for kind in KINDS]

    def location(self, item: str) -> str:
        return reverse("networks:notes", args=[item])


class Notes(BilingualSitemap):
    """One kind of what the diagonal network published."""

    def __init__(self, model: type[Link | Opportunity | Recommendation | PolicyFeedback]) -> None:
        self.model = model

    def items(self) -> QuerySet:
        return self.model.objects.published().order_by("pk")


SITEMAPS = {
    "pages": Pages,
    "instruments": Instruments,
    "forums": Forums,
    "ledgers": Ledgers,
    "contributions": Contributions,
    "news": News,
    "strategies": Strategies,
    "strategy-pages": StrategyPages,
    "themes": Themes,
    "projects": Publications(Project),
    "networks": Publications(Network),
    "calls": Publications(Call),
    "note-lists": NoteLists(),
    **{model._meta.model_name: Notes(model) for model in (Link, Opportunity, Recommendation, PolicyFeedback)},
}
