"""Make the planner match words by the indexes.

It does not count the fetching of vectors that are kept out of line, and walks the whole table for a word in a third of the
documents: ten times slower. A function that it believes to be dear makes it look at the index first; it is called only to
check phrases again. Several processes for one search would only wait for one another, hence PARALLEL UNSAFE.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION search_in(vector tsvector, weights "char"[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 500
AS $$ BEGIN RETURN ts_filter(vector, weights); END $$;
"""
NO_FUNCTION = 'DROP FUNCTION search_in(tsvector, "char"[]);'
INDEXES = "".join(
    f"DROP INDEX search_document_{language}{name};"
    f"CREATE INDEX search_document_{language}{name} ON search_document USING gin (search_in(tsv_{language}, '{{{weights}}}'));"
    for language in ("nl", "en")
    for name, weights in (("", "a,b,c,d"), ("_title", "a"), ("_head", "a,b"))
)
NO_INDEXES = "".join(
    f"DROP INDEX search_document_{language}{name};"
    f"CREATE INDEX search_document_{language}{name} ON search_document USING gin ({expression.format(f'tsv_{language}')});"
    for language in ("nl", "en")
    for name, expression in (("", "{}"), ("_title", "ts_filter({}, '{{a}}')"), ("_head", "ts_filter({}, '{{a,b}}')"))
)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_log_for_curators")]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION), migrations.RunSQL(INDEXES, NO_INDEXES)]
