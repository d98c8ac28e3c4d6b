"""Every shape of a public page, by its address in both languages."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from instruments.models import File, Instrument, State

LANGUAGES = ("nl", "en")
SHAPES = (
    "home", "catalogue", "chosen", "nothing found", "instrument", "instrument in one language", "withdrawn", "themes",
    "theme", "narrower theme", "about", "accessibility", "privacy", "contact", "contact with errors", "contact sent",
    "search", "the box", "empty box", "promises", "sign in", "sign up", "not found", "projects", "no project found",
    "project", "networks", "network", "call", "timeline", "news", "news narrowed down", "no news found", "news item",
    "news no longer current", "news in one language", "news withdrawn",
)  # fmt: skip


@dataclass(frozen=True)
class Addresses:
    """Where the shapes are; the instruments are whichever the content has."""

    instrument: str
    in_one_language: str
    withdrawn: str

    @classmethod
    def found(cls) -> "Addresses":
        published = Instrument.objects.published()
        rich = File.objects.filter(instrument__in=published).order_by("pk").first().instrument
        return cls(
            rich.slug,
            published.filter(title_en="").first().slug,
            Instrument.objects.filter(state=State.WITHDRAWN).exclude(replaced_by=None).first().slug,
        )

    def of(self, shape: str, language: str) -> str:
        dutch = language == "nl"
        catalogue = "/nl/instrumenten/" if dutch else "/en/instruments/"
        about = "/nl/over/" if dutch else "/en/about/"
        account = "/nl/mijn/account/" if dutch else "/en/my/account/"
        themes = "/nl/themas/" if dutch else "/en/themes/"
        contact = f"{about}contact/"
        word = "bedrijf" if dutch else "company"
        return {
            "home": f"/{language}/",
            "catalogue": catalogue,
            "chosen": f"{catalogue}?q={word}&theme=diversity&theme=environment&language=nl",
            "nothing found": f"{catalogue}?q=qqqqq&theme=diversity&type=paper",
            "instrument": f"{catalogue}{self.instrument}/",
            "instrument in one language": f"{catalogue}{self.in_one_language}/",
            "withdrawn": f"{catalogue}{self.withdrawn}/",
            "themes": themes,
            "theme": f"{themes}diversity/",
            "narrower theme": f"{themes}recruitment/",
            "about": about,
            "accessibility": f"{about}{'toegankelijkheid' if dutch else 'accessibility'}/",
            "privacy": f"{about}privacy/",
            "contact": contact,
            "contact with errors": contact,
            "contact sent": f"{contact}?sent=1",
            "search": "/nl/zoeken/?q=energie" if dutch else "/en/search/?q=energy",
            "the box": f"{'/nl/doos/' if dutch else '/en/box/'}?item={self.instrument}&item={self.withdrawn}&q={word}",
            "empty box": "/nl/doos/" if dutch else "/en/box/",
            "promises": "/nl/beloften/" if dutch else "/en/promises/",
            "sign in": f"{account}login/",
            "sign up": f"{account}signup/",
            "not found": f"/{language}/qqqqq/",
            **self._of_networks(dutch),
            **self._of_news("/nl/nieuws/" if dutch else "/en/news/"),
        }[shape]

    def _of_networks(self, dutch: bool) -> dict[str, str]:
        projects, networks = ("/nl/projecten/", "/nl/netwerken/") if dutch else ("/en/projects/", "/en/networks/")
        return {
            "projects": projects,
            "no project found": f"{projects}?theme=human-rights&state=finished",
            "project": f"{projects}diagonal-learning-network/",
            "networks": networks,
            "network": f"{networks}talent-on-the-shop-floor/",
            "call": "/nl/oproepen/from-network-to-practice/" if dutch else "/en/calls/from-network-to-practice/",
            "timeline": "/nl/tijdlijn/" if dutch else "/en/timeline/",
        }

    def _of_news(self, news: str) -> dict[str, str]:
        return {
            "news": news,
            "news narrowed down": f"{news}?theme=learning&year=2002",
            "no news found": f"{news}?theme=human-rights&year=1999",
            "news item": f"{news}a-place-at-the-table/",
            "news no longer current": f"{news}call-for-new-projects/",
            "news in one language": f"{news}diagonaal-lerend-netwerk/",
            "news withdrawn": f"{news}twice-the-same-visit/",
        }

    def open(self, page: Page, shape: str, language: str) -> None:
        page.goto(self.of(shape, language))
        if shape == "contact with errors":
            page.locator("#id_email").fill("an@")
            page.locator("main form button").click()
            page.locator(".form-errors").wait_for()


Visit = Callable[..., Page]
