"""Mail: rendered from two templates in the reader's language, kept in the outbox, sent by the task worker.

    draft ──send_draft──▶ queued ──claim──▶ sending ──▶ sent
      │                     ▲ └──────────────┤└─────────▶ failed
      └──drop──▶ dropped    └──────retry─────┴────────────┘

A mail is a row of the transaction that caused it: if that is rolled back, there is no mail. Before the worker speaks to
the mail server it claims the row, in a transaction of its own, so that no two workers send it. A mail that was claimed
and of which the end is unknown (a crash, a connection that broke in the middle) is never sent again by itself: staff
see that it was perhaps sent, and decide.
"""

from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import models, transaction
from django.db.models import F, Q
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from plumbing.models import Mail

DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
ATTEMPTS_AT_MOST = len(DELAYS) + 1
KEPT = timedelta(days=90)
DECISIONS_KEPT = timedelta(days=730)
SECRETS_KEPT = timedelta(days=14)
SUBJECT_AT_MOST = Mail._meta.get_field("subject").max_length


class NotAllowed(Exception):
    """The move cannot be made; the message says why, in the reader's language."""


def enqueue(  # noqa: PLR0913 (what a mail may have)
    template: str, *, to: str, language: str, context: dict, reply_to: str = "", about: models.Model | str = "",
    once: str = "", secret: bool = False,
) -> Mail:  # fmt: skip
    """Render `emails/TEMPLATE.subject.txt`, `.txt` and `.html` and put the mail in the queue of the worker.

    `about` is what the mail is about: a saved model, or "kind:id". With `once`, a key of the caller's choice, the same
    mail is never made twice: the first one is returned. A `secret` mail carries a code or link that works for whoever
    has it: staff do not read it in the outbox, and its text is forgotten once it is sent.
    """
    return post(
        **rendered(template, language, context),
        to=to, language=language, reply_to=reply_to, about=about, once=once, secret=secret,
    )  # fmt: skip


def post(  # noqa: PLR0913 (what a mail may have)
    *, subject: str, text: str, html: str = "", to: str, language: str, reply_to: str = "",
    about: models.Model | str = "", once: str = "", secret: bool = False,
) -> Mail:  # fmt: skip
    """Put a mail in the queue that is rendered already. Without `html` its page is made of the text."""
    with transaction.atomic():
        mail, is_new = _made(
            state=Mail.State.QUEUED, due_at=timezone.now(), subject=subject, text=text,
            html=html or page_of(text, language), to=to, language=language, reply_to=reply_to, about=about, once=once,
            secret=secret,
        )  # fmt: skip
        if is_new:
            send.enqueue(mail.pk)
    return mail


def draft(  # noqa: PLR0913 (what a mail may have)
    template: str, *, to: str, language: str, context: dict, reply_to: str = "", about: models.Model | str = "",
    once: str = "",
) -> Mail:  # fmt: skip
    """A mail that carries a decision: it waits in the outbox until staff read it, perhaps change it, and send it."""
    return _made(
        state=Mail.State.DRAFT, carries_decision=True, to=to, language=language, reply_to=reply_to, about=about,
        once=once, **rendered(template, language, context),
    )[0]  # fmt: skip


def rendered(template: str, language: str, context: dict) -> dict[str, str]:
    """The three parts of a mail in a language."""
    context = {**context, "language": language, "base_url": settings.BASE_URL}
    with override(language):
        return {
            "subject": render_to_string(f"emails/{template}.subject.txt", context),
            "text": render_to_string(f"emails/{template}.txt", context),
            "html": render_to_string(f"emails/{template}.html", context),
        }


def page_of(text: str, language: str) -> str:
    """The page of a mail whose text was written, or changed, by hand."""
    with override(language):
        return render_to_string("emails/plain.html", {"text": text, "language": language})


def _made(*, subject: str, about: models.Model | str, once: str, **fields) -> tuple[Mail, bool]:
    """The row, and whether it is new. A head of a mail is one line, whatever anybody typed into it."""
    fields["subject"] = Truncator(" ".join(subject.split())).chars(SUBJECT_AT_MOST)
    fields["about"] = f"{about._meta.label_lower}:{about.pk}" if isinstance(about, models.Model) else about
    if once:
        return Mail.objects.get_or_create(once=once, defaults=fields)
    return Mail.objects.create(**fields), True


@transaction.atomic
def change(mail: Mail, *, subject: str, text: str) -> Mail:
    """Staff write another subject or text while it is a draft; the page is made anew, of the text."""
    mail = _locked(mail, Mail.State.DRAFT)
    mail.subject, mail.text, mail.html = " ".join(subject.split()), text, page_of(text, mail.language)
    mail.save(update_fields=["subject", "text", "html"])
    return mail


@transaction.atomic
def send_draft(mail: Mail, *, by: object) -> Mail:
    """A draft goes out as it stands. `by` is the person who decides so."""
    return _queued(_locked(mail, Mail.State.DRAFT), by)


