"""Calls, projects and networks as one line of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from instruments.cards import REASON, SUMMARY, TITLE, reason, with_hits
from networks import wording
from networks.models import Call, CallState, Network, Project, Standing
from plumbing.bilingual import reader_language
from search.engine import Reasons


@dataclass(frozen=True)
class Kind:
    """How a kind of thing is called and drawn."""

    icon: str
    label: str
    plural: str
    list_name: str


def kind(thing: Call | Project | Network) -> Kind:
    name = thing._meta.model_name
    label = thing.get_kind_display() if isinstance(thing, Network) else thing._meta.verbose_name
    return Kind(name, capfirst(str(label)), capfirst(str(thing._meta.verbose_name_plural)), f"networks:{name}s")


def render(
    things: Iterable[Call | Project | Network], reasons: Mapping[int, Reasons] | None = None
) -> list[SafeString]:
    """The HTML of the cards, with hits marked where a search found words; the things are read `with_card`."""
    found = reasons or {}
    return [
        with_hits(render_to_string("networks/includes/card.html", card(thing)), thing, reader_language(),
                  reason(found.get(thing.pk)))
        for thing in things
    ]  # fmt: skip


def card(thing: Call | Project | Network) -> dict:
    """What the template of a card gets."""
    shown = {
        "thing": thing,
        "kind": kind(thing),
        "standing": standing(thing),
        "facts": [(icon, label, text) for icon, label, text in _facts(thing) if text],
    }
    return {"card": shown, "title_html": TITLE, "summary_html": SUMMARY, "reason_html": REASON}


def standing(thing: Call | Project | Network) -> str:
    states: type[models.TextChoices] = CallState if isinstance(thing, Call) else Standing
    return str(states(thing.standing(timezone.localdate())).label)


def _facts(thing: Call | Project | Network) -> list[tuple[str, str, str]]:
    themes = ("theme", gettext("Themes:"), ", ".join(str(theme.label) for theme in thing.themes.all()))
    if isinstance(thing, Call):
        return [("calendar", gettext("Open:"), wording.opening(thing)), themes]
    period = ("calendar", gettext("Period:"), wording.period(thing))
    if isinstance(thing, Network):
        return [period, themes]
    return [("people", gettext("Promoter:"), str(thing.promoter.name) if thing.promoter else ""), period, themes]
