"""Mail goes out in the reader's language, and only when what it tells was really done."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from kenniscentrum.emails import message_to_staff
from plumbing.mail import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings):
    """Mail waits in the database for the worker, as on the real portal."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects


def write(**changes: str) -> None:
    message_to_staff(
        **({"subject": "R&D", "message": "Dag <b>\n\nAn", "email": "an@example.org", "language": "en"} | changes)
    )


def test_a_mail_has_a_text_and_a_page_and_says_where_to_answer(settings):
    write()
    [sent] = mail.outbox
    assert sent.to == [settings.CONTACT_EMAIL]
    assert sent.reply_to == ["an@example.org"]
    assert "R&D" in sent.subject
    assert "Dag <b>" in sent.body
    [(page, type_)] = [(part.content, part.mimetype) for part in sent.alternatives]
    assert type_ == "text/html"
    assert "Dag &lt;b&gt;" in page


def test_nobody_can_write_another_head(settings):
    write(subject="Dag\r\nBcc: all@example.org")
    [sent] = mail.outbox
    assert "\n" not in sent.subject
    assert sent.recipients() == [settings.CONTACT_EMAIL]


def test_without_an_address_there_is_nobody_to_answer():
    write(email="")
    assert mail.outbox[0].reply_to == []


@pytest.mark.parametrize(("language", "word"), [("nl", "Bericht"), ("en", "Message")])
def test_a_mail_is_in_the_language_of_who_reads_it(language, word):
    context = {"subject": "x", "message": "x", "email": "", "page_language": "nl"}
    enqueue("kenniscentrum/message_to_staff", to="an@example.org", language=language, context=context)
    assert mail.outbox[0].subject.startswith(word)


def test_a_mail_waits_for_the_worker(queue):
    write()
    assert queue.count() == 1
    assert mail.outbox == []


def test_a_mail_of_what_was_rolled_back_is_gone(queue):
    with transaction.atomic():
        write()
        assert queue.count() == 1
        transaction.set_rollback(True)
    assert queue.count() == 0


def test_the_worker_sends_what_waits(queue, monkeypatch):
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # the test's own connection
    write()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert [sent.reply_to for sent in mail.outbox] == [["an@example.org"]]
    assert queue.get().status == "SUCCESSFUL"
