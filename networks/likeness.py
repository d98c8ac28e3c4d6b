"""How alike the work of two projects is, and why: computed from vocabulary and texts, in both languages.

Each kind of evidence is a number between 0 and 1; together they make a likelihood, with weights found on the first half
of benchmarks/pairs.toml (docs/performance.md tells how good it is on the other half). What is rare says more than what
every project has: ln(1 + all / having it), for themes, tags, words and terms alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.db import connection

from networks.models import Network, Project
from search import compounds, forms, thesaurus
from search.words import words

CONFIGURATIONS = {"nl": "kc_nl", "en": "kc_en"}
# How often a text counts. Place in policy, means and communication are left out: they are alike in every fiche.
TEXTS = {"title": 3, "summary": 2, "goals": 1, "output": 1, "actions": 1}
BROADER = 0.4  # a theme is also a bit of its broader one
REMEMBERED = 30_000

WEIGHTS = {"words": 16.0, "terms": 1.0, "themes": 5.0, "tags": 2.0, "instruments": 4.0}
BIAS = -4.8
LIKELY = 0.3  # from here on a pair is proposed: a person judges it, so what is missed costs more than a wrong one
ENOUGH = 5  # proposals about one project
WORDS_SAID, TERMS_SAID = 4, 3  # as many are named as a reason

# Words that every project has in its texts, and that say nothing of its work
EVERYWHERE = {
    "nl": """
        een twee drie vier vijf zes zeven acht negen tien elf twaalf eerste tweede jaar jaren maand maanden dag dagen
        week per samen nieuw nieuwe goed goede eigen project projecten bedrijf bedrijven onderneming ondernemingen
        krijgen krijgt maken maakt gaat gaan waar waarmee rond tussen meer minder
    """,
    "en": """
        one two three four five six seven eight nine ten eleven twelve first second year years month months day days
        week together new good own project projects company companies business businesses get gets make makes made goes
        among between more fewer less
    """,
}
COMMON = {code: frozenset(text.split()) for code, text in EVERYWHERE.items()}

LEXEMES = """
SELECT typed.word, tsvector_to_array(to_tsvector(%s::regconfig, typed.word)) FROM unnest(%s::text[]) AS typed (word)
"""


@dataclass(frozen=True)
class Work:
    """What a project works on, as far as it is compared."""

    pk: int
    texts: Mapping[str, Mapping[str, str]]  # by language, then by name
    themes: Mapping[str, str]  # address of the theme, and of its broader one or nothing
    tags: frozenset[str] = field(default_factory=frozenset)
    instruments: frozenset[int] = field(default_factory=frozenset)
    networks: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Pair:
    """Two projects that probably work on the same thing. The reasons are data; networks/reasons.py has the words."""

    left: int
    right: int
    score: float
    reasons: list[dict]


def works(projects: Iterable[Project]) -> list[Work]:
    """Projects as they are compared; read `with_work`. In a diagonal network everybody meets, so it does not count."""
    found = []
    for project in projects:
        made = [product.instrument for product in project.products.all()]
        found.append(
            Work(
                pk=project.pk,
                texts={code: {name: getattr(project, f"{name}_{code}") for name in TEXTS} for code in CONFIGURATIONS},
                themes={theme.slug: theme.parent.slug if theme.parent else "" for theme in project.themes.all()},
                tags=frozenset(tag.name for instrument in made for tag in instrument.tags.all()),
                instruments=frozenset(instrument.pk for instrument in made),
                networks=frozenset(one.pk for one in project.networks.all() if one.kind != Network.Kind.DIAGONAL),
            )
        )
    return found


def pairs(compared: Sequence[Work], *, likely: float = LIKELY) -> list[Pair]:
    """The pairs that probably work on the same thing, the surest first. Two that meet in a network are no news.

    A pair is left out when both projects have surer ones enough.
    """
    likeness = Likeness(sorted(compared, key=lambda work: work.pk))
    scores, projects = likeness.scores, likeness.compared
    above = np.argwhere(np.triu(scores >= likely, k=1))
    found: list[Pair] = []
    times: Counter[int] = Counter()
    for left, right in sorted(above.tolist(), key=lambda pair: (-scores[pair[0], pair[1]], pair)):
        one, other = projects[left], projects[right]
        if one.networks.isdisjoint(other.networks) and min(times[left], times[right]) < ENOUGH:
            times.update((left, right))
            found.append(Pair(one.pk, other.pk, round(float(scores[left, right]), 4), likeness.reasons(left, right)))
    return found


class Likeness:
    """Every two of some projects compared: `evidence` of each kind and the `scores` are square matrices."""

    def __init__(self, compared: Sequence[Work]) -> None:
        self.compared = compared
        self._words = {code: Words(compared, code) for code in CONFIGURATIONS}
        known = thesaurus.current()
        self._terms = Shared(_terms(work, known) for work in compared)
        self._themes = Shared(_themes(work) for work in compared)
        self._tags = Shared(dict.fromkeys(work.tags, 1) for work in compared)
        self._instruments = Shared(dict.fromkeys(work.instruments, 1) for work in compared)
        self.evidence = {
            # a text in one language alone is compared in that one
            "words": np.maximum(*(found.cosines for found in self._words.values())),
            "terms": self._terms.cosines,
            "themes": self._themes.cosines,
            "tags": self._tags.cosines,
            "instruments": (self._instruments.cosines > 0).astype(float),
        }
        total = BIAS + sum(weight * self.evidence[name] for name, weight in WEIGHTS.items())
        self.scores = 1 / (1 + np.exp(-total))

    def reasons(self, left: int, right: int) -> list[dict]:
        """Why two of them are alike; what says most comes first."""
        themes = self._themes.shared(left, right)
        broader = {parent for work in (self.compared[left], self.compared[right]) for parent in work.themes.values()}
        narrow = [slug for slug in themes if slug not in broader or len(themes) == 1]
        said = {code: found.spoken(left, right)[:WORDS_SAID] for code, found in self._words.items()}
        found = [
            {"kind": "instruments", "ids": self._instruments.shared(left, right)},
            {"kind": "themes", "slugs": narrow},
            {"kind": "tags", "names": self._tags.shared(left, right)},
            {"kind": "words", **{code: spoken for code, spoken in said.items() if spoken}},
            {"kind": "terms", "groups": self._terms.shared(left, right)[:TERMS_SAID]},
        ]
        return [reason for reason in found if any(value for name, value in reason.items() if name != "kind")]


class Shared[Feature]:
    """What some things have, each thing as a row of weights: the rarer, the heavier."""

    def __init__(self, having: Iterable[Mapping[Feature, float]]) -> None:
        rows = list(having)
        self._features: list[Feature] = list(dict.fromkeys(feature for row in rows for feature in row))
        places = {feature: place for place, feature in enumerate(self._features)}
        matrix = np.zeros((len(rows), len(places)), dtype=np.float32)
        for number, row in enumerate(rows):
            for feature, count in row.items():
                matrix[number, places[feature]] = count
        having_it = np.maximum((matrix > 0).sum(axis=0), 1)
        matrix = np.log1p(matrix) * np.log1p(len(rows) / having_it)
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        self._matrix = np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)
        self.cosines = np.clip(self._matrix @ self._matrix.T, 0, 1)

    def shared(self, left: int, right: int) -> list[Feature]:
        """What both have, the weightiest first."""
        weights = self._matrix[left] * self._matrix[right]
        places = np.flatnonzero(weights)
        return [self._features[place] for place in places[np.argsort(-weights[places], kind="stable")]]


class Words:
    """The words of some projects in one language, as the search reads them: stems, dictionary forms, compounds."""

    def __init__(self, compared: Sequence[Work], code: str) -> None:
        typed = [_typed(work, code) for work in compared]
        stems = _stems({word for row in typed for word in row}, code)
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        counts = []
        for row in typed:
            found: Counter[str] = Counter()
            for word, times in row.items():
                for stem, written in stems[word].items():
                    found[stem] += times
                    self._written[stem][written] += times
            counts.append(found)
        self._shared = Shared(counts)
        self.cosines = self._shared.cosines

    def spoken(self, left: int, right: int) -> list[str]:
        """The shared words as they are mostly written, the weightiest first, none of them twice."""
        return list(
            dict.fromkeys(self._written[stem].most_common(1)[0][0] for stem in self._shared.shared(left, right))
        )


def _typed(work: Work, code: str) -> Counter[str]:
    """The words of a project's texts, those of its title and summary more often than they stand there."""
    found: Counter[str] = Counter()
    for name, times in TEXTS.items():
        for word in words(work.texts[code][name].lower()):
            if word not in COMMON[code]:
                found[word] += times
    return found


