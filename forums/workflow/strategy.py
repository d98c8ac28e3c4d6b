"""A strategy from version to version.

draft ──publish──▶ published; the next version begins as a copy of the last one that was published
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums import missing, statement_documents, strategy_emails
from forums.missing import Missing
from forums.models import (
    Action,
    ActionReport,
    Chapter,
    Contribution,
    ContributionState,
    Descending,
    MoveKind,
    Outcome,
    Progress,
    Statement,
    Strategy,
    StrategyVersion,
    VersionState,
)
from forums.workflow import NotAllowed, consolidation, drafts, statements


class NotReady(NotAllowed):
    """The version cannot be published; `missing` is what is missing."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = missing
        super().__init__(" ".join(map(str, missing)))


@transaction.atomic
def begin(strategy: Strategy, *, by: Person | None) -> StrategyVersion:
    """The draft of the next version. The first is empty; each later one has all that the one before had.

    A contribution that is public no longer comes along, and is taken back at once: so its trace says until when.
    """
    strategy = Strategy.objects.select_for_update(no_key=True).get(pk=strategy.pk)
    before = strategy.versions.order_by("-number").first()
    if before and before.state == VersionState.DRAFT:
        raise NotAllowed(_("There is a draft of version %d already.") % before.number)
    version = strategy.versions.create(number=before.number + 1 if before else 1)
    drafts.record(version, MoveKind.BEGUN, by)
    if before:
        _carry_over(before, version, by)
    return version


def _carry_over(before: StrategyVersion, version: StrategyVersion, by: Person | None) -> None:
    """Chapters, statements with their sources and reservations, and outcomes."""
    old = list(before.statements.standing().order_by("chapter__position", "chapter", "position", "pk"))
    chapters = {}
    for chapter in before.chapters.filter(pk__in={statement.chapter_id for statement in old}):
        chapters[chapter.pk] = Chapter.objects.create(
            version=version, follows=chapter, title_nl=chapter.title_nl, title_en=chapter.title_en,
            intro_nl=chapter.intro_nl, intro_en=chapter.intro_en, position=chapter.position,
        )  # fmt: skip
    new = Statement.objects.bulk_create(
        Statement(
            version=version, chapter=chapters[one.chapter_id], text_nl=one.text_nl, text_en=one.text_en,
            unsourced_nl=one.unsourced_nl, unsourced_en=one.unsourced_en, position=one.position,
        )
        for one in old
    )  # fmt: skip
    statements.pass_on(list(zip(old, new, strict=True)), Descending.CARRIED, by=by)
    Outcome.objects.bulk_create(
        Outcome(
            contribution_id=outcome.contribution_id, version=version, kind=outcome.kind, reason_nl=outcome.reason_nl,
            reason_en=outcome.reason_en, by_id=outcome.by_id, told_at=outcome.told_at,
        )
        for outcome in before.outcomes.order_by("pk")
    )  # fmt: skip
    hidden = Contribution.objects.exclude(state=ContributionState.PUBLISHED).filter(outcomes__version=version)
    for contribution in {*hidden, *missing.no_longer_public(version)}:
        consolidation.let_go(version, contribution, by=by)


@transaction.atomic
def publish(version: StrategyVersion, *, by: Person | None, at: datetime | None = None) -> StrategyVersion:
    """A draft is published, for good; authors are told what became of theirs. NotReady says what is missing."""
    version = drafts.locked(version)
    if found := missing.of(version):
        raise NotReady(found)
    drafts.record(version, MoveKind.PUBLISHED, by)
    at = at or timezone.now()
    StrategyVersion.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED, published_at=at)
    version.refresh_from_db()
    _tell(version, at)
    statement_documents.write(version.strategy)
    return version


def _tell(version: StrategyVersion, at: datetime) -> None:
    """Tell each author, once, what became of hers; who has no account any more cannot be told."""
    untold = version.outcomes.filter(told_at=None)
    with_account = untold.filter(contribution__person__isnull=False)
    for outcome in with_account.select_related("contribution__person", "contribution__forum", "version__strategy"):
        strategy_emails.outcome(outcome)
    untold.update(told_at=at)


@transaction.atomic
def report_progress(
    action: Action, *, progress: str, by: Person | None, note_nl: str = "", note_en: str = ""
) -> ActionReport:
    """Say how far an action is; every report is kept."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    if progress not in Progress.values:
        raise NotAllowed(_("Choose how far it is."))
    if progress == Progress.STOPPED and not (note_nl or note_en):
        raise NotAllowed(_("Say why it was stopped."))
    action.progress = progress
    action.save(update_fields=["progress"])
    return action.reports.create(progress=progress, note_nl=note_nl, note_en=note_en, by=by)
