"""Cards in lists: rendered once per edit and language, and kept by this worker."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from instruments.facets import Vocabulary
from instruments.models import Instrument
from instruments.models.instrument import Language
from plumbing.bilingual import pick
from search.engine import Reasons
from search.snippets import MARK, UNMARK

TITLE, NAME, SUMMARY, REASON = "\x04title\x04", "\x04name\x04", "\x04summary\x04", "\x04reason\x04"
CARDS_KEPT = 5000
PASSAGE_START = 30  # so many letters tell whether a passage begins where the summary does
_cards: OrderedDict[tuple, str] = OrderedDict()


def render(
    instruments: Iterable[Instrument], language: str, terms: Vocabulary, reasons: Mapping[int, Reasons] | None = None
) -> list[SafeString]:
    """The HTML of the cards, with hits marked where the search found words, and the reason why it is there."""
    found = reasons or {}
    return [
        with_hits(_card(instrument, language, terms), instrument, language, reason(found.get(instrument.pk)))
        for instrument in instruments
    ]


def reason(why: Reasons | None) -> str:
    """Where the words were found, in words; empty when there were none."""
    if why is None:
        return ""
    places = []
    if why.in_title:
        places.append(gettext("in the title"))
    elif why.in_summary:
        places.append(gettext("in the summary or the themes"))
    elif why.in_whole_words:
        places.append(gettext("in the text"))
    else:
        places.append(gettext("as parts of longer words"))
    if why.as_:
        places.append(gettext("as: %(words)s") % {"words": ", ".join(why.as_[:3])})
    return gettext("Found %(where)s") % {"where": "; ".join(places)}


def _card(instrument: Instrument, language: str, terms: Vocabulary) -> str:
    key = (instrument.pk, instrument.version, language, terms.fingerprint)
    if key not in _cards or not settings.PAGE_CACHE_ENTRIES:
        names = dict(Language.choices)
        card = {
            "instrument": instrument,
            "audiences": [terms.options["audience"][slug].label for slug in instrument.audience_slugs],
            "time": instrument.time.label if instrument.time else "",
            "format": instrument.format.label if instrument.format else "",
            "language_names": [str(names[code]) for code in instrument.languages],
        }
        context = {"card": card, "title_html": TITLE, "name_html": NAME, "summary_html": SUMMARY, "reason_html": REASON}
        _cards[key] = render_to_string("instruments/includes/card.html", context)
        while len(_cards) > CARDS_KEPT:
            _cards.popitem(last=False)
    return _cards[key]


def with_hits(card: str, thing: models.Model, language: str, why: str) -> SafeString:
    """A card with its title, summary and reason in their places, and marks around what a search found in them.

    These are of this transaction, even where the card was kept by one that was rolled back.
    """
    name = pick(thing.title_nl, thing.title_en, language)
    title = getattr(thing, "title_hit", None) or name
    summary = pick(thing.summary_nl, thing.summary_en, language)
    if passage := getattr(thing, "summary_hit", None):
        start = passage.replace(MARK, "").replace(UNMARK, "")[:PASSAGE_START]
        summary = passage if summary.startswith(start) else f"… {passage.lstrip('… ')}"
    texts = {
        TITLE: marked(title),
        NAME: escape(name),
        SUMMARY: marked(_without_markdown(summary)),
        REASON: escape(why),
    }
    for place, text in texts.items():
        card = card.replace(place, text)
    return mark_safe(card)  # noqa: S308


def marked(text: str) -> str:
    """Escaped text with `<mark>` around the hits."""
    return escape(text).replace(MARK, "<mark>").replace(UNMARK, "</mark>")


def _without_markdown(text: str) -> str:
    """A passage cut out of Markdown: its signs would only disturb."""
    return re.sub(r"(?m)^\s*(#+|[-*]|\d+\.)\s+|[*_`]{1,2}|\[([^\]]*)\]\([^)]*\)", r"\2", text)
