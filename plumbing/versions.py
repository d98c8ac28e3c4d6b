"""Bringing an earlier version back, of what keeps its versions in a history."""

from collections.abc import Collection
from functools import cached_property

from django.db import models
from simple_history.models import HistoricalRecords

# its identity and its state stay, and what is computed is computed anew
STAYS = {"id", "slug", "state", "published_at", "withdrawn_at", "replaced_by", "version", "created_at", "changed_at",
         "withdrawal_reason_nl", "withdrawal_reason_en", "stale_nl", "stale_en", "text_nl", "text_en"}  # fmt: skip


class History(HistoricalRecords):
    """Rows that put together once what they tell of: each relation that goes into a row asks for it."""

    def get_extra_fields(self, model: type[models.Model], fields: dict) -> dict:
        extra = super().get_extra_fields(model, fields)
        return extra | {"instance": cached_property(extra["instance"].fget)}


def bring_fields_back(thing: models.Model, version: models.Model, *, besides: Collection[str] = ()) -> None:
    """Give it the texts and fields that it had in a row of its history, `besides` some; it is not saved."""
    for field in thing._meta.concrete_fields:
        if field.name not in STAYS and field.name not in besides:
            setattr(thing, field.attname, getattr(version, field.attname))


def demand_possible(thing: models.Model) -> None:
    """Raises ValidationError when it cannot be saved as it is: another one has its code meanwhile, say."""
    thing.validate_unique()
    thing.validate_constraints()


def bring_relations_back(thing: models.Model, version: models.Model) -> None:
    """File it under what it was filed under in a row of its history."""
    for field in version._history_m2m_fields:
        column = f"{field.related_model._meta.model_name}_id"
        getattr(thing, field.name).set(getattr(version, field.name).values_list(column, flat=True))


def restored_reason(version: models.Model) -> str:
    """What the history says of it."""
    return f"restored version of {version.history_date:%Y-%m-%d %H:%M}"
