"""How often somebody may try something, counted in PostgreSQL: the same for every worker, and nobody's address is kept.

What is kept is a keyed hash of what is tried, by whom and in which stretch of time; it points to nobody, and
`manage.py forget` drops it when its time is over.
"""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone


class Attempt(models.Model):
    """How often something was tried in a stretch of time."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=1)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} until {self.until}"


def allowed(what: str, who: str, *, at_most: int, per: timedelta, at: datetime | None = None) -> bool:
    """Count one more attempt; whether it is one of the first `at_most` in this stretch of time."""
    at = at or timezone.now()
    stretch = int(at.timestamp() // per.total_seconds())
    message = f"{what}\0{who.strip().lower()}\0{per.total_seconds()}\0{stretch}"
    key = hmac.new(settings.SECRET_KEY.encode(), message.encode(), "sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plumbing_attempt (key, number, until) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET number = plumbing_attempt.number + 1 RETURNING number",
            [key, at + per],
        )
        return cursor.fetchone()[0] <= at_most


def forget(at: datetime | None = None) -> int:
    """Drop what counts no longer; returns how many rows."""
    return Attempt.objects.filter(until__lt=at or timezone.now()).delete()[0]
