from django.db import migrations

from plumbing.roles import grant


class Migration(migrations.Migration):
    dependencies = [("search", "0003_words_and_log")]

    operations = [
        grant(
            "search",
            {role: {"searched": ("view",), "wish": ("view", "change")} for role in ("curator", "administrator")},
        ),
    ]
