"""The rows of a list of instruments, in one written-out statement: composing it took longer than running it."""

from collections.abc import Sequence

from django.db import connection, models
from django.db.models.base import ModelState

from accounts.models import Organisation
from instruments.models import Format, Instrument, State, TimeNeeded
from search import snippets
from search.query import Query, Sql


def _of(model: type[models.Model], wanted: str) -> list[str]:
    """The wanted columns in the order of the model."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in wanted.split()]


CARD = _of(
    Instrument,
    "id slug type title_nl title_en summary_nl summary_en languages year version published_at demonstration time_id"
    " format_id publisher_id",
)
RELATED = (
    ("time", TimeNeeded, _of(TimeNeeded, "id slug label_nl label_en")),
    ("format", Format, _of(Format, "id slug label_nl label_en")),
    ("publisher", Organisation, _of(Organisation, "id name_nl name_en")),
)
COLUMNS = ", ".join(
    [f"instrument.{name}" for name in CARD] + [f"{field}.{name}" for field, _, names in RELATED for name in names]
)
JOINS = " ".join(
    f"LEFT JOIN {model._meta.db_table} {field} ON {field}.id = instrument.{field}_id" for field, model, _ in RELATED
)
AUDIENCES = """
ARRAY(SELECT audience.slug FROM instruments_instrument_audiences filed
JOIN instruments_audience audience ON audience.id = filed.audience_id
WHERE filed.instrument_id = instrument.id AND audience.merged_into_id IS NULL)
"""
ROWS = f"""
SELECT {COLUMNS}, {AUDIENCES}, {{hits}} FROM instruments_instrument instrument {JOINS}
WHERE instrument.state = '{State.PUBLISHED}' AND instrument.id = ANY(%s)
"""  # noqa: S608 - our own names


def statement(ids: Sequence[int], query: Query | None) -> Sql:
    """The published ones of `ids`, with the hits of `query` in the title and in the best passage."""
    if query is None:
        return Sql(ROWS.format(hits="NULL, NULL"), [list(ids)])
    hits = snippets.hits(query, "body")
    return Sql(ROWS.format(hits=hits.text), [*hits.params, list(ids)])


def fetch(ids: Sequence[int], query: Query | None) -> dict[int, Instrument]:
    """By id, with `audience_slugs`, `title_hit` and `summary_hit`; of the other fields only those of a card."""
    if not ids:
        return {}
    sql = statement(ids, query)
    made: dict[tuple, models.Model] = {}  # the terms and organisations of this page, each once
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return {found.pk: found for found in (_instrument(row, made) for row in cursor.fetchall())}


def _instrument(row: Sequence, made: dict[tuple, models.Model]) -> Instrument:
    instrument = _made(Instrument, CARD, row)
    start = len(CARD)
    for field, model, names in RELATED:
        values = row[start:]
        start += len(names)
        key = (field, getattr(instrument, f"{field}_id"))
        if key[1] is not None and key not in made:
            made[key] = _made(model, names, values)
        Instrument._meta.get_field(field).set_cached_value(instrument, made.get(key))
    instrument.audience_slugs, instrument.title_hit, instrument.summary_hit = row[start:]
    return instrument


def _made[M: models.Model](model: type[M], names: Sequence[str], values: Sequence) -> M:
    """What `from_db` makes, the other fields deferred, without going through all of them: a page needs forty."""
    row, state = model.__new__(model), ModelState()
    state.adding, state.db = False, connection.alias
    row.__dict__.update(zip(names, values, strict=False), _state=state)
    return row
