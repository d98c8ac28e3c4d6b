"""A forum as an event: saved, published, moved, cancelled.

draft ──publish──▶ published ──cancel(reason)──▶ cancelled ──publish──▶ published

Everybody registered hears of a move and of a cancellation, once; more seats go to the waiting list at once.
What calendars show of a forum has a revision (`sequence`), which grows with every change that they must know of.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forums import documents
from forums.models import Forum, ForumState
from forums.workflow import ChangedMeanwhile, NotAllowed, registrations
from plumbing import addresses

IN_CALENDARS = ("title_nl", "title_en", "summary_nl", "summary_en", "starts_at", "ends_at", "place_nl", "place_en",
                "online", "state")  # fmt: skip
WHEN_AND_WHERE = ("starts_at", "ends_at", "place_nl", "place_en", "online", "join_url")


@transaction.atomic
def save(
    forum: Forum, *, by: Person | None, read_version: int | None = None, still_right: Iterable[str] = (),
    reason: str = "",
) -> Forum:  # fmt: skip
    """Save the texts and fields of a forum and note which translations fell behind.

    `read_version` is the version that the editor had before her: ChangedMeanwhile is raised, and nothing saved, when it
    is no longer the current one. `still_right` names columns (`title_en`) confirmed as they are.
    """
    before = _locked(forum) if forum.pk else None
    if before and read_version is not None and before.version != read_version:
        raise ChangedMeanwhile(before)
    if not forum.slug:
        forum.slug = free_slug(forum.title_nl or forum.title_en)
    forum.remember_staleness(before, still_right)
    _record(forum, before, by, reason)
    if before and forum.state == ForumState.PUBLISHED and not forum.is_over():
        if any(getattr(before, name) != getattr(forum, name) for name in WHEN_AND_WHERE):
            registrations.tell_moved(forum, before)
        registrations.move_up(forum)
    return forum


@transaction.atomic
def publish(forum: Forum, *, by: Person | None, at: datetime | None = None) -> Forum:
    """Draft or cancelled becomes published. Raises NotAllowed when something a visitor needs is missing."""
    before = _locked(forum)
    forum = _locked(forum)
    if forum.state == ForumState.PUBLISHED:
        raise NotAllowed(_("It is published already."))
    if not (forum.summary_nl or forum.summary_en):
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": _("a summary")})
    forum.state = ForumState.PUBLISHED
    forum.published_at = forum.published_at or at or timezone.now()
    forum.cancelled_at = None
    forum.cancellation_reason_nl = forum.cancellation_reason_en = ""
    _record(forum, before, by, "published")
    return forum


@transaction.atomic
def cancel(
    forum: Forum, *, by: Person | None, reason_nl: str = "", reason_en: str = "", at: datetime | None = None
) -> Forum:
    """A published forum that is still to come does not take place; its page, and every calendar, say so and why."""
    before = _locked(forum)
    forum = _locked(forum)
    if forum.state != ForumState.PUBLISHED:
        raise NotAllowed(_("Only what is published can be cancelled."))
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: visitors will read it."))
    if forum.is_over(at):
        raise NotAllowed(_("It is over."))
    forum.state = ForumState.CANCELLED
    forum.cancelled_at = at or timezone.now()
    forum.cancellation_reason_nl, forum.cancellation_reason_en = reason_nl, reason_en
    _record(forum, before, by, "cancelled")
    registrations.tell_cancelled(forum)
    return forum


def index(forum: Forum) -> None:
    """Let the search know the forum as it is now; who changes its themes or programme afterwards calls this again."""
    documents.FORUMS.write([forum.pk])


def free_slug(title: str) -> str:
    """An address made of a title that no forum has yet."""
    stem = addresses.stem(title, otherwise="forum")
    taken = Forum.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    return addresses.free(stem, set(taken))


def _locked(forum: Forum) -> Forum:
    return Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)


def _record(forum: Forum, before: Forum | None, by: Person | None, reason: str) -> None:
    """Save with a row in the history that names who and why, and a higher revision where calendars show a change."""
    if before:
        forum.version = before.version + 1
        changed = any(getattr(before, name) != getattr(forum, name) for name in IN_CALENDARS)
        forum.sequence = before.sequence + (changed and before.state != ForumState.DRAFT)
    forum._history_user = by
    forum._change_reason = reason
    forum.save()
    index(forum)
