"""One number that changes with every committed change of public content; page caches and ETags are made of it.

PostgreSQL keeps it: a trigger on each tracked table, deferred to the commit, so that the one row is locked only for an
instant and nobody reads a version whose content is not there yet.
"""

from contextvars import ContextVar
from datetime import datetime

from django.db import connection, migrations, models
from django.utils import timezone

_of_this_request: ContextVar[int | None] = ContextVar("content_version", default=None)


class Moment(models.Model):
    """From here on public pages differ although nobody changed anything: a phase opens, a forum is over."""

    at = models.DateTimeField(primary_key=True)

    def __str__(self) -> str:
        return self.at.isoformat()


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


MOMENTS = """
CREATE FUNCTION remember_moments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- the arguments of the trigger name columns of the row
  INSERT INTO plumbing_moment (at)
    SELECT (to_jsonb(NEW) ->> name)::timestamptz FROM unnest(TG_ARGV) AS name WHERE to_jsonb(NEW) ->> name IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
"""


def moments(table: str, *columns: str) -> migrations.RunSQL:
    """A migration operation: when one of these times comes, public pages are made anew."""
    names = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER remember_moments AFTER INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION remember_moments({names})",
        f"DROP TRIGGER remember_moments ON {table}",
    )


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


def of_pages(at: datetime) -> str:
    """What public pages are kept under: the version, the last moment that changed them by itself, and the day, on which
    depends what is running, open or over.

    `at` is taken before a page is made. So a page made just after a moment may be kept under what was before, which is
    soon asked for no more; one made before it is never kept under what comes after.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, (SELECT (extract(epoch FROM max(at)) * 1000000)::bigint FROM plumbing_moment"
            " WHERE at <= %s) FROM plumbing_contentversion WHERE id = 1",
            [at],
        )
        number, moment = cursor.fetchone() or (0, None)
    _of_this_request.set(number)
    return f"{number}-{moment or 0:x}-{timezone.localdate(at):%y%j}"


def forget() -> None:
    """The request is over."""
    _of_this_request.set(None)
