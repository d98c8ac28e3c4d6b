"""Any number of plausible records in two languages, the same ones every time, for benchmarks.

Record n depends on nothing but the seed, n and our own word lists. Records that are there already are left alone, so
that a second run does nothing and a larger number goes on where the smaller one stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import batched

import numpy as np
from django.db import connection, transaction
from django.utils.translation import override
from taggit.models import Tag

from accounts.models import Organisation
from demo.words import Words, compounds, of_language, zipf
from instruments import bulk, documents, workflow
from instruments.models import TERM_MODELS, Instrument, Language, Type

SEED = 20050901
BATCH = 1000
TAGS = 3000
FIRST_DAY = datetime(2004, 12, 6, 9, tzinfo=UTC)
DAYS = 7800
YEARS = (1998, 2026)
# Of ten records four are in both languages, four in Dutch alone and two in English alone.
LANGUAGES = (("nl", "en"),) * 4 + (("nl",),) * 4 + (("en",),) * 2
TITLES = {
    "nl": ("{} over {} en {}", "{} {} in de {}", "{} voor {} en {} met {}", "{} rond {}: van {} naar {}",
           "{} {} voor wie met {} begint", "{} bij {} en {} in kleine bedrijven"),
    "en": ("{} on {} and {}", "{} to {} in the {}", "{} for {} and {} with {}", "{} on {}: from {} to {}",
           "{} on {} for starting with {}", "{} for {} and {} in small companies"),
}  # fmt: skip
TYPE_WEIGHTS = (0.24, 0.2, 0.1, 0.12, 0.09, 0.1, 0.05, 0.06, 0.04)
PUBLISHER_KINDS = ("Kring", "Netwerk", "Leerhuis", "Adviesgroep", "Werkplaats", "Onderzoeksgroep", "Steunpunt", "Forum")
PUBLISHER_PLACES = ("Lindepoort", "Oeverdal", "Zandmolen", "Berkenrode", "Kaaiveld")
# How many terms a record has in each facet: as many choices as there are numbers, equally likely
HOW_MANY = {
    "theme": (1, 1, 2, 2, 3),
    "audience": (1, 1, 2, 3),
    "sector": (0, 0, 0, 1, 2),
    "size": (0, 1, 2, 3),
    "phase": (1, 1, 2),
}
MANY = {"theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases"}
Progress = Callable[[int, int], None]


def type_labels() -> dict[str, dict[str, str]]:
    """The name of each type, in both languages."""
    labels = {}
    for language in ("nl", "en"):
        with override(language):
            labels[language] = {value: str(label) for value, label in Type.choices}
    return labels


def make_publishers() -> list[int]:
    """The invented organisations that publish the records; returns their ids."""
    ids = []
    for kind, place in ((kind, place) for place in PUBLISHER_PLACES for kind in PUBLISHER_KINDS):
        name = f"{kind} {place}"
        fields = {"name_nl": name, "name_en": name, "kind": "network", "confirmed": True, "demonstration": True}
        slug = f"gen-{name.lower().replace(' ', '-')}"
        ids.append(Organisation.objects.get_or_create(slug=slug, defaults=fields)[0].pk)
    return ids


def make_tags() -> list[int]:
    """The tags that records are drawn from, the most used first; returns their ids."""
    names = compounds()[:TAGS]
    known = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    made = bulk.make_tags([name for name in names if name not in known])
    known |= {tag.name: tag.pk for tag in made}
    return [known[name] for name in names]


@dataclass
class Ground:
    """What all records are drawn from."""

    words: dict[str, Words] = field(
        default_factory=lambda: {language: of_language(language) for language in ("nl", "en")}
    )
    terms: dict[str, list[int]] = field(default_factory=lambda: {
        facet: list(model.objects.in_use().order_by("slot").values_list("pk", flat=True))
        for facet, model in TERM_MODELS.items()
    })  # fmt: skip
    publishers: list[int] = field(default_factory=make_publishers)
    tags: list[int] = field(default_factory=make_tags)
    labels: dict[str, dict[str, str]] = field(default_factory=type_labels)


def generate(number: int, progress: Progress = lambda done, total: None) -> int:
    """Make the records 1 to `number` that are not there yet, a batch a transaction; returns how many were made."""
    ground, slugs, made = Ground(), bulk.Slugs(), 0
    for batch in batched(range(1, number + 1), BATCH):
        there = set(Instrument.objects.filter(code__in=map(code_of, batch)).values_list("code", flat=True))
        missing = [place for place in batch if code_of(place) not in there]
        if missing:
            write(missing, ground, slugs)
        made += len(missing)
        progress(batch[-1], number)
    if made:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return made


@transaction.atomic
def write(places: list[int], ground: Ground, slugs: bulk.Slugs) -> None:
    """Write these records, published and findable; they have no history, for nobody ever edited them."""
    records = [record(place, ground) for place in places]
    workflow.publish_imported([each.instrument for each in records])
    ids = bulk.write(records, by=None, reason="generated", slugs=slugs, history=False)
    documents.write(ids)


def code_of(place: int) -> str:
    return f"gen-{place:06d}"


def record(place: int, ground: Ground) -> bulk.Record:
    """Record number `place`."""
    chance = np.random.default_rng([SEED, place])
    texts = LANGUAGES[chance.integers(len(LANGUAGES))]
    instrument = Instrument(
        code=code_of(place), type=chance.choice(Type.values, p=TYPE_WEIGHTS), languages=languages(chance, texts),
        year=YEARS[1] - int(chance.triangular(0, 4, YEARS[1] - YEARS[0])), demonstration=True,
        published_at=FIRST_DAY + timedelta(days=int(chance.integers(DAYS)), minutes=int(chance.integers(480))),
        publisher_id=ground.publishers[zipf(chance, len(ground.publishers), 1)[0]],
        time_id=one(chance, ground.terms["time"]), format_id=one(chance, ground.terms["format"]),
    )  # fmt: skip
    for language in texts:
        words = ground.words[language]
        label = ground.labels[language][instrument.type]
        setattr(instrument, f"title_{language}", title(chance, words, label, TITLES[language]))
        setattr(instrument, f"summary_{language}", sentences(words.draw(chance, int(chance.integers(15, 32)))))
        setattr(instrument, f"body_{language}", paragraphs(chance, words.draw(chance, int(chance.integers(90, 200)))))
    terms = {MANY[facet]: some(chance, ground.terms[facet], numbers) for facet, numbers in HOW_MANY.items()}
    tags = {ground.tags[rank] for rank in zipf(chance, TAGS, int(chance.integers(7)))}
    return bulk.Record(instrument, terms=terms, tags=tags)


def title(chance: np.random.Generator, words: Words, label: str, patterns: tuple[str, ...]) -> str:
    """Four to nine words: the type, and words that say something."""
    pattern = patterns[chance.integers(len(patterns))]
    return pattern.format(label, *words.draw_telling(chance, pattern.count("{}") - 1))


def sentences(words: list[str]) -> str:
    """The words in sentences of about a dozen."""
    parts = [" ".join(part) for part in batched(words, 12)]
    return " ".join(part[:1].upper() + part[1:] + "." for part in parts)


def paragraphs(chance: np.random.Generator, words: list[str]) -> str:
    return "\n\n".join(sentences(list(part)) for part in batched(words, int(chance.integers(40, 70))))


def languages(chance: np.random.Generator, texts: tuple[str, ...]) -> list[str]:
    """The languages of the instrument itself: those of its texts, and now and then French."""
    extra = {"fr"} if chance.random() < 0.1 else set()
    return [language for language in Language.values if language in {*texts, *extra}]


def one(chance: np.random.Generator, ids: list[int]) -> int | None:
    """A term, the first ones more often; one record in ten has none."""
    return None if chance.random() < 0.1 else ids[zipf(chance, len(ids), 1)[0]]


def some(chance: np.random.Generator, ids: list[int], numbers: tuple[int, ...]) -> set[int]:
    return {ids[rank] for rank in zipf(chance, len(ids), numbers[chance.integers(len(numbers))])}
