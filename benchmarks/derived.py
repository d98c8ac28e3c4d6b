"""Known items out of any content: a record is picked, a query is made of its own words, and every record that the same
words would name is right.

No list of words or subjects: the forms come from rules that a dictionary confirms, the typos from a seed, the compounds
from search/compounds.py, the synonyms from the thesaurus and the names from the vocabulary.
"""

import random
import string
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.relevance import Judged
from instruments import documents
from instruments.models import Instrument
from plumbing.bilingual import LANGUAGES
from search import compounds, thesaurus
from search.words import folded, words

LONG = 5  # shorter words say little
RULES = {
    "nl": (("", "en"), ("", "s"), ("en", ""), ("s", ""), ("e", ""), ("", "e"), ("t", "en"), ("en", "t"), ("f", "ven"),
           ("ven", "f"), ("s", "zen"), ("zen", "s"), ("", "je"), ("", "tje"), ("heid", "heden")),
    "en": (("", "s"), ("s", ""), ("y", "ies"), ("ies", "y"), ("", "ing"), ("ing", ""), ("e", "ing"), ("ing", "e"),
           ("", "ed"),
           ("ed", ""), ("e", "ed"), ("", "es"), ("es", "")),
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What an instrument is found by in one language: the words of its title in order, of all its texts, its names."""

    pk: int
    language: str
    title: tuple[str, ...]
    everything: frozenset[str]
    names: tuple[str, ...]

    @property
    def telling(self) -> list[str]:
        return [word for word in self.title if len(word) >= LONG and word.isalpha()]


class Content:
    """All records in their own language, and which titles have a word, as the site in each language shows them."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.titles: defaultdict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.known: defaultdict[str, set[str]] = defaultdict(set)
        own = {pk: set() for pk in Instrument.objects.published().values_list("pk", flat=True)}
        for pk, nl, en in Instrument.objects.published().values_list("pk", "title_nl", "title_en"):
            own[pk] = {language for language, title in (("nl", nl), ("en", en)) if title}
        for entry in documents.entries(sorted(own)):
            for language in LANGUAGES:
                title = tuple(dict.fromkeys(folded(word) for word in words(getattr(entry, language).title)))
                for word in title:
                    self.titles[language][word].add(entry.object_id)
                if language in own[entry.object_id]:
                    self._add(entry.object_id, language, title, getattr(entry, language))

    def _add(self, pk: int, language: str, title: tuple[str, ...], texts) -> None:
        everything = frozenset(folded(word) for word in words(f"{texts.title} {texts.head} {texts.body}"))
        self.records.append(Record(pk, language, title, everything, tuple(texts.labels)))
        self.known[language] |= everything

    def named(self, language: str, title_words: list[str]) -> frozenset[int]:
        """The records whose title has all these words."""
        found = [self.titles[language][word] for word in title_words]
        return frozenset(set.intersection(*found)) if found else frozenset()

    def rarest(self, record: Record, number: int) -> list[str]:
        """The words of a title that fewest other titles have, in the order of the title."""
        telling = sorted(record.telling, key=lambda word: len(self.titles[record.language][word]))[:number]
        return [word for word in record.title if word in telling]


Made = tuple[str, frozenset[int]] | None


def title(content: Content, record: Record, chance: random.Random) -> Made:
    chosen = content.rarest(record, 3)
    return (" ".join(chosen), content.named(record.language, chosen)) if len(chosen) > 1 else None


def inflected(content: Content, record: Record, chance: random.Random) -> Made:
    """One or two words of the title, the first in another form that the content or a dictionary knows as a word."""
    chosen = content.rarest(record, 2)
    for number, word in enumerate(chosen):
        forms = [
            form
            for form in _forms(word, record.language)
            if form not in record.title and _is_word(form, content, record)
        ]
        if forms:
            query = [*chosen[:number], chance.choice(forms), *chosen[number + 1 :]]
            return " ".join(query), content.named(record.language, chosen)
    return None


def _forms(word: str, language: str) -> Iterator[str]:
    for ending, other in RULES[language]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            yield word.removesuffix(ending) + other if ending else word + other


def _is_word(form: str, content: Content, record: Record) -> bool:
    return form in content.known[record.language]


def typo(content: Content, record: Record, chance: random.Random) -> Made:
    """Two words of the title, one letter of the longest wrong; never another word of the content."""
    chosen = content.rarest(record, 2)
    if not chosen or len(longest := max(chosen, key=len)) <= LONG:
        return None
    for _ in range(5):
        wrong = _mistyped(longest, chance)
        if wrong not in content.known[record.language]:
            return " ".join(wrong if word == longest else word for word in chosen), content.named(
                record.language, chosen
            )
    return None


def _mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :],
        )
    )


