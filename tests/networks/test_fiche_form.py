"""The form of a project's own data: the nine parts, from what is there now."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from networks.forms.fiche import MOST, AmountField, MomentField, amount_as_typed, as_typed, starting_from
from networks.forms.submission import cleaned, missing, steps
from networks.models import Kind, Precision
from tests.factories import accounts, networks

pytestmark = pytest.mark.django_db


def change_of(project, **fields):
    return networks.submission(
        kind=Kind.FICHE, about=project, organisation=project.promoter, fields=starting_from(project) | fields
    )


def wrong(submission) -> set[str]:
    return {found.fault.name for found in missing(submission)}


@pytest.fixture
def project():
    made = networks.project(policy_nl="Beleid", channels=["website"], total_cost=Decimal("12500.50"))
    made.partners.create(organisation=accounts.organisation(name_nl="De Kring"), role="expert")
    made.means.create(source="esf", name_nl="ESF", cofinancing=True)
    made.means.create(source="promoter", amount=Decimal(4000))
    made.seats.create(group="steering", internal=True, role_nl="regie")
    return made


def test_the_steps_are_the_nine_parts_in_their_order(project):
    with override("en"):
        titles = [str(step.title) for step in steps(change_of(project))]
    assert len(titles) == 9 + 1
    assert (titles[0], titles[5], titles[8], titles[9]) == ("Title", "Period", "Communication", "Check and send")


def test_a_change_starts_from_what_is_there_and_makes_the_same_again(project):
    submission = change_of(project)
    assert missing(submission) == []
    made = cleaned(submission)
    for name in ("title_nl", "title_en", "policy_nl", "summary_nl", "channels", "total_cost", "starts_on", "ends_on"):
        assert made[name] == getattr(project, name)
    assert made["precision"] == "month"
    assert [(row["organisation"].name_nl, row["role"]) for row in made["partners"]] == [("De Kring", "expert")]
    assert [(row["source"], row["amount"], row["cofinancing"]) for row in made["means"]] == [
        ("esf", None, True), ("promoter", Decimal(4000), False),
    ]  # fmt: skip
    assert [(row["group"], row["internal"], row["organisation"], row["role_nl"]) for row in made["seats"]] == [
        ("steering", True, None, "regie")
    ]


def test_undetermined_is_a_legal_answer(project):
    made = cleaned(change_of(project, begins=[], ends=[], total_cost=[]))
    assert (made["starts_on"], made["ends_on"], made["total_cost"]) == (None, None, None)


def test_an_end_without_a_beginning_or_before_it_is_told(project):
    assert wrong(change_of(project, begins=[])) == {"begins"}


def test_an_end_before_the_beginning_is_told(project):
    assert wrong(change_of(project, begins=["2008"], ends=["2007"])) == {"ends"}
    project.submissions.update(stage="withdrawn")
    assert wrong(change_of(project, begins=["2007"], ends=["3/2007"])) == set()


def test_a_seat_says_who(project):
    assert wrong(change_of(project, **{"seat-1-group": ["theme"]})) == {"seat-1-organisation"}


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [("2005", date(2005, 1, 1), "year"), ("9/2005", date(2005, 9, 1), "month"), ("2005-09", date(2005, 9, 1), "month"),
     ("1/9/2005", date(2005, 9, 1), "day"), ("2005-09-01", date(2005, 9, 1), "day"),
     (" 01. 09. 2005 ", date(2005, 9, 1), "day")],
)  # fmt: skip
def test_a_moment_is_as_exact_as_it_is_typed(typed, day, precision):
    moment = MomentField().clean(typed)
    assert (moment.first_day, moment.precision) == (day, precision)


@pytest.mark.parametrize("typed", ["30/2/2005", "13/2005", "september 2005", "1/9/05", "1/2/3/2005", "0005", "9999"])
def test_a_moment_that_cannot_be_is_told(typed):
    with pytest.raises(Exception, match="9/2005"):
        MomentField().clean(typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(Precision.values))
def test_a_date_comes_back_as_it_was_known(day, precision):
    moment = MomentField().clean(as_typed(day, precision))
    assert moment.precision == precision
    assert moment.first_day <= day <= moment.last_day


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12500", 12500), ("12.500", 12500), ("12,500", 12500), ("12 500,00", 12500), ("12,500.5", Decimal("12500.5")),
     ("€ 1.234.567,89", Decimal("1234567.89")), ("0", 0)],
)  # fmt: skip
def test_an_amount_means_the_same_in_both_languages(typed, amount, language):
    with override(language):
        assert AmountField(most=MOST).clean(typed) == amount


@pytest.mark.parametrize("typed", ["veel", "-5", "1.2.3", "12.50.0", "1e9", "99999999999", "12 euro"])
def test_an_amount_that_is_none_is_told(typed):
    with pytest.raises(Exception, match=r"12 500|9 999"):
        AmountField(most=MOST).clean(typed)


@given(st.decimals(0, MOST, places=2))
def test_an_amount_comes_back_as_it_was(amount):
    assert AmountField(most=MOST).clean(amount_as_typed(amount)) == amount
