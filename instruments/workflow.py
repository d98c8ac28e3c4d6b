"""Everything that moves an instrument or a term from one state to another. Each function is one transaction."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from accounts.models import Organisation, Person
from instruments import documents
from instruments.models import Instrument, State, Term, Theme
from instruments.models.instrument import TAGS_AT_MOST
from plumbing import addresses, versions
from search import kinds


class NotAllowed(Exception):
    """The move cannot be made; the message says why, in the reader's language."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the instrument since it was read; `theirs` is the row as it is now."""

    def __init__(self, theirs: Instrument) -> None:
        self.theirs = theirs
        super().__init__(f"{theirs.pk} is at version {theirs.version}")


@transaction.atomic
def save(
    instrument: Instrument, *, by: Person | None, read_version: int | None = None, still_right: Iterable[str] = (),
    reason: str = "",
) -> Instrument:  # fmt: skip
    """Save the texts and fields of an instrument and note which translations fell behind.

    `read_version` is the version that the editor had before her: ChangedMeanwhile is raised, and nothing saved, when it
    is no longer the current one. `still_right` names columns (`title_en`) confirmed as they are. The caller then saves
    the vocabulary, in the same transaction, and calls `index`, which closes the edit: until then nothing goes into the
    history.
    """
    before = Instrument.objects.select_for_update().filter(pk=instrument.pk).first() if instrument.pk else None
    if before and read_version is not None and before.version != read_version:
        raise ChangedMeanwhile(before)
    if not instrument.slug:
        instrument.slug = free_slug(instrument.title_nl or instrument.title_en)
    instrument.remember_staleness(before, still_right)
    instrument.version = before.version + 1 if before else 1
    instrument.skip_history_when_saving = True
    _record(instrument, by, reason)
    return instrument


def index(instruments: Iterable[Instrument]) -> None:
    """Close the edit of these instruments: one row each in the history, with the vocabulary as it is now, and the
    search knows them as they are.
    """
    instruments = list(instruments)
    for instrument in instruments:
        if hasattr(instrument, "skip_history_when_saving"):
            del instrument.skip_history_when_saving
            instrument.save(update_fields=["changed_at"])
    documents.write([instrument.pk for instrument in instruments])


@transaction.atomic
def publish(instrument: Instrument, *, by: Person | None, at: datetime | None = None) -> Instrument:
    """Draft or withdrawn becomes published. Raises NotAllowed when something a visitor needs is missing."""
    instrument = _locked(instrument)
    if instrument.state == State.PUBLISHED:
        raise NotAllowed(_("It is published already."))
    if missing := missing_for_publication(instrument):
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": ", ".join(map(str, missing))})
    instrument.state = State.PUBLISHED
    instrument.published_at = instrument.published_at or at or timezone.now()
    instrument.withdrawn_at = None
    instrument.withdrawal_reason_nl = instrument.withdrawal_reason_en = ""
    instrument.replaced_by = None
    instrument.version += 1
    _record(instrument, by, "published")
    index([instrument])
    return instrument


def missing_for_publication(instrument: Instrument) -> list[str]:
    """What must be there before the public sees an instrument, in words."""
    needed = {
        _("a summary"): instrument.summary_nl or instrument.summary_en,
        _("a theme"): instrument.themes.exists(),
        _("an audience"): instrument.audiences.exists(),
    }
    return [name for name, there in needed.items() if not there]


def publish_imported(instruments: Iterable[Instrument]) -> None:
    """New instruments become published before they are written in bulk (bulk.py): the door for a whole corpus.

    A title and a summary are enough: a corpus from elsewhere may lack themes and audiences, which curators add later.
    Raises NotAllowed for one without a summary, or one that exists already.
    """
    for instrument in instruments:
        if instrument.pk:
            raise NotAllowed(_("It exists already; publish it by itself."))
        if not (instrument.summary_nl or instrument.summary_en):
            raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": _("a summary")})
        instrument.state = State.PUBLISHED
        instrument.published_at = instrument.published_at or timezone.now()


