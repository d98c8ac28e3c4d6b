"""Calls, projects and networks: saved, published, withdrawn."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks import documents, note_documents
from networks.models import Call, Network, Project, State
from networks.models.network import OTHER_PAGES
from networks.workflow import ChangedMeanwhile, NotAllowed, proposals
from plumbing import addresses, versions

type Published = Call | Project | Network


@transaction.atomic
def save(
    thing: Published, *, by: Person | None, read_version: int | None = None, still_right: Iterable[str] = (),
    reason: str = "",
) -> Published:  # fmt: skip
    """Save the texts and fields of a call, project or network and note which translations fell behind.

    `read_version` is the version that the editor had before her: ChangedMeanwhile is raised, and nothing saved, when it
    is no longer the current one. `still_right` names columns (`title_en`) confirmed as they are. Who then saves themes,
    partners or networks calls `index` in the same transaction, so that the search knows them.
    """
    before = _locked(thing) if thing.pk else None
    if before and read_version is not None and before.version != read_version:
        raise ChangedMeanwhile(before)
    if not thing.slug:
        thing.slug = free_slug(thing)
    thing.remember_staleness(before, still_right)
    thing.version = before.version + 1 if before else 1
    _record(thing, by, reason)
    return thing


@transaction.atomic
def publish(thing: Published, *, by: Person | None) -> Published:
    """Draft or withdrawn becomes published. Raises NotAllowed when something a visitor needs is missing."""
    thing = _locked(thing)
    if thing.state == State.PUBLISHED:
        raise NotAllowed(_("It is published already."))
    _refuse_without_summary(thing)
    thing.state = State.PUBLISHED
    thing.published_at = thing.published_at or timezone.now()
    thing.withdrawn_at = None
    thing.withdrawal_reason_nl = thing.withdrawal_reason_en = ""
    thing.version += 1
    _record(thing, by, "published")
    _refile_projects(thing)
    return thing


@transaction.atomic
def withdraw(thing: Published, *, by: Person | None, reason_nl: str = "", reason_en: str = "") -> Published:
    """Published or draft becomes withdrawn; its address keeps a page that gives the reason."""
    thing = _locked(thing)
    if thing.state == State.WITHDRAWN:
        raise NotAllowed(_("It is withdrawn already."))
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: visitors will read it."))
    thing.state = State.WITHDRAWN
    thing.withdrawn_at = timezone.now()
    thing.withdrawal_reason_nl, thing.withdrawal_reason_en = reason_nl, reason_en
    thing.version += 1
    _record(thing, by, "withdrawn")
    _refile_projects(thing)
    return thing


@transaction.atomic
def restore(thing: Published, *, version: models.Model, by: Person | None) -> Published:
    """Bring the texts and fields of an earlier version back, as a new version; the state stays as it is.

    `version` is a row of `thing.history`. Raises NotAllowed when it lacks what the published one needs.
    """
    thing = _locked(thing)
    versions.bring_fields_back(thing, version)
    if thing.state == State.PUBLISHED:
        _refuse_without_summary(thing)
    versions.demand_possible(thing)
    left = list(thing.projects.values_list("pk", flat=True)) if isinstance(thing, Network) else []
    save(thing, by=by, reason=versions.restored_reason(version))
    versions.bring_relations_back(thing, version)
    index([thing], left=left)
    return thing


@transaction.atomic
def index(things: Iterable[Published], left: Iterable[int] = ()) -> None:
    """Close the edit of these things: themes, partners, networks are saved, and the search knows them as they are.

    `left` are ids of projects that may no longer belong to them.
    """
    for thing in things:
        documents.write(thing)
        _refile_projects(thing)
    documents.PROJECTS.write(left)


def free_slug(thing: Published) -> str:
    """An address made of the title that nothing of its kind has yet."""
    stem = addresses.stem(thing.title_nl or thing.title_en, otherwise=thing._meta.model_name)
    taken = type(thing).objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    return addresses.free(stem, {*taken, *(OTHER_PAGES if isinstance(thing, Network) else ())})


def _refile_projects(thing: Published) -> None:
    """A project is narrowed down by its call and its networks, as long as these are published."""
    if not isinstance(thing, Project):
        documents.PROJECTS.write(thing.projects.values_list("pk", flat=True))


def _refuse_without_summary(thing: Published) -> None:
    if not (thing.summary_nl or thing.summary_en):
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": _("a summary")})


def _locked(thing: Published) -> Published:
    return type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)


def _record(thing: Published, by: Person | None, reason: str) -> None:
    """Save with a row in the history that names who and why."""
    thing._history_user = by
    thing._change_reason = reason
    thing.save()
    documents.write(thing)
    if not isinstance(thing, Call):
        note_documents.write_about(thing)
    if isinstance(thing, Project) and thing.published_at:
        proposals.compute_soon()
