"""The form of Dutch words that stands in a dictionary: who searches `huis` means `huizen` and `huisje` too.

PostgreSQL's stemmer cuts endings; it leaves `huizen`, `boterhammen`, `relaties` and `nagelezen` apart from `huis`,
`boterham`, `relatie` and `nalezen`. So the index gets the dictionary form beside the word, and so does the query.
English needs no more than its stemmer.
"""

import re
from functools import lru_cache

from simplemma import is_known, lemmatize

from search import compounds
from search.words import SEAM

LANGUAGE = "nl"
SHORTEST = 3
REMEMBERED = 30_000  # words per worker
STOP_WORDS = frozenset({"andere", "moet", "wil", "zal", "zou"})  # to the stemmer, and their dictionary form is none
_WORD = re.compile(r"[^\W\d_]+")
_CUT = re.compile(r"(en|ene|[^aeiouj]se?)$")  # what the stemmer cuts from a word first
_VOICED = {"zen": "s", "ven": "f"}  # how the plural of a noun ends, and the noun
_LONG_VOWEL = re.compile(r"[^aeiou][aeou]$")


@lru_cache(maxsize=REMEMBERED)
def base(word: str) -> str | None:
    """The dictionary form of a Dutch word when the stemmer does not see that they belong together, else None."""
    typed = word.lower()
    if typed in STOP_WORDS:
        return None
    found = _lemma(typed)
    if found == typed and (parts := compounds.split(typed)) and typed.endswith(parts[-1]):
        found = typed.removesuffix(parts[-1]) + _lemma(parts[-1])  # only the last part of a compound is inflected
    if found == typed:
        found = _noun(typed)
    return None if found == typed or _same_stem(found, typed) else found


def with_bases(text: str) -> str:
    """A Dutch text, and behind it the dictionary forms of its words, of which none stands beside another."""
    found = [base(word) for word in dict.fromkeys(_WORD.findall(text)) if len(word) >= SHORTEST]
    return SEAM.join([text, *dict.fromkeys(form for form in found if form)])


def _same_stem(found: str, typed: str) -> bool:
    """Whether the stemmer makes both forms one word: not `kans` (to it, `kan`) and `kansen` (to it, `kans`)."""
    ending = typed.removeprefix(found) if typed.startswith(found) else ""
    return (ending == "en" or (ending == "s" and found[-1] not in "aeiouj")) and not _CUT.search(found)


def _lemma(word: str) -> str:
    found = lemmatize(word, LANGUAGE).lower()
    return lemmatize(found, LANGUAGE).lower() if found.endswith("je") else found  # kaartjes, kaartje, kaart


def _noun(verb: str) -> str:
    """What a verb is the plural of as well: `bewijzen`, `bewijs`."""
    start, ending = verb[:-3], _VOICED.get(verb[-3:])
    if ending:
        for noun in (start + ending, *([start + start[-1] + ending] if _LONG_VOWEL.search(start) else ())):
            if is_known(noun, LANGUAGE) and lemmatize(noun, LANGUAGE) == noun:
                return noun
    return verb
