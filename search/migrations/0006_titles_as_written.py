"""The documents get titles as they are written, and more dictionary forms: that is for `reindex` to do."""

from django.db import migrations


def tell(apps, schema_editor) -> None:
    if apps.get_model("search", "Document").objects.exists():
        print("\n  Titles are searched otherwise: run `manage.py reindex` when the portal is up again.", end="")  # noqa: T201


class Migration(migrations.Migration):
    dependencies = [("search", "0005_matching_by_index")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
