"""Who may read what was done in the workshop."""

from django.db import migrations

from plumbing.roles import grant


class Migration(migrations.Migration):
    dependencies = [("forums", "0003_workshop_moves")]

    operations = [grant("forums", {role: {"move": ("view",)} for role in ("curator", "facilitator", "administrator")})]
