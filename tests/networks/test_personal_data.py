"""Who has her data erased leaves her work, and nothing of hers to wait for."""

import json

import pytest

from accounts import personal_data
from networks.models import Stage
from networks.workflow import review, submissions
from tests.factories import accounts, networks

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return accounts.person(role="curator", email="curator@example.org")


def test_the_export_names_what_she_began_judged_and_moved(curator):
    promoter, organisation = networks.promoter()
    sent = networks.submission(by=promoter, organisation=organisation, stage=Stage.SUBMITTED)
    review.judge(sent, {"feasibility": 4, "note": "Goed te doen"}, by=curator)
    hers = json.loads(json.dumps(personal_data.export(curator)["networks"], default=str))
    theirs = personal_data.export(promoter)["networks"]
    assert [row["note"] for row in hers["judgements"]] == ["Goed te doen"]
    assert hers["submissions_begun"] == []
    assert theirs["submissions_begun"] == [str(sent)]
    assert [row["to_stage"] for row in theirs["moves"]] == [Stage.DRAFT, Stage.SUBMITTED]


def test_what_she_had_to_review_goes_back_to_the_queue(curator):
    waiting = review.take(networks.submission(stage=Stage.SUBMITTED), by=curator)
    personal_data.anonymise(curator)
    waiting.refresh_from_db()
    assert (waiting.reviewer, waiting.stage) == (None, Stage.SUBMITTED)


def test_what_is_over_keeps_its_record(curator):
    over = review.take(networks.submission(stage=Stage.SUBMITTED), by=curator)
    submissions.withdraw(over, by=None)
    personal_data.anonymise(curator)
    over.refresh_from_db()
    assert over.reviewer == curator


def test_somebody_who_never_handed_in_anything_is_forgotten_as_easily():
    somebody = accounts.person()
    personal_data.anonymise(somebody)
    assert not any(personal_data.export(somebody)["networks"].values())