@transaction.atomic
def drop(mail: Mail, *, by: object) -> Mail:
    """A mail that did not go out, or perhaps did, is left at that."""
    mail = _locked(mail, Mail.State.DRAFT, Mail.State.QUEUED, Mail.State.FAILED, Mail.State.SENDING)
    mail.state, mail.due_at = Mail.State.DROPPED, None
    _handle(mail, by)
    mail.save()
    return mail


@transaction.atomic
def retry(mail: Mail, *, by: object) -> Mail:
    """A mail that failed, is late or was perhaps sent is tried again, from the first attempt on."""
    mail = _locked(mail, Mail.State.FAILED, Mail.State.QUEUED, Mail.State.SENDING)
    return _queued(mail, by)


def _queued(mail: Mail, by: object) -> Mail:
    if not mail.text:
        raise NotAllowed(_("The text of this mail is kept no longer."))
    mail.state, mail.due_at = Mail.State.QUEUED, timezone.now()
    mail.attempts, mail.claimed_at, mail.problem, mail.error = 0, None, "", ""
    _handle(mail, by)
    mail.save()
    send.enqueue(mail.pk)
    return mail


def _handle(mail: Mail, by: object) -> None:
    """Who decided, as plain data: this app knows no people."""
    mail.handled_by_id, mail.handled_by = by.pk, str(by)


def _locked(mail: Mail, *states: str) -> Mail:
    """The row, locked, if it is in one of these states. What is being sent this very moment is left to the worker."""
    found = Mail.objects.select_for_update().get(pk=mail.pk)
    if found.state not in states:
        raise NotAllowed(_("This mail is in another state by now: %s.") % found.get_state_display())
    if found.state == Mail.State.SENDING and not Mail.objects.perhaps_sent().filter(pk=found.pk).exists():
        raise NotAllowed(_("This mail is being sent at this moment."))
    return found


@task
def send(pk: int) -> None:
    """Send one mail of the queue, unless another worker has it or it was dropped."""
    if mail := claimed(pk):
        _settle(mail, *_delivered(mail))


def claimed(pk: int) -> Mail | None:
    """The mail, for the one worker that may send it now."""
    taken = Mail.objects.filter(pk=pk, state=Mail.State.QUEUED).update(
        state=Mail.State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1, problem="", error=""
    )
    return Mail.objects.get(pk=pk) if taken else None


def _delivered(mail: Mail) -> tuple[str, str, bool]:
    """Hand the mail to the server: what went wrong (nothing: it is sent), the server's words, whether to try again."""
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], reply_to=[mail.reply_to] if mail.reply_to else None
    )
    message.attach_alternative(mail.html, "text/html")
    connection = mailers.default
    try:
        connection.open()
    except OSError as error:  # of which SMTPException is a kind
        return Mail.Problem.UNREACHABLE, _words(error), True
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as error:
        code, _reply = next(iter(error.recipients.values()))
        return Mail.Problem.REFUSED, _words(error), code < 500
    except SMTPResponseException as error:
        return Mail.Problem.REFUSED, _words(error), error.smtp_code < 500
    except (SMTPNotSupportedError, ValueError) as error:
        return Mail.Problem.IMPOSSIBLE, _words(error), False
    except OSError as error:
        return Mail.Problem.BROKEN_OFF, _words(error), False
    finally:
        with suppress(OSError):
            connection.close()
    return "", "", False


def _words(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


@transaction.atomic
def _settle(mail: Mail, problem: str, error: str, again: bool) -> None:
    """Write down what became of an attempt, unless staff decided about it meanwhile."""
    mail = Mail.objects.select_for_update().filter(pk=mail.pk, state=mail.state, claimed_at=mail.claimed_at).first()
    if mail is None:
        return
    mail.problem, mail.error = problem, error
    if not problem:
        mail.state, mail.sent_at, mail.due_at = Mail.State.SENT, timezone.now(), None
        if mail.secret:
            mail.text = mail.html = ""
    elif problem == Mail.Problem.BROKEN_OFF:
        mail.due_at = None
    elif again and mail.attempts < ATTEMPTS_AT_MOST:
        mail.state, mail.due_at = Mail.State.QUEUED, timezone.now() + DELAYS[mail.attempts - 1]
        send.using(run_after=mail.due_at).enqueue(mail.pk)
    else:
        mail.state, mail.due_at = Mail.State.FAILED, None
    mail.save()


def forget() -> int:
    """Drop mails whose time has passed (docs/retention.md); returns how many.

    Of a mail that must never be made twice an empty row stays.
    """
    now = timezone.now()
    ended = Mail.objects.exclude(state__in=[Mail.State.DRAFT, Mail.State.QUEUED])
    old = ended.filter(
        Q(created_at__lt=now - DECISIONS_KEPT)
        | Q(created_at__lt=now - KEPT, carries_decision=False)
        | Q(created_at__lt=now - SECRETS_KEPT, secret=True)
    )
    emptied = (
        old.filter(once__isnull=False).exclude(to="").update(to="", subject="", text="", html="", reply_to="", error="")
    )
    return emptied + old.filter(once=None).delete()[0]