def _stems(typed: set[str], code: str) -> dict[str, dict[str, str]]:
    """What PostgreSQL takes each word for, and how that is written; of a Dutch word also the parts of a compound."""
    ways = {word: _ways(word) if code == forms.LANGUAGE else {word: word} for word in typed}
    asked = sorted({way for found in ways.values() for way in found})
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [CONFIGURATIONS[code], asked])
        lexemes = dict(cursor.fetchall())
    return {
        word: {lexeme: written for way, written in found.items() for lexeme in lexemes[way]}
        for word, found in ways.items()
    }


@lru_cache(maxsize=REMEMBERED)
def _ways(word: str) -> dict[str, str]:
    """The dictionary form of a Dutch word and the parts of a compound, and how each is written here."""
    return {part: part for part in compounds.split(word)} | {forms.base(word) or word: word}


def _terms(work: Work, known: thesaurus.Thesaurus) -> Counter[int]:
    """The groups of the thesaurus that the texts speak of: the same numbers in either language."""
    found: Counter[int] = Counter()
    for code in CONFIGURATIONS:
        in_language: Counter[int] = Counter()
        for name, times in TEXTS.items():
            for group in known.groups_in(words(work.texts[code][name])):
                in_language[group] += times
        found |= in_language  # said in both languages is said once
    return found


def _themes(work: Work) -> dict[str, float]:
    broader = {parent: BROADER for parent in work.themes.values() if parent}
    return broader | dict.fromkeys(work.themes, 1.0)
