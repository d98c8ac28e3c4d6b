"""When an item appeared, in words: as precisely as it is known."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from networks import wording
from networks.models.periods import Precision
from news.models import NewsItem
from plumbing.bilingual import reader_language

MACHINES = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


def when(item: NewsItem) -> str:
    """`18 March 2027`, `July 2002`; empty for a draft."""
    return wording.day(_day(item), item.precision)


def for_machines(item: NewsItem) -> str:
    """The same for the attribute of a `time` element: `2027-03-18`, `2002-07`."""
    day = _day(item)
    return day.strftime(MACHINES[item.precision]) if day else ""


def tile(item: NewsItem) -> dict[str, str]:
    """The date as the face of a card: day and month, or month and year."""
    day = _day(item)
    if not day or item.precision == Precision.YEAR:
        return {"month": str(day.year) if day else ""}
    month = date_format(day, "M" if reader_language() == "en" else "b")
    if item.precision == Precision.MONTH:
        return {"month": month, "year": str(day.year)}
    return {"day": str(day.day), "month": month, "year": str(day.year)}


def _day(item: NewsItem) -> date | None:
    return timezone.localdate(item.published_at) if item.published_at else None
