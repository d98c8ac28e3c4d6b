"""When something is not there, not allowed or broken, a page says so and leads on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import path

from kenniscentrum import urls as site
from plumbing.access import public
from tests.factories import organisation, person
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


@public
def broken(request):
    raise ZeroDivisionError


@public
def forbidden(request):
    raise PermissionDenied


urlpatterns = [path("en/broken/", broken), path("en/forbidden/", forbidden), *site.urlpatterns]
handler403, handler404 = site.handler403, site.handler404


@pytest.mark.parametrize(
    ("address", "language"), [("/nl/bestaat-niet/", "nl"), ("/en/does-not-exist/", "en"), ("/nergens", "nl")]
)
def test_what_is_not_there_is_said_in_the_readers_language(client, address, language):
    found = read(client, address, status=404)
    assert found.find("/html/@lang") == [language]
    assert len(found.find("//h1")) == 1
    assert found.find("//form[@role='search']")
    assert found.leads_to(f"/{language}/")
    assert not found.response.cookies


def test_the_language_can_be_switched_where_nothing_is(client):
    found = read(client, "/nl/bestaat-niet/", status=404)
    assert found.find("//header//a[@hreflang='en']/@href") == ["/en/"]
    assert not found.find("//link[@hreflang] | //link[@rel='canonical']")


def test_the_bare_address_of_a_language_gets_its_slash(client):
    assert client.get("/nl")["Location"] == "/nl/"
    assert client.get("/en/instruments?q=soap")["Location"] == "/en/instruments/?q=soap"


def test_what_is_not_allowed_is_said(client, settings):
    settings.ROOT_URLCONF = __name__
    found = read(client, "/en/forbidden/", status=403)
    assert len(found.find("//h1")) == 1
    assert found.find("/html/@lang") == ["en"]
    assert found.leads_to("/en/")


def test_a_fault_gives_a_page_that_needs_nothing(settings):
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get("/en/broken/")
    assert response.status_code == 500
    found = Page(response)
    assert len(found.find("//h1")) == 1
    assert found.leads_to("/nl/")
    assert found.leads_to("/en/")
    assert not found.find("//style | //@style | //script")
    assert "ZeroDivisionError" not in found.text


def test_a_form_whose_token_is_gone_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post(
        "/en/my/account/login/", {"login": "an@example.org", "password": "x"}
    )
    assert response.status_code == 403
    assert len(Page(response).find("//h1")) == 1


def test_the_design_page_is_for_staff(client):
    assert client.get("/en/about/design/").status_code == 302
    client.force_login(person())
    assert client.get("/en/about/design/").status_code == 403
    client.force_login(person(role="curator"))
    assert read(client, "/en/about/design/").heading
    assert read(client, "/nl/over/ontwerp/").heading


def test_a_desk_shows_who_one_is_and_for_whom_one_acts(client):
    member = person(first_name="An")
    organisation(name_en="Fair Works", member=member)
    client.force_login(member)
    assert "Fair Works" in read(client, "/en/my/").text