@transaction.atomic
def withdraw(
    instrument: Instrument, *, by: Person | None, reason_nl: str = "", reason_en: str = "",
    replaced_by: Instrument | None = None,
) -> Instrument:  # fmt: skip
    """Published or draft becomes withdrawn; its address keeps a page that gives the reason and what replaces it."""
    instrument = _locked(instrument)
    if instrument.state == State.WITHDRAWN:
        raise NotAllowed(_("It is withdrawn already."))
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: visitors will read it."))
    if replaced_by and replaced_by.pk == instrument.pk:
        raise NotAllowed(_("An instrument cannot replace itself."))
    instrument.state = State.WITHDRAWN
    instrument.withdrawn_at = timezone.now()
    instrument.withdrawal_reason_nl, instrument.withdrawal_reason_en = reason_nl, reason_en
    instrument.replaced_by = replaced_by
    instrument.version += 1
    _record(instrument, by, "withdrawn")
    index([instrument])
    return instrument


@transaction.atomic
def refile(
    instrument: Instrument, *, by: Person | None, add_tags: Iterable[str] = (), add_themes: Iterable[Theme] = (),
    themes: Iterable[Theme] | None = None,
) -> Instrument:  # fmt: skip
    """Add tags or themes, or give other `themes` instead of those it has. NotAllowed for too many tags or no theme."""
    instrument = _locked(instrument)
    names = {tag.casefold(): tag for tag in [*instrument.tags.names(), *add_tags]}
    if len(names) > TAGS_AT_MOST:
        counts = {"count": len(names), "most": TAGS_AT_MOST}
        raise NotAllowed(_("It would have %(count)d tags; at most %(most)d fit.") % counts)
    chosen = set(instrument.themes.all() if themes is None else themes) | set(add_themes)
    if not chosen and instrument.state == State.PUBLISHED:
        raise NotAllowed(_("What is published needs a theme."))
    instrument.version += 1
    instrument.skip_history_when_saving = True
    _record(instrument, by, "filed anew")
    instrument.themes.set(chosen)
    if add_tags:
        instrument.tags.set(names.values())
    index([instrument])
    return instrument


@transaction.atomic
def mark_checked(instrument: Instrument, *, by: Person | None, on: date) -> Instrument:
    """Somebody looked at the instrument and its links, and found them still right."""
    instrument = _locked(instrument)
    if instrument.state == State.WITHDRAWN:
        raise NotAllowed(_("It is withdrawn."))
    instrument.checked_on = on
    instrument.version += 1
    _record(instrument, by, "checked")
    return instrument


@transaction.atomic
def rename(heading: Term | Tag | Organisation) -> int:
    """Save a term, a tag or an organisation; the search knows it and what is under it anew. Returns how many."""
    heading.save()
    if isinstance(heading, Theme):
        documents.THEMES.write([heading.pk])
    elif isinstance(heading, Organisation):
        documents.ORGANISATIONS.write([heading.pk])
    kinds.renamed(heading)
    under = list(Instrument.objects.filed_under(heading).values_list("pk", flat=True))
    if under:
        documents.write(under)
    return len(under)


@transaction.atomic
def restore(instrument: Instrument, *, version: object, by: Person | None) -> Instrument:
    """Bring the texts and fields of an earlier version back, as a new version; the state stays as it is.

    `version` is a row of `instrument.history`. Raises NotAllowed when it lacks what the published one needs.
    """
    instrument = _locked(instrument)
    lacked = missing_for_publication(instrument)  # what came with an import may lack something
    versions.bring_fields_back(instrument, version)
    _refuse_if_missing(instrument, besides=lacked)
    versions.demand_possible(instrument)
    save(instrument, by=by, reason=versions.restored_reason(version))
    versions.bring_relations_back(instrument, version)
    _refuse_if_missing(instrument, besides=lacked)
    index([instrument])
    return instrument


