"""Mail goes out in the reader's language, and only when what it tells was really done."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from kenniscentrum.emails import message_to_staff
from plumbing import mail as outbox
from plumbing.mail import NotAllowed, change, claimed, draft, drop, enqueue, retry, send, send_draft
from plumbing.models import Mail
from tests.factories import person

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


def written(how=enqueue, **changes) -> Mail:
    context = {"subject": "x", "message": "Dag", "email": "", "page_language": "nl"}
    fields = {"to": "an@example.org", "language": "nl", "context": context, **changes}
    return how("kenniscentrum/message_to_staff", **fields)


def refusing(monkeypatch, error: Exception, door: str = "send_messages") -> None:
    def refuse(*args):
        raise error

    monkeypatch.setattr(EmailBackend, door, refuse)


def waiting(state: str, **fields) -> Mail:
    """A mail as it stands in the outbox, without the way it came there."""
    moment = timezone.now() - timedelta(hours=1)
    there = {"to": "an@example.org", "language": "nl", "subject": "x", "text": "y", "html": "y", "state": state}
    there |= {
        "draft": {"carries_decision": True},
        "queued": {"due_at": moment},
        "sending": {"claimed_at": moment, "attempts": 1},
        "sent": {"claimed_at": moment, "sent_at": moment, "attempts": 1},
        "failed": {"problem": "refused"},
        "dropped": {"handled_by": "Cara"},
    }[state]
    return Mail.objects.create(**there | fields)


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
    assert Mail.objects.get().state == "sent"


class TestOnce:
    def test_a_mail_with_a_key_is_made_once(self):
        first = written(once="reminder:1")
        assert written(once="reminder:1") == first
        assert len(mail.outbox) == 1

    def test_without_a_key_every_mail_is_another(self):
        assert written() != written()

    def test_a_task_that_comes_twice_sends_once(self, queue):
        found = written()
        send.call(found.pk)
        send.call(found.pk)
        assert len(mail.outbox) == 1

    def test_what_was_claimed_and_never_ended_is_not_sent_again_by_itself(self, queue):
        found = written()
        claimed(found.pk)  # and the machine stops
        send.call(found.pk)
        assert mail.outbox == []
        assert not Mail.objects.perhaps_sent().exists()
        Mail.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
        assert Mail.objects.perhaps_sent().get() == found

    def test_a_mail_that_is_gone_is_no_error(self):
        send.call(0)
        assert mail.outbox == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTwoAtOnce:
    """Two workers, or two people, in two real transactions."""

    def both(self, do) -> list:
        results, start = [], Barrier(2)

        def one() -> None:
            start.wait()
            try:
                results.append(do())
            except Exception as error:  # noqa: BLE001 (looked at by the test)
                results.append(error)
            finally:
                connection.close()

        threads = [Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return results

    def test_one_of_two_workers_sends_it(self, queue):
        found = written()
        self.both(lambda: send.call(found.pk))
        assert len(mail.outbox) == 1
        assert (Mail.objects.get().state, Mail.objects.get().attempts) == ("sent", 1)

    def test_two_that_make_the_same_mail_make_one(self, queue):
        made = self.both(lambda: written(once="moved:7"))
        assert made[0] == made[1]
        assert (Mail.objects.count(), queue.count()) == (1, 1)

    def test_two_people_send_a_draft_once(self, queue):
        found, by = written(draft), person()
        results = self.both(lambda: send_draft(found, by=by))
        assert sorted(type(result).__name__ for result in results) == ["Mail", "NotAllowed"]
        assert queue.count() == 1


class TestFailure:
    def test_a_server_that_is_away_is_tried_later_and_later_and_then_given_up(self, queue, monkeypatch):
        refusing(monkeypatch, ConnectionRefusedError("nobody there"), "open")
        found = written()
        for attempt, delay in enumerate(outbox.DELAYS, start=1):
            send.call(found.pk)
            found.refresh_from_db()
            assert (found.state, found.attempts, found.problem) == ("queued", attempt, "unreachable")
            later = queue.latest("enqueued_at")
            assert later.run_after == found.due_at
            assert abs(found.due_at - timezone.now() - delay) < timedelta(seconds=30)
        send.call(found.pk)
        found.refresh_from_db()
        assert (found.state, found.attempts, found.due_at) == ("failed", outbox.ATTEMPTS_AT_MOST, None)
        assert "nobody there" in found.error

    @pytest.mark.parametrize(
        ("error", "state", "problem"),
        [
            (SMTPRecipientsRefused({"an@example.org": (550, b"no such user")}), "failed", "refused"),
            (SMTPRecipientsRefused({"an@example.org": (450, b"greylisted")}), "queued", "refused"),
            (SMTPDataError(554, b"spam"), "failed", "refused"),
            (SMTPDataError(451, b"try later"), "queued", "refused"),
            (SMTPServerDisconnected("gone"), "sending", "broken-off"),
            (TimeoutError(), "sending", "broken-off"),
            (ValueError("no head"), "failed", "impossible"),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
    )
    def test_only_what_was_surely_not_taken_and_may_be_taken_later_is_tried_again(
        self, queue, monkeypatch, error, state, problem
    ):
        refusing(monkeypatch, error)
        found = written()
        send.call(found.pk)
        found.refresh_from_db()
        assert (found.state, found.problem) == (state, problem)
        assert found.error
        assert Mail.objects.perhaps_sent().exists() == (problem == "broken-off")
        assert queue.count() == 1 + (state == "queued")

    def test_a_refused_greeting_is_a_server_that_cannot_be_reached(self, queue, monkeypatch):
        refusing(monkeypatch, SMTPConnectError(421, b"too busy"), "open")
        found = written()
        send.call(found.pk)
        found.refresh_from_db()
        assert (found.state, found.problem, found.error) == ("queued", "unreachable", "421 too busy")

    def test_a_mail_is_sent_even_if_the_goodbye_fails(self, monkeypatch):
        refusing(monkeypatch, SMTPServerDisconnected(), "close")
        assert Mail.objects.get(pk=written().pk).state == "sent"

    def test_a_worker_that_comes_late_does_not_undo_what_staff_decided(self, queue, monkeypatch):
        found = written()

        def decided_meanwhile(*args):
            Mail.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
            drop(found, by=person())

        monkeypatch.setattr(EmailBackend, "send_messages", decided_meanwhile)
        send.call(found.pk)
        assert Mail.objects.get().state == "dropped"


class TestDecision:
    def test_a_draft_waits_and_goes_out_as_staff_left_it(self):
        found, by = written(draft, about=person()), person(first_name="Cara", last_name="Claes")
        assert mail.outbox == []
        change(found, subject="Uw\nindiening", text="Wij vragen een <aanvulling>: https://example.org/a")
        send_draft(found, by=by)
        [sent] = mail.outbox
        assert (sent.subject, sent.body) == ("Uw indiening", "Wij vragen een <aanvulling>: https://example.org/a")
        assert "&lt;aanvulling&gt;" in sent.alternatives[0].content
        assert 'href="https://example.org/a"' in sent.alternatives[0].content
        found.refresh_from_db()
        assert (found.handled_by_id, found.handled_by) == (by.pk, "Cara Claes")
        assert found.about.startswith("accounts.person:")

    def test_a_sending_that_is_rolled_back_sends_nothing(self, queue):
        found = written(draft)
        with transaction.atomic():
            send_draft(found, by=person())
            transaction.set_rollback(True)
        assert (Mail.objects.get().state, queue.count()) == ("draft", 0)

    @pytest.mark.parametrize(
        ("move", "right"),
        [
            (lambda found: change(found, subject="a", text="b"), {"draft"}),
            (lambda found: send_draft(found, by=person()), {"draft"}),
            (lambda found: drop(found, by=person()), {"draft", "queued", "failed", "sending"}),
            (lambda found: retry(found, by=person()), {"queued", "failed", "sending"}),
        ],
        ids=["change", "send", "drop", "retry"],
    )
    @pytest.mark.parametrize("state", Mail.State.values)
    def test_every_move_is_tried_from_every_state(self, queue, move, right, state):
        found = waiting(state)
        if state in right:
            move(found)
        else:
            with pytest.raises(NotAllowed):
                move(found)
            assert Mail.objects.get().state == state

    @pytest.mark.parametrize("move", [drop, retry])
    def test_what_a_worker_sends_this_moment_is_left_to_it(self, move):
        found = waiting("sending", claimed_at=timezone.now())
        with pytest.raises(NotAllowed):
            move(found, by=person())

    def test_a_retry_starts_anew(self, queue, monkeypatch):
        found = retry(waiting("failed", attempts=5, error="x"), by=person())
        assert (found.state, found.attempts, found.error) == ("queued", 0, "")
        assert queue.count() == 1

    def test_a_dropped_mail_of_the_queue_is_not_sent(self, queue):
        found = written()
        drop(found, by=person())
        send.call(found.pk)
        assert mail.outbox == []


class TestSecret:
    def test_its_text_is_forgotten_once_it_is_sent(self):
        found = Mail.objects.get(pk=written(secret=True).pk)
        assert "Dag" in mail.outbox[0].body
        assert (found.text, found.html, found.state) == ("", "", "sent")

    def test_it_is_kept_while_it_can_still_be_sent(self, queue):
        assert "Dag" in Mail.objects.get(pk=written(secret=True).pk).text


class TestForgetting:
    @pytest.mark.parametrize(
        ("fields", "days", "kept"),
        [
            ({"state": "sent"}, 89, True),
            ({"state": "sent"}, 91, False),
            ({"state": "failed"}, 91, False),
            ({"state": "queued"}, 1000, True),
            ({"state": "draft"}, 1000, True),
            ({"state": "sent", "carries_decision": True, "handled_by": "Cara"}, 729, True),
            ({"state": "sent", "carries_decision": True, "handled_by": "Cara"}, 731, False),
            ({"state": "failed", "secret": True}, 13, True),
            ({"state": "failed", "secret": True}, 15, False),
        ],
    )
    def test_a_mail_is_kept_as_long_as_was_said(self, fields, days, kept):
        found = waiting(**fields)
        Mail.objects.update(created_at=timezone.now() - timedelta(days=days))
        outbox.forget()
        assert Mail.objects.filter(pk=found.pk).exists() == kept

    def test_a_mail_that_must_not_be_made_twice_leaves_an_empty_row(self):
        written(once="invited:3")
        Mail.objects.update(created_at=timezone.now() - timedelta(days=91))
        assert (outbox.forget(), outbox.forget()) == (1, 0)
        [left] = Mail.objects.all()
        assert (left.to, left.subject, left.text, left.html) == ("", "", "", "")
        written(once="invited:3")
        assert len(mail.outbox) == 1
        with pytest.raises(NotAllowed):
            retry(waiting("failed", text=""), by=person())


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"}, {"language": "fr"}, {"state": "queued", "to": ""}, {"state": "draft", "text": ""},
        {"state": "sent", "sent_at": None}, {"state": "queued", "sent_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"state": "sending", "claimed_at": None}, {"state": "queued", "due_at": None},
        {"state": "failed", "problem": ""}, {"state": "draft", "attempts": 1},
        {"state": "draft", "carries_decision": False}, {"state": "queued", "carries_decision": True},
        {"state": "dropped", "handled_by": ""},
    ],
    ids=str,
)  # fmt: skip
def test_postgresql_refuses_a_mail_that_cannot_be(wrong):
    state = wrong.get("state", "queued")
    found = waiting(state if state in Mail.State.values else "queued")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=found.pk).update(**wrong)
