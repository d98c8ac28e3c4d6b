"""Signing up with an e-mail address that has to be proved, in both languages."""

import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Person
from plumbing.models import Mail
from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "a long password for a test"


def sign_up(client, language="nl", **changes):
    with override(language):
        address = reverse("account_signup")
    return client.post(address, {"email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD} | changes)


@pytest.mark.parametrize(("language", "word"), [("nl", "Bevestig"), ("en", "Confirm")])
def test_the_language_of_the_page_is_the_language_of_the_person_and_her_mails(client, language, word):
    sign_up(client, language)
    [sent] = mail.outbox
    assert word in sent.subject
    link = re.search(r"https?://[^/]+(/\S+)", sent.body)[1]
    assert link.startswith(f"/{language}/")
    assert Person.objects.get().language == language
    client.post(link)
    assert Person.objects.get().emailaddress_set.get().verified
    with override(language):
        client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
        assert client.get(reverse("desk")).status_code == 200


def test_without_the_proof_nobody_comes_in(client):
    sign_up(client)
    client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_mail_server_that_is_away_fails_nobody(client, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(EmailBackend, "open", lambda *args: 1 / 0)
    assert sign_up(client).status_code == 302
    assert Mail.objects.get().secret


def test_nobody_learns_who_has_an_account(client):
    person(email="anna@example.org")
    taken = sign_up(client)
    free = sign_up(client, email="bert@example.org")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
