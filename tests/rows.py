"""The rows that the portal starts with, for tests that commit: they leave every table empty.

Django would make each row by its model, which takes as long as twenty tests.
"""

from django.db import connection, transaction
from psycopg import sql


def taken() -> dict[str, bytes]:
    """All rows of the tables that have any, as PostgreSQL copies them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            with cursor.copy(_sql("COPY {} TO STDOUT", table)) as copy:
                if copied := b"".join(copy):
                    found[table] = copied
    return found


@transaction.atomic
def put_back(kept: dict[str, bytes]) -> None:
    """Put the rows back into the tables that have none, and let no rule or trigger look at them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, copied in kept.items():
            cursor.execute(_sql("SELECT EXISTS (SELECT FROM {})", table))
            if cursor.fetchone() == (False,):
                with cursor.copy(_sql("COPY {} FROM STDIN", table)) as copy:
                    copy.write(copied)


def _sql(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))
