import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from tests.factories import instrument, person

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a long password"


def staff(**fields):
    return person(role="curator", language="en", **fields)


def code():
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_the_door_of_the_admin_is_the_door_of_the_portal(client):
    response = client.get("/admin/instruments/instrument/", follow=True)
    last = response.redirect_chain[-1][0]
    assert last.startswith(reverse("account_login"))
    assert "next=/admin/instruments/instrument/" in last.replace("%2F", "/")


def test_who_signs_in_comes_where_she_was_going(client):
    found = staff()
    door = client.get("/admin/instruments/instrument/", follow=True).redirect_chain[-1][0]
    response = client.post(door, {"login": found.email, "password": PASSWORD, "next": "/admin/instruments/instrument/"})
    assert response.url == "/admin/instruments/instrument/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_door_leads_to_no_other_site(client, target):
    response = client.get("/admin/login/", {"next": target})
    assert "evil" not in response.url
    assert "javascript" not in response.url
    client.force_login(staff())
    assert client.get("/admin/login/", {"next": target}).url == "/admin/"


def test_who_is_no_staff_is_refused_instead_of_asked_again(client):
    client.force_login(person())
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403


def test_a_password_is_changed_where_everybody_changes_it(client):
    client.force_login(staff())
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def demanded(self, settings):
        settings.STAFF_SECOND_FACTOR = True

    def sign_in(self, client, found):
        return client.post(reverse("account_login"), {"login": found.email, "password": PASSWORD})

    def test_without_one_every_page_leads_to_setting_one_up(self, client):
        found = instrument()
        client.force_login(staff())
        for address in (
            "/admin/",
            "/admin/instruments/instrument/",
            f"/admin/instruments/instrument/{found.pk}/change/",
            "/admin/jsi18n/",
        ):
            response = client.get(address)
            assert (response.status_code, response.url) == (302, reverse("mfa_index"))

    def test_recovery_codes_alone_are_no_second_factor(self, client):
        found = staff()
        RecoveryCodes.activate(found)
        client.force_login(found)
        assert client.get("/admin/").url == reverse("mfa_index")

    def test_a_session_that_has_not_used_it_is_asked_to(self, client):
        found = staff()
        TOTP.activate(found, SECRET)
        client.force_login(found)
        response = client.get("/admin/instruments/instrument/?q=guide")
        assert response.url.startswith(reverse("mfa_reauthenticate"))
        response = client.post(response.url, {"code": code()})
        assert response.url == "/admin/instruments/instrument/?q=guide"
        assert client.get(response.url).status_code == 200

    def test_who_has_only_a_passkey_is_asked_for_the_passkey(self, client):
        found = staff()
        Authenticator.objects.create(
            user=found, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
        )
        client.force_login(found)
        assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate_webauthn"))

    def test_who_signs_in_with_it_comes_in_at_once(self, client):
        found = staff()
        TOTP.activate(found, SECRET)
        response = self.sign_in(client, found)
        assert response.url == reverse("mfa_authenticate")
        client.post(response.url, {"code": code()})
        assert client.get("/admin/").status_code == 200

    def test_one_who_was_demanded_none_comes_in_without(self, client, settings):
        settings.STAFF_SECOND_FACTOR = False
        client.force_login(staff())
        assert client.get("/admin/").status_code == 200

    def test_people_who_are_no_staff_are_not_asked_to_set_one_up(self, client):
        client.force_login(person())
        assert client.get(reverse("desk")).status_code == 200


class TestLanguage:
    def test_the_admin_speaks_the_language_of_its_reader(self, client):
        client.force_login(staff())
        assert '<html lang="en"' in client.get("/admin/", headers={"accept-language": "nl"}).content.decode()

    def test_a_switch_changes_it_for_good(self, client):
        found = staff()
        client.force_login(found)
        response = client.post("/admin/language/", {"language": "nl", "next": "/admin/instruments/theme/"})
        assert response.url == "/admin/instruments/theme/"
        found.refresh_from_db()
        assert found.language == "nl"
        assert '<html lang="nl"' in client.get("/admin/").content.decode()

    def test_the_switch_knows_two_languages_and_leads_to_no_other_site(self, client):
        found = staff()
        client.force_login(found)
        response = client.post("/admin/language/", {"language": "xx", "next": "https://evil.example/"})
        found.refresh_from_db()
        assert (found.language, response.url) == ("en", "/admin/")
        assert client.get("/admin/language/").status_code == 405
