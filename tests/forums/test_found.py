"""Forums and statements are found by the search over the whole site in the very next request, and what ends is not."""

import pytest
from django.urls import reverse

from forums.models import ForumState
from forums.workflow import meetings, statements
from forums.workflow import strategy as strategies
from forums.workflow.statements import Words
from instruments import workflow as instruments
from tests.factories import person, term
from tests.factories import strategy as made
from tests.factories.forums import forum
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def found(client, words: str, language: str = "en") -> list[str]:
    """Where the hits lead."""
    page = read(client, f"/en/search/?q={words}" if language == "en" else f"/nl/zoeken/?q={words}")
    return page.find("//h3[@class='hit__title']/a/@href")


@pytest.fixture
def about():
    """A draft that can be published, of a statement on wheelbarrows and another one."""
    version = made.draft(forums=[forum()])
    made.statement(of=version, unsourced_nl="Feit")
    made.statement(
        of=version, text_nl="Kruiwagens zijn gedeeld", text_en="Wheelbarrows are shared", unsourced_nl="Feit"
    )
    return version


def test_a_statement_is_found_once_its_version_is_published_in_both_languages(client, about):
    assert found(client, "wheelbarrow") == []
    strategies.publish(about, by=None)
    statement = about.statements.get(text_nl__startswith="Kruiwagen")
    assert found(client, "wheelbarrow") == [statement.get_absolute_url()]
    assert found(client, "kruiwagen", "nl") == [f"/nl/strategie/{about.strategy.slug}/stellingen/{statement.pk}/"]


def test_the_next_version_is_found_in_place_of_the_old_one_and_what_was_dropped_is_not(client, about):
    strategies.publish(about, by=None)
    begun = strategies.begin(about.strategy, by=None)
    new = begun.statements.get(text_nl__startswith="Kruiwagen")
    statements.reword(new, Words(text_en="Spades are shared", unsourced_en="Fact"), by=None)
    assert found(client, "spades") == []
    strategies.publish(begun, by=None)
    assert found(client, "wheelbarrow") == []
    assert found(client, "spades") == [new.get_absolute_url()]
    last = strategies.begin(about.strategy, by=None)
    statements.drop(last.statements.get(text_en__startswith="Spades"), by=None, reason_en="Done")
    strategies.publish(last, by=None)
    assert found(client, "spades") == []


def test_a_forum_is_found_once_it_is_published_as_it_is_now_and_cancelled_too(client):
    one = forum(title_en="Wheelbarrows in town", state=ForumState.DRAFT)
    assert found(client, "wheelbarrow") == []
    meetings.publish(one, by=None)
    assert found(client, "wheelbarrow") == [one.get_absolute_url()]
    one.refresh_from_db()
    one.title_en = "Spades in town"
    meetings.save(one, by=None)
    assert found(client, "wheelbarrow") == []
    meetings.cancel(one, by=None, reason_en="Rain")
    assert found(client, "spades") == [one.get_absolute_url()]


def test_a_strategy_is_found_by_its_name_once_a_version_is_published(client, about):
    type(about.strategy).objects.filter(pk=about.strategy.pk).update(title_en="Barrows for all", title_nl="")
    assert found(client, "barrows") == []
    strategies.publish(about, by=None)
    assert about.strategy.get_absolute_url() in found(client, "barrows")
    strategies.begin(about.strategy, by=None)
    assert about.strategy.get_absolute_url() in found(client, "barrows")


def test_a_strategy_that_is_renamed_is_found_by_its_new_name_with_its_statements(client, about):
    strategies.publish(about, by=None)
    client.force_login(person(role="curator"))
    address = reverse("admin:forums_strategy_change", args=[about.strategy.pk])
    renamed = {"title_nl": "Schoffelplan", "title_en": "Hoeing plan", "intro_nl": "", "intro_en": "", "forums": []}
    assert client.post(address, renamed).status_code == 302
    assert found(client, "hoeing") == [
        about.strategy.get_absolute_url(), *(one.get_absolute_url() for one in about.statements.order_by("-pk"))
    ]  # fmt: skip


def test_a_forum_is_found_by_the_new_name_of_its_theme(client):
    theme = term("theme", "soap")
    one = forum(themes=["soap"])
    theme.label_en = "Bubble bath"
    instruments.rename(theme)
    assert one.get_absolute_url() in found(client, "bubble")
