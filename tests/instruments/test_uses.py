"""Views and downloads are numbers a day; robots and staff are left out, and nobody can be recognised."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from instruments.models import Use
from tests.factories import accounts, file, instrument

pytestmark = pytest.mark.django_db
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0"}


def address(found, name="seen"):
    with override("en"):
        return reverse(f"instruments:{name}", args=[found.slug])


def counted(found) -> dict:
    return Use.objects.totals([found.pk])[found.pk]


def test_a_page_that_is_opened_counts_once(client):
    found = instrument()
    response = client.post(address(found), headers=BROWSER)
    assert (response.status_code, response.cookies) == (204, {})
    client.post(address(found), {"from": "link"}, headers=BROWSER)
    assert counted(found) == {"view": 2, "download": 0, "link": 1, "boxed": 0}
    assert Use.objects.filter(instrument=found, kind="view").count() == 1


def test_a_download_counts(client):
    found = instrument()
    taken = file(of=found)
    b"".join(client.get(taken.get_absolute_url(), headers=BROWSER))
    assert counted(found)["download"] == 1


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.0", "python-requests/2.32", "HeadlessChrome"])
def test_a_robot_does_not_count(client, agent):
    found = instrument()
    client.post(address(found), headers={"user-agent": agent})
    assert counted(found)["view"] == 0


def test_staff_do_not_count(client):
    found = instrument()
    client.force_login(accounts.person(role="curator"))
    client.post(address(found), headers=BROWSER)
    assert counted(found)["view"] == 0


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_published_counts(client, state):
    assert client.post(address(instrument(state=state)), headers=BROWSER).status_code == 404


def test_looking_is_not_counting(client):
    found = instrument()
    assert client.get(address(found), headers=BROWSER).status_code == 405
    page = client.get(address(found, "instrument"), headers=BROWSER)
    assert address(found).encode() in page.content
    assert counted(found)["view"] == 0


def test_days_add_up(client):
    found = instrument()
    client.post(address(found), headers=BROWSER)
    yesterday = timezone.localdate() - timedelta(days=1)
    Use.objects.create(instrument=found, day=yesterday, kind="view", times=4)
    assert counted(found)["view"] == 5
    assert Use.objects.first_day() == yesterday


def put_in(client, item, **more):
    return client.post("/en/box/put-in/", {"item": item}, headers=BROWSER | more)


def test_what_is_put_in_a_box_counts(client):
    found = instrument()
    response = put_in(client, found.slug)
    assert (response.status_code, response.cookies) == (204, {})
    assert counted(found) == {"view": 0, "download": 0, "link": 0, "boxed": 1}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_published_is_counted_in_boxes(client, state):
    assert put_in(client, instrument(state=state).slug).status_code == 404


@pytest.mark.parametrize("item", ["", "nothing", "a\x00b", "x" * 500])
def test_a_box_counts_nothing_that_is_not_there(client, item):
    assert put_in(client, item).status_code == 404


def test_robots_and_staff_are_not_counted_in_boxes(client):
    found = instrument()
    put_in(client, found.slug, **{"user-agent": "curl/8.0"})
    client.force_login(accounts.person(role="curator"))
    put_in(client, found.slug)
    assert counted(found)["boxed"] == 0


def test_looking_at_a_box_counts_nothing(client):
    found = instrument()
    client.get(f"/en/box/?item={found.slug}", headers=BROWSER)
    assert client.get("/en/box/put-in/", headers=BROWSER).status_code == 405
    assert counted(found)["boxed"] == 0
