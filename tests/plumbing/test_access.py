"""Closed unless opened: a view that does not say who may see it is not served."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView, TemplateView

from kenniscentrum.urls import urlpatterns as site
from plumbing.access import decided, every_view_decides, public, signed_in, staff, views
from tests.factories import person


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


@public
def for_everybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for everybody")


@public(cached=False)
def fresh(request: HttpRequest) -> HttpResponse:
    return HttpResponse("made anew each time")


@signed_in
def for_members(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for members")


@staff
def for_staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for staff")


@staff(permission="instruments.publish_instrument")
def for_publishers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for publishers")


urlpatterns = [
    path("nl/forgotten/", forgotten),
    path("nl/generic/", TemplateView.as_view(template_name="404.html")),
    path("nl/redirect/", RedirectView.as_view(url="/")),
    path("nl/everybody/", for_everybody),
    path("nl/fresh/", fresh),
    path("nl/members/", for_members),
    path("nl/staff/", for_staff),
    path("nl/publishers/", for_publishers),
    *site,
]


@pytest.fixture(autouse=True)
def throwaway_site(settings, db):
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_URL = "/nl/"


@pytest.mark.parametrize("address", ["/nl/forgotten/", "/nl/generic/", "/nl/redirect/"])
def test_a_view_without_a_decision_is_refused(client, address):
    with pytest.raises(ImproperlyConfigured, match="does not say who may see it"):
        client.get(address)


def test_the_check_names_every_view_without_a_decision():
    assert len([view for view in views() if not decided(view)]) == 3
    errors = every_view_decides(None)
    assert {error.id for error in errors} == {"plumbing.E001"}
    assert any("forgotten" in error.msg for error in errors)


def test_everybody_sees_what_is_public(client):
    assert client.get("/nl/everybody/").content == b"for everybody"


def test_a_public_page_says_whether_caches_may_keep_it(client):
    assert "public" in client.get("/nl/everybody/")["Cache-Control"]
    assert "Cache-Control" not in client.get("/nl/fresh/")


@pytest.mark.parametrize("address", ["/nl/members/", "/nl/staff/", "/nl/publishers/"])
def test_a_stranger_is_asked_who_she_is(client, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/nl/?next={address}")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("", ["members"]), ("moderator", ["members", "staff"]), ("facilitator", ["members", "staff"]),
     ("curator", ["members", "staff", "publishers"])],
)  # fmt: skip
def test_each_role_sees_its_own(client, role, allowed):
    client.force_login(person(role=role))
    for address in ("members", "staff", "publishers"):
        assert client.get(f"/nl/{address}/").status_code == (200 if address in allowed else 403), address


def test_the_rights_of_a_group_do_not_make_somebody_staff(client):
    visitor = person()
    visitor.groups.add(Group.objects.get(name="curator"))
    client.force_login(visitor)
    assert client.get("/nl/publishers/").status_code == 403
