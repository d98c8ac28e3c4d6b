"""The rows of a list of projects, networks or calls, with the hits of a search marked."""

from collections.abc import Sequence

from django.db import connection

from networks.models import Call, Network, Project
from search import snippets
from search.query import Query

BODY = {Project: "goals", Network: "text", Call: "text"}


def fetch(
    model: type[Project | Network | Call], ids: Sequence[int], query: Query | None
) -> dict[int, Project | Network | Call]:
    """The published ones of `ids` by id, read for their cards, with `title_hit` and `summary_hit`."""
    found = {thing.pk: thing for thing in model.objects.published().filter(pk__in=ids).with_card()} if ids else {}
    for pk, title, passage in _hits(model, list(found), query) if found and query else ():
        found[pk].title_hit, found[pk].summary_hit = title, passage
    return found


def _hits(model: type[Project | Network | Call], ids: list[int], query: Query) -> list[tuple]:
    hits = snippets.hits(query, BODY[model])
    sql = f"SELECT id, {hits.text} FROM {model._meta.db_table} WHERE id = ANY(%s)"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [*hits.params, ids])
        return cursor.fetchall()
