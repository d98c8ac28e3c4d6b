"""The same words asked for less strictly, for where nothing was found: the nearest to what was typed first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from search import spelling
from search.query import OR, Query, Term
from search.stop_words import is_stop_word

LEFT_OUT_AT_MOST = 4  # of longer texts, leaving one word out is no way out


def less_literal(query: Query) -> Iterator[tuple[str, str]]:
    """All that was typed, without quotes or without a minus: in words, and as it would be typed."""
    if any(term.quoted for term in query.wanted):
        unquoted = replace(query, words=_typed(query.choices, quotes=False))
        yield gettext("without the quotes"), unquoted.words
        if better := spelling.corrections(unquoted):  # quotes keep a word from being taken for another
            meant = unquoted.with_words(better).text
            yield gettext("with “%(words)s”") % {"words": meant}, meant
    if query.wanted and (excluded := [term for term in query.terms if term.excluded]):
        label = gettext("with “%(words)s” too") % {"words": ", ".join(term.text for term in excluded)}
        yield label, _typed([[term for term in terms if not term.excluded] for terms in query.choices])


def fewer_words(query: Query) -> Iterator[tuple[str, str]]:
    """Not all of the words: in words, and as it would be typed."""
    words = [word for term in query.wanted for word in term.words if not is_stop_word(word, query.language)]
    words = list(dict.fromkeys(words))
    if len(query.choices) != 1 or len(words) < 2:
        return
    for left_out in words if len(words) <= LEFT_OUT_AT_MOST else ():
        rest = " ".join(word for word in words if word != left_out)
        yield gettext("only with “%(words)s”") % {"words": rest}, rest
    yield gettext("with any of these words"), f" {OR} ".join(words)


def _typed(choices: Sequence[Sequence[Term]], *, quotes: bool = True) -> str:
    """Terms as somebody would type them."""
    return f" {OR} ".join(
        " ".join(
            ("-" if term.excluded else "")
            + (f'"{term.text}"' if len(term.words) > 1 and (term.excluded or (term.quoted and quotes)) else term.text)
            for term in terms
        )
        for terms in choices
        if terms
    )
