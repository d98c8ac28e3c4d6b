"""What goes well with an instrument, and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from instruments import workflow
from instruments.models import Instrument, State
from instruments.related import RELATED_AT_MOST, related_to
from tests.factories import instrument

pytestmark = pytest.mark.django_db


def titles(of) -> list[str]:
    return [item.instrument.title_en for item in related_to(of)]


def test_what_shares_a_rare_theme_comes_before_what_shares_a_common_one():
    for number in range(6):
        instrument(title_en=f"{number}", themes=["learning"])
    rare = instrument(title_en="Rare", themes=["mobility"])
    one = instrument(title_en="One", themes=["learning", "mobility"])
    assert titles(one)[0] == rare.title_en


def test_shared_tags_count_too():
    instrument(title_en="Theme only", themes=["learning"])
    instrument(title_en="Theme and tag", themes=["learning"], tags=["soap"])
    instrument(title_en="Theme only again", themes=["learning"])
    assert titles(instrument(title_en="One", themes=["learning"], tags=["soap"]))[0] == "Theme and tag"


def test_of_equals_the_one_with_a_like_title_comes_first():
    instrument(title_en="Quick scan of waste", title_nl="Snelle blik op afval")
    instrument(title_en="Something else", title_nl="Iets anders")
    assert (
        titles(instrument(title_en="Quick scan of water", title_nl="Snelle blik op water"))[0] == "Quick scan of waste"
    )


def test_what_the_editors_chose_comes_first_and_once():
    for number in range(5):
        instrument(title_en=f"{number}", themes=["learning"])
    chosen = instrument(title_en="Chosen", themes=["learning"])
    one = instrument(themes=["learning"], related=[chosen])
    assert titles(one)[0] == "Chosen"
    assert len(titles(one)) == len(set(titles(one))) == RELATED_AT_MOST


def test_each_says_why_it_is_there():
    chosen = instrument(title_en="Chosen", themes=["mobility"])
    instrument(title_en="Alike", themes=["learning"], tags=["soap"])
    one = instrument(themes=["learning"], tags=["soap"], related=[chosen])
    with override("en"):
        reasons = {item.instrument.title_en: item.reasons for item in related_to(one)}
    assert reasons == {"Chosen": ["chosen by the editors"], "Alike": ["also on learning", "also tagged soap"]}


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_what_is_not_published_is_not_related(state):
    hidden = instrument(title_en="Hidden", themes=["learning"], tags=["soap"], state=state)
    assert titles(instrument(themes=["learning"], tags=["soap"], related=[hidden])) == []


def test_an_instrument_is_not_related_to_itself_nor_to_what_shares_nothing():
    instrument(themes=["mobility"])
    assert titles(instrument(themes=["learning"])) == []


def test_what_was_withdrawn_is_gone_at_once():
    other, one = instrument(title_en="Other"), instrument()
    assert titles(one) == ["Other"]
    workflow.withdraw(other, by=None, reason_en="Wrong")
    assert titles(one) == []


def test_the_number_of_statements_does_not_grow():
    made = instrument(themes=["learning"], tags=["soap"])
    one = Instrument.objects.with_page().get(pk=made.pk)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            related_to(one)
        return len(captured)

    instrument(themes=["learning"], tags=["soap"])
    few = statements()
    for number in range(6):
        instrument(themes=["learning", "mobility"], tags=["soap", f"tag {number}"])
    assert statements() == few
