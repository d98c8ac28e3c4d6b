"""Periods and amounts in words. What is open or undetermined is said so: never a made-up date, never a zero."""

from datetime import date
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.formats import date_format
from django.utils.translation import gettext

from networks.models import Call
from networks.models.periods import Period, Precision
from plumbing.bilingual import reader_language

FORMATS = {Precision.DAY: "j F Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}
LOCALES = {"nl": "nl_BE", "en": "en_IE"}


def undetermined() -> str:
    return gettext("to be determined")


def day(moment: date | None, precision: str = Precision.DAY) -> str:
    """A date as precisely as it is known; empty for none."""
    return date_format(moment, FORMATS[precision]) if moment else ""


def period(of: Period) -> str:
    """From when to when: "September 2005 to December 2007", "since June 2000, open-ended", "to be determined"."""
    start, end = day(of.starts_on, of.precision), day(of.ends_on, of.precision)
    if not start:
        return undetermined()
    if not end:
        return gettext("from %(start)s, open-ended") % {"start": start}
    if start == end:
        return start
    return gettext("%(start)s to %(end)s") % {"start": start, "end": end}


def span(start: date | None, end: date | None) -> str:
    """A stretch of a membership: "June 2000 to July 2002", "since June 2000", "until July 2002"; empty for neither."""
    words = {"start": day(start, Precision.MONTH), "end": day(end, Precision.MONTH)}
    if start and end:
        return gettext("%(start)s to %(end)s") % words
    if start:
        return gettext("since %(start)s") % words
    return gettext("until %(end)s") % words if end else ""


def opening(call: Call) -> str:
    """From when to when a call takes proposals."""
    words = {"start": day(call.opens_on, call.precision), "end": day(call.closes_on, call.precision)}
    if call.opens_on and call.closes_on:
        return gettext("%(start)s to %(end)s") % words
    if call.opens_on:
        return gettext("from %(start)s; the end is to be determined") % words
    return gettext("until %(end)s") % words if call.closes_on else undetermined()


def amount(euro: Decimal | None) -> str:
    """An amount as the reader writes it, without cents where there are none."""
    if euro is None:
        return undetermined()
    whole = euro == euro.to_integral_value()
    return format_currency(
        euro, "EUR", format="¤#,##0" if whole else None, locale=LOCALES[reader_language()], currency_digits=not whole
    )
