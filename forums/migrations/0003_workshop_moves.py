"""What editors do in the workshop is kept move by move, and actions name the feedback to policy they belong to."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from plumbing.content_version import track


KEPT = """
CREATE TRIGGER kept BEFORE DELETE ON forums_move FOR EACH ROW EXECUTE FUNCTION forums_kept('move_kept');
CREATE FUNCTION forums_frozen_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT forums_same_but(to_jsonb(OLD), to_jsonb(NEW)) THEN PERFORM forums_refuse('move_kept'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON forums_move FOR EACH ROW EXECUTE FUNCTION forums_frozen_move();
"""
NOT_KEPT = """
DROP TRIGGER frozen ON forums_move;
DROP TRIGGER kept ON forums_move;
DROP FUNCTION forums_frozen_move;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0002_guards_groups_roles"),
        ("networks", "0003_diagonal_layer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="feedback",
            field=models.ManyToManyField(
                blank=True, related_name="actions", to="networks.policyfeedback", verbose_name="feedback to policy"
            ),
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("begun", "began the version"),
                            ("chaptered", "wrote the chapter"),
                            ("coded", "filed the contribution"),
                            ("written", "wrote the statement"),
                            ("reworded", "reworded the statement"),
                            ("moved", "moved the statement"),
                            ("grouped", "put the contribution behind the statement"),
                            ("released", "took the contribution back from the statement"),
                            ("merged", "merged statements into this one"),
                            ("split", "split off this statement"),
                            ("dropped", "dropped the statement"),
                            ("decided", "said what becomes of the contribution"),
                            ("undecided", "took back what becomes of the contribution"),
                            ("published", "published the version"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("before", models.JSONField(default=dict, verbose_name="as it was before")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="forums.contribution",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="forums.statement",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="forums.strategyversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "move in the workshop",
                "verbose_name_plural": "moves in the workshop",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "begun",
                                    "chaptered",
                                    "coded",
                                    "written",
                                    "reworded",
                                    "moved",
                                    "grouped",
                                    "released",
                                    "merged",
                                    "split",
                                    "dropped",
                                    "decided",
                                    "undecided",
                                    "published",
                                ],
                            )
                        ),
                        name="move_kind_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        track("forums_action_feedback"),
    ]
