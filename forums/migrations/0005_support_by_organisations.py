"""An organisation is one voice in what it supports, and its kind says for which group it speaks."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


KINDS = {
    "employers": ["employers", "company"],
    "trade-unions": ["trade-union"],
    "ngos": ["ngo"],
    "government": ["government"],
    "social-economy": ["social-economy"],
    "education": ["education"],
    "research": ["research"],
}


def give_kinds(apps, schema_editor):
    groups = apps.get_model("forums", "StakeholderGroup").objects
    for slug, kinds in KINDS.items():
        groups.filter(slug=slug, kinds=[]).update(kinds=kinds)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitations"),
        ("forums", "0004_rights_on_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stakeholdergroup",
            name="kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("government", "government"),
                        ("international", "international organisation"),
                        ("standards-body", "standards body"),
                        ("employers", "employers' organisation"),
                        ("trade-union", "trade union"),
                        ("ngo", "NGO"),
                        ("research", "research centre"),
                        ("education", "education and training"),
                        ("consultancy", "consultancy"),
                        ("social-economy", "social economy"),
                        ("company", "company"),
                        ("network", "network"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                help_text="Who acts for such an organisation speaks for this group, unless she registered for another one.",
                verbose_name="kinds of organisations",
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supports",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="voice",
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("text"), 800),
                name="reply_short",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False), ("state__in", ["submitted", "published"])),
                fields=("contribution", "person"),
                name="reply_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholdergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kinds__contained_by",
                        [
                            "government",
                            "international",
                            "standards-body",
                            "employers",
                            "trade-union",
                            "ngo",
                            "research",
                            "education",
                            "consultancy",
                            "social-economy",
                            "company",
                            "network",
                        ],
                    )
                ),
                name="stakeholdergroup_kinds_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("contribution", "organisation"), name="support_once_an_organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(fields=("contribution", "voice"), name="support_once_a_voice"),
        ),
        migrations.RunPython(give_kinds, migrations.RunPython.noop),
    ]
