"""Everything that moves a news item from one state to another. Each function is one transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks.models.periods import Precision
from networks.models.publication import State
from networks.workflow import ChangedMeanwhile, NotAllowed
from news import documents
from news.models import NewsItem
from plumbing import addresses, versions


@transaction.atomic
def save(
    item: NewsItem, *, by: Person | None, read_version: int | None = None, still_right: Iterable[str] = (),
    reason: str = "",
) -> NewsItem:  # fmt: skip
    """Save the texts and fields of an item and note which translations fell behind.

    `read_version` is the version that the editor had before her: ChangedMeanwhile is raised, and nothing saved, when it
    is no longer the current one. `still_right` names columns (`title_en`) confirmed as they are. Who then saves the
    themes calls `index` in the same transaction, so that the search knows them.
    """
    before = _locked(item) if item.pk else None
    if before and read_version is not None and before.version != read_version:
        raise ChangedMeanwhile(before)
    if not item.slug:
        item.slug = free_slug(item.title_nl or item.title_en)
    item.remember_staleness(before, still_right)
    item.version = before.version + 1 if before else 1
    _record(item, by, reason)
    return item


@transaction.atomic
def publish(
    item: NewsItem, *, by: Person | None, at: datetime | None = None, precision: str = Precision.DAY
) -> NewsItem:
    """Draft or withdrawn becomes published: from `at` on, which may be still to come; or from now on.

    What is scheduled may be given another moment; what was withdrawn keeps the one it had, unless a new one is given.
    `precision` says how much of `at` is known. Raises NotAllowed when something a visitor needs is missing.
    """
    item = _locked(item)
    if item.state == State.PUBLISHED and not item.is_scheduled():
        raise NotAllowed(_("It is published already."))
    _refuse_without_summary(item)
    if item.state == State.WITHDRAWN and item.published_at and at and at > timezone.now():
        raise NotAllowed(_("It was public before: publish it at once, or leave it withdrawn."))
    if at or item.published_at is None or item.is_scheduled():
        item.published_at, item.precision = at or timezone.now(), precision
    _refuse_outdated(item)
    item.state = State.PUBLISHED
    item.withdrawn_at = None
    item.withdrawal_reason_nl = item.withdrawal_reason_en = ""
    item.version += 1
    _record(item, by, "scheduled" if item.is_scheduled() else "published")
    return item


@transaction.atomic
def withdraw(item: NewsItem, *, by: Person | None, reason_nl: str = "", reason_en: str = "") -> NewsItem:
    """Published, scheduled or draft becomes withdrawn; the address of what was public keeps a page with the reason."""
    item = _locked(item)
    if item.state == State.WITHDRAWN:
        raise NotAllowed(_("It is withdrawn already."))
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: visitors will read it."))
    if item.is_scheduled():
        item.published_at, item.precision = None, Precision.DAY  # it never appeared
    item.state = State.WITHDRAWN
    item.withdrawn_at = timezone.now()
    item.withdrawal_reason_nl, item.withdrawal_reason_en = reason_nl, reason_en
    item.version += 1
    _record(item, by, "withdrawn")
    return item


@transaction.atomic
def restore(item: NewsItem, *, version: models.Model, by: Person | None) -> NewsItem:
    """Bring the texts and fields of an earlier version back, as a new version; state and moment stay as they are.

    `version` is a row of `item.history`. Raises NotAllowed when it lacks what the published one needs.
    """
    item = _locked(item)
    versions.bring_fields_back(item, version, besides={"precision"})
    if item.state == State.PUBLISHED:
        _refuse_without_summary(item)
    if item.published_at:
        _refuse_outdated(item)
    versions.demand_possible(item)
    save(item, by=by, reason=versions.restored_reason(version))
    versions.bring_relations_back(item, version)
    index([item])
    return item


@transaction.atomic
def index(items: Iterable[NewsItem]) -> None:
    """Close the edit of these items: their themes are saved, and the search knows them as they are."""
    documents.NEWS.write([item.pk for item in items])


def _refuse_without_summary(item: NewsItem) -> None:
    if not (item.summary_nl or item.summary_en):
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": _("a summary")})


def _refuse_outdated(item: NewsItem) -> None:
    if item.current_until and item.current_until < timezone.localdate(item.published_at):
        raise NotAllowed(_("It would be no longer current before it appears."))


def free_slug(title: str) -> str:
    """An address made of a title that no item has yet."""
    stem = addresses.stem(title, otherwise="news")
    return addresses.free(stem, set(NewsItem.objects.filter(slug__startswith=stem).values_list("slug", flat=True)))


def _locked(item: NewsItem) -> NewsItem:
    return NewsItem.objects.select_for_update().get(pk=item.pk)


def _record(item: NewsItem, by: Person | None, reason: str) -> None:
    """Save with a row in the history that names who and why; the search knows the item as it is now."""
    item._history_user = by
    item._change_reason = reason
    item.save()
    documents.NEWS.write([item.pk])
