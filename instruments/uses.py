"""Counts views and downloads, without a person, an address or a time.

A kept page is served before any view of ours runs, so views are counted by a request that the page's script sends
(`static/js/seen.js`): what has no script, as most robots, is not counted, and neither is a robot that says so.
"""

import re

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from instruments.models import Instrument, Use

ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|monitor|curl|wget|python|java/|go-http|headless", re.IGNORECASE
)

# A count may be lost in a crash: nobody waits for the disk.
NOTE = """
INSERT INTO instruments_use (instrument_id, day, kind, times)
SELECT %s, %s, %s, 1 FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT (instrument_id, day, kind) DO UPDATE SET times = instruments_use.times + 1
"""


def note(instrument: Instrument, kind: str, request: HttpRequest) -> None:
    """Count one use of an instrument, unless a robot or somebody of the staff asks."""
    agent = request.headers.get("User-Agent", "")
    if not agent or ROBOTS.search(agent) or request.user.is_staff:
        return
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [instrument.pk, timezone.localdate(), Use.Kind(kind)])
