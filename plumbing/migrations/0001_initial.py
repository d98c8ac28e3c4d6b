from django.db import migrations, models

from plumbing.content_version import FUNCTION


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="content_version_one_row")],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION content_changed();"),
    ]
