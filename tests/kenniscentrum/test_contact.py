"""A message to the editors: nothing typed is lost, robots are ignored, and the page knows nobody."""

import pytest
from django.core import mail
from django.test import Client

from tests.reading import Page, read

pytestmark = pytest.mark.django_db
NL, EN = "/nl/over/contact/", "/en/about/contact/"
GOOD = {"subject": "Een fout", "message": "Op de pagina over energie.", "email": "an@example.org", "website": ""}


def send(client: Client, path: str = NL, **changes: str):
    return client.post(path, GOOD | changes)


@pytest.mark.parametrize("path", [NL, EN])
def test_a_message_reaches_the_staff_and_the_visitor_is_thanked(client, settings, path):
    response = send(client, path)
    assert (response.status_code, response["Location"]) == (302, f"{path}?sent=1")
    [sent] = mail.outbox
    assert sent.to == [settings.CONTACT_EMAIL]
    assert sent.reply_to == ["an@example.org"]
    assert "Op de pagina over energie." in sent.body
    assert not read(client, response["Location"]).find("//main//form")


def test_a_robot_is_thanked_too_and_nothing_is_sent(client):
    assert send(client, website="https://example.org/").status_code == 302
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("subject", ""), ("subject", "x" * 151), ("message", ""), ("message", "   "), ("message", "x" * 5001),
     ("email", "an@"), ("message", "a\x00b"), ("email", "an@example.org\nBcc: b@example.org")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_on_top_and_nothing_is_lost(client, field, value):
    typed = GOOD | {field: value}
    response = client.post(EN, typed)
    assert response.status_code == 200
    found = Page(response)
    assert found.find(f"//*[contains(@class, 'form-errors')]//a[@href='#id_{field}']")
    [wrong] = found.find(f"//*[@name='{field}']")
    assert wrong.get("aria-invalid") == "true"
    described = wrong.get("aria-describedby").split()
    assert any(found.find(f"//*[@id='{part}']") for part in described)
    for name in {"subject", "message", "email"} - {field}:
        [kept] = found.find(f"//*[@name='{name}']")
        assert (kept.get("value") or kept.text.strip()) == typed[name]
    assert "Not sent yet" in found.texts("//title")[0]
    assert mail.outbox == []


def test_it_needs_no_cookie_and_no_token():
    strict = Client(enforce_csrf_checks=True)
    response = send(strict)
    assert response.status_code == 302
    assert not response.cookies


def test_an_address_to_answer_to_is_not_demanded(client):
    send(client, email="")
    assert len(mail.outbox) == 1


def test_what_was_typed_cannot_write_into_the_mail(client):
    send(client, subject="<script>alert(1)</script>", message="<img src=x>")
    [(page, _)] = [(part.content, part.mimetype) for part in mail.outbox[0].alternatives]
    assert "<script>" not in page
    assert "<img" not in page
