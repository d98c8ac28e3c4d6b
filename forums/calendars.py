"""Forums as iCalendar (RFC 5545 and 7986), one or all of them.

A forum keeps its UID for ever; its SEQUENCE grows with every change that a calendar shows; one that was cancelled stays
and says so. Times are those of Brussels, with the zone's own data, because calendars do not agree on names of zones.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event, vCalAddress, vUri

from forums.models import Forum, ForumState
from plumbing import markup
from plumbing.bilingual import reader_language

ZONE = ZoneInfo("Europe/Brussels")
ASK_AGAIN = timedelta(hours=12)
TITLE = _("Stakeholder forums of the Knowledge Centre CSR")


def calendar(forums: Iterable[Forum], *, name: str, address: str) -> bytes:
    """The calendar of these forums, in the reader's language; those without day and hour are left out."""
    made = Calendar()
    made.add("prodid", f"-//Kenniscentrum MVO//Forums//{reader_language().upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE.key)
    made.add("url", settings.BASE_URL + address)
    made.add("refresh-interval", ASK_AGAIN, {"VALUE": "DURATION"})
    for forum in forums:
        if forum.starts_at:
            made.add_component(event(forum))
    made.add_missing_timezones()
    return made.to_ical()


def event(forum: Forum) -> Event:
    """One forum. Its page stands in the description too, because many calendars hide the field URL."""
    made, page = Event(), settings.BASE_URL + forum.get_absolute_url()
    cancelled = forum.state == ForumState.CANCELLED
    made.add("uid", str(forum.uid))
    made.add("dtstamp", forum.changed_at.astimezone(UTC))
    made.add("created", forum.created_at.astimezone(UTC))
    made.add("last-modified", forum.changed_at.astimezone(UTC))
    made.add("sequence", forum.sequence)
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("dtstart", forum.starts_at.astimezone(ZONE))
    made.add("dtend", forum.ends_at.astimezone(ZONE))
    title = gettext("Cancelled: %(title)s") % {"title": forum.title} if cancelled else str(forum.title)
    made.add("summary", title, {"LANGUAGE": forum.title.language})
    parts = [str(forum.cancellation_reason), markup.plain(str(forum.summary)), page]
    made.add("description", "\n\n".join(filter(None, parts)))
    if place := where(forum):
        made.add("location", place)
    made.add("url", vUri(page))
    organiser = vCalAddress(f"mailto:{settings.CONTACT_EMAIL}")
    organiser.params["CN"] = str(forum.organiser.name) if forum.organiser else gettext("Knowledge Centre CSR")
    made.add("organizer", organiser)
    made.add("categories", [str(forum.get_kind_display())])
    made.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return made


def where(forum: Forum) -> str:
    """The place, online, or both."""
    return ", ".join(filter(None, [str(forum.place), gettext("online") if forum.online else ""]))
