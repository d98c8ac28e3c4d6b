"""Who organises sees who comes, notes who was there, and takes lists along."""

from io import BytesIO

import openpyxl
import pytest

from forums.models import Registration, RegistrationState
from tests.factories import person
from tests.factories.forums import forum, registration
from tests.forms import messages_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/forums/registration/"


def act(client, action: str, *chosen: Registration):
    data = {"action": action, "_selected_action": [one.pk for one in chosen]}
    return client.post(LIST, data, follow=True)


@pytest.fixture
def facilitator(client):
    client.force_login(person(role="facilitator", language="en"))


def test_attendance_is_noted_for_many_at_once_and_refused_for_who_had_no_seat(client, facilitator):
    made = forum(capacity=1)
    seated, waiting = registration(of=made, name="An Anders"), registration(of=made, name="Bo Bos")
    said = messages_of(act(client, "were_there", seated, waiting))
    assert "1 registration: done." in said
    assert "Bo Bos: Only who has a seat can have been there." in said
    assert list(made.registrations.order_by("pk").values_list("attended", flat=True)) == [True, None]
    act(client, "were_not_there", seated)
    seated.refresh_from_db()
    assert seated.attended is False


def test_staff_cancel_for_who_asks_and_the_seat_goes_to_who_waits(client, facilitator):
    made = forum(capacity=1)
    first, second = registration(of=made), registration(of=made)
    act(client, "cancel_selected", first)
    states = dict(made.registrations.values_list("pk", "state"))
    assert states == {first.pk: RegistrationState.CANCELLED, second.pk: RegistrationState.SEATED}


def test_a_registration_is_looked_at_and_not_typed_into(client, facilitator):
    one = registration(of=forum(), name="An Anders", needs={"diet": "no nuts"})
    page = client.get(f"{LIST}{one.pk}/change/")
    assert "no nuts" in text_of(page)
    client.post(f"{LIST}{one.pk}/change/", {"name": "Other", "state": "cancelled"})
    one.refresh_from_db()
    assert (one.name, one.state) == ("An Anders", RegistrationState.SEATED)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{one.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_lists_are_a_workbook_with_certificates_of_who_was_there(client, facilitator):
    made = forum(title_en="Round table", place_en="Brussels")
    there = registration(of=made, name="An Anders", organisation_name="=HYPERLINK(1)", needs={"diet": "no nuts"})
    registration(of=made, name="Bo Bos")
    registration(of=made, confirmed=False, name="Nobody Yet")
    act(client, "were_there", there)
    response = client.get(f"/admin/forums/forum/{made.pk}/registrations.xlsx")
    assert "no-store" in response["Cache-Control"]
    book = openpyxl.load_workbook(BytesIO(response.content))
    registrations, certificates = (list(sheet.values) for sheet in book.worksheets)
    assert [row[0] for row in registrations] == ["Name", "An Anders", "Bo Bos"]
    assert registrations[1][1] == "=HYPERLINK(1)"
    assert book.worksheets[0]["B2"].data_type == "s"
    assert "no nuts" in registrations[1]
    assert [row[0] for row in certificates] == ["Name", "An Anders"]
    assert "Round table" in certificates[1][2]


@pytest.mark.parametrize(("role", "status"), [("curator", 200), ("facilitator", 200), ("administrator", 200),
                                              ("moderator", 403)])  # fmt: skip
def test_who_organises_sees_who_comes_and_a_moderator_does_not(client, role, status):
    made = forum()
    client.force_login(person(role=role))
    assert client.get(LIST).status_code == status
    assert client.get(f"/admin/forums/forum/{made.pk}/registrations.xlsx").status_code == status


def test_strangers_get_no_lists(client):
    made = forum()
    address = f"/admin/forums/forum/{made.pk}/registrations.xlsx"
    assert client.get(address).status_code == 302
    client.force_login(person())
    assert client.get(address, follow=True).status_code == 403


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, facilitator, django_assert_max_num_queries):
    made = forum()
    registration(of=made)
    client.get(LIST)
    with django_assert_max_num_queries(20):
        client.get(LIST)
    for number in range(29):
        registration(of=made, email=f"{number}@example.org")
    with django_assert_max_num_queries(20):
        client.get(LIST)
