"""The demonstration's promoter handed in something in every state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Person
from demo.load import load_accounts
from demo.submissions import load_submissions
from instruments.models import Use
from networks.forms.submission import missing
from networks.models import Kind, Stage, Submission
from plumbing.models import Mail
from tests.factories import instrument
from tests.factories import networks as made
from tests.factories.review import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files():
    """The files of the content, which the tests share."""


@pytest.fixture(scope="module", autouse=True)
def loaded(shared_content):
    load_accounts()
    promoter = Person.objects.get(email="promoter@example.org")
    home = organisation(responsible=[promoter], demonstration=True)
    made.project(promoter=home, demonstration=True)
    instrument(publisher=home, demonstration=True, languages=["nl"])  # without a file or an address of its own
    load_submissions()
    return home


def test_there_is_a_live_one_in_every_state():
    assert set(Submission.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert Submission.objects.filter(kind=Kind.FICHE).count() == 1
    assert Submission.objects.exclude(edition_of=None).count() == 1
    assert all(Submission.objects.values_list("demonstration", flat=True))


def test_what_was_sent_could_be_sent():
    for found in Submission.objects.exclude(submitted_at=None):
        assert [(one.fault.name, one.fault.message) for one in missing(found)] == []


def test_there_are_files_requests_answers_judgements_and_mails_to_send():
    assert Submission.objects.exclude(files=None).count() >= 6
    asked = Submission.objects.filter(requests__told_at__isnull=False)
    assert {"answered", "open"} <= set(asked.values_list("requests__state", flat=True))
    assert Submission.objects.exclude(judgements=None).exists()
    assert Mail.objects.drafts().count() == 4
    accepted = Submission.objects.get(stage=Stage.ACCEPTED)
    assert accepted.instrument.files.count() == 1
    assert accepted.instrument.demonstration


def test_one_waits_longer_than_was_promised():
    [late] = Submission.objects.late(timezone.localdate())
    assert late.submitted_at < timezone.now() - timedelta(days=30)
    sent = late.rounds.get().sent_at, late.moves.get(to_stage=Stage.SUBMITTED).at
    assert {moment.date() for moment in sent} == {late.submitted_at.date()}


def test_the_accepted_one_has_been_used():
    accepted = Submission.objects.get(stage=Stage.ACCEPTED)
    assert min(Use.objects.totals([accepted.instrument_id])[accepted.instrument_id].values()) > 0
    assert accepted.decided_at < timezone.now() - timedelta(days=30)


def test_loading_again_adds_nothing():
    before = Submission.objects.count()
    assert load_submissions() == 0
    assert Submission.objects.count() == before


def test_without_an_organisation_there_is_nothing_to_hand_in(loaded):
    Submission.objects.all().delete()
    loaded.memberships.all().delete()
    assert load_submissions() == 0
