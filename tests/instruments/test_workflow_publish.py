"""Draft or withdrawn becomes published, if a visitor can do something with it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils.translation import override

from instruments import workflow
from instruments.models import Instrument, State
from tests.factories import instrument, person

pytestmark = pytest.mark.django_db


def test_a_draft_is_published_by_somebody_at_some_time():
    curator, made = person(role="curator"), instrument(state=State.DRAFT)
    published = workflow.publish(made, by=curator)
    assert published.state == State.PUBLISHED
    assert published.published_at
    latest = published.history.latest()
    assert (latest.history_user, latest.history_change_reason, latest.state) == (curator, "published", State.PUBLISHED)
    assert published.version == made.version + 1


def test_a_withdrawn_one_comes_back_as_it_first_appeared():
    first = datetime(2004, 5, 1, tzinfo=UTC)
    made = instrument(state=State.WITHDRAWN, published_at=first)
    published = workflow.publish(made, by=None)
    assert published.published_at == first
    assert (published.withdrawn_at, published.withdrawal_reason_nl, published.withdrawal_reason_en) == (None, "", "")
    assert published.replaced_by is None


def test_what_is_published_cannot_be_published_again():
    made = instrument()
    with override("en"), pytest.raises(workflow.NotAllowed, match="It is published already"):
        workflow.publish(made, by=None)
    assert Instrument.objects.get().version == made.version


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"summary_nl": "", "summary_en": ""}, "a summary"),
        ({"themes": []}, "a theme"),
        ({"audiences": []}, "an audience"),
    ],
)
def test_what_a_visitor_needs_must_be_there(lacking, named):
    made = instrument(state=State.DRAFT, **lacking)
    with override("en"), pytest.raises(workflow.NotAllowed, match=f"Still missing: {named}"):
        workflow.publish(made, by=None)
    assert Instrument.objects.get().state == State.DRAFT


def test_one_summary_in_one_language_is_enough():
    made = instrument(state=State.DRAFT, title_en="", summary_en="")
    assert workflow.publish(made, by=None).state == State.PUBLISHED


def test_a_publication_that_is_rolled_back_never_was():
    made = instrument(state=State.DRAFT)
    with transaction.atomic():
        workflow.publish(made, by=None)
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert made.state == State.DRAFT
    assert made.history.count() == 1


def test_somebody_elses_older_copy_does_not_undo_an_edit():
    copy = instrument(state=State.DRAFT, title_nl="Oud")
    theirs = Instrument.objects.get(pk=copy.pk)
    theirs.title_nl = "Nieuw"
    workflow.index([workflow.save(theirs, by=None)])
    assert workflow.publish(copy, by=None).title_nl == "Nieuw"
