"""Feeds of the news: well-formed Atom in each language, of all of it or of a theme."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from networks.models import State
from tests.factories.news import news
from tests.reading import read

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies
    return etree.fromstring(response.content)


def titles(found) -> list[str]:
    return found.xpath("a:entry/a:title/text()", namespaces=ATOM)


def test_it_has_what_is_public_the_newest_first(client):
    news(title_en="Older", at=timezone.now() - timedelta(days=2))
    news(title_en="Newer & <better>")
    for state in (State.DRAFT, State.WITHDRAWN):
        news(state=state)
    found = feed(client, "/en/news/feed.atom")
    assert titles(found) == ["Newer & <better>", "Older"]


@pytest.mark.parametrize(
    ("address", "page", "title"),
    [("/nl/nieuws/feed.atom", "/nl/nieuws/", "Nieuws | Kenniscentrum MVO"),
     ("/en/news/feed.atom", "/en/news/", "News | Knowledge Centre CSR"),
     ("/en/news/themes/recruitment.atom", "/en/news/?theme=recruitment",
      "News on Recruitment and welcome | Knowledge Centre CSR")],
)  # fmt: skip
def test_it_says_in_its_language_what_it_is_and_where_its_page_is(client, address, page, title):
    found = feed(client, address)
    links = {link.get("rel"): link.get("href") for link in found.findall("a:link", ATOM)}
    assert found.get(LANG) == address[1:3]
    assert links == {"alternate": settings.BASE_URL + page, "self": settings.BASE_URL + address}
    assert found.findtext("a:title", namespaces=ATOM) == title
    read(client, page)


def test_an_entry_has_all_that_a_reader_needs(client):
    made = news(title_en="Soap", summary_en="For <hands>", themes=["learning"])
    [entry] = feed(client, "/en/news/feed.atom").findall("a:entry", ATOM)
    address = f"{settings.BASE_URL}/en/news/{made.slug}/"
    assert entry.find("a:link", ATOM).get("href") == entry.findtext("a:id", namespaces=ATOM) == address
    assert entry.findtext("a:summary", namespaces=ATOM) == "For &lt;hands&gt;"
    assert entry.find("a:category", ATOM).get("term") == "Learning"
    assert entry.findtext("a:published", namespaces=ATOM) == made.published_at.isoformat()
    assert entry.get(LANG) is None


def test_an_entry_in_the_other_language_says_so(client):
    news(title_nl="Zeep", title_en="")
    [entry] = feed(client, "/en/news/feed.atom").findall("a:entry", ATOM)
    assert entry.get(LANG) == "nl"


def test_the_feed_of_a_theme_has_its_narrower_themes_too(client):
    news(title_en="One", themes=["recruitment"])
    news(title_en="Two", themes=["learning"])
    assert titles(feed(client, "/en/news/themes/diversity.atom")) == ["One"]
    assert client.get("/en/news/themes/qqq.atom").status_code == 404


def test_pages_name_their_feed(client):
    made = news(themes=["learning"])
    for address, named in (
        ("/en/news/", "/en/news/feed.atom"),
        ("/en/news/?theme=learning", "/en/news/themes/learning.atom"),
        (f"/en/news/{made.slug}/", "/en/news/feed.atom"),
        ("/en/", "/en/news/feed.atom"),
        ("/en/themes/learning/", "/en/news/themes/learning.atom"),
    ):
        assert read(client, address).find("//link[@type='application/atom+xml']/@href") == [named]


def test_it_is_no_longer_than_a_reader_wants(client, django_assert_num_queries):
    for _ in range(31):
        news(themes=["learning"])
    with django_assert_num_queries(3):
        found = feed(client, "/en/news/feed.atom")
    assert len(titles(found)) == 30
