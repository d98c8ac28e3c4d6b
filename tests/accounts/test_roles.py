"""Every door of the admin, tried by everybody."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from lxml import html

from accounts.models import Membership, Person
from instruments.models import Instrument, Theme
from tests.factories import instrument, organisation, person
from tests.forms import filled_in

pytestmark = pytest.mark.django_db
OPEN, FORBIDDEN, SIGN_IN = 200, 403, 302
ROLES = ("nobody", "person", "moderator", "facilitator", "curator", "administrator", "superuser")


def doors():
    """Address and who comes in; everybody else who is signed in is refused, who is not is asked to sign in."""
    staff = {"moderator", "facilitator", "curator", "administrator", "superuser"}
    keepers = {"curator", "administrator", "superuser"}
    people = {"administrator", "superuser"}
    one = Instrument.objects.get()
    theme = Theme.objects.get(slug="diversity")
    name = "admin:instruments_instrument_"
    return [
        (reverse("admin:index"), staff),
        (reverse(f"{name}changelist"), staff),
        (reverse(f"{name}change", args=[one.pk]), staff),
        (reverse(f"{name}history", args=[one.pk]), staff),
        (reverse(f"{name}preview_nl", args=[one.pk]), staff),
        (reverse(f"{name}translations"), staff),
        (reverse(f"{name}add"), keepers),
        (reverse(f"{name}withdraw", args=[one.pk]), keepers),
        (reverse(f"{name}restore", args=[one.pk, one.history.first().pk]), keepers),
        (reverse("admin:instruments_theme_changelist"), keepers),
        (reverse("admin:instruments_theme_merge", args=[theme.pk]), keepers),
        (reverse("admin:taggit_tag_changelist"), keepers),
        (reverse("admin:accounts_organisation_changelist"), staff),
        (reverse("admin:accounts_organisation_add"), keepers),
        (reverse("admin:accounts_person_changelist"), people),
        (reverse("admin:accounts_person_add"), people),
        (reverse("admin:accounts_person_change", args=[Person.objects.first().pk]), people),
    ]


def enter(client, role):
    if role == "nobody":
        return None
    known = {"person": {}, "superuser": {"superuser": True}}
    found = person(language="en", **known.get(role, {"role": role}))
    client.force_login(found)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_each_door_opens_for_whom_it_should(client, role):
    instrument()
    person()
    enter(client, role)
    expected = {
        address: OPEN if role in who else SIGN_IN if role == "nobody" else FORBIDDEN for address, who in doors()
    }
    found = {}
    for address in expected:
        response = client.get(address)
        to_sign_in = response.status_code == 302 and response.url.startswith("/admin/login/")
        found[address] = SIGN_IN if to_sign_in and role == "nobody" else response.status_code
        if to_sign_in and role != "nobody":
            found[address] = client.get(response.url).status_code
    assert found == expected


@pytest.mark.parametrize("role", ["moderator", "facilitator"])
def test_who_may_only_look_changes_nothing(client, role):
    found = instrument(state="draft", title_en="As it was")
    enter(client, role)
    name = "admin:instruments_instrument_"
    page = client.get(reverse(f"{name}change", args=[found.pk])).content.decode()
    assert "As it was" in page
    assert 'name="title_nl"' not in page
    assert client.post(reverse(f"{name}change", args=[found.pk]), {"title_en": "Changed"}).status_code == FORBIDDEN
    assert client.post(reverse(f"{name}publish", args=[found.pk])).status_code == FORBIDDEN
    assert client.post(reverse(f"{name}withdraw", args=[found.pk]), {"reason_nl": "x"}).status_code == FORBIDDEN
    assert client.post(reverse(f"{name}restore", args=[found.pk, found.history.first().pk])).status_code == FORBIDDEN
    client.post(
        reverse(f"{name}changelist"), {"action": "publish_selected", "_selected_action": [found.pk], "index": 0}
    )
    found.refresh_from_db()
    assert (found.title_en, found.state) == ("As it was", "draft")


@pytest.mark.parametrize(("role", "sees_people"), [("curator", False), ("moderator", False), ("administrator", True)])
def test_the_start_page_shows_only_what_a_role_may_see(client, role, sees_people):
    enter(client, role)
    links = html.fromstring(client.get("/admin/").content).xpath("//a/@href")
    assert ("/admin/accounts/person/" in links) == sees_people


def test_a_moderator_is_not_offered_to_publish(client):
    instrument(state="draft")
    enter(client, "moderator")
    assert "publish_selected" not in client.get("/admin/instruments/instrument/").content.decode()


class TestAdministrators:
    @pytest.fixture
    def administrator(self, client):
        return enter(client, "administrator")

    def change(self, found):
        return reverse("admin:accounts_person_change", args=[found.pk])

    def test_gives_somebody_a_role(self, client, administrator):
        found = person()
        curators = Group.objects.get(name="curator")
        data = filled_in(client.get(self.change(found)), "person_form", is_staff="on", groups=[str(curators.pk)])
        client.post(self.change(found), data)
        assert Person.objects.get(pk=found.pk).has_perm("instruments.publish_instrument")

    def test_makes_nobody_a_superuser(self, client, administrator):
        found = person()
        page = client.get(self.change(found))
        assert 'name="is_superuser"' not in page.content.decode()
        client.post(self.change(found), filled_in(page, "person_form", is_superuser="on", user_permissions="1"))
        found.refresh_from_db()
        assert not found.is_superuser
        assert not found.user_permissions.exists()

    def test_cannot_touch_a_superuser(self, client, administrator):
        found = person(superuser=True, email="boss@example.org")
        assert client.post(self.change(found), {"email": "me@example.org"}).status_code == FORBIDDEN
        password = reverse("admin:auth_user_password_change", args=[found.pk])
        assert client.post(password, {"password1": "x", "password2": "x"}).status_code == FORBIDDEN
        assert (
            client.post(reverse("admin:accounts_person_delete", args=[found.pk]), {"post": "yes"}).status_code
            == FORBIDDEN
        )
        client.post(
            "/admin/accounts/person/",
            {"action": "delete_selected", "_selected_action": [found.pk], "post": "yes", "index": 0},
        )
        found.refresh_from_db()
        assert found.email == "boss@example.org"

    def test_a_superuser_can_make_another_one(self, client):
        enter(client, "superuser")
        found = person()
        client.post(self.change(found), filled_in(client.get(self.change(found)), "person_form", is_superuser="on"))
        found.refresh_from_db()
        assert found.is_superuser

    def test_adds_a_person_by_e_mail_address(self, client, administrator):
        add = reverse("admin:accounts_person_add")
        data = filled_in(
            client.get(add),
            "person_form",
            email="new@example.org",
            password1="quite a long one",
            password2="quite a long one",
        )
        client.post(add, data)
        assert Person.objects.get(email="new@example.org").check_password("quite a long one")

    def test_two_accounts_never_share_an_address(self, client, administrator):
        person(email="somebody@example.org")
        add = reverse("admin:accounts_person_add")
        data = filled_in(
            client.get(add),
            "person_form",
            email="Somebody@Example.org",
            password1="quite a long one",
            password2="quite a long one",
        )
        assert client.post(add, data).status_code == OPEN
        assert Person.objects.filter(email__iexact="somebody@example.org").count() == 1


class TestAnOrganisationKeepsSomebodyResponsible:
    """Administrators edit who acts for whom, by the rule that holds on the desk."""

    @pytest.fixture
    def only(self):
        found = person()
        organisation(responsible=found, name_nl="Studiecel")
        return found

    def change(self, client, found, **changes):
        enter(client, "administrator")
        address = reverse("admin:accounts_person_change", args=[found.pk])
        return client.post(address, filled_in(client.get(address), "person_form", **changes))

    @pytest.mark.parametrize("name", ["DELETE", "role", "organisation"])
    def test_the_last_one_stays(self, client, only, name):
        values = {"DELETE": "on", "role": "contributor", "organisation": str(organisation().pk)}
        response = self.change(client, only, **{f"memberships-0-{name}": values[name]})
        assert response.status_code == OPEN
        assert "Studiecel: Somebody has to be responsible. Make another person responsible first." in text(response)
        assert only.memberships.get().is_responsible
        assert only.memberships.get().organisation.name_nl == "Studiecel"

    @pytest.mark.parametrize(("name", "value"), [("DELETE", "on"), ("role", "contributor")])
    def test_with_another_one_she_can_go(self, client, only, name, value):
        other = only.memberships.get().organisation
        Membership.objects.create(person=person(), organisation=other, role="responsible")
        assert self.change(client, only, **{f"memberships-0-{name}": value}).status_code == SIGN_IN
        assert not only.memberships.responsible().exists()

    def test_nobody_else_is_in_the_way(self, client, only):
        helper = person()
        Membership.objects.create(person=helper, organisation=only.memberships.get().organisation)
        assert self.change(client, helper, **{"memberships-0-DELETE": "on"}).status_code == SIGN_IN
        assert self.change(client, only, first_name="An").status_code == SIGN_IN
        only.refresh_from_db()
        assert only.first_name == "An"


def text(response) -> str:
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def test_a_curator_cannot_read_people_through_an_organisation(client):
    organisation(member=person(email="private@example.org"))
    enter(client, "curator")
    for address in ("/admin/accounts/organisation/", "/admin/accounts/membership/"):
        assert "private@example.org" not in client.get(address).content.decode()
