"""The translators' queue: every text that is missing or stale in a language, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from instruments.models import Instrument, Type
from plumbing.bilingual import LANGUAGE_NAMES, LANGUAGES, MISSING, STALE, other_language
from plumbing.differences import word_difference

INSTRUMENTS_SHOWN = 30
STATES = (MISSING, STALE)


@dataclass(frozen=True)
class Work:
    """One text to translate or to bring up to date."""

    label: str
    state: str
    url: str
    source: str
    source_difference: SafeString | str


@dataclass(frozen=True)
class Item:
    instrument: Instrument
    works: list[Work]


class Queue:
    """The page of the queue that an address asks for: `language`, `type`, `state` and `page`, each optional."""

    def __init__(self, parameters: QueryDict) -> None:
        self.language = parameters.get("language") if parameters.get("language") in LANGUAGES else "en"
        self.type = parameters.get("type") if parameters.get("type") in Type.values else ""
        self.state = parameters.get("state") if parameters.get("state") in STATES else ""
        found = self._waiting()
        if self.type:
            found = found.filter(type=self.type)
        self.page: Page = Paginator(found, INSTRUMENTS_SHOWN).get_page(parameters.get("page"))

    def _waiting(self):
        found = Instrument.objects.awaiting_translation(self.language)
        if self.state == STALE:
            return found & Instrument.objects.with_stale_texts(self.language)
        if self.state == MISSING:
            return found & Instrument.objects.with_missing_texts(self.language)
        return found

    def address(self, **changes: str) -> str:
        """The same queue with something else chosen, from its first page."""
        chosen = {"language": self.language, "type": self.type, "state": self.state} | changes
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{reverse('admin:instruments_instrument_translations')}?{query}"

    @property
    def here(self) -> str:
        return self.address()

    @property
    def all_url(self) -> str:
        return self.address(state="")

    @property
    def stale_url(self) -> str:
        return self.address(state=STALE)

    @property
    def missing_url(self) -> str:
        return self.address(state=MISSING)

    @property
    def items(self) -> Iterator[Item]:
        for instrument in self.page.object_list:
            yield Item(instrument, list(self._works(instrument)))

    def _works(self, instrument: Instrument) -> Iterator[Work]:
        form = reverse("admin:instruments_instrument_change", args=[instrument.pk])
        for name in Instrument.objects.all().translatable:
            state = instrument.text_state(name, self.language)
            source = getattr(instrument, f"{name}_{other_language(self.language)}")
            if state not in (self.state or STATES) or not source:
                continue
            was = getattr(instrument, f"stale_{self.language}").get(name, "") if state == STALE else ""
            yield Work(
                label=capfirst(getattr(Instrument, name).verbose_name),
                state=state,
                url=f"{form}#text-{name}_{self.language}",
                source=source,
                source_difference=word_difference(was, source) if was else "",
            )

    @property
    def languages(self) -> list[dict]:
        """Each language with its work, to choose from."""
        return [
            {"name": LANGUAGE_NAMES[code], "code": code, "selected": code == self.language,
             "url": self.address(language=code), **Instrument.objects.count_translation_work(code)}
            for code in LANGUAGES
        ]  # fmt: skip

    @property
    def types(self) -> list[dict]:
        """The types that something waits of, with how many."""
        counts = dict(self._waiting().order_by().values_list("type").annotate(count=Count("pk")))
        chosen = [
            {
                "label": label,
                "count": counts.get(value, 0),
                "selected": value == self.type,
                "url": self.address(type=value),
            }
            for value, label in Type.choices
            if counts.get(value) or value == self.type
        ]
        everything = {
            "label": None,
            "count": sum(counts.values()),
            "selected": not self.type,
            "url": self.address(type=""),
        }
        return [everything, *chosen]
