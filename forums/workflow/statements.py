"""What editors do with the statements of a draft. A statement that is merged or split is retired, and passes on to the
new ones with all its sources and reservations; one that is dropped ends with its reason.

standing ──merge, split──▶ retired (the new ones stand)
    └──────drop(reason)──▶ retired
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums.models import (
    Chapter,
    Contribution,
    Descending,
    Descent,
    MoveKind,
    Reservation,
    Source,
    Statement,
)
from forums.workflow import NotAllowed, consolidation, drafts

STEP = 10  # between two positions
PARTS_AT_MOST = 12


@dataclass(frozen=True)
class Words:
    """What a statement says, and why it stands there without a contribution, if it does."""

    text_nl: str = ""
    text_en: str = ""
    unsourced_nl: str = ""
    unsourced_en: str = ""


@dataclass(frozen=True)
class Part:
    """One of the statements that a statement is split into, and which of its contributions stand behind it."""

    words: Words
    contributions: Collection[int] = ()


@transaction.atomic
def save_chapter(chapter: Chapter, *, by: Person | None) -> Chapter:
    """Keep a chapter of a draft; a new one comes last unless it has a position."""
    version = drafts.locked(chapter.version)
    if not (chapter.title_nl or chapter.title_en):
        raise NotAllowed(_("A chapter needs a title."))
    if not chapter.pk and not chapter.position:
        chapter.position = _last(version.chapters)
    chapter.save()
    drafts.record(version, MoveKind.CHAPTERED, by, before={"chapter": chapter.pk})
    return chapter


@transaction.atomic
def write(
    chapter: Chapter, words: Words, *, by: Person | None, contributions: Iterable[Contribution] = ()
) -> Statement:
    """A new statement at the end of a chapter, with the contributions behind it. The same words never stand twice."""
    contributions = list(contributions)
    consolidation.hold(contributions)
    version = drafts.locked(chapter.version)
    _check_words(words)
    if version.statements.standing().filter(text_nl=words.text_nl, text_en=words.text_en).exists():
        raise NotAllowed(_("A statement with these words stands in this version already."))
    statement = Statement.objects.create(
        version=version, chapter=chapter, position=_last(chapter.statements), **asdict(words)
    )
    drafts.record(version, MoveKind.WRITTEN, by, statement)
    consolidation.group(statement, contributions, by=by)
    return statement


@transaction.atomic
def reword(statement: Statement, words: Words, *, by: Person | None, seen: int | None = None) -> Statement:
    """Other words for a statement of a draft. ChangedMeanwhile when it was touched after the move `seen`."""
    [statement] = drafts.standing([statement], seen=seen)
    _check_words(words)
    texts = asdict(words)
    before = {name: getattr(statement, name) for name in texts}
    if before != texts:
        for name, text in texts.items():
            setattr(statement, name, text)
        statement.save(update_fields=list(texts))
        drafts.record(statement.version, MoveKind.REWORDED, by, statement, before=before)
    return statement


@transaction.atomic
def move(statement: Statement, *, chapter: Chapter, after: Statement | None, by: Person | None) -> Statement:
    """Put a statement in a chapter of the same version: behind another statement, or first."""
    [statement] = drafts.standing([statement])
    if chapter.version_id != statement.version_id:
        raise NotAllowed(_("This chapter belongs to another version."))
    others = list(chapter.statements.standing().exclude(pk=statement.pk))
    if after and after not in others:
        raise NotAllowed(_("The statement behind which it should come stands there no longer."))
    before = {"chapter": statement.chapter_id, "position": statement.position}
    others.insert(others.index(after) + 1 if after else 0, statement)
    statement.chapter = chapter
    for number, other in enumerate(others, start=1):
        other.position = STEP * number
    Statement.objects.bulk_update(others, ["chapter", "position"])
    drafts.record(statement.version, MoveKind.MOVED, by, statement, before=before)
    return statement


@transaction.atomic
def merge(
    statements: Iterable[Statement], words: Words, *, by: Person | None, chapter: Chapter | None = None,
    seen: int | None = None,
) -> Statement:  # fmt: skip
    """Several statements become one, in the chapter of the first unless said otherwise, with all that stands behind."""
    old = drafts.standing(statements, seen=seen)
    if len(old) < 2:
        raise NotAllowed(_("Choose at least two statements to merge."))
    _check_words(words)
    chapter = chapter or old[0].chapter
    if chapter.version_id != old[0].version_id:
        raise NotAllowed(_("This chapter belongs to another version."))
    new = Statement.objects.create(
        version=old[0].version, chapter=chapter, position=old[0].position, **(_first_reason(old) | _said(words))
    )
    pass_on([(statement, new) for statement in old], Descending.MERGED, by=by)
    _retire(old)
    drafts.record(new.version, MoveKind.MERGED, by, new, before={"statements": [one.pk for one in old]})
    return new


@transaction.atomic
def split(
    statement: Statement, parts: Sequence[Part], *, by: Person | None, seen: int | None = None
) -> list[Statement]:
    """One statement becomes several. Each contribution behind it stands behind at least one of them afterwards."""
    [old] = drafts.standing([statement], seen=seen)
    if not 2 <= len(parts) <= PARTS_AT_MOST:
        raise NotAllowed(_("Split it into two to %d statements.") % PARTS_AT_MOST)
    for part in parts:
        _check_words(part.words)
    _check_division(old, parts)
    new = Statement.objects.bulk_create(
        Statement(
            version=old.version, chapter=old.chapter, position=old.position,
            **(_first_reason([old]) | _said(part.words)),
        )
        for part in parts
    )  # fmt: skip
    behind = {one.pk: set(part.contributions) for one, part in zip(new, parts, strict=True)}
    pass_on([(old, one) for one in new], Descending.SPLIT, by=by, only=behind)
    _retire([old])
    for one in new:
        drafts.record(old.version, MoveKind.SPLIT, by, one, before={"statements": [old.pk]})
    return new


@transaction.atomic
def drop(
    statement: Statement, *, by: Person | None, reason_nl: str = "", reason_en: str = "", seen: int | None = None
) -> Statement:
    """A statement does not stand any more, for a reason that everybody who stood behind it reads."""
    [statement] = drafts.standing([statement], seen=seen)
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: those who contributed will read it."))
    statement.retired_at = timezone.now()
    statement.dropped_nl, statement.dropped_en = reason_nl, reason_en
    statement.save(update_fields=["retired_at", "dropped_nl", "dropped_en"])
    drafts.record(statement.version, MoveKind.DROPPED, by, statement)
    return statement


def pass_on(
    pairs: Sequence[tuple[Statement, Statement]], kind: str, *, by: Person | None,
    only: dict[int, set[int]] | None = None,
) -> None:  # fmt: skip
    """Join old statements to new ones, and let every standing source and reservation pass on.

    `only` says for a new statement which contributions pass on to it; without it all of them do.
    """
    Descent.objects.bulk_create(Descent(ancestor=old, descendant=new, kind=kind) for old, new in pairs)
    ids = {old.pk for old, _new in pairs}
    sources, reservations = {}, {}
    for source in Source.objects.standing().filter(statement__in=ids).order_by("pk"):
        sources.setdefault(source.statement_id, []).append(source)
    for reservation in Reservation.objects.standing().filter(statement__in=ids).order_by("pk"):
        reservations.setdefault(reservation.statement_id, []).append(reservation)
    Source.objects.bulk_create(
        Source(
            contribution_id=source.contribution_id, statement=new, passage=source.passage, via=source,
            via_statement=old, by=by,
        )
        for old, new in pairs
        for source in sources.get(old.pk, ())
        if only is None or source.contribution_id in only[new.pk]
    )  # fmt: skip
    Reservation.objects.bulk_create(
        passed_on(reservation, new) for old, new in pairs for reservation in reservations.get(old.pk, ())
    )


def passed_on(reservation: Reservation, statement: Statement) -> Reservation:
    """A reservation as it comes along to a statement that descends from its own."""
    return Reservation(
        statement=statement, organisation_id=reservation.organisation_id, group_id=reservation.group_id,
        text_nl=reservation.text_nl, text_en=reservation.text_en, person_id=reservation.person_id,
        signed_by=reservation.signed_by, signed_at=reservation.signed_at, via=reservation,
        via_statement_id=reservation.statement_id,
    )  # fmt: skip


def _retire(statements: Iterable[Statement]) -> None:
    Statement.objects.filter(pk__in=[one.pk for one in statements]).update(retired_at=timezone.now())


def _said(words: Words) -> dict[str, str]:
    return {name: text for name, text in asdict(words).items() if text}


def _check_words(words: Words) -> None:
    if not (words.text_nl.strip() or words.text_en.strip()):
        raise NotAllowed(_("A statement needs words, in Dutch or in English."))


def _check_division(statement: Statement, parts: Sequence[Part]) -> None:
    """Every contribution behind a statement goes to a part of it, and nothing else does."""
    behind = set(statement.sources.standing().values_list("contribution", flat=True))
    divided = set().union(*(part.contributions for part in parts))
    if divided - behind:
        raise NotAllowed(_("A contribution does not stand behind this statement any more. Look at it again."))
    if left := behind - divided:
        numbers = Contribution.objects.filter(pk__in=left).order_by("number").values_list("number", flat=True)
        raise NotAllowed(
            _("Each contribution must stand behind one of the parts. Still open: %s.") % ", ".join(map(str, numbers))
        )


def _first_reason(statements: Iterable[Statement]) -> dict[str, str]:
    """Why it stands without a contribution, as the first of these that says so has it."""
    for one in statements:
        if one.unsourced_nl or one.unsourced_en:
            return {"unsourced_nl": one.unsourced_nl, "unsourced_en": one.unsourced_en}
    return {}


def _last(rows: object) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + STEP
