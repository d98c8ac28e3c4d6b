"""Mails to the author of a reply, in her language. Who was erased gets none."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from forums.models import Appeal, AppealState, ModerationDecision, Reply
from plumbing import mail


def published(reply: Reply) -> None:
    """A moderator has read it."""

    def words() -> dict[str, str]:
        return {
            "subject": _("Your reply to contribution %(number)d is public: %(forum)s"),
            "lead": _("A moderator has read your reply, and everybody can read it now."),
        }

    _send(reply, f"published:{reply.pk}", words)


def refused(reply: Reply, decision: ModerationDecision) -> None:
    """Why it is not public, and that another moderator can be asked."""

    def words() -> dict[str, str]:
        return {
            "subject": _("Your reply to contribution %(number)d is not published: %(forum)s"),
            "lead": _("A moderator did not publish your reply. You may write another one while replies are asked, or"
                      " appeal: then another moderator decides."),
            "detail": f"{decision.get_ground_display()}: {decision.reason}",
        }  # fmt: skip

    _send(reply, f"refused:{decision.pk}", words)


def appeal_decided(reply: Reply, appeal: Appeal) -> None:
    """What the other moderator says."""

    def words() -> dict[str, str]:
        granted = appeal.state == AppealState.GRANTED
        return {
            "subject": _("Your appeal is answered: %(forum)s, reply to contribution %(number)d"),
            "lead": _("Another moderator agrees with you: your reply is public.") if granted
            else _("Another moderator looked at it, and leaves the decision as it is."),
            "detail": appeal.answer,
        }  # fmt: skip

    _send(reply, f"appeal:{appeal.pk}", words)


def _send(reply: Reply, once: str, words: Callable[[], dict[str, str]]) -> None:
    person, contribution = reply.person, reply.contribution
    if person is None:
        return
    with override(person.language):
        said = words()
        named = {"number": contribution.number, "forum": contribution.forum.title}
        address = reverse("forums:respond", args=[contribution.forum.slug, contribution.number])
        text = render_to_string("emails/forums/reply.txt", said | {
            "reply": reply, "contribution": contribution, "forum": contribution.forum,
            "link": settings.BASE_URL + address,
        })  # fmt: skip
        mail.post(
            subject=said["subject"] % named, text=text, to=person.email, language=person.language, about=reply,
            once=f"forums:reply:{once}",
        )  # fmt: skip
