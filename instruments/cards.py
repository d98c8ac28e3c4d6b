"""Cards in lists: rendered once per edit and language, and kept by this worker."""

import re
from collections import OrderedDict
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from instruments.catalogue import MARK, UNMARK
from instruments.facets import Vocabulary
from instruments.models import Instrument
from instruments.models.instrument import Language
from plumbing.bilingual import pick

TITLE, SUMMARY = "\x04title\x04", "\x04summary\x04"
CARDS_KEPT = 5000
_cards: OrderedDict[tuple, str] = OrderedDict()


def render(instruments: Iterable[Instrument], language: str, terms: Vocabulary) -> list[SafeString]:
    """The HTML of the cards, with hits marked where the search found words."""
    return [_with_hits(_card(instrument, language, terms), instrument, language) for instrument in instruments]


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
        context = {"card": card, "title_html": TITLE, "summary_html": SUMMARY}
        _cards[key] = render_to_string("instruments/includes/card.html", context)
        while len(_cards) > CARDS_KEPT:
            _cards.popitem(last=False)
    return _cards[key]


def _with_hits(card: str, instrument: Instrument, language: str) -> SafeString:
    title = getattr(instrument, "title_hit", None) or pick(instrument.title_nl, instrument.title_en, language)
    summary = getattr(instrument, "summary_hit", None) or pick(instrument.summary_nl, instrument.summary_en, language)
    return mark_safe(card.replace(TITLE, marked(title)).replace(SUMMARY, marked(_without_markdown(summary))))  # noqa: S308


def marked(text: str) -> str:
    """Escaped text with `<mark>` around the hits."""
    return escape(text).replace(MARK, "<mark>").replace(UNMARK, "</mark>")


def _without_markdown(text: str) -> str:
    """A passage cut out of Markdown: its signs would only disturb."""
    return re.sub(r"(?m)^\s*(#+|[-*]|\d+\.)\s+|[*_`]{1,2}|\[([^\]]*)\]\([^)]*\)", r"\2", text)
