"""Staff roles are groups; a migration of each app gives them what they may do there."""

from collections.abc import Iterable, Mapping

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ACTIONS = ("view", "add", "change", "delete")


def grant(app_label: str, rights: Mapping[str, Mapping[str, Iterable[str]]]) -> migrations.RunPython:
    """A migration operation: `{"curator": {"instrument": ["view", "change"], ...}}`.

    An action is one of view, add, change, delete, or the codename of a permission of the model. Permissions are usually
    made after all migrations; here they are needed at once.
    """

    def forwards(apps: Apps, schema_editor: object) -> None:
        config = apps.get_app_config(app_label)
        config.models_module = True  # the migrations' stand-in for an app has none, and is skipped without
        create_permissions(config, apps=apps, verbosity=0)
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        for role, models in rights.items():
            group, _ = group_model.objects.get_or_create(name=role)
            for model, actions in models.items():
                codenames = [f"{action}_{model}" if action in ACTIONS else action for action in actions]
                found = permission_model.objects.filter(
                    content_type__app_label=app_label, content_type__model=model, codename__in=codenames
                )
                if found.count() != len(codenames):
                    raise LookupError(f"Not all of {codenames} exist on {app_label}.{model}")
                group.permissions.add(*found)

    return migrations.RunPython(forwards, migrations.RunPython.noop)
