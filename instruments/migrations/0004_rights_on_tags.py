"""Curators keep the tags too: they rename them, so that one word is not written three ways."""

from django.db import migrations

from plumbing.roles import grant


class Migration(migrations.Migration):
    dependencies = [("instruments", "0003_being_edited")]

    operations = [
        grant(
            "taggit",
            {
                "curator": {"tag": ("view", "add", "change")},
                "administrator": {"tag": ("view", "add", "change")},
            },
        ),
    ]
