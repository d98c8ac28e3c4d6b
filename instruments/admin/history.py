"""The versions of something, each with a readable difference from the one before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from plumbing.differences import word_difference

VERSIONS_SHOWN = 20
TECHNICAL = {"id", "version", "changed_at", "created_at", "stale_nl", "stale_en", "text_nl", "text_en", "published_at",
             "withdrawn_at"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field that differs: its name in words, and the difference as HTML."""

    label: str
    difference: SafeString


@dataclass
class Version:
    """What one save left behind. A save may write several rows, since each vocabulary is saved after the texts."""

    row: models.Model
    changes: list[Change] = field(default_factory=list)
    is_current: bool = False
    is_first: bool = False


def versions(thing: models.Model, *, before: int | None = None) -> list[Version]:
    """The newest versions, newest first, at most VERSIONS_SHOWN (and those older than `before`), with their changes."""
    found = thing.history.order_by("-version", "-history_id").select_related("history_user")
    numbers = thing.history.order_by("-version").values_list("version", flat=True).distinct()
    if before:
        numbers = numbers.filter(version__lt=before)
    wanted = list(numbers[: VERSIONS_SHOWN + 1])
    rows = [next(rows) for _number, rows in groupby(found.filter(version__in=wanted), key=lambda row: row.version)]
    terms = _terms(rows)
    listed = []
    for number, row in enumerate(rows[:VERSIONS_SHOWN]):
        older = rows[number + 1] if number + 1 < len(rows) else None
        listed.append(
            Version(
                row,
                changes=list(changes(older, row, terms)) if older else [],
                is_current=row.version == thing.version,
                is_first=older is None,
            )
        )
    return listed


def changes(old: models.Model, new: models.Model, terms: dict) -> Iterable[Change]:
    """What differs between two rows of the history, field by field."""
    for column in new.instance_type._meta.concrete_fields:
        if column.name in TECHNICAL:
            continue
        before, after = getattr(old, column.attname), getattr(new, column.attname)
        if before != after:
            whole = not isinstance(column, models.TextField)
            words = _in_words(old, column), _in_words(new, column)
            yield Change(capfirst(column.verbose_name), word_difference(*words, whole=whole))
    for m2m in new._history_m2m_fields:
        before, after = terms[m2m.name, old.pk], terms[m2m.name, new.pk]
        if before != after:
            difference = word_difference("; ".join(before), "; ".join(after), whole=True)
            yield Change(capfirst(m2m.verbose_name), difference)


def difference(old: models.Model, new: models.Model) -> list[Change]:
    """What differs between two rows, whatever lies between them."""
    return list(changes(old, new, _terms([old, new])))


def _in_words(row: models.Model, column: models.Field) -> str:
    if column.choices:
        return str(dict(column.flatchoices).get(getattr(row, column.attname), ""))
    if column.is_relation:
        related = column.related_model.objects.filter(pk=getattr(row, column.attname)).first()
        return str(related or "")
    value = getattr(row, column.attname)
    if isinstance(value, list):
        labels = dict(column.base_field.flatchoices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    return "" if value is None else str(value)


def _terms(rows: Sequence[models.Model]) -> dict[tuple[str, int], list[str]]:
    """Labels per vocabulary and row of the history, a query per vocabulary whatever the number of rows."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    if not rows:
        return found
    ids = [row.pk for row in rows]
    for m2m in rows[0]._history_m2m_fields:
        name = m2m.related_model._meta.model_name
        for filed in getattr(rows[0], m2m.name).model.objects.filter(history_id__in=ids).select_related(name):
            found[m2m.name, filed.history_id].append(str(getattr(filed, name)))
    for labels in found.values():
        labels.sort()
    return found
