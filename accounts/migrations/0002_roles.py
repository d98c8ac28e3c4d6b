from django.db import migrations

from plumbing.content_version import track

ROLES = ("curator", "moderator", "facilitator", "administrator")


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for role in ROLES:
        groups.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("plumbing", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        track("accounts_organisation"),
    ]
