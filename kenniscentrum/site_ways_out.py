"""What the search over the whole site offers when it finds nothing: every offer finds something."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from instruments.listing.ways_out import Repair
from search import spelling
from search.query import Query, Term
from search.site import SiteSearch
from search.stop_words import is_stop_word

LEFT_OUT_AT_MOST = 4  # of longer texts, leaving one word out is no way out


def looser(query: Query, url: Callable[[str], str]) -> list[Repair]:
    """The same words asked for less strictly, and how much each way gives; the nearest to what was typed first."""
    repairs: dict[str, Repair] = {}
    for label, words in _looser(query):
        total = sum(SiteSearch(Query(words, query.language)).counts().values())
        if total:
            repairs.setdefault(words, Repair(label, url(words), total))
    return list(repairs.values())


def _looser(query: Query) -> Iterator[tuple[str, str]]:
    """What else could be asked, in words and as it would be typed."""
    if any(term.quoted for term in query.wanted):
        unquoted = replace(query, words=_typed(list(query.terms), quotes=False))
        yield gettext("without the quotes"), unquoted.words
        if better := spelling.corrections(unquoted):  # quotes keep a word from being taken for another
            meant = unquoted.with_words(better).text
            yield gettext("with “%(words)s”") % {"words": meant}, meant
    if query.wanted and (excluded := [term for term in query.terms if term.excluded]):
        label = gettext("with “%(words)s” too") % {"words": ", ".join(term.text for term in excluded)}
        yield label, _typed(query.wanted)
    words = [word for term in query.wanted for word in term.words if not is_stop_word(word, query.language)]
    words = list(dict.fromkeys(words))
    if len(query.choices) != 1 or len(words) < 2:
        return
    for left_out in words if len(words) <= LEFT_OUT_AT_MOST else ():
        rest = " ".join(word for word in words if word != left_out)
        yield gettext("only with “%(words)s”") % {"words": rest}, rest
    yield gettext("with any of these words"), " OR ".join(words)


def _typed(terms: Sequence[Term], *, quotes: bool = True) -> str:
    """Terms as somebody would type them."""
    return " ".join(
        ("-" if term.excluded else "")
        + (f'"{term.text}"' if len(term.words) > 1 and (term.excluded or (term.quoted and quotes)) else term.text)
        for term in terms
    )
