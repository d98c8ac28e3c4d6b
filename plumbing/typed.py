"""What somebody typed into a long form, kept field by field as it was typed, right or wrong.

Each field counts its saves. Who saves says which count was seen last: if somebody else, or another tab, saved
meanwhile, nothing is overwritten and both texts are there to choose from. Forms judge the whole only when it is sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LETTERS_AT_MOST = 100_000  # in one field; far more than any field may hold in the end
FIELDS_AT_MOST = 300  # in one form


class TooMuchTyped(Exception):
    """More than one field, or one form, can keep; the message says so in the reader's language."""


class TypedElsewhere(Exception):
    """Somebody else saved the field since it was read; `theirs` is what it holds now, and nothing was saved."""

    def __init__(self, theirs: "Kept") -> None:
        self.theirs = theirs
        super().__init__(theirs.name)


@dataclass(frozen=True)
class Kept:
    """One field as it is kept: its values, as an address would carry them, and its last save."""

    name: str
    values: tuple[str, ...] = ()
    count: int = 0
    at: datetime | None = None
    by: int | None = None


class Typed(models.Model):
    """A form that is filled in over days, by several people. `typed` maps the name of a field to its values, and
    `saves` to `{"count", "at", "by"}`; both are written by `keep` and by nothing else.
    """

    typed = models.JSONField(_("what was typed"), default=dict, blank=True, editable=False)
    saves = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def kept(self, name: str) -> Kept:
        """A field as it is kept now; never typed is empty, with a count of 0."""
        saved = self.saves.get(name)
        if saved is None:
            return Kept(name, tuple(self.typed.get(name, ())))
        at = datetime.fromisoformat(saved["at"])
        return Kept(name, tuple(self.typed.get(name, ())), saved["count"], at, saved["by"])

    def keep(self, fields: Mapping[str, Iterable[str]], *, seen: Mapping[str, int] | None, by: int) -> list[Kept]:
        """Keep these fields, all or none, in one transaction.

        `seen` gives for each field the count that the typist had before her; None overwrites whatever is there. Raises
        TypedElsewhere for the first field that was saved meanwhile with other values, TooMuchTyped beyond all measure.
        """
        with transaction.atomic():
            row = type(self).objects.select_for_update().only("typed", "saves").get(pk=self.pk)
            self.typed, self.saves = row.typed, row.saves
            for name, given in fields.items():
                self._keep_one(name, tuple(given), None if seen is None else seen.get(name, 0), by)
            if len(self.typed) > FIELDS_AT_MOST:
                raise TooMuchTyped(_("This form cannot keep more fields."))
            type(self).objects.filter(pk=self.pk).update(typed=self.typed, saves=self.saves)
        return [self.kept(name) for name in fields]

    def _keep_one(self, name: str, values: tuple[str, ...], seen: int | None, by: int) -> None:
        values = tuple(value.replace("\x00", "") for value in values)  # PostgreSQL keeps no such letter
        if sum(map(len, values)) > LETTERS_AT_MOST:
            raise TooMuchTyped(_("This is too long to keep: at most %(count)d letters.") % {"count": LETTERS_AT_MOST})
        before = self.kept(name)
        if before.values == values:
            return
        if seen is not None and seen != before.count:
            raise TypedElsewhere(before)
        self.typed[name] = list(values)
        self.saves[name] = {"count": before.count + 1, "at": timezone.now().isoformat(), "by": by}

    def as_data(self) -> QueryDict:
        """Everything typed, as a form would post it: what a form is bound to."""
        data = QueryDict(mutable=True)
        for name, values in self.typed.items():
            data.setlist(name, values)
        return data

    @classmethod
    def begun_with(cls, fields: Mapping[str, Iterable[str]], **columns) -> Self:
        """An unsaved row that starts from these values, as if nobody had typed them."""
        return cls(typed={name: list(values) for name, values in fields.items()}, **columns)
