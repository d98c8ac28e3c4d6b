"""Who gets through which door of the reviewers."""

import pytest
from django.test import Client
from django.urls import reverse

from networks.models import Stage
from tests.factories import networks as made
from tests.factories import person
from tests.factories.review import handed_in, organisation

pytestmark = pytest.mark.django_db
STAFF_PAGES = [f"admin:networks_submission_{page}" for page in ("changelist", "change", "history")]


@pytest.fixture
def people():
    """Everybody, by what she is to the submission."""
    promoter, colleague, other = person(), person(), person()
    home = organisation(responsible=[promoter], contributors=[colleague])
    organisation(responsible=[other])
    staff = {role: person(role=role) for role in ("moderator", "facilitator", "curator", "administrator")}
    return {"home": home, "promoter": promoter, "colleague": colleague, "other promoter": other, **staff}


def address(name: str, found) -> str:
    return reverse(name, args=[] if name.endswith("changelist") else [found.pk])


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_a_stranger_is_asked_to_sign_in(client, people, name):
    found = handed_in(of=people["home"])
    assert client.get(address(name, found)).status_code == 302


@pytest.mark.parametrize("name", STAFF_PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("promoter", 302), ("colleague", 302), ("other promoter", 302), ("moderator", 403), ("facilitator", 403),
        ("curator", 200), ("administrator", 200),
    ],
)  # fmt: skip
def test_only_reviewers_read_and_decide(client, people, name, who, status):
    found = handed_in(of=people["home"])
    client.force_login(people[who])
    answer = client.get(address(name, found))
    assert answer.status_code == status
    if status == 302:
        assert "/admin/login/" in answer.url
    posted = client.post(
        address("admin:networks_submission_change", found),
        {"action": "decline", "note": "Nee.", "read_round": "1"},
    )
    found.refresh_from_db()
    assert found.stage == (Stage.DECLINED if status == 200 else Stage.SUBMITTED)
    assert (posted.status_code == 302) == (status != 403)


@pytest.mark.parametrize("who", ["curator", "administrator"])
def test_a_draft_is_nobodys_but_its_writers(client, people, who):
    draft = made.submission(organisation=people["home"])
    client.force_login(people[who])
    assert client.get(address("admin:networks_submission_change", draft)).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1"])
def test_what_is_not_there_is_not_found(client, people, number):
    client.force_login(people["curator"])
    assert client.get(f"/admin/networks/submission/{number}/change/").status_code == 404


@pytest.mark.parametrize("who", ["curator", "administrator"])
def test_nobody_adds_or_deletes_a_submission_in_the_admin(client, people, who):
    found = handed_in(of=people["home"])
    client.force_login(people[who])
    assert client.get("/admin/networks/submission/add/").status_code == 403
    assert client.post(f"/admin/networks/submission/{found.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("who", ["curator", "administrator"])
def test_a_form_of_another_site_decides_nothing(people, who):
    found = handed_in(of=people["home"])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people[who])
    fields = {"action": "decline", "note": "Nee.", "read_round": "1"}
    assert strict.post(address("admin:networks_submission_change", found), fields).status_code == 403
    found.refresh_from_db()
    assert found.stage == Stage.SUBMITTED
