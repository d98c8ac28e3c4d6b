"""The words of generated records: those of our demonstration content and vocabulary, and compounds of Dutch nouns."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product

import numpy as np

from demo.load import content
from instruments.models import TERM_MODELS

WORD = re.compile(r"[^\W\d_]{2,}")
TEXTS = ("title", "summary", "body", "use", "whom", "purpose", "people", "outcome")
# A first part as it stands in a compound, with its linking letter; a second part as it stands at the end.
FIRST_PARTS = (
    "aankoop", "afval", "ambachts", "arbeids", "bedrijfs", "beleids", "bestuurs", "bouw", "buurt", "diversiteits",
    "dienst", "duurzaamheids", "energie", "ervarings", "gemeenschaps", "gezondheids", "grondstoffen", "handels",
    "herstel", "inkoop", "innovatie", "integriteits", "kennis", "keten", "klanten", "klimaat", "kwaliteits", "leer",
    "leveranciers", "loopbaan", "materialen", "medewerkers", "milieu", "mobiliteits", "netwerk", "omgevings",
    "onderhouds", "ondernemings", "onthaal", "opleidings", "organisatie", "overleg", "partner", "personeels", "ploegen",
    "productie", "project", "samenwerkings", "sector", "stage", "taal", "talent", "team", "transport", "veiligheids",
    "verpakkings", "vrijwilligers", "waarden", "water", "welzijns", "werk", "werkplaats", "werknemers", "zorg",
)  # fmt: skip
SECOND_PARTS = (
    "aanbod", "aanpak", "actie", "advies", "afspraak", "akkoord", "analyse", "audit", "balans", "beeld", "begeleiding",
    "bespreking", "bevraging", "boek", "charter", "cijfers", "cirkel", "contract", "dag", "doelen", "dossier", "fiche",
    "fonds", "gesprek", "gids", "groep", "kaart", "kans", "kring", "label", "lijst", "logboek", "loket", "maatregel",
    "meting", "methode", "model", "netwerk", "oefening", "overleg", "overzicht", "pas", "plan", "platform", "proces",
    "programma", "raad", "rapport", "register", "reglement", "scan", "spel", "team", "toets", "traject", "verslag",
    "visie", "vraag", "wijzer", "winst",
)  # fmt: skip
RARE_FROM = 60  # the words before this rank are mostly articles and prepositions
ZIPF_SHIFT = 2.7


@dataclass(frozen=True)
class Words:
    """The words of a language, the most frequent first; drawn as in real texts, the n-th 1/n as often as the first."""

    common: np.ndarray
    telling: np.ndarray

    @classmethod
    def ranked(cls, counts: Counter[str], tail: list[str]) -> "Words":
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        words = [*ranked, *(word for word in tail if word not in counts)]
        telling = [word for word in words[RARE_FROM:] if len(word) > 5]
        return cls(np.array(words, dtype=object), np.array(telling, dtype=object))

    def draw(self, chance: np.random.Generator, number: int) -> list[str]:
        """Any words, as they come in a sentence."""
        return list(self.common[zipf(chance, len(self.common), number)])

    def draw_telling(self, chance: np.random.Generator, number: int) -> list[str]:
        """Words that say something, for a title."""
        return list(self.telling[zipf(chance, len(self.telling), number)])


_cumulated: dict[int, np.ndarray] = {}


def zipf(chance: np.random.Generator, size: int, number: int) -> np.ndarray:
    """Ranks below `size`, drawn by the law of Zipf and Mandelbrot."""
    if size not in _cumulated:
        weights = np.cumsum(1 / (np.arange(size) + 1 + ZIPF_SHIFT))
        _cumulated[size] = weights / weights[-1]
    return np.searchsorted(_cumulated[size], chance.random(number))


def compounds() -> list[str]:
    """Dutch compounds in an order that mixes their parts, without a part twice."""
    pairs = sorted(
        product(range(len(FIRST_PARTS)), range(len(SECOND_PARTS))), key=lambda p: (p[0] * 7919 + p[1] * 104729) % 3571
    )
    return [FIRST_PARTS[a] + SECOND_PARTS[b] for a, b in pairs if not FIRST_PARTS[a].startswith(SECOND_PARTS[b])]


def of_language(language: str) -> Words:
    """The words of our own texts in a language; for Dutch, the compounds come after them."""
    counts: Counter[str] = Counter()
    _organisations, instruments = content()
    for item in instruments:
        for name in TEXTS:
            counts.update(WORD.findall(item.get(f"{name}_{language}", "").lower()))
    for model in TERM_MODELS.values():
        for label in model.objects.values_list(f"label_{language}", flat=True):
            counts.update(WORD.findall(label.lower()))
    return Words.ranked(counts, compounds() if language == "nl" else [])
