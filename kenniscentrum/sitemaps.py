"""All public pages, each with its twin."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from forums.models import Contribution, Forum, StrategyVersion
from instruments.models import Instrument, Theme
from networks.models import Call, Network, Project


class BilingualSitemap(Sitemap):
    i18n = alternates = True  # no x-default: only the bare address chooses a language
    protocol = None


class Pages(BilingualSitemap):
    def items(self) -> list[str]:
        return [
            "home",
            "instruments:catalogue",
            "networks:projects",
            "networks:networks",
            "networks:calls",
            "networks:timeline",
            "forums:forums",
            "forums:strategies",
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


class Publications(BilingualSitemap):
    """Projects, networks or calls."""

    def __init__(self, model: type[Project | Network | Call]) -> None:
        self.model = model

    def items(self) -> QuerySet:
        return self.model.objects.published().order_by("pk")

    def lastmod(self, item: Project | Network | Call):
        return item.changed_at


SITEMAPS = {
    "pages": Pages,
    "instruments": Instruments,
    "forums": Forums,
    "ledgers": Ledgers,
    "contributions": Contributions,
    "strategies": Strategies,
    "themes": Themes,
    "projects": Publications(Project),
    "networks": Publications(Network),
    "calls": Publications(Call),
}
