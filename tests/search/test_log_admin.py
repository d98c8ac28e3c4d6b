"""Curators see what visitors look for, and are one click from a synonym or a wish."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from search.models import Searched, Wish
from tests.factories import person

pytestmark = pytest.mark.django_db
PAGE = "admin:search_searched_changelist"


def searched(
    query: str, *, times: int = 1, results: int = 0, clicks: int = 0, days_ago: int = 1, language: str = "nl"
) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    Searched.objects.create(day=day, language=language, query=query, times=times, results=results, clicks=clicks)


def lists(client, **parameters) -> list[list[str]]:
    client.force_login(person(role="curator"))
    response = client.get(reverse(PAGE), parameters)
    return [[line["query"] for line in lines] for _, lines in response.context["lists"]]


def test_the_lists_add_up_the_days_and_go_by_the_last_result(client):
    searched("mvo", times=3, results=5, clicks=1)
    searched("mvo", times=2, results=4, days_ago=2)
    searched("klimaatplan", times=4, results=0)
    searched("klimaatplan", times=1, results=7, days_ago=3)
    searched("rooster", times=2, results=6)
    assert lists(client) == [["klimaatplan", "mvo", "rooster"], ["klimaatplan"], ["rooster"]]


def test_an_older_search_shows_in_a_longer_period(client):
    searched("mvo", days_ago=60)
    assert lists(client)[0] == []
    assert lists(client, days="90")[0] == ["mvo"]
    assert lists(client, days="-1") == [[], [], []]


def test_a_line_leads_to_a_synonym_with_the_word_filled_in(client):
    searched("climate plan", language="en")
    client.force_login(person(role="curator"))
    page = client.get(reverse(PAGE)).content.decode()
    assert "?terms_en=climate+plan" in page
    form = client.get(f"{reverse('admin:search_synonymgroup_add')}?terms_en=climate+plan").content.decode()
    assert "climate plan" in form


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
