"""The admin of the diagonal layer: everything can be looked at, and only the workflow moves anything."""

import pytest
from django.urls import reverse

from networks.models import Proposal
from tests.factories import diagonal as made
from tests.factories import person

pytestmark = pytest.mark.django_db
MAKE = {"link": made.link, "opportunity": made.opportunity, "recommendation": made.recommendation,
        "policyfeedback": made.feedback, "proposal": made.proposal}  # fmt: skip


def address(model, page, *args):
    return reverse(f"admin:networks_{model}_{page}", args=args)


def act(client, model, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0}
    return client.post(address(model, "changelist"), data, follow=True).content.decode()


@pytest.mark.parametrize("role", ["facilitator", "curator", "administrator"])
@pytest.mark.parametrize("model", MAKE)
def test_shows_every_kind_to_staff_and_lets_nobody_write(client, role, model):
    row = MAKE[model]()
    client.force_login(person(role=role))
    assert client.get(address(model, "changelist")).status_code == 200
    page = client.get(address(model, "change", row.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    for method in (address(model, "change", row.pk), address(model, "add"), address(model, "delete", row.pk)):
        assert client.post(method, {"state": "withdrawn", "post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.state != "withdrawn"


@pytest.mark.parametrize("model", MAKE)
def test_is_closed_to_who_has_no_part_in_it(client, model):
    client.force_login(person(role="moderator"))
    assert client.get(address(model, "changelist")).status_code == 403


def test_moves_what_can_be_moved_and_says_what_cannot(client):
    client.force_login(person(role="facilitator", language="en"))
    draft, sent = made.recommendation(state="draft"), made.recommendation()
    page = act(client, "recommendation", "send_selected", draft, sent)
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert draft.moves.last().by.is_staff
    assert str(sent) in page
    link = made.link(state="draft")
    act(client, "link", "publish_selected", link)
    link.refresh_from_db()
    assert link.is_public
    proposal = made.proposal()
    act(client, "proposal", "dismiss_selected", proposal)
    assert Proposal.objects.get().state == "dismissed"


def test_lets_only_who_decides_move_anything(client):
    client.force_login(person(role="curator"))
    link = made.link(state="draft")
    act(client, "link", "publish_selected", link)
    link.refresh_from_db()
    assert not link.is_public


@pytest.mark.parametrize("model", ["link", "recommendation", "policyfeedback", "proposal"])
@pytest.mark.parametrize("number", [1, 12])
def test_lists_ask_the_same_however_long_they_are(client, django_assert_max_num_queries, model, number):
    for _ in range(number):
        MAKE[model]()
    client.force_login(person(role="administrator"))
    client.get(address(model, "changelist"))
    with django_assert_max_num_queries(16):
        client.get(address(model, "changelist"))
