"""The box: instruments that a visitor takes along, in her order. Its whole state is the address of its page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import IO, Self
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from instruments.catalogue import Results
from instruments.models import Cost, File, Instrument, State
from instruments.models.choices import Language
from plumbing.addresses import mailto
from plumbing.files import clean_name, zipped

PARAMETER = "item"
ITEMS_AT_MOST = 30  # the address stays one that mail programs and servers take
ARCHIVE_AT_MOST = 50 * 1024 * 1024  # bytes: it is made while the visitor waits
NAMED_AT_MOST = 60  # letters of an address that nobody knows
HOUR, WORKING_DAY = 60, 480  # minutes


@dataclass(frozen=True)
class Box:
    """What an address puts in: the addresses of instruments, each once."""

    items: tuple[str, ...] = ()
    left_over: int = 0

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """Nothing in an address is an error: what is twice counts once, and what does not fit is left over."""
        given = list(dict.fromkeys(value.replace("\x00", "") for value in data.getlist(PARAMETER) if value))
        return cls(tuple(given[:ITEMS_AT_MOST]), max(0, len(given) - ITEMS_AT_MOST))

    @classmethod
    def of(cls, instruments: Sequence[Instrument]) -> Self:
        return cls(tuple(one.slug for one in instruments))

    def having(self, item: str) -> "Box":
        return Box((*self.items, item))

    def without(self, item: str) -> "Box":
        return Box(tuple(one for one in self.items if one != item))

    def moved(self, item: str, *, by: int) -> "Box":
        """With one thing further down by so many places, or up when `by` is negative."""
        place = max(0, self.items.index(item) + by)
        rest = self.without(item).items
        return Box((*rest[:place], item, *rest[place:]))

    @property
    def is_full(self) -> bool:
        return len(self.items) >= ITEMS_AT_MOST

    @property
    def query_string(self) -> str:
        return f"?{urlencode({PARAMETER: self.items}, doseq=True)}" if self.items else ""

    def url(self, words: str = "") -> str:
        """Where this box is; with the words that are searched there meanwhile."""
        query = urlencode({PARAMETER: self.items, **({"q": words} if words else {})}, doseq=True)
        return reverse("instruments:box") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Gone:
    """Something that was asked for and is not there: withdrawn, perhaps replaced, or never heard of."""

    item: str
    instrument: Instrument | None = None
    replacement: Instrument | None = None


@dataclass(frozen=True)
class Contents:
    """What is in a box, in its order, and what could not be put in."""

    instruments: list[Instrument] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    left_over: int = 0

    @cached_property
    def box(self) -> Box:
        """The box as it is: without what is gone, with what came instead of it."""
        return Box.of(self.instruments)

    @cached_property
    def files(self) -> list[File]:
        return [file for one in self.instruments for file in one.files.all()]

    @cached_property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def has_archive(self) -> bool:
        return bool(self.files) and self.size <= ARCHIVE_AT_MOST

    @property
    def takes(self) -> str:
        """How long it takes to use each once, in words, with those that do not say."""
        minutes = [one.time.minutes for one in self.instruments if one.time]
        silent = len(self.instruments) - len(minutes)
        unsaid = ngettext("%(count)d does not say", "%(count)d do not say", silent) % {"count": silent}
        if not minutes:
            return gettext("not stated")
        about = gettext("about %(time)s, when each is used once") % {"time": in_words(sum(minutes))}
        return f"{about}; {unsaid}" if silent else about

    @property
    def costs(self) -> str:
        """How many are free, are paid, and do not say."""
        number = Counter(one.cost for one in self.instruments)
        labels = {Cost.FREE: gettext("free"), Cost.PAID: gettext("paid"), Cost.UNKNOWN: gettext("not stated")}
        return ", ".join(f"{number[cost]} {label}" for cost, label in labels.items() if number[cost])

    @property
    def languages(self) -> str:
        """How many there are in each language; one can be in several."""
        number = Counter(language for one in self.instruments for language in one.languages)
        names = dict(Language.choices)
        said = [
            gettext("%(count)d in %(language)s") % {"count": number[code], "language": names[code]}
            for code in names
            if number[code]
        ]
        return ", ".join(said) or gettext("not stated")

    def archive(self) -> IO[bytes]:
        """All files in one ZIP: a folder an instrument, in the order of the box, and a list of what is in it."""
        found: dict[str, File] = {}
        folders = []
        for number, one in enumerate(self.instruments, start=1):
            names = []
            for file in one.files.all():
                if file.file.storage.exists(file.file.name):
                    path = f"{number:02}-{one.slug}/{clean_name(file.name)}"
                    path = next(name for name in _alternatives(path) if name not in found)
                    found[path] = file
                    names.append(path)
            folders.append({"instrument": one, "names": names, "links": list(one.links.all())})
        contents = render_to_string(
            "instruments/box.txt", {"folders": folders, "box": self.box, "base_url": settings.BASE_URL}
        )
        return zipped({path: file.file for path, file in found.items()}, {gettext("contents.txt"): contents})


def _alternatives(path: str) -> Iterator[str]:
    """`a.pdf`, `a-2.pdf`, `a-3.pdf` and so on."""
    stem, dot, suffix = path.rpartition(".")
    yield path
    for number in count(2):
        yield f"{stem}-{number}{dot}{suffix}"


def unpack(asked: Box) -> Contents:
    """What an address puts in the box: what was withdrawn is replaced where something replaces it, and else named."""
    found = list(Instrument.objects.of_box(asked.items))
    by_address, by_id = {one.slug: one for one in found}, {one.pk: one for one in found}
    inside: dict[Instrument, None] = {}
    gone = []
    for item in asked.items:
        one = by_address.get(item)
        if one is None:
            gone.append(Gone(item[:NAMED_AT_MOST]))
        elif one.state == State.PUBLISHED:
            inside.setdefault(one)
        else:
            replacement = by_id.get(one.replaced_by_id)
            if replacement and replacement.state == State.PUBLISHED:
                inside.setdefault(replacement)
                gone.append(Gone(item, one, replacement))
            else:
                gone.append(Gone(item, one))
    return Contents(list(inside), gone, asked.left_over)


def in_words(minutes: int) -> str:
    """`90` is "1 hour 30 minutes"; from eight hours on in working days, rounded to half ones."""
    if minutes >= WORKING_DAY:
        halves = round(2 * minutes / WORKING_DAY)
        days = str(halves // 2) + ("½" if halves % 2 else "")
        return ngettext("%(days)s working day", "%(days)s working days", 2 if halves > 2 else 1) % {"days": days}
    hours, rest = divmod(minutes, HOUR)
    parts = [ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}] if hours else []
    parts += [ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}] if rest else []
    return " ".join(parts)


def context(contents: Contents, results: Results | None) -> dict:
    """What the page shows: each thing with the addresses of the boxes that one step away, and what a search found."""
    box, words = contents.box, results.search.words if results else ""
    last = len(contents.instruments) - 1
    return {
        "contents": contents,
        "box": box,
        "things": [
            {
                "instrument": one,
                "up": box.moved(one.slug, by=-1).url(words) if place else "",
                "down": box.moved(one.slug, by=1).url(words) if place < last else "",
                "out": box.without(one.slug).url(words),
            }
            for place, one in enumerate(contents.instruments)
        ],
        "at_most": ITEMS_AT_MOST,
        "base_url": settings.BASE_URL,
        "catalogue_url": results.url(results.search) if results else "",
        "q": words,
        "results": results,
        "found": [
            {"instrument": one, "inside": one.slug in box.items, "url": box.having(one.slug).url(words)}
            for one in (results.items if results else ())
        ],
        "mail_url": mailto(
            gettext("A box of instruments"),
            gettext("These instruments may be of use to you:") + f"\n\n{settings.BASE_URL}{box.url()}\n",
        ),
        "canonical_query": box.query_string,
    }
