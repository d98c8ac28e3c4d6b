from django.db import migrations

from plumbing.roles import grant


class Migration(migrations.Migration):
    dependencies = [
        ("plumbing", "0002_outbox"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        grant(
            "plumbing",
            {role: {"mail": ("view", "change")} for role in ("administrator", "curator", "moderator", "facilitator")},
        ),
    ]
