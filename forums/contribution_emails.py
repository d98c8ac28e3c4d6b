"""Mails to the author of a contribution, in her language. Who was erased, or wrote by letter, gets none."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from forums.models import Appeal, AppealState, Contribution, ContributionState, ModerationDecision
from plumbing import mail


def received(contribution: Contribution) -> None:
    """It has a number."""

    def words() -> dict[str, str]:
        waits = contribution.state == ContributionState.SUBMITTED
        return {
            "subject": _("Your contribution has number %(number)d: %(forum)s"),
            "lead": _("We have your contribution. A moderator reads it before it is public.") if waits
            else _("We have your contribution, and everybody can read it."),
        }  # fmt: skip

    _send(contribution, f"received:{contribution.pk}", words)


def published(contribution: Contribution) -> None:
    """A moderator has read it."""

    def words() -> dict[str, str]:
        return {
            "subject": _("Your contribution %(number)d is public: %(forum)s"),
            "lead": _("A moderator has read your contribution, and everybody can read it now."),
        }

    _send(contribution, f"published:{contribution.pk}:{contribution.version}", words)


def refused(contribution: Contribution, decision: ModerationDecision) -> None:
    """Why it is not public, and that another moderator can be asked."""

    def words() -> dict[str, str]:
        return {
            "subject": _("Your contribution %(number)d is not published: %(forum)s"),
            "lead": _("A moderator did not publish your contribution. You may change it while contributions are open,"
                      " or appeal: then another moderator decides."),
            "detail": f"{decision.get_ground_display()}: {decision.reason}",
        }  # fmt: skip

    _send(contribution, f"refused:{decision.pk}", words)


def appeal_decided(contribution: Contribution, appeal: Appeal) -> None:
    """What the other moderator says."""

    def words() -> dict[str, str]:
        granted = appeal.state == AppealState.GRANTED
        return {
            "subject": _("Your appeal is answered: %(forum)s, contribution %(number)d"),
            "lead": _("Another moderator agrees with you: your contribution is public.") if granted
            else _("Another moderator looked at it, and leaves the decision as it is."),
            "detail": appeal.answer,
        }  # fmt: skip

    _send(contribution, f"appeal:{appeal.pk}", words)


def _send(contribution: Contribution, once: str, words: Callable[[], dict[str, str]]) -> None:
    person = contribution.person
    if person is None:
        return
    with override(person.language):
        said = words()
        named = {"number": contribution.number, "forum": contribution.forum.title}
        address = reverse("forums:my_contribution", args=[contribution.pk])
        text = render_to_string("emails/forums/contribution.txt", said | {
            "contribution": contribution, "forum": contribution.forum, "link": settings.BASE_URL + address,
        })  # fmt: skip
        mail.post(
            subject=said["subject"] % named, text=text, to=person.email, language=person.language, about=contribution,
            once=f"forums:contribution:{once}",
        )  # fmt: skip
