"""Mails about an invitation or a registration, in the language of who gets them. They carry a link that works for
whoever has it: staff cannot read them.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from forums import calendars, dates, links
from forums.models import Forum, Invitee, Registration
from plumbing import mail


def invitation(invitee: Invitee) -> None:
    """Somebody is asked to the table, once."""
    written = invitation_words(invitee.forum, invitee, link=links.invitation_address(invitee))
    mail.post(
        **written, to=invitee.email, language=invitee.language, about=invitee.forum,
        once=f"forums:invitation:{invitee.pk}", secret=True,
    )  # fmt: skip


def invitation_words(forum: Forum, invitee: Invitee, *, link: str) -> dict[str, str]:
    """Subject and text of an invitation; staff see them before it goes out."""
    with override(invitee.language):
        context = {
            "forum": forum, "name": invitee.name, "organisation": invitee.organisation_label,
            "group": invitee.invitation.group.label, "when": dates.when(forum), "where": calendars.where(forum),
            "page": settings.BASE_URL + forum.get_absolute_url(), "link": link,
        }  # fmt: skip
        return {
            "subject": _("Invitation: %(forum)s") % {"forum": forum.title},
            "text": render_to_string("emails/forums/invitation.txt", context),
        }


def please_confirm(registration: Registration) -> None:
    """Is this address yours?"""
    with override(registration.language):
        _send(
            registration, "",
            subject=_("Please confirm your registration: %(forum)s"),
            lead=_("Somebody, probably you, registered this address for the forum below. Confirm it by the link;"
                   " without that nothing happens, and we forget the address after three days."),
            link=_("Confirm your registration:"),
        )  # fmt: skip


def already(registration: Registration) -> None:
    """Somebody registers an address that has a place."""
    with override(registration.language):
        _send(
            registration, "",
            subject=_("You are registered already: %(forum)s"),
            lead=_("Somebody, probably you, registered this address once more. You need not do anything."),
        )  # fmt: skip


def has_a_seat(registration: Registration, *, waited: bool) -> None:
    """She has a seat, at once or because one came free."""
    with override(registration.language):
        _send(
            registration, f"seat:{registration.pk}:{registration.seated_at:%Y%m%d%H%M%S%f}",
            subject=_("A seat came free for you: %(forum)s") if waited else _("You have a seat: %(forum)s"),
            lead=_("You were on the waiting list, and now you have a seat.") if waited
            else _("Your registration is confirmed, and you have a seat."),
            seated=True,
        )  # fmt: skip


def waits(registration: Registration) -> None:
    with override(registration.language):
        _send(
            registration, f"waits:{registration.pk}",
            subject=_("You are on the waiting list: %(forum)s"),
            lead=_("All seats are taken. You are on the waiting list; when a seat comes free, the one who waits longest"
                   " gets it, and a mail tells you."),
        )  # fmt: skip


def cancelled(registration: Registration) -> None:
    """Her own cancellation arrived."""
    with override(registration.language):
        _send(
            registration, f"cancelled:{registration.pk}",
            subject=_("Your registration is cancelled: %(forum)s"),
            lead=_("You do not come to the forum below. Thank you for telling us: somebody else gets the seat."),
            link="",
        )  # fmt: skip


def reminder(registration: Registration) -> None:
    with override(registration.language):
        _send(
            registration, f"reminder:{registration.pk}:{registration.forum.sequence}",
            subject=_("Soon: %(forum)s"),
            lead=_("You have a seat at the forum below. If you cannot come, please cancel: somebody else waits."),
            seated=True,
        )  # fmt: skip


def forum_moved(registration: Registration, before: Forum) -> None:
    """Date, hour or place changed."""
    with override(registration.language):
        _send(
            registration, f"moved:{registration.pk}:{registration.forum.sequence}",
            subject=_("Another date, hour or place: %(forum)s"),
            lead=_("The forum below was moved. What stands here is how it is now; you need not register again."),
            before=", ".join(filter(None, [dates.when(before), calendars.where(before)])),
        )  # fmt: skip


def forum_cancelled(registration: Registration) -> None:
    """It does not take place."""
    with override(registration.language):
        _send(
            registration, f"forum-cancelled:{registration.pk}:{registration.forum.sequence}",
            subject=_("Cancelled: %(forum)s"), lead=_("The forum below does not take place."),
            reason=str(registration.forum.cancellation_reason), link="",
        )  # fmt: skip


def _send(registration: Registration, once: str, *, subject: str, lead: str, link: str | None = None, **more) -> None:
    forum = registration.forum
    context = {
        "name": registration.name,
        "lead": lead,
        "forum": forum,
        "when": dates.when(forum),
        "where": calendars.where(forum),
        "page": settings.BASE_URL + forum.get_absolute_url(),
        "link_label": _("See, change or cancel your registration:") if link is None else link,
        "link": links.address(registration),
        **more,
    }
    mail.post(
        subject=subject % {"forum": forum.title}, text=render_to_string("emails/forums/registration.txt", context),
        to=registration.email, language=registration.language, about=forum, once=f"forums:{once}" if once else "",
        secret=True,
    )  # fmt: skip
