"""Curators write news in the admin, in both languages, and say when it appears; others look, or do not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import State
from news import workflow
from news.models import NewsItem
from tests.factories import instrument, person
from tests.factories.news import news
from tests.forms import filled_in, messages_of, text_of
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST = reverse("admin:news_newsitem_changelist")


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def address(item, page: str = "change") -> str:
    return reverse(f"admin:news_newsitem_{page}", args=[item.pk])


def save(client, item, **changes):
    data = filled_in(client.get(address(item)), "newsitem_form", **changes)
    return client.post(address(item), data | {"_continue": "1"}, follow=True)


def typed(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_an_item_is_written_in_both_languages_and_is_a_draft(client, curator):
    add = reverse("admin:news_newsitem_add")
    tool = instrument()
    data = filled_in(client.get(add), "newsitem_form", title_nl="Zeep", title_en="Soap", summary_nl="kort",
                     instrument=str(tool.pk), reason="First")  # fmt: skip
    client.post(add, data)
    made = NewsItem.objects.get()
    assert (made.state, made.slug, made.title_en, made.instrument) == (State.DRAFT, "zeep", "Soap", tool)
    assert made.history.latest("history_id").history_user == curator
    read(client, f"/nl/nieuws/{made.slug}/", status=404)


def test_it_is_published_at_once_by_a_button(client, curator):
    made = news(state=State.DRAFT)
    page = text_of(client.get(address(made, "publish")))
    assert "from this moment on" in page
    response = client.post(address(made, "publish"), {"precision": "day"}, follow=True)
    assert "is published" in messages_of(response)
    made.refresh_from_db()
    assert (made.state, made.is_scheduled()) == (State.PUBLISHED, False)


def test_it_is_given_a_moment_to_come_and_another_one(client, curator):
    made, moment = news(state=State.DRAFT), timezone.now() + timedelta(days=3)
    response = client.post(address(made, "publish"), {"at": typed(moment), "precision": "day"}, follow=True)
    assert "will appear by itself" in messages_of(response)
    assert "appears by itself on" in text_of(response)
    made.refresh_from_db()
    assert typed(made.published_at) == typed(moment)
    [field] = read(client, address(made, "publish")).find("//input[@name='at']")
    assert field.get("value") == typed(moment)
    assert "scheduled" in text_of(client.get(LIST))
    client.post(address(made, "publish"), {"precision": "day"})
    made.refresh_from_db()
    assert not made.is_scheduled()


def test_news_of_years_ago_has_as_much_of_a_date_as_is_known(client, curator):
    made = news(state=State.DRAFT)
    client.post(address(made, "publish"), {"at": "2002-07-01T00:00", "precision": "month"})
    assert "July 2002" in read(client, f"/en/news/{made.slug}/").text


@pytest.mark.parametrize("bad", [{"at": "soon", "precision": "day"}, {"precision": "hour"}, {"at": "9" * 400}, {}])
def test_a_moment_that_is_none_publishes_nothing(client, curator, bad):
    made = news(state=State.DRAFT)
    assert client.post(address(made, "publish"), bad).status_code == 200
    made.refresh_from_db()
    assert made.state == State.DRAFT


def test_it_is_withdrawn_with_a_reason(client, curator):
    made = news()
    assert "Give a reason" in text_of(client.post(address(made, "withdraw"), {}))
    client.post(address(made, "withdraw"), {"reason_nl": "Vergissing"})
    made.refresh_from_db()
    assert (made.state, made.withdrawal_reason_nl) == (State.WITHDRAWN, "Vergissing")


def test_several_are_published_at_once_and_what_could_not_is_named(client, curator):
    good, bad = news(state=State.DRAFT), news(state=State.DRAFT, summary_nl="", summary_en="")
    data = {"action": "publish_selected", "_selected_action": [good.pk, bad.pk]}
    response = client.post(LIST, data, follow=True)
    good.refresh_from_db()
    assert good.state == State.PUBLISHED
    assert "Still missing: a summary." in response.content.decode()


def test_saving_records_why_and_the_history_tells(client, curator):
    made = news(summary_nl="kort", summary_en="short")
    save(client, made, summary_nl="langer", reason="Clearer")
    made.refresh_from_db()
    assert made.text_state("summary", "en") == "stale"
    history = text_of(client.get(address(made, "history")))
    assert "Clearer" in history
    assert "langer" in history


def test_the_second_save_overwrites_nothing(client, curator):
    made = news(title_nl="Talent")
    mine = filled_in(client.get(address(made)), "newsitem_form", title_nl="Mijn talent")
    theirs = NewsItem.objects.get(pk=made.pk)
    theirs.title_nl = "Hun talent"
    workflow.save(theirs, by=person(role="curator", first_name="Otto"))
    assert "Changed meanwhile" in text_of(client.post(address(made), mine))
    made.refresh_from_db()
    assert made.title_nl == "Hun talent"


def test_what_is_public_keeps_its_address_its_title_and_its_summary(client, curator):
    made = news()
    save(client, made, slug="another")
    assert NewsItem.objects.get().slug == made.slug
    assert "needs a summary" in text_of(save(client, made, summary_nl="", summary_en=""))
    assert "Give a title" in text_of(save(client, made, title_nl="", title_en=""))


def test_an_end_before_the_beginning_is_told_beside_the_field(client, curator):
    made = news()
    before = timezone.localdate() - timedelta(days=9)
    assert "no longer current before it appears" in text_of(save(client, made, current_until=before.isoformat()))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED, State.WITHDRAWN])
def test_it_is_previewed_in_both_languages_whatever_its_state(client, curator, language, state):
    made = news(state=state)
    page = read(client, address(made, f"preview_{language}"))
    assert page.find("/html/@lang") == [language]
    assert page.find("//meta[@name='robots']/@content") == ["noindex"]
    assert page.heading == getattr(made, f"title_{language}")


@pytest.mark.parametrize("state", ["draft", "published", "scheduled", "withdrawn"])
def test_the_list_narrows_down_by_state(client, curator, state):
    for one in (State.DRAFT, State.PUBLISHED, State.WITHDRAWN):
        news(state=one, title_en=f"It is {one}")
    news(title_en="It is scheduled", at=timezone.now() + timedelta(days=1))
    names = read(client, f"{LIST}?state={state}").texts("//table[@id='result_list']//th//a/span")
    assert [name for name in names if name.startswith("It is")] == [f"It is {state}"]


def test_the_start_page_counts_drafts_and_what_is_to_come(client, curator):
    news(state=State.DRAFT)
    news(at=timezone.now() + timedelta(days=1))
    said = read(client, reverse("admin:index")).texts("//li[contains(@class, 'waiting-line')]")
    assert {"1 News in draft", "1 News that appears later"} <= set(said)


@pytest.mark.parametrize("role", ["", "facilitator", "moderator"])
def test_who_may_not_publish_does_not(client, role):
    made = news(state=State.DRAFT)
    client.force_login(person(role=role, language="en"))
    for page in ("publish", "withdraw"):
        assert client.get(address(made, page)).status_code in {302, 403}
        assert client.post(address(made, page), {"precision": "day", "reason_en": "No"}).status_code in {302, 403}
    assert client.get(reverse("admin:news_newsitem_add")).status_code in {302, 403}
    made.refresh_from_db()
    assert made.state == State.DRAFT
    assert "News in draft" not in client.get(reverse("admin:index")).content.decode()


def test_nobody_deletes(client):
    client.force_login(person(superuser=True, language="en"))
    made = news()
    assert client.post(address(made, "delete"), {"post": "yes"}).status_code == 403
    assert NewsItem.objects.count() == 1


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, curator, django_assert_num_queries):
    news()
    with django_assert_num_queries(14):
        client.get(LIST)
    for _ in range(30):
        news(state=State.DRAFT)
    with django_assert_num_queries(14):
        client.get(LIST)


def restoring(made, version: int) -> str:
    row = made.history.filter(version=version).latest("history_id")
    return reverse("admin:news_newsitem_restore", args=[made.pk, row.pk])


def test_an_earlier_version_comes_back_and_the_moment_stays(client, curator):
    made = news(state="draft", summary_nl="oud")
    made.summary_nl = "nieuw"
    workflow.save(made, by=curator)
    made = workflow.publish(made, by=curator, precision="month")
    client.post(restoring(made, 1))
    restored = type(made).objects.get()
    assert (restored.summary_nl, restored.state, restored.precision) == ("oud", "published", "month")
    assert restored.published_at == made.published_at


def test_a_version_that_cannot_be_public_does_not_come_back(client, curator):
    made = news(state="draft", current_until=date(2020, 1, 1))
    made.current_until = None
    workflow.save(made, by=curator)
    workflow.publish(made, by=curator)
    assert "no longer current before it appears" in messages_of(client.post(restoring(made, 1), follow=True))
    assert type(made).objects.get().current_until is None
