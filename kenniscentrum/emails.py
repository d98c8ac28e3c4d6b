"""Mails of the pages that belong to no app."""

from django.conf import settings

from plumbing import mail


def message_to_staff(*, subject: str, message: str, email: str, language: str) -> None:
    """What a visitor wrote on the contact page."""
    mail.enqueue(
        "kenniscentrum/message_to_staff",
        to=settings.CONTACT_EMAIL,
        language="nl",
        context={"subject": subject, "message": message, "email": email, "page_language": language},
        reply_to=email,
    )
