"""The counts of the catalogue are honest: for random instruments, words and selections they are what a visitor gets.

The oracle is a loop over the instruments themselves; it knows nothing of search documents.
"""

import random
from dataclasses import dataclass, field

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments import documents
from instruments.catalogue import Results
from instruments.facets import FACETS, Vocabulary
from instruments.filters import parse
from instruments.models import TERM_MODELS, Instrument, State, Type
from search import engine

WORDS = ("zebrapad", "kwarktaart", "fjord", "xylofoon")  # words that no stemmer folds together
FIELDS = {"theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases"}
TAGS = ("een", "twee", "drie", "vier", "vijf")


@dataclass
class Known:
    """What the oracle knows of one instrument: its words and its values per facet."""

    words: dict[str, set[str]]  # per interface language
    values: dict[str, set[str]] = field(default_factory=dict)


class Catalogue(list[Known]):
    """What the oracle knows of all instruments."""

    def __repr__(self) -> str:
        return f"{len(self)} instruments"  # hypothesis would print them all


def random_instrument(chance: random.Random, number: int, terms: dict) -> tuple[Instrument, dict, Known]:
    texts = {
        "nl": set(chance.sample(WORDS, chance.randint(0, 2))),
        "en": set(chance.sample(WORDS, chance.randint(0, 2))),
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
        setattr(instrument, f"summary_{language}", " ".join(texts[language]) or "leeg")
    single = {facet: chance.choice([None, *terms[facet]]) for facet in ("time", "format")}
    for facet, term in single.items():
        setattr(instrument, facet, term)
    chosen = {facet: chance.sample(terms[facet], chance.randint(0, 3)) for facet in FIELDS}
    themes = {term.slug for term in chosen["theme"]} | {term.parent.slug for term in chosen["theme"] if term.parent}
    tags = chance.sample(TAGS, chance.randint(0, 3))
    found = {  # a text that is missing in the interface language is found by the other one's words
        language: texts[language] if language in languages else texts["en" if language == "nl" else "nl"]
        for language in ("nl", "en")
    }
    values = {facet: {term.slug for term in chosen[facet]} for facet in FIELDS} | {
        "theme": themes, "type": {instrument.type}, "language": set(instrument.languages), "tag": set(tags),
        "year": {str(instrument.year)} - {"None"},
        **{facet: {term.slug} if term else set() for facet, term in single.items()},
    }  # fmt: skip
    return instrument, {"terms": chosen, "tags": tags}, Known(found, values)


def fill(number: int, seed: int) -> list[Known]:
    chance = random.Random(seed)
    terms = {facet: list(TERM_MODELS[facet].objects.all()) for facet in ("theme", *TERM_MODELS) if facet != "goal"}
    terms["theme"] = list(TERM_MODELS["theme"].objects.select_related("parent"))
    made = [random_instrument(chance, n, terms) for n in range(number)]
    for instrument, more, _ in made:
        instrument.skip_history_when_saving = True
        instrument.save()
        for facet, field_name in FIELDS.items():
            getattr(instrument, field_name).set(more["terms"][facet])
        instrument.tags.set(more["tags"])
    documents.write([instrument.pk for instrument, _, _ in made])
    return [known for _, _, known in made]


def passes(known: Known, language: str, words: list[str], chosen: dict[str, set[str]]) -> bool:
    return all(word in known.words[language] for word in words) and all(
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
    {"lang": st.sampled_from(["nl", "en"]), "q": st.lists(st.sampled_from(WORDS), max_size=2, unique=True)},
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
    return Catalogue(fill(80, seed=2004))


@pytest.mark.parametrize("array", [False, True], ids=["records fetched", "records kept in memory"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        for choice in (c for option in [*panel.options, *panel.more] for c in [option, *option.children]):
            count = sum(
                choice.value in item.values[panel.name] and passes(item, search["lang"], search["q"], elsewhere)
                for item in known
            )
            assert choice.count == count, (panel.name, choice.value)


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
