"""How an item moves: each move checks, records who and why, and the search knows at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from instruments import workflow as vocabulary
from kenniscentrum import site_search
from networks.models import State
from networks.workflow import ChangedMeanwhile, NotAllowed
from news import workflow
from news.models import NewsItem
from tests.factories import person, term
from tests.factories.news import news

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2002, 7, 1, tzinfo=UTC)


def found(words: str, language: str = "nl") -> list[str]:
    groups = site_search.find(words, language).groups
    return [str(hit.title) for group in groups if group.kind.name == "news" for hit in group.hits]


def test_every_move_is_recorded_with_who_and_why():
    curator = person(role="curator")
    made = news(by=curator)
    made.summary_nl = "Anders"
    workflow.save(made, by=curator, reason="Clearer")
    workflow.withdraw(made, by=curator, reason_nl="Vergissing")
    rows = made.history.order_by("history_id").values_list("history_user", "history_change_reason", "version")
    assert list(rows) == [
        (curator.pk, "", 1), (curator.pk, "published", 2), (curator.pk, "Clearer", 3), (curator.pk, "withdrawn", 4)
    ]  # fmt: skip


def test_an_edit_is_found_at_once_in_title_summary_body_and_theme():
    made = news(state=State.DRAFT, title_nl="Zeepkist", title_en="", body_nl="Over **fietsenstallingen**",
                themes=["learning"])  # fmt: skip
    assert found("zeepkist") == []
    workflow.publish(made, by=None)
    assert found("zeepkist") == found("fietsenstallingen") == found("zeepkist", "en") == ["Zeepkist"]
    made = NewsItem.objects.get()
    made.title_nl = "Sinaasappelkist"
    workflow.save(made, by=None)
    assert found("zeepkist") == []
    assert found("sinaasappelkist") == ["Sinaasappelkist"]
    workflow.withdraw(made, by=None, reason_nl="Vergissing")
    assert found("sinaasappelkist") == []
    workflow.publish(made, by=None)
    assert found("sinaasappelkist") == ["Sinaasappelkist"]


def test_the_new_name_of_a_theme_reaches_news_at_once():
    theme = term("theme", "soap", label_nl="Badschuim")
    news(title_nl="Kist", themes=["soap"])
    theme.label_nl = "Kaarsvet"
    vocabulary.rename(theme)
    assert found("kaarsvet") == ["Kist"]
    assert found("badschuim") == []


@pytest.mark.parametrize(
    ("state", "move", "said"),
    [
        (State.PUBLISHED, lambda item: workflow.publish(item, by=None), "al gepubliceerd"),
        (State.WITHDRAWN, lambda item: workflow.withdraw(item, by=None, reason_nl="x"), "al ingetrokken"),
        (State.PUBLISHED, lambda item: workflow.withdraw(item, by=None), "Geef een reden"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(state, move, said):
    made = news(state=state)
    with pytest.raises(NotAllowed, match=said):
        move(made)
    after = NewsItem.objects.get()
    assert (after.state, after.version) == (made.state, made.version)


def test_without_a_summary_nothing_is_published():
    with pytest.raises(NotAllowed, match="een samenvatting"):
        workflow.publish(news(state=State.DRAFT, summary_nl="", summary_en=""), by=None)


def test_what_is_over_before_it_appears_is_not_published():
    made = news(state=State.DRAFT, current_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed, match="niet meer actueel"):
        workflow.publish(made, by=None)
    assert workflow.publish(made, by=None, at=LONG_AGO).published_at == LONG_AGO


def test_published_again_it_keeps_the_moment_it_had():
    made = news(at=LONG_AGO, precision="month")
    workflow.withdraw(made, by=None, reason_nl="Vergissing")
    again = workflow.publish(made, by=None)
    assert (again.published_at, again.precision) == (LONG_AGO, "month")
    assert (again.withdrawn_at, again.withdrawal_reason_nl) == (None, "")


def test_the_second_save_overwrites_nothing():
    made = news(title_nl="Mijn")
    theirs = NewsItem.objects.get()
    theirs.title_nl = "Hun"
    workflow.save(theirs, by=None)
    with pytest.raises(ChangedMeanwhile):
        workflow.save(made, by=None, read_version=made.version)
    assert NewsItem.objects.get().title_nl == "Hun"


def test_no_two_items_have_one_address():
    assert [news(title_nl="Zeep").slug, news(title_nl="Zeep").slug, news(title_nl="日本").slug] == [
        "zeep", "zeep-2", "news"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("newsitem_has_a_title", {"title_nl": "", "title_en": ""}),
        ("newsitem_state_known", {"state": "lost"}),
        ("newsitem_published_when", {"published_at": None}),
        ("newsitem_withdrawn_when", {"withdrawn_at": LONG_AGO}),
        ("newsitem_withdrawn_with_reason", {"state": "withdrawn", "withdrawn_at": LONG_AGO}),
        ("newsitem_published_with_summary", {"summary_nl": "", "summary_en": ""}),
        ("newsitem_precision_known", {"precision": "hour"}),
        ("newsitem_current_when_it_appears", {"current_until": date(2002, 6, 30)}),
    ],
)
def test_postgresql_refuses_what_no_form_should_let_through(constraint, columns):
    made = news(at=LONG_AGO)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NewsItem.objects.filter(pk=made.pk).update(**columns)
