"""The strategy of the demonstration: invented, marked as such, and consolidated like a real one."""

import pytest

from demo.forums import load_forums
from demo.load import content, load_accounts, load_organisation, load_promoter_membership
from demo.strategy import load_strategy
from forums import comparison, trace
from forums.models import Contribution, Reservation, Statement, Strategy, StrategyVersion
from forums.workflow import reservations
from plumbing.models import Mail
from tests.reading import read

pytestmark = pytest.mark.django_db
SLUG = "samen-duurzaam-aankopen"


@pytest.fixture(autouse=True)
def own_files():
    """The files of the content, which the tests share."""


@pytest.fixture(scope="module")
def loaded(shared_content):
    load_accounts()
    for item in content()[0]:
        load_organisation(item)
    load_promoter_membership()
    load_forums()
    assert load_strategy() is True
    return StrategyVersion.objects.latest().select_related("strategy").get()


def test_loading_twice_doubles_nothing(loaded):
    counts = [model.objects.count() for model in (Strategy, StrategyVersion, Statement, Contribution, Reservation)]
    assert load_strategy() is False
    assert counts == [
        model.objects.count() for model in (Strategy, StrategyVersion, Statement, Contribution, Reservation)
    ]


def test_it_shows_everything_that_can_happen_to_a_statement_and_a_contribution(loaded):
    reading = trace.read(loaded)
    first = loaded.strategy.versions.get(number=1)
    compared = comparison.compare(first, reading)
    assert {one.change for one in compared.lines} == set(comparison.Change) - {comparison.Change.NEW}
    assert len(compared.gone) == 1
    assert set(reading.outcomes) == {"taken-up", "in-part", "not-taken-up"}
    assert any(line.reservations for line in reading.lines)
    assert any(line.actions for line in reading.lines)
    assert any(line.statement.unsourced for line in reading.lines)


def test_it_says_that_it_is_invented_and_nobody_is_named_or_written_to(client, loaded):
    assert loaded.strategy.demonstration
    assert {one.signature for one in Contribution.objects.all()} <= {
        str(one.group) for one in Contribution.objects.all()
    }
    assert not Mail.objects.filter(subject__icontains="bijdrage").exists()
    for path in (f"/nl/strategie/{SLUG}/", "/en/strategy/", f"/en/forums/{SLUG}/"):
        assert read(client, path).find("//*[contains(@class, 'label--demonstration')]")


def test_everything_is_there_in_both_languages(loaded):
    for one in Statement.objects.all():
        assert one.text_nl
        assert one.text_en


def test_an_organisation_can_sign_a_reservation_now(loaded):
    assert reservations.open_for(loaded)
