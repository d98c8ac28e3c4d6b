"""A check that is neither true nor false passes: a forum that never ends, and a contribution without its number, do not."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitations"),
        ("forums", "0006_invitations"),
        ("instruments", "0005_uses_and_likeness"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contribution",
            name="contribution_numbered_once_handed_in",
        ),
        migrations.RemoveConstraint(
            model_name="forum",
            name="forum_ends_after_it_starts",
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", None), ("state", "draft"), ("submitted_at", None), ("version", 0)),
                    models.Q(
                        ("number__gte", 1),
                        ("number__isnull", False),
                        ("state__in", ("submitted", "published", "refused", "withdrawn")),
                        ("submitted_at__isnull", False),
                        ("version__gte", 1),
                        models.Q(("text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contribution_numbered_once_handed_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="forum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at", None), ("starts_at", None)),
                    models.Q(
                        ("ends_at__gt", models.F("starts_at")),
                        ("ends_at__isnull", False),
                        ("month", None),
                        ("starts_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="forum_ends_after_it_starts",
            ),
        ),
    ]
