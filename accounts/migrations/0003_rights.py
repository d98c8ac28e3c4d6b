from django.db import migrations

from plumbing.roles import ACTIONS, grant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        grant(
            "accounts",
            {
                "administrator": {"person": ACTIONS, "organisation": ACTIONS, "membership": ACTIONS},
                "curator": {"organisation": ("view", "add", "change")},
                "moderator": {"organisation": ("view",)},
                "facilitator": {"organisation": ("view",)},
            },
        ),
    ]
