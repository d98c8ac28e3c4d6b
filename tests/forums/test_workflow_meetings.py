"""A forum is published, moved and cancelled; calendars learn of what changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from forums.models import Forum, ForumState
from forums.workflow import ChangedMeanwhile, NotAllowed, meetings
from search.models import Document
from tests.factories import person
from tests.factories.forums import SPRING, forum

pytestmark = pytest.mark.django_db


def test_a_draft_is_published_by_somebody_and_can_be_found():
    curator, made = person(role="facilitator"), forum(state=ForumState.DRAFT)
    assert not Document.objects.filter(kind="forum").exists()
    published = meetings.publish(made, by=curator)
    assert (published.state, published.version) == (ForumState.PUBLISHED, made.version + 1)
    latest = published.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (curator, "published")
    assert Document.objects.get(kind="forum").object_id == made.pk


def test_without_a_summary_it_stays_a_draft():
    made = forum(state=ForumState.DRAFT, summary_nl="", summary_en="")
    with override("en"), pytest.raises(NotAllowed, match="Still missing: a summary"):
        meetings.publish(made, by=None)
    assert Forum.objects.get().state == ForumState.DRAFT


def test_what_is_published_cannot_be_published_again():
    with override("en"), pytest.raises(NotAllowed, match="published already"):
        meetings.publish(forum(), by=None)


def test_a_cancelled_forum_says_why_and_can_be_announced_again():
    cancelled = meetings.cancel(forum(), by=None, reason_nl="Staking")
    assert (cancelled.state, str(cancelled.cancellation_reason)) == (ForumState.CANCELLED, "Staking")
    again = meetings.publish(cancelled, by=None)
    assert (again.state, again.cancelled_at, str(again.cancellation_reason)) == (ForumState.PUBLISHED, None, "")
    assert again.published_at == cancelled.published_at


@pytest.mark.parametrize(
    ("state", "reason", "refused"),
    [(ForumState.DRAFT, "Staking", "Only what is published"), (ForumState.PUBLISHED, "", "Give a reason"),
     (ForumState.CANCELLED, "Staking", "Only what is published")],
)  # fmt: skip
def test_only_what_is_announced_is_cancelled_and_only_with_a_reason(state, reason, refused):
    made = forum(state=state)
    with override("en"), pytest.raises(NotAllowed, match=refused):
        meetings.cancel(made, by=None, reason_nl=reason)
    assert Forum.objects.get().state == state


def test_what_is_over_is_cancelled_no_more():
    made = forum(starts_at=SPRING, hours=2)
    meetings.cancel(forum(starts_at=SPRING, hours=2), by=None, reason_nl="x", at=SPRING + timedelta(minutes=119))
    with override("en"), pytest.raises(NotAllowed, match="It is over"):
        meetings.cancel(made, by=None, reason_nl="x", at=SPRING + timedelta(hours=2))


def test_the_revision_in_calendars_grows_with_what_they_show_and_with_nothing_else():
    made = forum()
    assert made.sequence == 0
    made.report_nl = "Wat er gezegd werd"
    assert meetings.save(made, by=None).sequence == 0
    made.starts_at += timedelta(hours=1)
    assert meetings.save(made, by=None).sequence == 1
    made.place_en = "Ghent"
    assert meetings.save(made, by=None).sequence == 2
    assert meetings.cancel(made, by=None, reason_en="Strike").sequence == 3
    assert meetings.publish(made, by=None).sequence == 4


def test_a_draft_has_no_revisions():
    made = forum(state=ForumState.DRAFT)
    made.starts_at += timedelta(minutes=30)
    assert meetings.save(made, by=None).sequence == 0
    assert meetings.publish(made, by=None).sequence == 0


def test_an_edit_of_what_somebody_else_saved_meanwhile_is_refused():
    mine, theirs = forum(), Forum.objects.get()
    theirs.title_nl = "Van iemand anders"
    meetings.save(theirs, by=None)
    mine.title_nl = "Van mij"
    with pytest.raises(ChangedMeanwhile) as refused:
        meetings.save(mine, by=None, read_version=2)
    assert refused.value.theirs.title_nl == "Van iemand anders"
    assert Forum.objects.get().title_nl == "Van iemand anders"


def test_a_text_changed_in_one_language_makes_the_other_one_stale():
    made = forum(summary_nl="Eerst", summary_en="First")
    made.summary_nl = "Daarna"
    assert meetings.save(made, by=None).text_state("summary", "en") == "stale"


def test_two_forums_of_the_same_title_have_addresses_of_their_own():
    addresses = [forum(title_nl="Samen aan tafel").slug for _ in range(3)]
    assert addresses == ["samen-aan-tafel", "samen-aan-tafel-2", "samen-aan-tafel-3"]


def test_a_cancelled_forum_is_still_found():
    forum(state=ForumState.CANCELLED)
    assert Document.objects.filter(kind="forum").exists()
    assert not Forum.objects.filter(published_at__gt=timezone.now()).exists()
