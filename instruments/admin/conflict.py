"""Two curators saved the same thing: what it was before both is in its history."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from plumbing.conflict import Conflict, compared


def find_conflict(form: forms.ModelForm, names: list[str], read_version: int) -> tuple[Conflict, QueryDict]:
    """What stands against what, and the posted data with the other one's changes where I changed nothing."""
    history = form.instance.history.order_by("history_id")
    base = values_of(history.filter(version=read_version).last())
    return compared(form, names, base, history.filter(version__gt=read_version).select_related("history_user"))


def values_of(version) -> Mapping[str, object]:
    """The fields of a row of the history, as a form of that time would have read them."""
    if version is None:
        return {}
    values = {
        f.name: getattr(version, f.attname)
        for f in version.instance_type._meta.concrete_fields
        if hasattr(version, f.attname)
    }
    for m2m in version._history_m2m_fields:
        column = f"{m2m.related_model._meta.model_name}_id"
        values[m2m.name] = list(getattr(version, m2m.name).values_list(column, flat=True))
    return values
