from django.db import migrations, models

from plumbing.content_version import MOMENTS


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0003_rights")]

    operations = [
        migrations.CreateModel(
            name="Moment",
            fields=[("at", models.DateTimeField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(MOMENTS, "DROP FUNCTION remember_moments();"),
    ]
