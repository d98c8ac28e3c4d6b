"""When a forum is, in words: the hours of Brussels, only the month, or not known yet."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.models import Forum
from plumbing.bilingual import reader_language

DAY = "l j F Y"


def when(forum: Forum) -> str:
    """A sentence part: `Thursday 18 March 2027, 09:30 to 13:00`."""
    if forum.month:
        return date_format(forum.month, "YEAR_MONTH_FORMAT")
    if not forum.starts_at:
        return _("still to be determined")
    return span(forum.starts_at, forum.ends_at)


def tile(forum: Forum) -> dict[str, str]:
    """The date as the face of a card: day and month, or month and year."""
    day = timezone.localtime(forum.starts_at) if forum.starts_at else forum.month
    if not day:
        return {"month": "?"}
    month = date_format(day, "M" if reader_language() == "en" else "b")
    return {"day": date_format(day, "j") if forum.starts_at else "", "month": month, "year": date_format(day, "Y")}


def span(starts_at: datetime, ends_at: datetime) -> str:
    """From one moment to another; the day is said twice only when it is another one."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    first = {"day": date_format(starts, DAY), "start": date_format(starts, "TIME_FORMAT")}
    if starts.date() == ends.date():
        return _("%(day)s, %(start)s to %(end)s") % (first | {"end": date_format(ends, "TIME_FORMAT")})
    last = {"last_day": date_format(ends, DAY), "end": date_format(ends, "TIME_FORMAT")}
    return _("%(day)s, %(start)s to %(last_day)s, %(end)s") % (first | last)


def hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """The hours of a part of a programme."""
    if not starts_at:
        return ""
    start = date_format(timezone.localtime(starts_at), "TIME_FORMAT")
    return f"{start}–{date_format(timezone.localtime(ends_at), 'TIME_FORMAT')}" if ends_at else start
