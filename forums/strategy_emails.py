"""Mails on what became of a contribution."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from forums.models import Outcome, Source, Statement
from plumbing import mail


def outcome(outcome: Outcome) -> None:
    """Tell the author of a contribution what became of it in a version, once."""
    contribution, version = outcome.contribution, outcome.version
    person = contribution.person
    held = Source.objects.standing().filter(
        contribution=contribution, statement__version=version, statement__retired_at=None
    )
    with override(person.language):
        address = reverse("forums:strategy_contributions", args=[version.strategy.slug, version.number])
    mail.enqueue(
        "forums/outcome",
        to=person.email,
        language=person.language,
        about=contribution,
        once=f"outcome:{outcome.pk}:{outcome.at.isoformat()}",
        context={
            "outcome": outcome,
            "contribution": contribution,
            "version": version,
            "statements": Statement.objects.filter(pk__in=held.values("statement")).order_by("position", "pk"),
            "url": f"{settings.BASE_URL}{address}#contribution-{contribution.pk}",
        },
    )
