"""The diagonal network of the demonstration: through the workflow, marked as such, and never twice."""

import tomllib

import pytest

from accounts.models import Person
from demo import diagonal
from demo.load import load_accounts, load_organisation
from networks.models import DiagonalMove, Link, Network, Opportunity, PolicyFeedback, Proposal, Recommendation
from tests.factories import instrument
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
NOTES = (Link, Opportunity, Recommendation, PolicyFeedback)


def content():
    return tomllib.loads(diagonal.CONTENT.read_text(encoding="utf-8"))


@pytest.fixture
def projects_and_networks():
    """What the notes are about, as far as they name it."""
    load_accounts()
    for item in content()["organisation"]:
        load_organisation(item)
    notes = [note for model in NOTES for note in content()[model._meta.model_name]]
    ends = [note[side] for note in notes for side in ("from", "to") if side in note]
    projects = {one["project"] for one in ends if "project" in one} | {
        s for note in notes for s in note.get("projects", [])
    }
    networks = {one["network"] for one in ends if "network" in one} | {
        s for note in notes for s in note.get("networks", [])
    }
    for note in notes:
        if "instrument" in note:
            instrument(code=note["instrument"])
    for slug in projects:
        project(slug=slug)
    for slug in networks | {note["network"] for note in notes if "network" in note}:
        network(slug=slug)


def test_is_loaded_whole_and_in_every_state_and_only_once(projects_and_networks):
    expected = sum(len(content()[model._meta.model_name]) for model in NOTES)
    assert diagonal.load_diagonal() == expected
    assert diagonal.load_diagonal() == 0
    assert [model.objects.filter(demonstration=False).count() for model in NOTES] == [0] * 4
    assert set(Recommendation.objects.values_list("state", flat=True)) == set(Recommendation.State.values)
    assert set(Link.objects.values_list("kind", flat=True)) == set(Link.Kind.values)
    assert DiagonalMove.objects.filter(by__email="facilitator@example.org").count() == DiagonalMove.objects.count()


def test_is_addressed_to_nobody_real(projects_and_networks):
    diagonal.load_diagonal()
    assert all(note.addressee.demonstration for note in PolicyFeedback.objects.all())


def test_leaves_out_what_has_nothing_to_be_about():
    load_accounts()
    for item in content()["organisation"]:
        load_organisation(item)
    diagonal.load_diagonal()
    assert not Link.objects.exists()
    assert not Recommendation.objects.exists()
    assert not Network.objects.exists()
    assert not Proposal.objects.exists()


def test_the_accounts_see_the_board_and_the_steering_group_decides_nothing(client):
    load_accounts()
    for role, decides in (("facilitator", True), ("steering", False)):
        person = Person.objects.get(email=f"{role}@example.org")
        assert person.has_perm("networks.decide_diagonal") == decides
        client.force_login(person)
        assert client.get("/en/diagonal/").status_code == 200
