"""The database itself refuses what is wrong with calls, projects, networks and what is handed in, whoever writes it.

What reviewers do is tried in test_review_constraints.py, the diagonal layer in test_diagonal_constraints.py.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from networks.models import (
    DiagonalMove,
    Kind,
    Link,
    Meeting,
    Opportunity,
    PolicyFeedback,
    Proposal,
    Recommendation,
    Submission,
)
from tests.factories import instrument, organisation
from tests.factories import networks as made
from tests.networks import test_review_constraints as of_reviewers

pytestmark = pytest.mark.django_db
NOW = timezone.now()
EARLY, LATE = date(2005, 1, 1), date(2006, 1, 1)
NAMELESS = {"title_nl": "", "title_en": ""}
DIAGONAL = {DiagonalMove, Link, Opportunity, PolicyFeedback, Proposal, Recommendation}
Attempt = Callable[[], object]


def changed(make: Attempt, **fields) -> Attempt:
    """A row as it should be, spoilt by a bare update."""

    def attempt() -> None:
        row = make()
        type(row).objects.filter(pk=row.pk).update(**fields)

    return attempt


def withdrawn(make: Attempt) -> Attempt:
    return lambda: make(state="withdrawn")


def part(relation: str, *, of: Attempt = made.project, **fields) -> Attempt:
    """Something that belongs to a project or a network."""
    return lambda: getattr(of(), relation).create(**fields)


def partner(times: int = 1, **fields) -> Attempt:
    def attempt() -> None:
        project, other = made.project(), organisation()
        for _ in range(times):
            project.partners.create(organisation=other, **({"role": "partner"} | fields))

    return attempt


def meeting(**fields) -> Meeting:
    usual = {"title_nl": "Overleg", "starts_at": NOW}
    return made.network().meetings.create(**(usual | fields))


def minutes_twice() -> None:
    held = meeting()
    for _ in range(2):
        held.documents.create(title_nl="Verslag", file="x", name="x.pdf", size=1, media_type="x", sha256="a" * 64)


def product_twice() -> None:
    tool, project = instrument(), made.project()
    for _ in range(2):
        made.product(instrument=tool, project=project)


def two_alike(**fields) -> None:
    """Two open submissions with these fields."""
    rows = [made.submission().pk for _ in range(2)]
    Submission.objects.filter(pk__in=rows).update(**fields)


def round_twice() -> None:
    sent = made.submission(stage="submitted")
    sent.rounds.create(number=sent.rounds.get().number, typed={})


def file_twice() -> None:
    with_file(of=with_file().submission)


def with_file(of: models.Model | None = None, **fields) -> models.Model:
    usual = {"file": "x", "name": "x.pdf", "size": 1, "media_type": "application/pdf", "sha256": "a" * 64}
    return (of or made.submission()).files.create(**(usual | fields))


def scanned_somehow() -> None:
    with connection.cursor() as cursor:  # it would be refused first
        cursor.execute("ALTER TABLE networks_submissionfile DROP CONSTRAINT submission_scanned_when")
    with_file(scan="maybe")


WRONG: dict[str, Attempt] = {
    "programmephase_ends_after_it_starts": lambda: made.phase(starts_on=LATE, ends_on=EARLY),
    "programmephase_precision_known": lambda: made.phase(precision="hour"),
    "programme_phase_has_a_title": lambda: made.phase(**NAMELESS),
    "call_closes_after_it_opens": changed(made.call, opens_on=LATE, closes_on=EARLY),
    "call_precision_known": changed(made.call, precision="hour"),
    "call_budget_not_negative": changed(made.call, budget=-1),
    "project_ends_after_it_starts": changed(made.project, starts_on=None),
    "project_precision_known": changed(made.project, precision="hour"),
    "project_code_not_empty": changed(made.project, code=""),
    "project_channels_known": changed(made.project, channels=["pigeon"]),
    "project_cost_not_negative": changed(made.project, total_cost=-1),
    "project_rate_is_a_percentage": changed(made.project, cofinancing_rate=101),
    "partner_once": partner(times=2),
    "partner_role_known": partner(role="friend"),
    "means_not_negative": part("means", source="esf", amount=-1),
    "means_source_known": part("means", source="lottery"),
    "seat_group_known": part("seats", group="choir", role_nl="Lid"),
    "seat_says_who": part("seats", group="working"),
    "network_ends_after_it_starts": changed(made.network, starts_on=LATE, ends_on=EARLY),
    "network_precision_known": changed(made.network, precision="hour"),
    "network_kind_known": changed(made.network, kind="club"),
    "network_address_is_its_own": changed(made.network, slug="graph"),
    "member_role_known": part("members", of=made.network, role="friend", label_nl="Een bedrijf"),
    "member_says_who": part("members", of=made.network, role="member"),
    "member_until_after_since": part("members", of=made.network, role="member", label_nl="Een bedrijf", since=LATE,
                                     until=EARLY),
    "meeting_has_a_title": lambda: meeting(**NAMELESS),
    "meeting_ends_after_it_starts": lambda: meeting(ends_at=NOW - timedelta(hours=1)),
    "meeting_document_once": minutes_twice,
    "product_once": product_twice,
    "product_of_something": lambda: made.product(instrument=instrument()),
    "submission_kind_known": changed(made.submission, kind="song"),
    "submission_of_data_has_a_project": changed(made.submission, kind=Kind.FICHE),
    "one_open_change_a_project": lambda: two_alike(kind=Kind.FICHE, project=made.project()),
    "one_open_edition_an_instrument": lambda: two_alike(edition_of=instrument()),
    "round_once": round_twice,
    "submission_file_once": file_twice,
    "submission_scan_known": scanned_somehow,
    "submission_scanned_when": lambda: with_file(scan="clean"),
}  # fmt: skip
for thing in (made.call, made.project, made.network):
    name = thing.__name__
    WRONG |= {
        f"{name}_has_a_title": changed(thing, **NAMELESS),
        f"{name}_state_known": changed(thing, state="lost"),
        f"{name}_published_when": changed(thing, published_at=None),
        f"{name}_withdrawn_when": changed(thing, withdrawn_at=NOW),
        f"{name}_withdrawn_with_reason": changed(withdrawn(thing), withdrawal_reason_nl="", withdrawal_reason_en=""),
    }


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_breaks_the_rule_is_refused(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WRONG[name]()
    assert refused.value.__cause__.diag.constraint_name == name


def test_every_rule_is_tried_here_or_among_those_of_reviewers():
    declared = {
        rule.name
        for model in apps.get_app_config("networks").get_models(include_auto_created=True)
        if model not in DIAGONAL
        for rule in model._meta.constraints
    }
    assert declared == {*WRONG, *of_reviewers.WRONG}


def test_no_rule_stands_in_a_migration_alone():
    """If one is added there, it is to be tried here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            " WHERE relname LIKE 'networks\\_%' AND (contype = 'f' AND cardinality(conkey) > 1 OR contype = 'x')"
        )
        assert cursor.fetchall() == []
