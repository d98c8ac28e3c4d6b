"""What is searched for, by day and without persons; and what visitors wished they had found."""

import re
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Max, Sum
from django.utils import timezone

from search.models import Searched, Wish
from search.words import normal

QUERY_AT_MOST = 100
RARE = 3  # a query searched less often than this in all ...
RARE_KEPT = timedelta(days=30)  # ... is dropped after this time: it could point to a person
KEPT = timedelta(days=400)
_PERSONAL = re.compile(r"\S+@\S+|\d[\d ./-]{7,}\d")  # an e-mail address, a telephone or account number

# A count may be lost in a crash: nobody waits for the disk.
NOTE = """
INSERT INTO search_searched (day, language, query, times, results, clicks)
SELECT %s, %s, %s, 1, %s, 0 FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT (day, language, query) DO UPDATE SET times = search_searched.times + 1, results = excluded.results
"""


def loggable(query: str) -> str:
    """The query as it is kept: small letters, single spaces, cut; empty when it looks like something personal."""
    text = " ".join(normal(query).lower().split())[:QUERY_AT_MOST]
    return "" if _PERSONAL.search(text) else text


def note(query: str, language: str, results: int) -> None:
    """Count one search and what it found."""
    if text := loggable(query):
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [timezone.localdate(), language, text, results])


def note_click(query: str, language: str) -> None:
    """Count one click on a result of a search that was made today; unknown ones are ignored."""
    Searched.objects.filter(day=timezone.localdate(), language=language, query=loggable(query)).update(
        clicks=F("clicks") + 1
    )


def wish(query: str, language: str) -> Wish | None:
    """File what somebody looked for in vain; the same wish is counted. None when there is nothing to file."""
    text = loggable(query)
    if not text:
        return None
    found, is_new = Wish.objects.get_or_create(language=language, query=text)
    if not is_new:
        found.times = F("times") + 1
        found.state = Wish.State.OPEN
        found.save(update_fields=["times", "last_on", "state"])
        found.refresh_from_db()
    return found


def forget(today: date) -> int:
    """Drop rare queries and everything old; returns how many rows went."""
    rare = (
        Searched.objects.values("language", "query")
        .annotate(all=Sum("times"), last=Max("day"))
        .filter(all__lt=RARE, last__lt=today - RARE_KEPT)
    )
    dropped = Searched.objects.filter(day__lt=today - KEPT).delete()[0]
    for row in rare:
        dropped += Searched.objects.filter(language=row["language"], query=row["query"]).delete()[0]
    return dropped
