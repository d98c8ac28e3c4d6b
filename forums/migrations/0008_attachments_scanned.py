"""Attachments are scanned, say their language, and belong to the versions that had them."""

import django.db.models.functions.datetime
from django.db import migrations, models


KEPT = """
CREATE TRIGGER kept BEFORE DELETE ON forums_attachment FOR EACH ROW WHEN (OLD.since IS NOT NULL)
  EXECUTE FUNCTION forums_kept('attachment_kept');
"""
NOT_KEPT = "DROP TRIGGER kept ON forums_attachment;"


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0007_unknown_does_not_pass"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_once",
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="added"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="language",
            field=models.CharField(
                blank=True, choices=[("nl", "Dutch"), ("en", "English")], max_length=2, verbose_name="language"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="leaving",
            field=models.BooleanField(default=False, editable=False, verbose_name="goes out with the next version"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting to be scanned"),
                    ("clean", "found clean"),
                    ("infected", "infected"),
                    ("down", "scanner cannot be reached"),
                    ("off", "not scanned"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="scan",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="what the scanner said"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scanned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="scanned"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="since",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="since version"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="until",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="until version"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="media_type",
            field=models.CharField(max_length=100, verbose_name="media type"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="name",
            field=models.CharField(max_length=200, verbose_name="file name"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="size",
            field=models.PositiveBigIntegerField(verbose_name="size in bytes"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("contribution", "sha256"), name="attachment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["", "nl", "en"])), name="attachment_language_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leaving", False), ("since", None), ("until", None)),
                    models.Q(("since__isnull", False), ("until", None)),
                    models.Q(("leaving", False), ("since__isnull", False), ("until__gte", models.F("since"))),
                    _connector="OR",
                ),
                name="attachment_there_before_it_leaves",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["waiting", "clean", "infected", "down", "off"])),
                name="attachment_scan_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                    ("scan__in", ["waiting", "down", "off"]),
                    _connector="OR",
                ),
                name="attachment_scanned_when",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
