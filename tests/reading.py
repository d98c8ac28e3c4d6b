"""Reading pages the way a visitor, or a machine on her behalf, does."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from lxml import html


@dataclass
class Page:
    """An answer of the portal, and the document in it."""

    response: HttpResponse

    @cached_property
    def document(self) -> html.HtmlElement:
        return html.fromstring(self.response.content.decode())

    @property
    def text(self) -> str:
        """What a person reads, on one line."""
        return plain(self.document)

    def find(self, xpath: str) -> list:
        return self.document.xpath(xpath)

    def texts(self, xpath: str) -> list[str]:
        return [plain(element) for element in self.find(xpath)]

    @property
    def heading(self) -> str:
        return self.texts("//h1")[0]

    @property
    def sentence(self) -> str:
        """What the catalogue says that it shows."""
        return self.texts("//*[@id='sentence']")[0]

    @property
    def total(self) -> int:
        return int(self.find("//*[@id='results']/@data-total")[0])

    @property
    def titles(self) -> list[str]:
        """The titles in the list of results; what merely comes near is not one."""
        return self.texts("//*[@id='results']//article//h3/a") if self.total else []

    @property
    def notices(self) -> list[str]:
        return self.texts("//*[@id='results']//p[contains(@class, 'notice')]")

    def counts(self, facet: str) -> dict[str, int]:
        """The count beside each value."""
        counts = {}
        for box in self.find(f"//input[@type='checkbox'][@name='{facet}']"):
            [label] = self.texts(f"//label[@for='{box.get('id')}']//*[contains(@class, 'count')]")
            counts[box.get("value")] = int(label.split()[0])
        return counts

    def leads_to(self, path: str) -> bool:
        """Whether any link goes there."""
        return path in {urlsplit(address).path for address in self.find("//a/@href")}


def plain(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def read(client: Client, address: str, *, status: int = 200, **headers: str) -> Page:
    """The page at an address; `hx_request="true"` becomes the header HX-Request."""
    response = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status_code == status, (address, response.status_code)
    return Page(response)
