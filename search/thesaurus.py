"""Words that mean the same: groups of equal terms over both languages, kept by curators in the admin.

They work when a query is read, not when a thing is indexed, so that a change counts from the next request on.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import models

from plumbing import content_version
from search.models import SynonymGroup

FILE = Path(__file__).with_name("thesaurus.toml")
APOSTROPHES = str.maketrans("", "", "'’‘´`ʼ")
PARTS = re.compile(r"[^\W\d_]+|\d+")
VOWELS = "aeiou"


@dataclass(frozen=True)
class Match:
    """A term was found: `length` words long; `variants` may stand in its place. Empty when it has no other spelling."""

    length: int
    variants: tuple[str, ...]


@dataclass
class _Node:
    """A place in the tree of terms: which words may follow, and the groups whose term ends here."""

    children: dict[str, "_Node"] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)


class Thesaurus:
    """All groups in memory, as a tree of words: a term is found in as many steps as it has words."""

    def __init__(self, rows: Iterable[tuple[int, Sequence[str], Sequence[str], Sequence[int]]]) -> None:
        self.rows = list(rows)
        self._root = _Node()
        self._terms: dict[int, tuple[str, ...]] = {}
        self._narrower: dict[int, Sequence[int]] = {}
        for pk, terms_nl, terms_en, narrower in self.rows:
            self._terms[pk] = (*terms_nl, *terms_en)
            self._narrower[pk] = narrower
            for term in self._terms[pk]:
                # "woon-werkverkeer" is also written in two words, and in one
                parted = [words(word) for word in term.split()]
                for way in {tuple(chain.from_iterable(parted)), tuple("".join(parts) for parts in parted if parts)}:
                    self._add(pk, way)

    def _add(self, pk: int, way: tuple[str, ...]) -> None:
        if not way:
            return
        node = self._root
        for word in way:
            node = node.children.setdefault(word, _Node())
        if pk not in node.groups:
            node.groups.append(pk)

    def match(self, tokens: Sequence[str], start: int) -> Match | None:
        """The longest term of a group that begins at `tokens[start]`, or None.

        Its variants are the other terms of the group, or groups when it is ambiguous, in both languages, then those of
        narrower groups. Capitals, accents, apostrophes, hyphens and simple plurals make no difference; a term typed in
        the plural gives its own singular too, since the stemmer of one language does not know the plurals of the other.
        """
        found, length = self._longest(tokens, start)
        if not length:
            return None
        typed = words(" ".join(tokens[start : start + length]))
        variants: dict[str, str] = {}
        for pk in self._with_narrower(found):
            for term in self._terms[pk]:
                if words(term) != typed:
                    variants.setdefault(term.casefold(), term)
        return Match(length, tuple(variants.values()))

    def groups_in(self, tokens: Sequence[str]) -> Iterator[int]:
        """The groups of which a term stands in a text, as often as one does: what it speaks of, in either language."""
        position = 0
        while position < len(tokens):
            found, length = self._longest(tokens, position)
            yield from found
            position += length or 1

    def _longest(self, tokens: Sequence[str], start: int) -> tuple[Sequence[int], int]:
        """The groups of the longest term that begins at `tokens[start]`, and how many words it has."""
        nodes, found, length = [self._root], [], 0
        for position in range(start, len(tokens)):
            nodes = _step(nodes, tokens[position])
            if not nodes:
                break
            groups = next((node.groups for node in nodes if node.groups), None)
            if groups:
                found, length = groups, position - start + 1
        return found, length

    def _with_narrower(self, groups: Iterable[int]) -> Iterable[int]:
        """The groups and all below them, nearest first, each once: curators may have made a circle."""
        known = dict.fromkeys(groups)
        waiting = list(known)
        for pk in waiting:
            for below in self._narrower[pk]:
                if below in self._terms and below not in known:
                    known[below] = None
                    waiting.append(below)
        return known


def words(text: str) -> tuple[str, ...]:
    """The words of a term as they are compared: small letters without accents; parted at hyphens and before numbers."""
    plain = text.translate(APOSTROPHES).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return tuple(PARTS.findall(plain))


def singulars(word: str) -> list[str]:
    """What `word` may be the plural of, in Dutch or in English; some of these are no words at all."""
    found: list[str] = []
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        found.append(word[:-1])
        if word.endswith("ies"):
            found.append(f"{word[:-3]}y")
        elif word.endswith(("ses", "xes", "ches", "shes")):
            found.append(word[:-2])
    if len(word) > 4 and word.endswith("en"):
        found += [f"{word[:-5]}heid"] if word.endswith("heden") else []
        stem = word[:-2]
        found += [stem, word[:-1]]
        last, before, first = stem[-1], stem[-2], stem[-3:-2]
        hard = {"v": "f", "z": "s"}.get(last, last)
        if last == before:
            found.append(stem[:-1])
        elif hard != last:
            found.append(stem[:-1] + hard)
        if before in "aeou" and last not in VOWELS and first not in VOWELS:
            found.append(stem[:-1] + before + hard)
    return found


def _step(nodes: list[_Node], token: str) -> list[_Node]:
    """Where the tree leads from `nodes` by this token, its literal reading first."""
    parts = words(token)
    reached: list[_Node] = []
    for reading in dict.fromkeys([("".join(parts),), parts]) if parts else ():
        places = nodes
        for word in reading:
            ways = [word, *singulars(word)]
            places = [place.children[way] for way in ways for place in places if way in place.children]
        reached += places
    return reached


_cached: tuple[int | None, Thesaurus] | None = None
_lock = Lock()


def current() -> Thesaurus:
    """The thesaurus as of this content version; made again only when a group changed."""
    global _cached  # noqa: PLW0603
    version = content_version.current() if settings.PAGE_CACHE_ENTRIES else None
    with _lock:
        if _cached is None or version is None or _cached[0] != version:
            rows = list(SynonymGroup.objects.equal_and_narrower())
            same = _cached is not None and _cached[1].rows == rows
            _cached = (version, _cached[1] if same else Thesaurus(rows))
        return _cached[1]


def load(get_model: Callable[[str], type[models.Model]]) -> int:
    """Add the groups of thesaurus.toml of which no term is known yet; what curators made or changed stays as it is.

    `get_model` gives a model by name, so that a migration can pass its own. Returns how many were added.
    """
    model = get_model("SynonymGroup")
    by_term = {words(term): group for group in model.objects.all() for term in (*group.terms_nl, *group.terms_en)}
    known = set(by_term)
    added: list[tuple[models.Model, Sequence[str]]] = []
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]:
        terms = {words(term) for term in (*entry["nl"], *entry["en"])}
        if terms & known:
            continue
        group = model.objects.create(terms_nl=entry["nl"], terms_en=entry["en"], note=entry.get("note", ""))
        by_term |= dict.fromkeys(terms, group)
        added.append((group, entry.get("narrower", ())))
    for group, narrower in added:
        group.narrower.add(*(by_term[words(term)] for term in narrower if words(term) in by_term))
    return len(added)
