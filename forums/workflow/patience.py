"""How much one person does in an hour: far more than people do, and far less than a program would."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from forums.workflow import NotAllowed
from plumbing import limits

AN_HOUR = {"contribution": 10, "version": 30, "file": 60, "support": 60, "reply": 10}


def demand(what: str, who: Person, at: datetime | None = None) -> None:
    """Count one more; NotAllowed when that is too many."""
    if not limits.allowed(f"forums.{what}", str(who.pk), at_most=AN_HOUR[what], per=timedelta(hours=1), at=at):
        raise NotAllowed(_("That is a lot in one hour. Please go on a little later."))
