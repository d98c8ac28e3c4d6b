"""Many instruments at once, for imports and large corpora: what `workflow.save` does for one, in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql
from taggit.models import Tag, TaggedItem

from accounts.models import Person
from instruments.models import Instrument
from plumbing import addresses

BATCH = 500
UNTOUCHED = {"id", "slug", "created_at", "text_nl", "text_en"}
INSERT = "INSERT INTO {table} ({names}) SELECT * FROM unnest({columns}) AS t"
KEEP = """
INSERT INTO {history} ({columns}, history_date, history_type, history_change_reason, history_user_id)
SELECT {columns}, %s, %s, %s, %s FROM {table} WHERE id = ANY(%s) ORDER BY id RETURNING history_id, id
"""
KEEP_TERMS = """
INSERT INTO {history} (id, history_id, instrument_id, {term})
SELECT t.id, h.history_id, t.instrument_id, t.{term}
FROM {through} t JOIN unnest(%s::bigint[], %s::bigint[]) AS h(history_id, instrument_id) USING (instrument_id)
"""


@dataclass
class Record:
    """An instrument to write. `before` is the row as it was, None for a new one.

    `terms` gives, for each many-to-many field that is to change, the ids of all its terms; `tags` likewise.
    """

    instrument: Instrument
    before: Instrument | None = None
    terms: Mapping[str, Iterable[int]] = field(default_factory=dict)
    tags: Iterable[int] | None = None


@transaction.atomic
def write(
    records: Sequence[Record], *, by: Person | None, reason: str, slugs: "Slugs", history: bool = True
) -> list[int]:
    """Insert and update the instruments with vocabulary, tags, staleness, version and history; returns their ids.

    Rows of `before` are locked by the caller, who also tells the search (`documents.write`).
    """
    new = [record for record in records if record.before is None]
    old = [record for record in records if record.before is not None]
    for record in records:
        instrument = record.instrument
        instrument.slug = instrument.slug or slugs.free(instrument.title_nl or instrument.title_en)
        instrument.remember_staleness(record.before)
        instrument.version = record.before.version + 1 if record.before else 1
    Instrument.objects.bulk_create([record.instrument for record in new], batch_size=BATCH)
    _update([record.instrument for record in old])
    _write_terms(records)
    _write_tags(records)
    if history:
        _record_history([record.instrument.pk for record in new], by, reason, kind="+")
        _record_history([record.instrument.pk for record in old], by, reason, kind="~")
    return [record.instrument.pk for record in records]


class Slugs:
    """Addresses made of titles, none of them twice; knows all that are taken, so that no title needs a question."""

    def __init__(self) -> None:
        self.taken = set(Instrument.objects.values_list("slug", flat=True))

    def free(self, title: str) -> str:
        """The next free one, which is taken from now on."""
        slug = addresses.free(addresses.stem(title, otherwise="instrument"), self.taken)
        self.taken.add(slug)
        return slug


def make_tags(names: Sequence[str]) -> list[Tag]:
    """New tags, with addresses as taggit makes them."""
    taken = set(Tag.objects.values_list("slug", flat=True)) if names else set()
    tags = []
    for name in names:
        tag = Tag(name=name)
        stem = tag.slugify(name)[:90] or "tag"
        slug, number = stem, 0
        while slug in taken:
            number += 1
            slug = f"{stem}_{number}"
        taken.add(slug)
        tag.slug = slug
        tags.append(tag)
    return Tag.objects.bulk_create(tags, batch_size=BATCH)


def _update(instruments: list[Instrument]) -> None:
    """An insert that meets its own row updates it: one statement, where `bulk_update` compares row by row."""
    fields = [field.name for field in Instrument._meta.concrete_fields if field.name not in UNTOUCHED]
    if instruments:
        Instrument.objects.bulk_create(
            instruments, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )


def _write_terms(records: Sequence[Record]) -> None:
    for name in sorted({name for record in records for name in record.terms}):
        relation = getattr(Instrument, name)
        ids = [record.instrument.pk for record in records if name in record.terms and record.before]
        relation.through.objects.filter(instrument_id__in=ids).delete()
        pairs = [(record.instrument.pk, term) for record in records for term in sorted(record.terms.get(name, ()))]
        _insert(relation.through, ["instrument_id", f"{relation.field.m2m_reverse_field_name()}_id"], pairs)


def _write_tags(records: Sequence[Record]) -> None:
    kind = ContentType.objects.get_for_model(Instrument)
    tagged = [record for record in records if record.tags is not None]
    ids = [record.instrument.pk for record in tagged if record.before]
    TaggedItem.objects.filter(content_type=kind, object_id__in=ids).delete()
    rows = [(record.instrument.pk, tag, kind.pk) for record in tagged for tag in sorted(record.tags)]
    _insert(TaggedItem, ["object_id", "tag_id", "content_type_id"], rows)


def _insert(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
    """Insert rows of ids in one statement of constant length."""
    if not rows:
        return
    statement = sql.SQL(INSERT).format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        columns=sql.SQL(", ").join([sql.SQL("%s::bigint[]")] * len(names)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _record_history(ids: list[int], by: Person | None, reason: str, *, kind: str) -> None:
    """A row of the history for each instrument as it is now, and the vocabulary that it has now."""
    history = Instrument.history.model
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in history.tracked_fields)
    statement = sql.SQL(KEEP).format(
        history=sql.Identifier(history._meta.db_table), columns=columns, table=sql.Identifier(Instrument._meta.db_table)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [timezone.now(), kind, reason, by and by.pk, ids])
        kept = [list(column) for column in zip(*cursor.fetchall(), strict=True)]
        for relation in history._history_m2m_fields if kept else ():
            statement = sql.SQL(KEEP_TERMS).format(
                history=sql.Identifier(getattr(history, relation.name).model._meta.db_table),
                through=sql.Identifier(relation.remote_field.through._meta.db_table),
                term=sql.Identifier(f"{relation.m2m_reverse_field_name()}_id"),
            )
            cursor.execute(statement, kept)
