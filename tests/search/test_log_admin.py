"""Curators see what visitors look for, and are one click from a synonym or a wish."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from search.admin.log import SHOWN
from search.models import Searched, SynonymGroup, Wish
from tests.factories import person

pytestmark = pytest.mark.django_db
PAGE = "admin:search_searched_changelist"


def searched(
    query: str, *, times: int = 1, results: int = 0, clicks: int = 0, days_ago: int = 1, language: str = "nl"
) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    Searched.objects.create(day=day, language=language, query=query, times=times, results=results, clicks=clicks)


def listed(client, show: str, **parameters) -> list[str]:
    client.force_login(person(role="curator"))
    response = client.get(reverse(PAGE), {"show": show, **parameters})
    return [line["query"] for line in response.context["lines"]]


def lists(client, **parameters) -> list[list[str]]:
    return [listed(client, show, **parameters) for show in ("most", "nothing", "unopened")]


def test_the_lists_add_up_the_days_and_go_by_the_last_result(client):
    searched("mvo", times=3, results=5, clicks=1)
    searched("mvo", times=2, results=4, days_ago=2)
    searched("klimaatplan", times=4, results=0)
    searched("klimaatplan", times=1, results=7, days_ago=3)
    searched("rooster", times=2, results=6)
    assert lists(client) == [["klimaatplan", "mvo", "rooster"], ["klimaatplan"], ["rooster"]]


def test_an_older_search_shows_in_a_longer_period(client):
    searched("mvo", days_ago=60)
    assert listed(client, "most") == []
    assert listed(client, "most", days="90") == ["mvo"]
    assert listed(client, "<anything>", days="-1") == []


def test_each_list_says_how_long_it_is(client):
    for n in range(45):
        searched(f"woord {n}", results=n % 2)
    client.force_login(person(role="curator"))
    context = client.get(reverse(PAGE)).context
    assert [one["number"] for one in context["lists"]] == [45, 23, 22]
    assert len(context["lines"]) == SHOWN


def test_forty_lines_take_as_many_questions_as_one(client):
    def statements() -> int:
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(PAGE))
        return len(captured)

    client.force_login(person(role="curator"))
    searched("woord")
    one = statements()
    for n in range(SHOWN):
        searched(f"woord {n}")
    assert statements() == one


def test_a_line_shows_the_synonyms_and_the_wish_that_it_has(client):
    group = SynonymGroup.objects.create(terms_nl=["zeepkist", "bolderkar"])
    wish = Wish.objects.create(language="nl", query="zeepkist")
    searched("zeepkist")
    client.force_login(person(role="curator"))
    page = client.get(reverse(PAGE)).content.decode()
    assert reverse("admin:search_synonymgroup_change", args=[group.pk]) in page
    assert reverse("admin:search_wish_change", args=[wish.pk]) in page
    assert reverse("admin:search_synonymgroup_add") not in page


def test_a_line_leads_to_what_a_visitor_finds(client):
    searched("wheelbarrow plan", language="en")
    client.force_login(person(role="curator"))
    assert "/en/search/?q=wheelbarrow+plan" in client.get(reverse(PAGE)).content.decode()


def test_a_wish_leads_to_what_is_found_now(client):
    wish = Wish.objects.create(language="nl", query="klimaatplan")
    client.force_login(person(role="curator"))
    assert "/nl/zoeken/?q=klimaatplan" in client.get(reverse("admin:search_wish_changelist")).content.decode()
    assert client.get(reverse("admin:search_wish_change", args=[wish.pk])).status_code == 200


def test_after_filing_a_wish_the_same_list_comes_back(client):
    client.force_login(person(role="curator"))
    filed = {"query": "klimaatplan", "language": "nl", "show": "nothing", "days": "90"}
    assert client.post(reverse("admin:search_searched_wish"), filed).url.endswith("?show=nothing&days=90")


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "'\"><b>", "\u202eomgekeerd"])
def test_what_somebody_searched_stays_text(client, query):
    searched(query)
    client.force_login(person(role="curator"))
    page = client.get(reverse(PAGE)).content.decode()
    assert query not in page or "<bdi>" in page
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_a_line_leads_to_a_synonym_with_the_word_filled_in(client):
    searched("wheelbarrow plan", language="en")
    client.force_login(person(role="curator"))
    page = client.get(reverse(PAGE)).content.decode()
    assert "?terms_en=wheelbarrow+plan" in page
    form = client.get(f"{reverse('admin:search_synonymgroup_add')}?terms_en=wheelbarrow+plan").content.decode()
    assert "wheelbarrow plan" in form


def test_a_line_becomes_a_wish(client):
    client.force_login(person(role="curator"))
    client.post(reverse("admin:search_searched_wish"), {"query": "klimaatplan", "language": "nl"})
    assert Wish.objects.get().query == "klimaatplan"


@pytest.mark.parametrize(
    ("role", "status"), [("moderator", 403), ("facilitator", 403), ("curator", 200), ("administrator", 200)]
)
def test_only_who_curates_sees_the_log(client, role, status):
    client.force_login(person(role=role))
    assert client.get(reverse(PAGE)).status_code == status


def test_a_stranger_is_sent_to_the_door(client):
    assert client.get(reverse(PAGE)).status_code == 302


def test_a_moderator_files_no_wish(client):
    client.force_login(person(role="moderator"))
    assert client.post(reverse("admin:search_searched_wish"), {"query": "x", "language": "nl"}).status_code == 403
    assert not Wish.objects.exists()
