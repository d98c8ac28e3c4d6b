"""The counts of the catalogue are honest: for random instruments, words and selections they are what a visitor gets.

The oracle is a loop over the instruments themselves; it knows nothing of search documents.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import bulk, documents
from instruments.catalogue import Results
from instruments.facets import FACETS, Vocabulary
from instruments.filters import parse
from instruments.models import TERM_MODELS, Instrument, State, Type
from search import engine
from search.models import SynonymGroup

# What stands in a text, and which of these each query finds: by the word itself, by what a compound is made of, by the
# thesaurus; and, in a Dutch text alone, by the parts of its compounds
TEXTS = (
    "fjord",
    "xylofoon",
    "appeltaart",
    "taart met een appel",
    "tafelpoot",
    "zebrapad",
    "oversteekplaats",
    "crosswalk",
)
CROSSING = {"zebrapad", "oversteekplaats", "crosswalk"}
FINDS = {
    "fjord": {"fjord"},
    "xylofoon": {"xylofoon"},
    "appeltaart": {"appeltaart", "taart met een appel"},
    '"appeltaart"': {"appeltaart"},
    "taart": {"taart met een appel"},
    "poot": set(),
    "zebrapad": CROSSING,
    "crosswalk": CROSSING,
}
PARTS = {"taart": "appeltaart", "poot": "tafelpoot"}
FIELDS = {"theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases"}
TAGS = ("een", "twee", "drie", "vier", "vijf")


@dataclass
class Known:
    """What the oracle knows of one instrument: its texts and its values per facet."""

    texts: dict[str, tuple[str, set[str]]]  # per interface language: in which language, and what
    values: dict[str, set[str]] = field(default_factory=dict)


class Catalogue(list[Known]):
    """What the oracle knows of all instruments."""

    def __repr__(self) -> str:
        return f"{len(self)} instruments"  # hypothesis would print them all


def random_instrument(chance: random.Random, number: int, terms: dict) -> tuple[Instrument, dict, Known]:
    texts = {
        "nl": set(chance.sample(TEXTS, chance.randint(0, 2))),
        "en": set(chance.sample(TEXTS, chance.randint(0, 2))),
    }
    languages = chance.choice([("nl",), ("en",), ("nl", "en")])
    instrument = Instrument(
        slug=f"instrument-{number}",
        type=chance.choice(Type.values),
        state=State.PUBLISHED,
        published_at=timezone.now(),
        languages=chance.sample(["nl", "en", "fr", "de"], chance.randint(0, 2)),
        year=chance.choice([None, 1999, 2004, 2026]),
    )
    for language in languages:
        setattr(instrument, f"title_{language}", f"nummer {number}")
        setattr(instrument, f"summary_{language}", ". ".join(texts[language]) or "leeg")
    single = {facet: chance.choice([None, *terms[facet]]) for facet in ("time", "format")}
    for facet, term in single.items():
        setattr(instrument, facet, term)
    chosen = {facet: chance.sample(terms[facet], chance.randint(0, 3)) for facet in FIELDS}
    themes = {term.slug for term in chosen["theme"]} | {term.parent.slug for term in chosen["theme"] if term.parent}
    tags = chance.sample(TAGS, chance.randint(0, 3))
    found = {  # a text that is missing in the interface language is found by the other one's words
        language: (own, texts[own])
        for language in ("nl", "en")
        for own in [language if language in languages else "en" if language == "nl" else "nl"]
    }
    values = {facet: {term.slug for term in chosen[facet]} for facet in FIELDS} | {
        "theme": themes, "type": {instrument.type}, "language": set(instrument.languages), "tag": set(tags),
        "year": {str(instrument.year)} - {"None"},
        **{facet: {term.slug} if term else set() for facet, term in single.items()},
    }  # fmt: skip
    return instrument, {"terms": chosen, "tags": tags}, Known(found, values)


def fill(number: int, seed: int) -> list[Known]:
    SynonymGroup.objects.create(terms_nl=["zebrapad", "oversteekplaats"], terms_en=["crosswalk"])
    chance = random.Random(seed)
    terms = {facet: list(TERM_MODELS[facet].objects.all()) for facet in ("theme", *TERM_MODELS) if facet != "goal"}
    terms["theme"] = list(TERM_MODELS["theme"].objects.select_related("parent"))
    tags = {tag.name: tag.pk for tag in bulk.make_tags(TAGS)}
    made = [random_instrument(chance, n, terms) for n in range(number)]
    records = [
        bulk.Record(
            instrument,
            terms={FIELDS[facet]: [term.pk for term in chosen] for facet, chosen in more["terms"].items()},
            tags=[tags[name] for name in more["tags"]],
        )
        for instrument, more, _ in made
    ]
    documents.write(bulk.write(records, by=None, reason="", slugs=bulk.Slugs(), history=False))
    return [known for _, _, known in made]


def passes(known: Known, language: str, queries: list[str], chosen: dict[str, set[str]]) -> bool:
    own, texts = known.texts[language]
    finds = (FINDS[query] | ({PARTS.get(query)} if own == "nl" else set()) for query in queries)
    return all(found & texts for found in finds) and all(
        known.values[facet] & values for facet, values in chosen.items() if values
    )


VALUES = {
    "type": Type.values, "year": ["1999", "2004", "2026", "1950"], "language": ["nl", "en", "fr", "de"],
    "tag": list(TAGS),
    "theme": ["diversity", "recruitment", "learning", "transparency", "environment", "mobility"],
    "audience": ["sme", "trainer", "intermediary"], "sector": ["construction", "trade"], "size": ["micro", "small"],
    "phase": ["analyse", "report"], "time": ["half-hour", "day"], "format": ["paper", "training"],
}  # fmt: skip
searches = st.fixed_dictionaries(
    {"lang": st.sampled_from(["nl", "en"]), "q": st.lists(st.sampled_from(list(FINDS)), max_size=2, unique=True)},
    optional={
        facet: st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
        for facet, values in VALUES.items()
    },
)


def results(search: dict, terms: Vocabulary) -> Results:
    data = QueryDict(mutable=True)
    data["q"] = " ".join(search["q"])
    for facet, values in search.items():
        if facet in VALUES:
            data.setlist(facet, values)
    return Results(parse(data, terms), search["lang"], terms, page_size=1000)


@pytest.fixture
def known(db) -> Catalogue:
    return Catalogue(fill(300, seed=2004))


@pytest.mark.parametrize("array", [False, True], ids=["records fetched", "records kept in memory"])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=searches)
def test_totals_and_counts_are_those_of_a_loop(known, array, search, monkeypatch, settings):
    monkeypatch.setattr(engine, "_arrays", {})
    settings.SEARCH_ARRAY_ABOVE = -1 if array else 10**9
    terms = Vocabulary()
    found = results(search, terms)
    chosen = {facet: set(search.get(facet, ())) for facet in VALUES}
    expected = sum(passes(item, search["lang"], search["q"], chosen) for item in known)
    assert found.total == len(found.ids) == expected
    for panel in found.facets:
        elsewhere = {facet: values for facet, values in chosen.items() if facet != panel.name}
        there = [item for item in known if passes(item, search["lang"], search["q"], elsewhere)]
        counts = Counter(value for item in there for value in item.values[panel.name])
        for choice in (c for option in [*panel.options, *panel.more] for c in [option, *option.children]):
            assert choice.count == counts[choice.value], (panel.name, choice.value)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=searches)
def test_every_way_out_of_zero_results_leads_somewhere(known, search):
    terms = Vocabulary()
    found = results(search, terms)
    translation.activate(search["lang"])
    if found.total:
        assert found.repairs == []
        return
    assert found.repairs
    for repair in found.repairs:
        language = repair.url[1:3]  # one way out is the same search on the site in the other language
        there = Results(parse(QueryDict(repair.url.partition("?")[2]), terms), language, terms)
        assert there.total == repair.count > 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=searches)
def test_a_chosen_value_never_disappears_and_its_chip_takes_it_away(known, search):
    terms = Vocabulary()
    found = results(search, terms)
    shown = {
        (panel.name, choice.value)
        for panel in found.facets
        for option in [*panel.options, *panel.more]
        for choice in [option, *option.children]
        if choice.selected
    }
    chosen = {(facet, value) for facet in VALUES for value in search.get(facet, ())}
    assert shown == chosen
    assert len(found.chips) == len(chosen) + bool(search["q"])
    for chip in found.chips:
        rest = parse(QueryDict(chip.url.partition("?")[2]), terms)
        assert sum(map(len, rest.chosen.values())) + bool(rest.words) == len(found.chips) - 1


def test_every_facet_of_the_contract_is_there():
    assert {facet.name for facet in FACETS} == {
        "type", "theme", "audience", "sector", "size", "phase", "time", "format", "language", "year", "tag",
    }  # fmt: skip
