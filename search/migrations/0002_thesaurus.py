"""Groups of equal terms, the first of them, and who keeps them."""

import django.contrib.postgres.fields
from django.db import migrations, models

from plumbing.content_version import track
from plumbing.roles import ACTIONS, grant
from search import thesaurus


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("plumbing", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "terms_nl",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        verbose_name="Dutch terms",
                    ),
                ),
                (
                    "terms_en",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        verbose_name="English terms",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="For colleagues: why these are equal, or what was left out.",
                        verbose_name="note",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "narrower",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who searches for a term of this group finds these too, never the other way round.",
                        related_name="broader",
                        to="search.synonymgroup",
                        verbose_name="narrower groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "group of synonyms",
                "verbose_name_plural": "groups of synonyms",
                "ordering": ["terms_nl", "terms_en"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("terms_nl__len__gte", 2),
                            ("terms_en__len__gte", 2),
                            models.Q(("terms_en__len", 1), ("terms_nl__len", 1)),
                            _connector="OR",
                        ),
                        name="synonym_group_two_terms",
                        violation_error_message="Give at least two terms.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("terms_nl__contains", [""]), _negated=True),
                            models.Q(("terms_en__contains", [""]), _negated=True),
                        ),
                        name="synonym_group_no_empty_term",
                        violation_error_message="A term cannot be empty.",
                    ),
                ],
            },
        ),
        # before the triggers: what waits for the commit would stand in the way of the foreign keys, which come last
        migrations.RunPython(
            lambda apps, schema_editor: thesaurus.load(lambda name: apps.get_model("search", name)),
            migrations.RunPython.noop,
        ),
        track("search_synonymgroup", "search_synonymgroup_narrower"),
        grant("search", {role: {"synonymgroup": ACTIONS} for role in ("curator", "administrator")}),
    ]
