"""News of the demonstration: facts dated as far as the sources do, and an invented item in every state."""

import pytest

from demo.news import load_news
from networks.models import State
from news import wording
from news.models import NewsItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_demonstration")]


def test_loading_again_adds_nothing():
    assert load_news() == 0


def test_no_fact_has_a_day_that_the_sources_do_not_give():
    facts = NewsItem.objects.filter(demonstration=False).order_by("published_at")
    assert [wording.for_machines(item) for item in facts] == [
        "2000-06", "2002-06", "2002-07", "2004-05", "2004", "2005-04"
    ]  # fmt: skip


def test_there_is_something_in_every_state():
    found = NewsItem.objects
    assert found.drafts().count() == found.scheduled().count() == found.filter(state=State.WITHDRAWN).count() == 1
    assert any(item.is_outdated() for item in found.published())
    assert found.published().filter(title_en="").count() == 1


def test_every_invented_item_is_marked_and_each_tells_of_something_that_is_there():
    told = [item for item in NewsItem.objects.all() if item.instrument or item.project or item.network or item.forum]
    assert {"instrument", "project", "network", "forum"} == {
        field for item in told for field in ("instrument", "project", "network", "forum") if getattr(item, field)
    }
    assert NewsItem.objects.filter(demonstration=True).count() == 6
