"""The outbox of the staff: read, change, send, drop, try again; and nobody else sees it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from plumbing.mail import draft, enqueue
from plumbing.models import Mail
from tests.factories import person
from tests.forms import as_browsers_end_lines, filled_in, messages_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/plumbing/mail/"


def written(how=draft, **changes) -> Mail:
    context = {"subject": "x", "message": "Dag", "email": "", "page_language": "nl"}
    fields = {"to": "an@example.org", "language": "nl", "context": context, **changes}
    return how("kenniscentrum/message_to_staff", **fields)


def page(found: Mail) -> str:
    return reverse("admin:plumbing_mail_change", args=[found.pk])


def failed() -> Mail:
    found = written()
    Mail.objects.update(state="failed", problem="refused", handled_by="Cara")
    return found


def perhaps() -> Mail:
    found = written()
    Mail.objects.update(state="sending", claimed_at=timezone.now() - timedelta(hours=1), attempts=1, handled_by="Cara")
    return found


@pytest.fixture(params=["curator", "moderator", "facilitator", "administrator"])
def staff(request, client):
    found = person(role=request.param, language="en", first_name="Cara")
    client.force_login(found)
    return found


@pytest.fixture
def curator(client):
    found = person(role="curator", language="en", first_name="Cara")
    client.force_login(found)
    return found


def test_every_role_of_the_staff_reads_changes_and_sends(client, staff):
    found = written()
    form = filled_in(client.get(page(found)), "mail_form", text="Beter gezegd.", _send="1")
    response = client.post(page(found), form, follow=True)
    assert "is on its way" in messages_of(response)
    assert mail.outbox[0].body == "Beter gezegd."
    found.refresh_from_db()
    assert (found.state, found.handled_by) == ("sent", "Cara")


@pytest.mark.parametrize("who", ["nobody", "a person", "staff without a role"])
def test_others_see_nothing_of_it(client, who):
    found = written()
    if who != "nobody":
        found_person = person()
        Person.objects.filter(pk=found_person.pk).update(is_staff=who == "staff without a role")
        client.force_login(found_person)
    for address in (LIST, page(found), reverse("admin:plumbing_mail_preview", args=[found.pk])):
        assert client.get(address).status_code in {302, 403}
        assert client.post(address, {"_send": "1", "subject": "a", "text": "b"}).status_code in {302, 403}
    assert mail.outbox == []


def test_what_is_changed_and_not_sent_waits(client, curator):
    found = written()
    client.post(page(found), filled_in(client.get(page(found)), "mail_form", subject="Anders", _continue="1"))
    found.refresh_from_db()
    assert (found.state, found.subject, mail.outbox) == ("draft", "Anders", [])
    assert "Dag" in found.html


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_mail_that_says_nothing_is_not_sent(client, curator, field):
    found = written()
    response = client.post(page(found), filled_in(client.get(page(found)), "mail_form", _send="1", **{field: " "}))
    assert "This field is required" in text_of(response)
    assert mail.outbox == []


def test_what_went_out_can_be_read_and_not_changed(client, curator):
    found = written(enqueue)
    assert filled_in(client.get(page(found)), "mail_form").keys() == {"csrfmiddlewaretoken"}
    response = client.post(page(found), {"subject": "Anders", "text": "Anders", "_send": "1"}, follow=True)
    assert "in another state by now" in messages_of(response)
    found.refresh_from_db()
    assert found.subject != "Anders"
    assert len(mail.outbox) == 1


def test_a_draft_that_a_colleague_sent_meanwhile_is_not_sent_again(client, curator):
    found = written()
    form = filled_in(client.get(page(found)), "mail_form", _send="1")
    client.post(page(found), form)
    response = client.post(page(found), form | {"text": "Nog eens"}, follow=True)
    assert "in another state by now" in messages_of(response)
    assert len(mail.outbox) == 1


def test_what_nobody_changed_keeps_its_layout(client, curator):
    found = written()
    assert "\n" in found.text
    client.post(page(found), as_browsers_end_lines(filled_in(client.get(page(found)), "mail_form")) | {"_send": "1"})
    [sent] = mail.outbox
    assert sent.alternatives[0].content == found.html


@pytest.mark.parametrize("button", ["_send", "_continue", "_drop"])
def test_the_second_of_two_who_change_a_draft_is_told_and_loses_nothing(client, curator, button):
    found = written()
    hers = as_browsers_end_lines(filled_in(client.get(page(found)), "mail_form", text="Van haar")) | {"_continue": "1"}
    mine = as_browsers_end_lines(filled_in(client.get(page(found)), "mail_form", text="Van mij")) | {button: "1"}
    client.post(page(found), hers)
    told = client.post(page(found), mine)
    assert "Somebody else saved this while you had it open" in text_of(told)
    assert "Different in your form: it still holds yours" in text_of(told)
    assert "Van haar" in text_of(told)
    again = filled_in(told, "mail_form")
    assert again["text"] == ["Van mij"]
    found.refresh_from_db()
    assert (found.state, found.text, mail.outbox) == ("draft", "Van haar", [])
    client.post(page(found), as_browsers_end_lines(again) | {button: "1"})
    found.refresh_from_db()
    assert found.text == "Van mij"
    assert found.state == {"_send": "sent", "_continue": "draft", "_drop": "dropped"}[button]


def test_who_changed_another_field_gets_what_the_first_one_wrote(client, curator):
    found = written()
    hers = filled_in(client.get(page(found)), "mail_form", text="Van haar", _continue="1")
    mine = filled_in(client.get(page(found)), "mail_form", subject="Van mij", _send="1")
    client.post(page(found), hers)
    told = client.post(page(found), mine)
    assert "You had not touched these: your form now holds theirs" in text_of(told)
    assert mail.outbox == []
    client.post(page(found), filled_in(told, "mail_form", _send="1"))
    assert (mail.outbox[0].subject, mail.outbox[0].body) == ("Van mij", "Van haar")


def test_who_only_reads_does_not_send_what_she_did_not_read(client, curator):
    found = written()
    unread = filled_in(client.get(page(found)), "mail_form", _send="1")
    client.post(page(found), filled_in(client.get(page(found)), "mail_form", text="Van haar", _continue="1"))
    assert "Van haar" in text_of(client.post(page(found), unread))
    assert mail.outbox == []


@pytest.mark.parametrize(("make", "button", "state"), [
    (written, "_drop", "dropped"), (failed, "_drop", "dropped"), (failed, "_retry", "sent"),
    (perhaps, "_drop", "dropped"), (perhaps, "_retry", "sent"),
])  # fmt: skip
def test_each_button_does_what_it_says(client, curator, make, button, state):
    found = make()
    form = client.get(page(found))
    assert form.content.count(f'name="{button}"'.encode()) == 1
    client.post(page(found), filled_in(form, "mail_form", **{button: "1"}))
    found.refresh_from_db()
    assert (found.state, found.handled_by) == (state, "Cara")


@pytest.mark.parametrize(
    ("action", "state"), [("send_selected", "sent"), ("drop_selected", "dropped"), ("retry_selected", "draft")]
)
def test_several_at_once(client, curator, action, state):
    found = [written(), written()]
    client.post(LIST, {"action": action, "_selected_action": [mail.pk for mail in found]})
    assert {mail.state for mail in Mail.objects.all()} == {state}


def test_a_secret_is_not_read_by_staff(client, curator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    found = written(enqueue, secret=True)
    assert "Dag" in found.text
    assert "Dag" not in client.get(page(found)).content.decode()
    assert client.get(reverse("admin:plumbing_mail_preview", args=[found.pk])).status_code == 404


def test_the_preview_runs_and_loads_nothing(client, curator):
    response = client.get(reverse("admin:plumbing_mail_preview", args=[written().pk]))
    assert "Dag" in response.content.decode()
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_what_waits_for_somebody_is_counted_on_the_start_page(client, curator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    failed()
    perhaps_id = written().pk
    Mail.objects.filter(pk=perhaps_id).update(
        state="sending", claimed_at=timezone.now() - timedelta(hours=1), attempts=1, handled_by="Cara"
    )
    written()
    late = written(enqueue)
    Mail.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    written(enqueue)
    lines = {str(line.label): line for line in client.get("/admin/").context["waiting"] if "standing=" in line.url}
    assert {label: line.count for label, line in lines.items()} == {
        "Mail for you to read and send": 1, "Mail that failed": 1, "Mail that was perhaps sent": 1,
        "Mail that should have gone by now": 1,
    }  # fmt: skip
    for line in lines.values():
        assert client.get(line.url).context["cl"].result_count == 1


def test_a_mail_says_what_it_is_about(client, curator):
    about = person()
    assert (
        reverse("admin:accounts_person_change", args=[about.pk])
        in client.get(page(written(about=about))).content.decode()
    )
    assert "letter:12" in text_of(client.get(page(written(about="letter:12"))))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_as_much_however_long_it_is(client, curator, django_assert_num_queries, number):
    for _ in range(number):
        written(enqueue)
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
