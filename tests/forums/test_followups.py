"""An action of a strategy and the feedback to policy that it belongs to lead to each other."""

import pytest

from forums.workflow import strategy as strategies
from networks.models import PolicyFeedback
from networks.workflow import diagonal
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.factories.diagonal import feedback
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def told():
    """A feedback that everybody may read."""
    return feedback(title_en="Give SMEs time", public=True)


@pytest.fixture
def statement(told):
    """A published statement with an action that belongs to the feedback."""
    found = made.published(title_en="Together").statements.get()
    action = found.actions.create(title_en="A helpdesk", owner=organisation())
    action.feedback.add(told)
    return found


def test_the_statement_leads_to_the_feedback_and_back(client, told, statement):
    page = read(client, statement.get_absolute_url())
    assert page.find(f"//a[@href='{told.get_absolute_url()}'][.='Give SMEs time']")
    back = read(client, told.get_absolute_url())
    assert back.find(f"//a[@href='{statement.get_absolute_url()}'][.='A helpdesk']")
    assert "planned Together" in back.texts("//section[@aria-labelledby='followups']")[0]


def test_after_a_next_version_the_feedback_leads_to_the_statement_that_holds_now(client, told, statement):
    begun = strategies.begin(statement.version.strategy, by=None)
    assert read(client, told.get_absolute_url()).find(f"//a[@href='{statement.get_absolute_url()}']")
    made.decided(begun, *statement.version.strategy.forums.get().contributions.all())
    strategies.publish(begun, by=None)
    new = begun.statements.get()
    page = read(client, told.get_absolute_url())
    assert page.find(f"//a[@href='{new.get_absolute_url()}']")
    assert not page.find(f"//a[@href='{statement.get_absolute_url()}']")


def test_what_is_not_public_is_named_on_neither_page(client, statement):
    secret = feedback(title_en="Not yet")
    statement.actions.get().feedback.add(secret)
    assert "Not yet" not in read(client, statement.get_absolute_url()).text
    draft = made.statement(of=made.draft())
    told = feedback(title_en="Public", public=True)
    draft.actions.create(title_en="Secret action", owner=organisation()).feedback.add(told)
    assert "Secret action" not in read(client, told.get_absolute_url()).text


def test_a_withdrawn_feedback_is_linked_no_more(client, told, statement):
    diagonal.withdraw(told, by=person(role="facilitator"), reason_nl="Vergissing", reason_en="Mistake")
    assert "Give SMEs time" not in read(client, statement.get_absolute_url()).text
    assert "A helpdesk" not in read(client, told.get_absolute_url(), status=410).text
    assert PolicyFeedback.objects.get().actions.exists()


def test_the_page_of_a_feedback_takes_as_many_statements_for_thirty_actions_as_for_one(
    client, told, statement, django_assert_max_num_queries
):
    client.get(told.get_absolute_url())
    for _ in range(2):
        with django_assert_max_num_queries(16):
            client.get(told.get_absolute_url())
        for _ in range(29):
            statement.actions.create(title_en="More", owner=organisation()).feedback.add(told)