def compound_split(content: Content, record: Record, chance: random.Random) -> Made:
    """The parts of a compound of the title, apart."""
    for word in record.telling if record.language == "nl" else ():
        if parts := compounds.split(word):
            parts_named = {folded(part) for part in parts} <= record.everything
            return None if parts_named else (" ".join(parts), frozenset(content.titles["nl"][word]))
    return None


def compound_joined(content: Content, record: Record, chance: random.Random) -> Made:
    """Two words of the title as one, when that is a compound and the record does not have it."""
    telling = [word for word in record.title if len(word) >= 3 and word.isalpha()] if record.language == "nl" else []
    for first, last in [*pairwise(telling), *((b, a) for a, b in pairwise(telling))]:
        for joined in (first + last, f"{first}s{last}"):
            if joined not in record.everything and compounds.split(joined) == (first, last):
                return joined, content.named("nl", [first, last])
    return None


def synonym(content: Content, record: Record, chance: random.Random) -> Made:
    """A term of the title as another term of its group (not of a broader one, which finds less), which no title has:
    what has it would answer as well.
    """
    known = thesaurus.current()
    for place in range(len(record.title)):
        match = known.match(list(record.title), place)
        if match:
            meant = list(record.title[place : place + match.length])
            others = [
                other
                for other in match.variants
                if not content.named(record.language, [folded(word) for word in words(other)]) and _equal(other, meant)
            ]
            if others:
                return chance.choice(others), content.named(record.language, meant)
    return None


def _equal(term: str, meant: list[str]) -> bool:
    """Whether who types `term` asks for what is `meant` too."""
    match = thesaurus.current().match(thesaurus.words(term), 0)
    asked = {thesaurus.words(variant) for variant in match.variants} if match else set()
    return thesaurus.words(" ".join(meant)) in asked


def name(content: Content, record: Record, chance: random.Random) -> Made:
    """A tag, a theme or an organisation."""
    if not record.names:
        return None
    chosen = chance.choice(record.names)
    having = frozenset(other.pk for other in content.records if chosen in other.names)
    return (chosen, having) if len(having) <= 50 else None


def cross_language(content: Content, record: Record, chance: random.Random) -> Made:
    chosen = content.rarest(record, 2)
    return (" ".join(chosen), content.named(record.language, chosen)) if len(chosen) > 1 else None


KINDS: dict[str, Callable[[Content, Record, random.Random], Made]] = {
    "title": title, "inflected": inflected, "compound-joined": compound_joined, "compound-split": compound_split,
    "typo": typo, "synonym": synonym, "cross-language": cross_language, "name": name,
}  # fmt: skip


def queries(number: int, seed: int) -> list[Judged]:
    """Up to `number` queries a class; a class has fewer when the content has not enough of it."""
    content, found = Content(), []
    for kind, make in KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        made: dict[tuple[str, str], Judged] = {}
        for record in chance.sample(content.records, len(content.records)):
            query = make(content, record, chance)
            if query and query[0]:
                other = "en" if record.language == "nl" else "nl"
                language = other if kind == "cross-language" else record.language
                made.setdefault((query[0], language), Judged(kind, query[0], language, query[1]))
            if len(made) == number:
                break
        found += made.values()
    return found
