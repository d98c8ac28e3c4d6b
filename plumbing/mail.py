"""Mail: rendered from two templates in the reader's language, sent by the task worker."""

from django.core.mail import EmailMultiAlternatives
from django.tasks import task
from django.template.loader import render_to_string
from django.utils.translation import override


def enqueue(template: str, *, to: str, language: str, context: dict, reply_to: str = "") -> None:
    """Render `emails/TEMPLATE.subject.txt`, `.txt` and `.html` and hand the mail to the worker.

    The task is a row of the same transaction: if that is rolled back, no mail goes out.
    """
    with override(language):
        parts = {
            part: render_to_string(f"emails/{template}.{part}", {**context, "language": language})
            for part in ("subject.txt", "txt", "html")
        }
    send.enqueue(
        subject=" ".join(parts["subject.txt"].split()), text=parts["txt"], html=parts["html"], to=to, reply_to=reply_to
    )


@task
def send(*, subject: str, text: str, html: str, to: str, reply_to: str) -> None:
    """Send one mail."""
    message = EmailMultiAlternatives(subject, text, to=[to], reply_to=[reply_to] if reply_to else None)
    message.attach_alternative(html, "text/html")
    message.send()
