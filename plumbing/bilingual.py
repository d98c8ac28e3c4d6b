"""Content in two languages: two columns a text, one attribute that picks the reader's.

    class Instrument(TranslationState):
        title = Bilingual(_("title"), models.CharField, max_length=200)

gives the columns `title_nl` and `title_en` and the attribute `title`: a `Text` in the active language, or in the other
one when that is all there is, and then it says so.
"""

from collections.abc import Iterable
from html import escape
from typing import Self

from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plumbing.differences import with_plain_lines

LANGUAGES = ("nl", "en")
LANGUAGE_NAMES = {"nl": _("Dutch"), "en": _("English")}
MISSING, CURRENT, STALE = "missing", "current", "stale"
TEXT_STATES = [(MISSING, _("missing")), (CURRENT, _("current")), (STALE, _("stale"))]


def reader_language() -> str:
    """The interface language of this request: `nl` or `en`."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def other_language(language: str) -> str:
    """The other one of the two."""
    return "nl" if language == "en" else "en"


class Text(str):
    """A text that knows its language, and whether the reader asked for the other one."""

    __slots__ = ("is_fallback", "language")
    language: str
    is_fallback: bool

    def __new__(cls, value: str, language: str, is_fallback: bool) -> Self:
        text = super().__new__(cls, value)
        text.language, text.is_fallback = language, is_fallback
        return text

    @property
    def lang(self) -> SafeString:
        """The attribute for the element around a fallback text: ` lang="en"`, or nothing."""
        return mark_safe(f' lang="{escape(self.language)}"' if self.is_fallback else "")  # noqa: S308


def pick(nl: str, en: str, language: str | None = None) -> Text:
    """The text in `language` (the reader's by default), or in the other one if it is empty there."""
    wanted = language or reader_language()
    texts = {"nl": nl, "en": en}
    found = wanted if texts[wanted] or not texts[other_language(wanted)] else other_language(wanted)
    return Text(texts[found], found, bool(found != wanted and texts[found]))


def mid_sentence(label: str) -> str:
    """A label as it stands inside a sentence: `Diversity` becomes `diversity`, `CSR in SMEs` and `MVO` stay."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class Bilingual:
    """Declares a text in two languages on a model; see the top of this module."""

    def __init__(self, verbose_name: str, field: type[models.Field] = models.TextField, **options) -> None:
        self.verbose_name = verbose_name
        self.columns = {
            language: field(
                format_lazy("{} ({})", verbose_name, LANGUAGE_NAMES[language]), blank=True, default="", **options
            )
            for language in LANGUAGES
        }

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        self.name = name
        for language, column in self.columns.items():
            model.add_to_class(f"{name}_{language}", column)
        setattr(model, name, self)
        inherited = [text for base in reversed(model.__mro__) for text in vars(base).get("bilingual_texts", ())]
        model.bilingual_texts = tuple(dict.fromkeys([*inherited, name]))  # of all bases, not of the first alone

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> "Text | Bilingual":
        if instance is None:
            return self
        return pick(getattr(instance, f"{self.name}_nl"), getattr(instance, f"{self.name}_en"))


class TranslationState(models.Model):
    """A model whose texts know when they fell behind.

    `stale_nl` maps the name of a text whose Dutch is behind to the English that the Dutch was made from; `stale_en` the
    other way round. So staff see not only that a translation is stale, but what changed in its source.
    """

    stale_nl = models.JSONField(default=dict, blank=True, editable=False)
    stale_en = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def text_state(self, name: str, language: str) -> str:
        """`missing`, `current` or `stale` for one text in one language."""
        if not getattr(self, f"{name}_{language}"):
            return MISSING
        return STALE if name in getattr(self, f"stale_{language}") else CURRENT

    def completeness(self, language: str) -> int:
        """Percentage of the texts filled in either language that are filled in this one."""
        used = [n for n in self.bilingual_texts if getattr(self, f"{n}_nl") or getattr(self, f"{n}_en")]
        return 100 * sum(bool(getattr(self, f"{n}_{language}")) for n in used) // len(used) if used else 0

    def _end_lines_alike(self, *others: "TranslationState | None") -> None:
        """Browsers post each end of a line as two characters; a text that only differs in these did not change."""
        columns = [f"{name}_{language}" for name in self.bilingual_texts for language in LANGUAGES]
        for row in filter(None, (self, *others)):
            for column in columns:
                setattr(row, column, with_plain_lines(getattr(row, column)))

    def remember_staleness(self, before: "TranslationState | None", still_right: Iterable[str] = ()) -> None:
        """Compare with the row as it was and note which translations fell behind by this change.

        A text edited in one language makes the other one stale; edited in both, both are current; edited in the stale
        language, it has caught up. `still_right` names columns (`title_en`) that a person declared good as they are.
        """
        confirmed = set(still_right)
        self._end_lines_alike(before)
        for name in self.bilingual_texts:
            for language in LANGUAGES:
                source = other_language(language)
                target_column, source_column = f"{name}_{language}", f"{name}_{source}"
                stale = getattr(self, f"stale_{language}")
                target = getattr(self, target_column)
                target_changed = before is None or getattr(before, target_column) != target
                source_changed = before is not None and getattr(before, source_column) != getattr(self, source_column)
                if target_changed or not target or target_column in confirmed:
                    stale.pop(name, None)
                elif source_changed and getattr(before, source_column):
                    stale.setdefault(name, getattr(before, source_column))
                if name in stale and stale[name] == getattr(self, source_column):
                    del stale[name]  # the source was changed back
