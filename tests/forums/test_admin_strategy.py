"""Strategies in the admin: names and actions are kept there, states and texts are not."""

import pytest

from forums.models import Action, Strategy
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.forms import filled_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LISTS = ("strategy", "strategyversion", "action", "reservation", "move")


@pytest.fixture
def curator(client):
    found = person(role="curator", language="en")
    client.force_login(found)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_and_each_row_in_it(client, curator, name):
    version = made.everything_of_a_strategy()
    answer = client.get(f"/admin/forums/{name}/")
    assert answer.status_code == 200
    found = answer.context["cl"].result_list
    assert len(found) >= 1
    assert client.get(f"/admin/forums/{name}/{found[0].pk}/change/").status_code == 200
    assert version


@pytest.mark.parametrize(("role", "status"), [("curator", 200), ("facilitator", 200), ("moderator", 403), ("", 302)])
def test_who_may_look(client, role, status):
    client.force_login(person(role=role))
    for name in LISTS:
        assert client.get(f"/admin/forums/{name}/").status_code == status


def test_a_strategy_is_made_and_leads_to_its_workshop(client, curator):
    answer = client.get("/admin/forums/strategy/add/")
    form = filled_in(answer, "strategy_form", title_nl="Samen", title_en="Together", slug="together")
    assert client.post("/admin/forums/strategy/add/", form).status_code == 302
    assert Strategy.objects.get().slug == "together"
    assert "/workshop/" in client.get("/admin/forums/strategy/").content.decode()


def test_a_published_version_is_only_looked_at(client, curator):
    version = made.published()
    address = f"/admin/forums/strategyversion/{version.pk}/change/"
    assert "_save" not in client.get(address).content.decode()
    assert client.post(address, {"note_en": "Other"}).status_code == 403
    for name in ("reservation", "move", "strategyversion"):
        assert client.get(f"/admin/forums/{name}/add/").status_code == 403
    assert client.post(f"/admin/forums/strategy/{version.strategy.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_note_of_a_draft_is_written(client, curator):
    version = made.draft()
    address = f"/admin/forums/strategyversion/{version.pk}/change/"
    form = filled_in(client.get(address), "strategyversion_form", note_en="Revised")
    assert client.post(address, form).status_code == 302
    version.refresh_from_db()
    assert (version.note_en, version.state) == ("Revised", "draft")


def test_a_report_moves_an_action_along_and_stays(client, curator):
    action = made.published().statements.get().actions.create(title_en="A helpdesk", owner=organisation())
    address = f"/admin/forums/action/{action.pk}/change/"
    form = filled_in(
        client.get(address), "action_form", **{"reports-0-progress": "under-way", "reports-0-note_en": "Begun"}
    )
    assert client.post(address, form).status_code == 302
    form = filled_in(client.get(address), "action_form")
    stopped = {"reports-TOTAL_FORMS": "2", "reports-1-progress": "stopped", "reports-1-note_en": ""}
    answer = client.post(address, form | stopped)
    assert answer.status_code == 200
    action.refresh_from_db()
    assert action.progress == "under-way"
    [report] = action.reports.all()
    assert (report.by, report.note_en) == (curator, "Begun")


def test_an_action_begins_at_a_statement_that_holds_now(client, curator):
    made.draft()
    version = made.published()
    answer = client.get("/admin/forums/action/add/")
    assert str(version.statements.get()) in text_of(answer) or str(version.statements.get()) in answer.content.decode()
    owner, statement = organisation(), version.statements.get()
    form = filled_in(answer, "action_form", statement=str(statement.pk), title_en="A helpdesk", owner=str(owner.pk))
    assert client.post("/admin/forums/action/add/", form).status_code == 302
    assert Action.objects.get().statement == statement
