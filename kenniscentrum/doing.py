"""What networks and forums are doing now, for the home page: what comes first, then what runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from forums.models import Forum
from networks import wording
from networks.models import Call, CallState, Meeting, Network, Standing
from plumbing.bilingual import Text

OF_EACH = 2


@dataclass(frozen=True)
class Doing:
    """One line: a title that leads to its page, and what about it."""

    icon: str
    title: Text
    url: str
    about: str
    demonstration: bool


def doing() -> list[Doing]:
    """Open calls, coming forums, coming meetings, and the networks that run; a statement each."""
    return [*_calls(), *_forums(), *_meetings(), *_networks()]


def _calls() -> Iterator[Doing]:
    for call in Call.objects.published().standing(CallState.OPEN, timezone.localdate())[:OF_EACH]:
        about = gettext("call, open until %(day)s") % {"day": wording.day(call.closes_on, call.precision)}
        about = about if call.closes_on else gettext("call, open")
        yield Doing("call", call.title, call.get_absolute_url(), about, call.demonstration)


def _forums() -> Iterator[Doing]:
    for forum in Forum.objects.coming()[:OF_EACH]:
        when = _day(forum.starts_at) if forum.starts_at else date_format(forum.month, "F Y") if forum.month else ""
        about = gettext("forum, %(when)s") % {"when": when or wording.undetermined()}
        yield Doing("people", forum.title, forum.get_absolute_url(), about, forum.demonstration)


def _meetings() -> Iterator[Doing]:
    for meeting in Meeting.objects.coming(timezone.now())[:OF_EACH]:
        about = gettext("meeting, %(when)s") % {"when": _day(meeting.starts_at)}
        network = meeting.network
        yield Doing("calendar", network.title, network.get_absolute_url(), about, network.demonstration)


def _networks() -> Iterator[Doing]:
    for network in Network.objects.published().standing(Standing.RUNNING, timezone.localdate())[:OF_EACH]:
        yield Doing("network", network.title, network.get_absolute_url(), gettext("learning network, running"),
                    network.demonstration)  # fmt: skip


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
