"""A person acts for one of her organisations, sees which, and stops when she no longer may."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts import acting
from accounts.models import Membership
from tests.factories import organisation, person
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    found = person()
    client.force_login(found)
    return found


def choose(client, found, **more):
    return client.post(reverse("accounts:act"), {"organisation": found.pk, **more})


def shown(client) -> str:
    return " ".join(read(client, reverse("desk")).texts("//*[@class='acting']//strong"))


def test_who_acts_for_nobody_sees_no_bar_and_is_shown_the_way(client, anna):
    page = read(client, reverse("desk"))
    assert page.find("//*[@class='acting']") == []
    assert page.leads_to(reverse("accounts:join"))
    assert page.leads_to(reverse("accounts:register"))


def test_who_has_one_acts_for_it_without_choosing(client, anna):
    organisation(name_nl="Zeepsop", member=anna)
    assert shown(client) == "Zeepsop"
    assert read(client, reverse("desk")).find("//select[@name='organisation']") == []


def test_who_has_several_chooses_and_every_page_of_the_desk_says_which(client, anna):
    first, second = organisation(name_nl="Appel", member=anna), organisation(name_nl="Banaan", member=anna)
    assert shown(client) == "Appel"
    choose(client, second)
    assert shown(client) == "Banaan"
    for name in ("accounts:organisations", "accounts:data", "account_email", "account_change_password"):
        assert read(client, reverse(name)).texts("//*[@class='acting']//strong") == ["Banaan"]
    choose(client, first)
    assert shown(client) == "Appel"


def test_membership_is_asked_at_each_request(client, anna):
    organisation(name_nl="Appel", member=anna)
    second = organisation(name_nl="Banaan", member=anna)
    choose(client, second)
    Membership.objects.filter(organisation=second).delete()
    assert shown(client) == "Appel"


def test_nobody_chooses_an_organisation_of_others(client, anna):
    organisation(name_nl="Appel", member=anna)
    choose(client, organisation(name_nl="Banaan", member=person()))
    assert shown(client) == "Appel"


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 40, "1\x00"])
def test_what_is_no_organisation_changes_nothing(client, anna, wrong):
    organisation(name_nl="Appel", member=anna)
    assert client.post(reverse("accounts:act"), {"organisation": wrong}).status_code == 302
    assert shown(client) == "Appel"


@pytest.mark.parametrize(("target", "reached"), [
    ("/en/my/organisations/", "/en/my/organisations/"), ("https://evil.example/", "/nl/mijn/"),
    ("//evil.example", "/nl/mijn/"), ("", "/nl/mijn/"),
])  # fmt: skip
def test_one_goes_on_where_one_was_and_to_no_other_site(client, anna, target, reached):
    assert choose(client, organisation(member=anna), next=target).url == reached


def test_strangers_sign_in_first(client):
    assert reverse("account_login") in client.post(reverse("accounts:act"), {}).url


def test_other_apps_ask_for_whom_a_request_is(anna, client, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user, request.session = anna, {}
    assert acting.organisation_of(request) is None
    del request._memberships
    found = organisation(responsible=anna)
    with django_assert_num_queries(1):
        assert acting.organisation_of(request) == found
        assert acting.membership_of(request).is_responsible
