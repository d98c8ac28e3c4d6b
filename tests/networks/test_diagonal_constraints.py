"""The database itself refuses impossible links, opportunities, recommendations, feedback and proposals."""

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from networks.models import DiagonalMove, Link, Opportunity, PolicyFeedback, Proposal, Recommendation
from tests.factories import instrument, organisation
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TITLE = {"title_nl": "Een titel"}
WITHDRAWN = {"state": "withdrawn", "withdrawn_at": NOW, "withdrawal_reason_nl": "Vergissing"}
SENT = {"sent_at": NOW, "state": "sent"}


def link(**fields):
    ends = {"from_project": project(), "to_network": network()} if "from_project" not in fields else {}
    return Link.objects.create(**({"kind": "same-theme"} | ends | fields))


def recommendation(**fields):
    return Recommendation.objects.create(**(TITLE | {"network": network()} | fields))


def proposal(**fields):
    left, right = sorted([project(), project()], key=lambda one: one.pk)
    return Proposal.objects.create(**({"left": left, "right": right, "score": 0.5, "computed_at": NOW} | fields))


def with_itself(**kind):
    one = project()
    link(from_project=one, to_project=one, **kind)


def network_with_itself():
    one = network()
    link(from_project=None, from_network=one, to_network=one)


def twice_a_pair(kind, *, turned=False):
    one, other = project(), project()
    shared = {"instrument": instrument()} if kind == "shares-instrument" else {}
    link(kind=kind, from_project=one, to_project=other, **shared)
    one, other = (other, one) if turned else (one, other)
    link(kind=kind, from_project=one, to_project=other, **shared)


def proposal_the_wrong_way_round():
    left, right = project(), project()
    proposal(left=right, right=left)


def proposal_twice():
    first = proposal()
    proposal(left=first.left, right=first.right)


IMPOSSIBLE = {
    "a link of an unknown kind": lambda: link(kind="likes"),
    "a link of nothing": lambda: link(from_project=None, to_project=project()),
    "a link to nothing": lambda: link(from_project=project()),
    "a link from a project and a network": lambda: link(
        from_project=project(), from_network=network(), to_project=project()
    ),
    "a link to a project and a network": lambda: link(
        from_project=project(), to_project=project(), to_network=network()
    ),
    "a link of a project with itself": with_itself,
    "a link of a network with itself": network_with_itself,
    "a shared instrument that is not named": lambda: link(kind="shares-instrument"),
    "an instrument that nobody shares": lambda: link(instrument=instrument()),
    "the same link twice": lambda: twice_a_pair("same-theme"),
    "the same link twice, seen from the other end": lambda: twice_a_pair("contradicts", turned=True),
    "two that build on each other": lambda: twice_a_pair("builds-on", turned=True),
    "a link in an unknown state": lambda: link(state="gone"),
    "a link published without a date": lambda: link(state="published"),
    "a draft that is public": lambda: link(published_at=NOW),
    "withdrawn without a reason": lambda: link(state="withdrawn", withdrawn_at=NOW),
    "withdrawn without a date": lambda: link(state="withdrawn", withdrawal_reason_nl="Vergissing"),
    "a reason without a withdrawal": lambda: link(withdrawal_reason_en="Mistake"),
    "an opportunity without a title": Opportunity.objects.create,
    "an opportunity in an unknown state": lambda: Opportunity.objects.create(**TITLE, state="sent"),
    "an opportunity published without a date": lambda: Opportunity.objects.create(**TITLE, state="published"),
    "an opportunity closed without an outcome": lambda: Opportunity.objects.create(
        **TITLE, state="closed", published_at=NOW, closed_at=NOW
    ),
    "an open opportunity that was closed": lambda: Opportunity.objects.create(
        **TITLE, state="published", published_at=NOW, closed_at=NOW
    ),
    "a recommendation without a title": lambda: recommendation(title_nl=""),
    "a recommendation in an unknown state": lambda: recommendation(state="answered"),
    "sent without a date": lambda: recommendation(state="sent", due_on=date(2005, 9, 1)),
    "sent and never due": lambda: recommendation(**SENT),
    "a draft that is due": lambda: recommendation(due_on=date(2005, 9, 1)),
    "adopted without a date": lambda: recommendation(state="adopted", sent_at=NOW),
    "declined without a reason": lambda: recommendation(state="declined", sent_at=NOW, replied_at=NOW),
    "a reply without a date": lambda: recommendation(**SENT, due_on=date(2005, 9, 1), reply_nl="Ja"),
    "replied before it was sent": lambda: recommendation(
        state="adopted", sent_at=NOW, replied_at=NOW - timezone.timedelta(days=1)
    ),
    "pending for ever": lambda: recommendation(state="pending", sent_at=NOW, replied_at=NOW),
    "feedback without a title": PolicyFeedback.objects.create,
    "feedback in an unknown state": lambda: PolicyFeedback.objects.create(**TITLE, state="adopted"),
    "feedback to nobody": lambda: PolicyFeedback.objects.create(**TITLE, **SENT),
    "feedback on a period that ends before it starts": lambda: PolicyFeedback.objects.create(
        **TITLE, starts_on=date(2007, 1, 1), ends_on=date(2006, 1, 1)
    ),
    "feedback on a period with an end alone": lambda: PolicyFeedback.objects.create(**TITLE, ends_on=date(2006, 1, 1)),
    "feedback answered with nothing": lambda: PolicyFeedback.objects.create(
        **TITLE, state="answered", sent_at=NOW, addressee=organisation(), replied_on=date(2006, 1, 1)
    ),
    "a reply to feedback that was not answered": lambda: PolicyFeedback.objects.create(**TITLE, reply_nl="Dank u"),
    "feedback closed without a date": lambda: PolicyFeedback.objects.create(
        **TITLE, state="closed", sent_at=NOW, addressee=organisation()
    ),
    "a move of nothing": lambda: DiagonalMove.objects.create(to_state="draft"),
    "a move of two things": lambda: DiagonalMove.objects.create(
        link=link(), recommendation=recommendation(), to_state="draft"
    ),
    "a proposal the wrong way round": proposal_the_wrong_way_round,
    "a proposal twice": proposal_twice,
    "a proposal that is too sure": lambda: proposal(score=1.1),
    "a proposal in an unknown state": lambda: proposal(state="maybe"),
    "a proposal judged without a date": lambda: proposal(state="dismissed"),
    "a proposal kept without a link": lambda: proposal(state="kept", judged_at=NOW),
    "a proposal dismissed and linked": lambda: proposal(state="dismissed", judged_at=NOW, link=link()),
}

