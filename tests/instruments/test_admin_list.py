import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from instruments.models import Instrument, Theme
from tests.factories import file, instrument, person
from tests.forms import messages_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/instruments/instrument/"


@pytest.fixture
def curator(client):
    curator = person(role="curator", language="en")
    client.force_login(curator)
    return curator


def run(client, action, *chosen, address=LIST, **more):
    data = {"action": action, ACTION_CHECKBOX_NAME: [found.pk for found in chosen], "index": 0}
    return client.post(address, data | more, follow=True)


def titles(response):
    return {str(found) for found in response.context["cl"].result_list}


@pytest.mark.parametrize("words", ["duurzaam", "sustainable", "abc-1", "the-address"])
def test_an_instrument_is_found_by_title_in_either_language_by_code_and_by_address(client, curator, words):
    instrument(title_nl="Duurzaam aankopen", title_en="Sustainable purchasing", code="abc-1", slug="the-address")
    instrument(title_nl="Iets anders", title_en="Something else")
    assert titles(client.get(LIST, {"q": words})) == {"Sustainable purchasing"}


def test_each_filter_shows_how_many_it_gives(client, curator):
    instrument(type="paper")
    instrument(type="paper", state="draft")
    instrument(type="guide", title_en="")
    words = text_of(client.get(LIST))
    for choice in ("Paper (2)", "Guide (1)", "draft (1)", "published (2)", "missing (1)", "Drafts (1)", "Learning (3)"):
        assert choice in words


def test_what_needs_attention_can_be_listed(client, curator):
    instrument(title_en="Without anything")
    instrument(title_en="With a link", url="https://example.org")
    file(of=instrument(title_en="With a file"), language="")
    instrument(title_en="Checked", url="https://example.org", checked_on=timezone.localdate())
    assert titles(client.get(LIST, {"attention": "nothing-to-take"})) == {"Without anything"}
    assert titles(client.get(LIST, {"attention": "file-language"})) == {"With a file"}
    assert "Checked" not in titles(client.get(LIST, {"attention": "check-overdue"}))


def test_a_broader_theme_finds_what_is_filed_under_its_narrower_ones(client, curator):
    instrument(title_en="Narrow", themes=["talent-development"])
    broad = Theme.objects.get(slug="learning")
    assert titles(client.get(LIST, {"theme": broad.pk})) == {"Narrow"}


def test_the_list_costs_as_many_statements_for_one_as_for_thirty(client, curator):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    instrument(tags=["one"])
    statements()
    for_one = statements()
    for number in range(29):
        instrument(tags=[f"tag{number}"], themes=["diversity", "learning"], sectors=["construction"])
    assert statements() == for_one


class TestPublishing:
    def test_says_how_many_succeeded_and_names_the_others_and_why(self, client, curator):
        good, bad = instrument(state="draft"), instrument(state="draft", title_en="Bare", themes=[])
        said = messages_of(run(client, "publish_selected", good, bad))
        assert "1 instrument: done." in said
        assert "1 could not: Bare: Still missing: a theme." in said
        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.state, bad.state) == ("published", "draft")


class TestWithdrawing:
    def test_asks_for_the_reason_first(self, client, curator):
        found = instrument(title_en="Old guide")
        response = run(client, "withdraw_selected", found)
        assert "Old guide" in text_of(response)
        found.refresh_from_db()
        assert found.state == "published"

    def test_takes_the_reason_to_every_one(self, client, curator):
        found, other = instrument(), instrument()
        run(client, "withdraw_selected", found, other, apply="1", reason_nl="Verouderd")
        assert set(Instrument.objects.values_list("state", "withdrawal_reason_nl")) == {("withdrawn", "Verouderd")}

    def test_refuses_to_go_on_without_a_reason(self, client, curator):
        found = instrument()
        assert "Give a reason in at least one language" in text_of(run(client, "withdraw_selected", found, apply="1"))
        found.refresh_from_db()
        assert found.state == "published"


class TestFiling:
    def test_tags_are_added_to_those_that_are_there(self, client, curator):
        found = instrument(tags=["water"])
        run(client, "tag_selected", found, apply="1", tags="energy, Water")
        assert set(found.tags.names()) == {"water", "energy"}
        assert found.history.latest("history_id").history_change_reason == "filed anew"

    def test_more_tags_than_fit_are_refused_by_name(self, client, curator):
        found = instrument(title_en="Full", tags=[f"tag{number}" for number in range(12)])
        said = messages_of(run(client, "tag_selected", found, apply="1", tags="one more"))
        assert "Full: It would have 13 tags; at most 12 fit." in said

    def test_themes_are_added(self, client, curator):
        found, diversity = instrument(themes=["learning"]), Theme.objects.get(slug="diversity")
        run(client, "refile_selected", found, apply="1", themes=[diversity.pk], how="add")
        assert set(found.themes.values_list("slug", flat=True)) == {"learning", "diversity"}

    def test_or_put_in_the_place_of_the_others(self, client, curator):
        found, diversity = instrument(themes=["learning"]), Theme.objects.get(slug="diversity")
        run(client, "refile_selected", found, apply="1", themes=[diversity.pk], how="replace")
        assert set(found.themes.values_list("slug", flat=True)) == {"diversity"}

    def test_everything_that_a_filter_lists_can_be_chosen_at_once(self, client, curator):
        drafts = [instrument(state="draft") for _number in range(3)]
        published = instrument()
        address = f"{LIST}?state__exact=draft"
        asked = run(client, "tag_selected", drafts[0], address=address, select_across="1")
        assert "For 3 instruments:" in text_of(asked)
        run(client, "tag_selected", drafts[0], address=address, select_across="1", apply="1", tags="new")
        assert [list(draft.tags.names()) for draft in drafts] == [["new"]] * 3
        assert not published.tags.exists()


def test_instruments_are_marked_as_checked_today(client, curator):
    found, withdrawn = instrument(), instrument(state="withdrawn", title_en="Gone")
    said = messages_of(run(client, "mark_checked_selected", found, withdrawn))
    found.refresh_from_db()
    assert found.checked_on == timezone.localdate()
    assert "Gone: It is withdrawn." in said


def test_import_and_export_are_offered_to_who_may(client, curator):
    page = client.get(LIST).content.decode()
    assert reverse("admin:instruments_instrument_import") in page
    assert reverse("admin:instruments_instrument_export") in page
