"""One number that changes with every committed change of public content; page caches and ETags are made of it.

PostgreSQL keeps it: a trigger on each tracked table, deferred to the commit, so that the one row is locked only for an
instant and nobody reads a version whose content is not there yet.
"""

from contextvars import ContextVar

from django.db import connection, migrations, models

_of_this_request: ContextVar[int | None] = ContextVar("content_version", default=None)


class ContentVersion(models.Model):
    """One row."""

    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="content_version_one_row")]

    def __str__(self) -> str:
        return str(self.number)


FUNCTION = """
INSERT INTO plumbing_contentversion (id, number) VALUES (1, 1);
CREATE FUNCTION content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- once a transaction is enough
  IF current_setting('kenniscentrum.counted', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    PERFORM set_config('kenniscentrum.counted', pg_current_xact_id()::text, true);
    INSERT INTO plumbing_contentversion (id, number) VALUES (1, 1)
      ON CONFLICT (id) DO UPDATE SET number = plumbing_contentversion.number + 1;
  END IF;
  RETURN NULL;
END $$;
"""


def track(*tables: str) -> migrations.RunSQL:
    """A migration operation: changes in these tables raise the content version."""
    return migrations.RunSQL(
        [
            f"CREATE CONSTRAINT TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION content_changed()"
            for table in tables
        ],
        [f"DROP TRIGGER content_changed ON {table}" for table in tables],
    )


def current() -> int:
    """The version as of now, or as it was when this request began."""
    known = _of_this_request.get()
    return read() if known is None else known


def read() -> int:
    """Ask PostgreSQL, and remember the answer for this request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM plumbing_contentversion WHERE id = 1")
        row = cursor.fetchone()
    number = row[0] if row else 0
    _of_this_request.set(number)
    return number


def forget() -> None:
    """The request is over."""
    _of_this_request.set(None)
