"""Finding things by what people call them: an address, or a name in either language, whatever its case and accents."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import Organisation
from instruments.exchange.notation import clean, folded
from instruments.models import TERM_MODELS

Key = int | str


class NotUnderstood(Exception):
    """The cell cannot be taken in; the message says why."""


class Names:
    """Keys by address and by names. `unknown` makes the message for a word that is none of them."""

    def __init__(self, unknown: Callable[[str], str]) -> None:
        self.unknown = unknown
        self.addresses: dict[str, Key] = {}
        self.names: defaultdict[str, set[Key]] = defaultdict(set)
        self.shown: dict[str, str] = {}

    def add(self, key: Key, address: str, names: Iterable[str] = ()) -> None:
        self.addresses[address] = key
        for name in filter(None, map(_loose, [address, *names])):
            self.names[name].add(key)
            self.shown.setdefault(name, address)

    def get(self, word: str) -> Key | None:
        """The key, None for an unknown word. Raises NotUnderstood for a name that several things have."""
        if word in self.addresses:
            return self.addresses[word]
        found = self.names.get(_loose(word), set())
        if len(found) > 1:
            among = ", ".join(sorted(address for address, key in self.addresses.items() if key in found))
            message = _("“%(word)s” is the name of several: write one of %(among)s.")
            raise NotUnderstood(message % {"word": word, "among": among})
        return next(iter(found), None)

    def __getitem__(self, word: str) -> Key:
        """The key. Raises NotUnderstood, with what may have been meant, for an unknown word."""
        key = self.get(word)
        if key is None:
            near = self.near(word)
            hint = _("Did you mean %(word)s?") % {"word": near} if near else ""
            raise NotUnderstood(f"{self.unknown(word[:60])} {hint}".strip())
        return key

    def near(self, word: str) -> str:
        """The address of what comes close to the word, or nothing."""
        found = difflib.get_close_matches(_loose(word), self.names, n=1, cutoff=0.6)
        return self.shown[found[0]] if found else ""


def _loose(word: str) -> str:
    return folded(word.replace("-", " ").replace("_", " "))


def term_names(facet: str, unknown: Callable[[str], str]) -> Names:
    """The terms of a facet; a merged term's names lead to the one that stays."""
    names = Names(unknown)
    rows = TERM_MODELS[facet].objects.values_list("pk", "slug", "label_nl", "label_en", "merged_into_id")
    stays = {pk: merged_into for pk, slug, nl, en, merged_into in rows if merged_into}
    for pk, slug, *labels, _merged_into in rows:
        target = pk
        while target in stays:
            target = stays[target]
        names.add(target, slug, labels)
    return names


class Organisations(Names):
    """Publishers. A name that nobody has yet is kept in `new`, and is made an unconfirmed organisation in time."""

    def __init__(self) -> None:
        super().__init__(str)
        self.new: dict[str, str] = {}
        self.made: dict[str, int] = {}
        for pk, slug, nl, en in Organisation.objects.values_list("pk", "slug", "name_nl", "name_en"):
            self.add(pk, slug, [nl, en])

    def find_or_note(self, name: str) -> Key:
        """The organisation's id, or the new one's name."""
        key = self.get(name)
        return self.new.setdefault(_loose(name) or name, name) if key is None else key


class Tags:
    """Tags by name, exactly or else whatever the case; one that nobody has yet is kept in `new`."""

    def __init__(self) -> None:
        self.exact: dict[str, int] = {}
        self.any_case: dict[str, int] = {}
        self.new: dict[str, str] = {}
        self.made: dict[str, int] = {}
        for pk, name in Tag.objects.order_by("-pk").values_list("pk", "name"):
            self.add(pk, name)

    def add(self, pk: int, name: str) -> None:
        self.exact[clean(name)] = pk
        self.any_case[clean(name).casefold()] = pk

    def find_or_note(self, name: str) -> Key:
        """The tag's id, or the new one's name as it was first written."""
        pk = self.exact.get(name) or self.any_case.get(name.casefold())
        return pk or self.new.setdefault(name.casefold(), name)
