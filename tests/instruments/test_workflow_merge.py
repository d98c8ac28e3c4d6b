"""Two terms become one: nothing loses its place, and the old address leads on."""

import pytest
from django.http import QueryDict

from instruments import workflow
from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import parse
from instruments.models import TERM_MODELS, Instrument
from tests.factories import instrument, person, term

pytestmark = pytest.mark.django_db


def total(query: str) -> int:
    terms = Vocabulary()
    return Results(parse(QueryDict(query), terms), "nl", terms).total


@pytest.mark.parametrize(
    ("facet", "old", "new", "field"),
    [("theme", "mobility", "learning", "themes"), ("audience", "sme", "trainer", "audiences"),
     ("time", "day", "half-day", "time"), ("sector", "mining", "trade", "sectors"), ("size", "micro", "small", "sizes"),
     ("phase", "act", "report", "phases"), ("format", "paper", "training", "format")],
)  # fmt: skip
def test_what_was_filed_under_one_is_filed_under_the_other(facet, old, new, field):
    single = field in {"time", "format"}
    made = [instrument(**{field: old if single else [old]}), instrument(**{field: new if single else [old, new]})]
    moved = workflow.merge_terms(term(facet, old), term(facet, new), by=person(role="curator"))
    assert moved == (1 if single else 2)
    for one in Instrument.objects.all():
        terms = [getattr(one, field)] if single else getattr(one, field).all()
        assert [item.slug for item in terms] == [new]
    assert total(f"{facet}={old}") == total(f"{facet}={new}") == len(made)


def test_the_history_tells_who_merged_what():
    curator, made = person(role="curator"), instrument(themes=["mobility"])
    workflow.merge_terms(term("theme", "mobility"), term("theme", "learning"), by=curator)
    latest = made.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (curator, "mobility merged into learning")
    assert [row.theme.slug for row in latest.themes.all()] == ["learning"]
    assert made.history.count() == 3  # made, published, merged


def test_an_address_that_was_merged_twice_leads_to_the_last():
    for old, new in (("mobility", "learning"), ("learning", "diversity")):
        workflow.merge_terms(term("theme", old), term("theme", new), by=None)
    assert term("theme", "mobility").merged_into.slug == "diversity"
    assert parse(QueryDict("theme=mobility"), Vocabulary()).chosen == {"theme": ("diversity",)}


def test_narrower_themes_move_along_with_what_is_filed_under_them():
    instrument(themes=["recruitment"])  # below diversity, and only there
    workflow.merge_terms(term("theme", "diversity"), term("theme", "environment"), by=None)
    assert term("theme", "recruitment").parent.slug == "environment"
    assert total("theme=environment") == 1
    assert total("theme=diversity") == 1  # its address means the other one now


def test_themes_stay_on_two_levels():
    with pytest.raises(workflow.NotAllowed):
        workflow.merge_terms(term("theme", "diversity"), term("theme", "mobility"), by=None)
    assert term("theme", "diversity").merged_into is None


@pytest.mark.parametrize(
    ("old", "new"),
    [(("theme", "learning"), ("audience", "sme")), (("theme", "learning"), ("theme", "learning")),
     (("theme", "diversity"), ("theme", "recruitment"))],
)  # fmt: skip
def test_what_cannot_be_one_is_refused(old, new):
    with pytest.raises(workflow.NotAllowed):
        workflow.merge_terms(term(*old), term(*new), by=None)


@pytest.mark.parametrize("place", ["source", "target"])
def test_what_was_merged_takes_no_part_in_another_merge(place):
    workflow.merge_terms(term("theme", "mobility"), term("theme", "learning"), by=None)
    pair = [term("theme", "mobility"), term("theme", "environment")]
    with pytest.raises(workflow.NotAllowed):
        workflow.merge_terms(*(pair if place == "source" else reversed(pair)), by=None)


def test_the_slot_of_a_merged_term_is_not_given_away():
    slot = term("format", "paper").slot
    workflow.merge_terms(term("format", "paper"), term("format", "electronic"), by=None)
    assert TERM_MODELS["format"].objects.create(slug="new", label_nl="Nieuw").slot != slot
