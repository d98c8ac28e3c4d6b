"""The counts of the lists of projects, networks and calls are honest: every number is what one gets by ticking it.

The oracle is a loop over the things themselves; it knows nothing of search documents.
"""

import random
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.catalogue import Calls, Networks, Projects
from networks.facets import Choices
from networks.models import Network, State
from networks.workflow import publication
from search import engine
from tests.factories import accounts, networks, term

pytestmark = pytest.mark.django_db
TODAY = date(2006, 6, 15)
DAYS = [None, date(1999, 3, 1), date(2005, 12, 31), date(2006, 6, 14), date(2006, 6, 15), date(2006, 6, 16),
        date(2008, 1, 1)]  # fmt: skip
WORDS = ("zebrapad", "kwarktaart", "fjord")
THEMES = ("diversity", "recruitment", "learning", "mobility")


def random_dates(chance: random.Random) -> tuple[date | None, date | None]:
    start, end = chance.choice(DAYS), chance.choice(DAYS)
    return (start, end) if start and (end is None or end >= start) else (start, None)


def fill(seed: int) -> None:
    chance = random.Random(seed)
    promoters = [accounts.organisation(slug=f"promoter-{n}") for n in range(3)]
    phases = [networks.phase(slug=f"phase-{n}") for n in range(2)]

    def texts(name: str, number: int) -> dict:
        words = " ".join(chance.sample(WORDS, chance.randint(0, 2)))
        return {"slug": f"{name}-{number}", "title_nl": f"{name} {number}", "title_en": f"{name} {number}",
                "summary_nl": words or "leeg", "summary_en": words or "leeg"}  # fmt: skip

    def themes() -> list[str]:
        return chance.sample(THEMES, chance.randint(0, 2))

    calls = []
    for number in range(6):
        opens, closes = random_dates(chance)
        made = networks.call(**texts("call", number), opens_on=opens, closes_on=closes,
                             phase=chance.choice([None, *phases]), state=State.DRAFT)  # fmt: skip
        made.themes.set(term("theme", slug) for slug in themes())
        calls.append(publication.publish(made, by=None) if number else made)
    projects = []
    for number in range(25):
        starts, ends = random_dates(chance)
        projects.append(networks.project(
            **texts("project", number), starts_on=starts, ends_on=ends, promoter=chance.choice(promoters),
            call=chance.choice([None, *calls]), themes=themes(),
            state=State.PUBLISHED if number > 2 else chance.choice(State.values),
        ))  # fmt: skip
    for number in range(8):
        starts, ends = random_dates(chance)
        networks.network(**texts("network", number), starts_on=starts, ends_on=ends, themes=themes(),
                         kind=chance.choice(Network.Kind.values), phase=chance.choice([None, *phases]),
                         projects=chance.sample(projects, 6),
                         state=State.PUBLISHED if number else State.DRAFT)  # fmt: skip


def themes_of(thing) -> set[str]:
    return {slug for theme in thing.themes.all() for slug in (theme.slug, theme.parent.slug if theme.parent else None)}


def years_of(first: date | None, last: date | None) -> set[str]:
    if not first and not last:
        return set()
    first, last = first or last, last or max(TODAY, first)
    return {str(year) for year in range(first.year, last.year + 1)}


def values(thing) -> dict[str, set[str]]:
    """The values of a thing per facet, as a person would say them."""
    period = (thing.opens_on, thing.closes_on) if hasattr(thing, "opens_on") else (thing.starts_on, thing.ends_on)
    known = {"theme": themes_of(thing), "state": {str(thing.standing(TODAY))}, "year": years_of(*period)}
    if hasattr(thing, "phase"):
        known["phase"] = {thing.phase.slug} if thing.phase else set()
    if isinstance(thing, Network):
        known["kind"] = {str(thing.kind)}
    if hasattr(thing, "promoter"):
        known["promoter"] = {thing.promoter.slug} if thing.promoter else set()
        known["call"] = {thing.call.slug} if thing.call and thing.call.state == State.PUBLISHED else set()
        known["network"] = {one.slug for one in thing.networks.all() if one.state == State.PUBLISHED}
    return known


def found_by(of, query: dict):
    data = QueryDict(mutable=True)
    for name, wanted in query.items():
        data.setlist(name, wanted)
    choices = Choices()
    return of(of.parse(data, choices), "nl", choices, today=TODAY, page_size=1000)


def drawn(facets: dict[str, list[str]]):
    chosen = {facet: st.lists(st.sampled_from(some), max_size=2, unique=True) for facet, some in facets.items()}
    words = st.lists(st.sampled_from(WORDS), max_size=1)
    return st.fixed_dictionaries({"q": words}, optional=chosen)


STANDINGS = ["planned", "running", "finished", "undetermined"]
SOME = {
    Projects: {"theme": list(THEMES), "state": STANDINGS, "year": ["1999", "2006", "2007", "2050"],
               "promoter": ["promoter-0", "promoter-1"], "call": ["call-1", "call-2"],
               "network": ["network-1", "network-2"]},
    Networks: {"kind": Network.Kind.values, "theme": list(THEMES), "state": STANDINGS, "phase": ["phase-0", "phase-1"]},
    Calls: {"theme": list(THEMES), "state": ["announced", "open", "closed", "undetermined"],
            "year": ["1999", "2006"], "phase": ["phase-0"]},
}  # fmt: skip
searches = st.one_of(*(st.tuples(st.just(of), drawn(facets)) for of, facets in SOME.items()))


@pytest.fixture(scope="module")
def filled(shared_db):
    """What is published of each kind, with its values."""
    fill(seed=2006)
    return {of: [(thing, values(thing)) for thing in of.model.objects.published()] for of in SOME}


@pytest.mark.parametrize("array", [False, True], ids=["records fetched", "records kept in memory"])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=searches)
def test_totals_and_counts_are_those_of_a_loop(filled, array, search, monkeypatch, settings):
    monkeypatch.setattr(engine, "_arrays", {})
    settings.SEARCH_ARRAY_ABOVE = -1 if array else 10**9
    of, query = search
    found = found_by(of, query)
    chosen = {facet: set(given) for facet, given in query.items() if facet != "q" and given}

    def passing(left_out: str = "") -> list[dict]:
        return [
            has for thing, has in filled[of]
            if all(word in thing.summary_nl for word in query["q"])
            and all(has[facet] & wanted for facet, wanted in chosen.items() if facet != left_out)
        ]  # fmt: skip

    assert found.total == len(found.ids) == len(found.items) == len(passing())
    for panel in found.facets:
        others = passing(left_out=panel.name)
        for choice in (c for option in [*panel.options, *panel.more] for c in [option, *option.children]):
            assert choice.count == sum(choice.value in has[panel.name] for has in others), (panel.name, choice.value)
    if not found.total:
        for repair in found.repairs:
            data = QueryDict(repair.url.partition("?")[2])
            choices = Choices()
            there = of(of.parse(data, choices), repair.url[1:3], choices, today=TODAY)
            assert there.total == repair.count > 0