def _refuse_if_missing(instrument: Instrument, *, besides: Iterable[str]) -> None:
    """What is published keeps what it needs."""
    missing = [name for name in missing_for_publication(instrument) if name not in besides]
    if missing and instrument.state == State.PUBLISHED:
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": ", ".join(map(str, missing))})


@transaction.atomic
def merge_terms(source: Term, target: Term, *, by: Person | None) -> int:
    """Everything filed under `source` goes to `target`; the address of `source` leads to `target` from now on.

    Returns how many instruments moved. Raises NotAllowed for two terms of different kinds, a term already merged, or a
    term and one of its own narrower terms.
    """
    if type(source) is not type(target) or source.pk == target.pk:
        raise NotAllowed(_("Choose another term of the same kind."))
    model = type(source)
    rows = {term.pk: term for term in model.objects.select_for_update().filter(pk__in=[source.pk, target.pk])}
    source, target = rows[source.pk], rows[target.pk]
    if source.merged_into_id or target.merged_into_id:
        raise NotAllowed(_("One of them has been merged already."))
    if getattr(target, "parent_id", None) == source.pk:
        raise NotAllowed(_("Move the narrower theme elsewhere first."))
    narrower = hasattr(source, "children") and source.children.exists()
    if narrower and target.parent_id:
        raise NotAllowed(_("It has narrower themes: choose a theme of the first level."))
    moved = []
    for instrument in source.instruments.all():
        field = next(f for f in Instrument._meta.get_fields() if f.related_model is model and not f.auto_created)
        instrument.skip_history_when_saving = True
        if field.many_to_many:
            terms = getattr(instrument, field.name)
            terms.add(target)
            terms.remove(source)
        else:
            setattr(instrument, field.name, target)
        instrument.version += 1
        _record(instrument, by, f"{source.slug} merged into {target.slug}")
        moved.append(instrument)
    refile_elsewhere(source, target)
    if narrower:
        source.children.update(parent=target)
    model.objects.filter(merged_into=source).update(merged_into=target)
    model.objects.filter(pk=source.pk).update(merged_into=target)
    index(moved)
    if model is Theme:
        _tell_of_merged_theme(source, target)
    return len(moved)


def _tell_of_merged_theme(source: Theme, target: Theme) -> None:
    """Both themes, and everything under the one that stays or under its narrower ones, are found as they are now."""
    documents.THEMES.write([source.pk, target.pk])
    for theme in (target, *target.children.all()):
        kinds.renamed(theme)
    documents.write(Instrument.objects.filed_under(target).values_list("pk", flat=True))


def refile_elsewhere(source: Term, target: Term) -> None:
    """What other apps file under `source` goes to `target` too; they stand to the right, so it is found by relation."""
    for relation in source._meta.related_objects:
        if relation.many_to_many and relation.related_model is not Instrument:
            for thing in getattr(source, relation.get_accessor_name()).all():
                terms = getattr(thing, relation.field.name)
                terms.add(target)
                terms.remove(source)


def free_slug(title: str) -> str:
    """An address made of a title that no instrument has yet."""
    stem = addresses.stem(title, otherwise="instrument")
    taken = Instrument.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    return addresses.free(stem, set(taken))


def add_reason(instrument: Instrument, reason: str) -> None:
    """Complete the reason of an edit, between `save` and `index`, with what became known meanwhile."""
    instrument._change_reason = "; ".join(filter(None, [instrument._change_reason, reason]))


def _locked(instrument: Instrument) -> Instrument:
    return Instrument.objects.select_for_update().get(pk=instrument.pk)


def _record(instrument: Instrument, by: Person | None, reason: str) -> None:
    """Save with a row in the history that names who and why."""
    instrument._history_user = by
    instrument._change_reason = reason
    instrument.save()
    instrument.refresh_from_db(fields=["text_nl", "text_en"])
