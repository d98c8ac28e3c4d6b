"""What somebody typed into a long form, kept field by field as it was typed, right or wrong.

Each field counts its saves. Who saves says which count was seen last: if somebody else, or another tab, saved
meanwhile, nothing is overwritten and both texts are there to choose from. Forms judge the whole only when it is sent.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
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

    @property
    def token(self) -> str:
        """What a page says it showed: the count, and a fingerprint of the values, so that a field in which nobody typed
        is told from one that she changed.
        """
        return f"{self.count}-{fingerprint(self.values)}"


@dataclass
class Outcome:
    """What became of each field of a save."""

    kept: list[Kept] = field(default_factory=list)
    elsewhere: list[Kept] = field(default_factory=list)  # saved meanwhile by somebody else; as they are now
    refused: dict[str, str] = field(default_factory=dict)  # more than can be kept, and why

    @property
    def is_whole(self) -> bool:
        return not (self.elsewhere or self.refused)


@dataclass(frozen=True)
class Tab:
    """A window in which somebody types, and the how manieth save this is that it sends."""

    name: str
    number: int

    @classmethod
    def read(cls, post: QueryDict) -> Self | None:
        """From `tab` as a script posts it (`k3f9x-12`); None without a script."""
        match = re.fullmatch(r"([a-z0-9]{4,16})-(\d{1,9})", post.get("tab", ""))
        return match and cls(match[1], int(match[2]))


def fingerprint(values: Iterable[str]) -> str:
    """A few letters that change with the values."""
    return blake2b(json.dumps(list(values)).encode(), digest_size=6).hexdigest()


def read_page(post: QueryDict, takes: Callable[[str], object]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The fields of a page as it posts them, and the token of each as it showed it (`shown`, in JSON).

    A field that is named there and not posted was emptied, as browsers do with boxes that are not ticked. A line ends
    in the same way whoever sends it.
    """
    try:
        shown = json.loads(post.get("shown", "{}"))
    except ValueError:
        shown = {}
    tokens = {name: str(token) for name, token in shown.items() if takes(name)} if isinstance(shown, dict) else {}
    return {name: [value.replace("\r\n", "\n") for value in post.getlist(name)] for name in tokens}, tokens


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
            self._lock()
            for name, given in fields.items():
                self._keep_one(name, tuple(given), None if seen is None else seen.get(name, 0), by)
            self._write()
        return [self.kept(name) for name in fields]

    def keep_each(
        self, fields: Mapping[str, Iterable[str]], *, shown: Mapping[str, str], by: int, tab: Tab | None = None
    ) -> Outcome:
        """Keep every one of these fields that can be kept. `shown` gives the token of each as it stood on the page: a
        field in which nothing was typed there is left as it is, whoever changed it meanwhile. A `tab` never stands in
        its own way: it may have missed the answer to its last save.
        """
        outcome = Outcome()
        with transaction.atomic():
            self._lock()
            for name, given in fields.items():
                count, _dash, print_ = shown.get(name, "").partition("-")
                values = tuple(given)
                if print_ == fingerprint(values):
                    continue
                try:
                    self._keep_one(name, values, int(count) if count.isdecimal() else 0, by, tab)
                    outcome.kept.append(self.kept(name))
                except TypedElsewhere as meanwhile:
                    outcome.elsewhere.append(meanwhile.theirs)
                except TooMuchTyped as refusal:
                    outcome.refused[name] = str(refusal)
            self._write()
        return outcome

    def _lock(self) -> None:
        row = type(self).objects.select_for_update().only("typed", "saves").get(pk=self.pk)
        self.typed, self.saves = row.typed, row.saves

    def _write(self) -> None:
        type(self).objects.filter(pk=self.pk).update(typed=self.typed, saves=self.saves)

    def _keep_one(self, name: str, values: tuple[str, ...], seen: int | None, by: int, tab: Tab | None = None) -> None:
        values = tuple(value.replace("\x00", "") for value in values)  # PostgreSQL keeps no such letter
        if sum(map(len, values)) > LETTERS_AT_MOST:
            raise TooMuchTyped(_("This is too long to keep: at most %(count)d letters.") % {"count": LETTERS_AT_MOST})
        before = self.kept(name)
        if before.values == values:
            return
        last = self.saves.get(name, {}).get("tab")
        same_tab = tab is not None and last is not None and last[0] == tab.name
        if same_tab and tab.number <= last[1]:
            return  # an earlier save that arrives late
        if seen is not None and seen != before.count and not same_tab:
            raise TypedElsewhere(before)
        if name not in self.typed and len(self.typed) >= FIELDS_AT_MOST:
            raise TooMuchTyped(_("This form cannot keep more fields."))
        self.typed[name] = list(values)
        self.saves[name] = {"count": before.count + 1, "at": timezone.now().isoformat(), "by": by}
        if tab:
            self.saves[name]["tab"] = [tab.name, tab.number]

    @property
    def last_save(self) -> Kept | None:
        """The field that was saved last, or None when nothing was typed yet."""
        return max(map(self.kept, self.saves), key=lambda kept: kept.at, default=None)

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
