"""An item appears at its moment by itself: on pages, in caches and in the search, and nobody has to do anything."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kenniscentrum import site_search
from networks.models import State
from networks.workflow import NotAllowed
from news import documents, workflow
from news.models import NewsItem
from plumbing import public_pages
from plumbing.content_version import Moment, of_pages
from tests.factories import term
from tests.factories.news import news
from tests.reading import read

pytestmark = pytest.mark.django_db
MONDAY = datetime(2030, 3, 18, 8, 30, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the portal."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def found(words: str, language: str = "en") -> list[str]:
    groups = site_search.find(words, language).groups
    return [str(hit.title) for group in groups if group.kind.name == "news" for hit in group.hits]


def suggested(words: str) -> list[str]:
    groups = site_search.suggest(words, "en")
    return [option["title"] for group in groups if group["kind"] == "news" for option in group["options"]]


def test_it_is_nowhere_before_and_everywhere_from_its_first_instant(client, clock):
    clock(MONDAY - timedelta(days=1))
    made = news(title_en="Soapbox race", themes=["learning"], at=MONDAY)
    addresses = ("/en/news/", "/en/", "/en/themes/learning/", "/en/news/feed.atom", "/en/news/themes/learning.atom",
                 "/sitemap.xml", "/en/news/?year=2030&theme=learning")  # fmt: skip
    clock(MONDAY - A_SECOND)
    for address in addresses:
        content = client.get(address).content.decode()
        assert "Soapbox race" not in content
        assert made.slug not in content
    read(client, f"/en/news/{made.slug}/", status=404)
    assert found("soapbox") == suggested("soapb") == []
    clock(MONDAY)
    for address in addresses:
        assert made.slug in client.get(address).content.decode(), address
    assert read(client, f"/en/news/{made.slug}/").heading == "Soapbox race"
    assert found("soapbox") == suggested("soapb") == ["Soapbox race"]


def test_pages_that_are_kept_are_made_anew_at_the_moment(client, clock, settings, monkeypatch):
    settings.PAGE_CACHE_ENTRIES = 100
    monkeypatch.setattr(public_pages, "_pages", OrderedDict())
    clock(MONDAY - A_SECOND)
    made = news(title_en="Soapbox race", at=MONDAY)
    before = client.get("/en/news/")
    assert "Soapbox race" not in before.content.decode()
    assert client.get("/en/news/", headers={"if-none-match": before["ETag"]}).status_code == 304
    clock(MONDAY)
    assert "Soapbox race" in client.get("/en/news/").content.decode()
    assert client.get("/en/news/", headers={"if-none-match": before["ETag"]}).status_code == 200
    assert Moment.objects.filter(at=made.published_at).exists()
    assert of_pages(MONDAY - A_SECOND) != of_pages(MONDAY) == of_pages(MONDAY + A_SECOND)


def test_a_new_theme_name_does_not_give_away_what_is_to_come(clock):
    clock(MONDAY - A_SECOND)
    news(title_en="Soapbox race", themes=["learning"], at=MONDAY)
    assert list(documents.NEWS.under(term("theme", "learning"))) == []


def test_the_search_writes_an_item_once(clock, django_assert_num_queries):
    clock(MONDAY - A_SECOND)
    news(at=MONDAY)
    clock(MONDAY)
    assert NewsItem.objects.appeared_unseen().count() == 1
    found("anything")
    assert NewsItem.objects.appeared_unseen().count() == 0


def test_another_moment_is_given_as_long_as_it_is_to_come(clock):
    clock(MONDAY)
    made = news(at=MONDAY + timedelta(days=1))
    moved = workflow.publish(made, by=None, at=MONDAY + timedelta(days=2))
    assert moved.published_at == MONDAY + timedelta(days=2)
    assert workflow.publish(moved, by=None).published_at == MONDAY
    with pytest.raises(NotAllowed, match="al gepubliceerd"):
        workflow.publish(moved, by=None, at=MONDAY + timedelta(days=3))


def test_what_was_public_is_not_hidden_again_until_later():
    made = news(state=State.WITHDRAWN)
    with pytest.raises(NotAllowed, match="al eerder openbaar"):
        workflow.publish(made, by=None, at=timezone.now() + timedelta(days=1))


def test_the_year_is_that_of_brussels(client):
    made = news(at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    page = read(client, "/en/news/?year=2026")
    assert made.title_en in page.text
    assert "1 January 2026" in page.text
    assert page.texts("//nav[@aria-labelledby='years']//a/span[1]") == ["2026"]
