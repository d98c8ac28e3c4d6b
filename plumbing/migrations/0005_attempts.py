from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0004_moments")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(default=1)),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
