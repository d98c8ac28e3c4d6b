import django.contrib.postgres.search
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION kc_nl (COPY = pg_catalog.dutch);
CREATE TEXT SEARCH CONFIGURATION kc_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION kc_nl ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION kc_en ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, english_stem;
"""
NO_CONFIGURATIONS = "DROP TEXT SEARCH CONFIGURATION kc_nl; DROP TEXT SEARCH CONFIGURATION kc_en;"

# The vectors are kept out of line, so that a broad match reads a thin table. The expression indexes serve the tiers of
# the ranking: a weight in the query itself would make PostgreSQL fetch every vector. There is no index on the date: the
# planner would walk it and unpack each vector.
STORAGE = """
ALTER TABLE search_document SET (toast_tuple_target = 128);
ALTER TABLE search_document ALTER tsv_nl SET STORAGE EXTERNAL, ALTER tsv_en SET STORAGE EXTERNAL,
    ALTER packed SET STORAGE PLAIN;
CREATE INDEX search_document_nl ON search_document USING gin (tsv_nl);
CREATE INDEX search_document_en ON search_document USING gin (tsv_en);
CREATE INDEX search_document_nl_title ON search_document USING gin (ts_filter(tsv_nl, '{a}'));
CREATE INDEX search_document_en_title ON search_document USING gin (ts_filter(tsv_en, '{a}'));
CREATE INDEX search_document_nl_head ON search_document USING gin (ts_filter(tsv_nl, '{a,b}'));
CREATE INDEX search_document_en_head ON search_document USING gin (ts_filter(tsv_en, '{a,b}'));
INSERT INTO search_version (id, number) VALUES (1, 0);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATIONS, NO_CONFIGURATIONS),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.IntegerField()),
                ("published", models.DateField()),
                ("version", models.BigIntegerField()),
                ("packed", models.BinaryField()),
                ("tsv_nl", django.contrib.postgres.search.SearchVectorField()),
                ("tsv_en", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_once")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="search_version_one_row")],
            },
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
