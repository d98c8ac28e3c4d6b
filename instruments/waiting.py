"""What waits for a curator and what is wrong: the start page counts it, the list of instruments shows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.models import TERM_MODELS, Instrument
from instruments.models.instrument import InstrumentQuerySet

PARAMETER = "attention"


@dataclass(frozen=True)
class Question:
    """Something that may need attention, as a narrowing of the instruments."""

    name: str
    label: str
    narrow: Callable[[InstrumentQuerySet], InstrumentQuerySet]
    is_wrong: bool = True


QUESTIONS = (
    Question("drafts", _("Drafts"), lambda found: found.drafts(), is_wrong=False),
    Question("nothing-to-take", _("Published without file or link"), lambda found: found.without_anything_to_take()),
    Question("file-language", _("File without language"), lambda found: found.with_file_without_language()),
    Question("file-inaccessible", _("File that is not accessible"), lambda found: found.with_inaccessible_file()),
    Question("file-unchecked", _("File not checked for accessibility"), lambda found: found.with_unchecked_file()),
    Question("check-overdue", _("Not checked for a year"), lambda found: found.checks_overdue(timezone.localdate())),
    Question("stale-nl", _("Stale in Dutch"), lambda found: found.with_stale_texts("nl")),
    Question("stale-en", _("Stale in English"), lambda found: found.with_stale_texts("en")),
    Question("missing-nl", _("Not all in Dutch"), lambda found: found.with_missing_texts("nl"), is_wrong=False),
    Question("missing-en", _("Not all in English"), lambda found: found.with_missing_texts("en"), is_wrong=False),
)


@dataclass(frozen=True)
class Waiting:
    """One line of the start page."""

    label: str
    count: int
    url: str
    is_wrong: bool
    parts: list["Waiting"] = field(default_factory=list)


def waiting(person: Person) -> Iterator[Waiting]:
    """What this person may do something about, or look at; lines without anything are there too, and say zero."""
    if person.has_perm("instruments.view_instrument"):
        for question in QUESTIONS:
            count = question.narrow(Instrument.objects.order_by()).count()
            yield Waiting(question.label, count, _address(question), question.is_wrong)
    if person.has_perm("instruments.view_theme"):
        yield unused_terms()


def _address(question: Question) -> str:
    kind, _dash, language = question.name.partition("-")
    if kind in {"stale", "missing"}:
        return (
            f"{reverse('admin:instruments_instrument_translations')}?{urlencode({'language': language, 'state': kind})}"
        )
    return f"{reverse('admin:instruments_instrument_changelist')}?{urlencode({PARAMETER: question.name})}"


def unused_terms() -> Waiting:
    """Terms that nothing is filed under, per vocabulary."""
    parts = []
    for model in TERM_MODELS.values():
        if count := model.objects.unused().count():
            address = reverse(f"admin:instruments_{model._meta.model_name}_changelist")
            parts.append(
                Waiting(capfirst(model._meta.verbose_name_plural), count, f"{address}?use=unused", is_wrong=False)
            )
    total = sum(part.count for part in parts)
    return Waiting(_("Terms that nothing is filed under"), total, "", is_wrong=False, parts=parts)
