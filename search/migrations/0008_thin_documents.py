"""Keep the packed facets out of line too.

A broad match reads nearly every page of the table, so what it does not need must not stand there: with only what points to
the vectors and the facets, the table has half as many pages. The facets are read when a worker starts and after edits.
"""

from django.db import migrations

# Storage counts for what is written from now on, so everything is: another type would do that, and a conversion does
THIN = """
ALTER TABLE search_document ALTER packed SET STORAGE EXTERNAL;
ALTER TABLE search_document ALTER version TYPE bigint USING version + 0;
"""
WIDE = """
ALTER TABLE search_document ALTER packed SET STORAGE PLAIN;
ALTER TABLE search_document ALTER version TYPE bigint USING version + 0;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0007_snippets")]

    operations = [migrations.RunSQL(THIN, WIDE)]
