"""The form of Dutch words that stands in a dictionary: who searches `huis` means `huizen` and `huisje` too.

PostgreSQL's stemmer cuts endings; it leaves `huizen`, `boterhammen`, `relaties` and `nagelezen` apart from `huis`,
`boterham`, `relatie` and `nalezen`. So the index gets the dictionary form beside the word, and so does the query.
English needs no more than its stemmer.
"""

import re
from functools import lru_cache

from simplemma import lemmatize

from search import compounds

LANGUAGE = "nl"
SHORTEST = 3
REMEMBERED = 30_000  # words per worker
STOP_WORDS = frozenset({"andere", "moet", "wil", "zal", "zou"})  # to the stemmer, and their dictionary form is none
_WORD = re.compile(r"[^\W\d_]+")
_SAME_STEM = re.compile(r"(?<=[^aeiou])s|en")  # endings that the stemmer cuts: both forms are one word to it


@lru_cache(maxsize=REMEMBERED)
def base(word: str) -> str | None:
    """The dictionary form of a Dutch word when the stemmer does not see that they belong together, else None."""
    typed = word.lower()
    if typed in STOP_WORDS:
        return None
    found = _lemma(typed)
    if found == typed and (parts := compounds.split(typed)) and typed.endswith(parts[-1]):
        found = typed.removesuffix(parts[-1]) + _lemma(parts[-1])  # only the last part of a compound is inflected
    if found == typed or (typed.startswith(found) and _SAME_STEM.fullmatch(typed.removeprefix(found))):
        return None
    return found


def with_bases(text: str) -> str:
    """A Dutch text, and behind it the dictionary forms of its words."""
    found = {word: base(word) for word in _WORD.findall(text) if len(word) >= SHORTEST}
    return " ".join([text, *dict.fromkeys(form for form in found.values() if form)])


def _lemma(word: str) -> str:
    found = lemmatize(word, LANGUAGE).lower()
    return lemmatize(found, LANGUAGE).lower() if found.endswith("je") else found  # kaartjes, kaartje, kaart