MADE = {
    "recommendation": recommendation,
    "policyfeedback": lambda **fields: PolicyFeedback.objects.create(**TITLE, **fields),
    "opportunity": lambda **fields: Opportunity.objects.create(**TITLE, **fields),
}
for kind, made in MADE.items():
    IMPOSSIBLE |= {
        f"a {kind} withdrawn without a reason": partial(made, **(WITHDRAWN | {"withdrawal_reason_nl": ""})),
        f"a {kind} withdrawn without a date": partial(made, **(WITHDRAWN | {"withdrawn_at": None})),
        f"a draft of a {kind} that is public": partial(made, published_at=NOW),
    }


def alone(rule: str, attempt):
    """Tried while the other checks of the table, some of which PostgreSQL looks at before, are gone for a moment."""

    def tried():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', relname, other.conname)"
                " FROM pg_constraint asked JOIN pg_constraint other USING (conrelid)"
                " JOIN pg_class ON pg_class.oid = conrelid"
                " WHERE asked.conname = %s AND other.contype = 'c' AND other.conname <> asked.conname",
                [rule],
            )
            for (drop,) in cursor.fetchall():
                cursor.execute(drop)
        attempt()

    return tried


IMPOSSIBLE |= {
    "a recommendation in no state at all": alone("recommendation_state_known", lambda: recommendation(state="lost")),
    "feedback in no state at all": alone(
        "policy_feedback_state_known", lambda: PolicyFeedback.objects.create(**TITLE, state="lost")
    ),
    "a proposal in no state at all": alone("proposal_state_known", lambda: proposal(state="maybe")),
}


@pytest.mark.parametrize("attempt", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_refuses(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def refused(attempt) -> str:
    """The rule that PostgreSQL names."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        attempt()
    return error.value.__cause__.diag.constraint_name


def test_every_rule_refuses_one_of_these():
    models = (DiagonalMove, Link, Opportunity, PolicyFeedback, Proposal, Recommendation)
    declared = {rule.name for model in models for rule in model._meta.constraints}
    assert declared == {refused(attempt) for attempt in IMPOSSIBLE.values()}


POSSIBLE = {
    "two kinds of link between the same two": lambda: [
        Link.objects.create(kind=kind, from_project=one, to_network=other)
        for one, other in [(project(), network())]
        for kind in ("same-theme", "builds-on")
    ],
    "a link between a project and a network with the same number": lambda: link(
        from_project=project(), to_network=network()
    ),
    "a shared instrument": lambda: link(kind="shares-instrument", instrument=instrument()),
    "a withdrawn draft": lambda: link(**WITHDRAWN),
    "a withdrawn recommendation that was sent": lambda: recommendation(**WITHDRAWN, sent_at=NOW),
    "adopted without a word": lambda: recommendation(state="adopted", sent_at=NOW, replied_at=NOW),
    "an open proposal": proposal,
}


@pytest.mark.parametrize("attempt", POSSIBLE.values(), ids=POSSIBLE.keys())
def test_takes(attempt):
    assert attempt()
