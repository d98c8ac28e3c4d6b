"""Long forms in steps: what all of them have in common, whatever is handed in.

A step is bound to everything that was typed so far (`submission.as_data()`) and judges in two ways. While somebody
drafts, nothing is missing: only what is too long or cannot be read is told beside its field, and kept. When she sends,
everything is judged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from instruments.models import Term
from networks.models import Submission
from plumbing.bilingual import LANGUAGE_NAMES, LANGUAGES

MISSING = "required"  # the code of an error that bites only at sending
ROWS_AT_MOST = 20
ANSWER = re.compile(r"answer-\d{1,12}")  # to a request of a reviewer, by its number
ANSWER_AT_MOST = 2000


@dataclass(frozen=True)
class Text:
    """A text in two languages, side by side: the fields `NAME_nl` and `NAME_en`."""

    name: str
    label: str
    most: int
    lines: int = 1
    help: str = ""
    demanded: bool = False  # in each language that is begun, and in at least one

    def fields(self) -> Iterator[tuple[str, forms.CharField]]:
        for language in LANGUAGES:
            attrs = {"lang": language} | ({"rows": self.lines} if self.lines > 1 else {})
            widget = forms.Textarea(attrs) if self.lines > 1 else forms.TextInput(attrs)
            yield f"{self.name}_{language}", forms.CharField(
                label=format_lazy("{} ({})", self.label, LANGUAGE_NAMES[language]),
                max_length=self.most, required=False, widget=widget,
            )  # fmt: skip


class Judged(forms.Form):
    """A form that asks for what is missing only when it is `sending`."""

    use_required_attribute = False
    texts: ClassVar[tuple[Text, ...]] = ()

    def __init__(self, data: Mapping, *, sending: bool = False, **options) -> None:
        super().__init__(data, **options)
        self.sending = sending
        for text in self.texts:
            self.fields.update(text.fields())
        for one in self.fields.values():
            one.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing

    @classmethod
    def text_names(cls) -> set[str]:
        return {f"{text.name}_{language}" for text in cls.texts for language in LANGUAGES}

    def add_error(self, name: str | None, error: ValidationError | str) -> None:
        if self.sending or getattr(error, "code", "") != MISSING:
            super().add_error(name, error)

    def demand(self, name: str, message: str) -> None:
        """Say that something is missing."""
        self.add_error(name, ValidationError(message, code=MISSING))

    def clean(self) -> dict:
        """A text that is demanded is there in each language that is begun, and in at least one."""
        cleaned = super().clean()
        begun = {language for language in LANGUAGES if any(cleaned.get(f"{t.name}_{language}") for t in self.texts)}
        for text in (text for text in self.texts if text.demanded):
            for language in begun or {None}:
                name = f"{text.name}_{language or LANGUAGES[0]}"
                if not language:
                    self.demand(name, _("Needed in at least one language."))
                elif name in cleaned and not cleaned[name]:
                    self.demand(name, self._why_in(language))
        return cleaned

    @staticmethod
    def _why_in(language: str) -> str:
        return {
            "nl": _("There are other texts in Dutch, so this one is needed in Dutch too."),
            "en": _("There are other texts in English, so this one is needed in English too."),
        }[language]

    def anchor(self, name: str) -> str:
        """Where a link to a field leads: the box itself, or the first one of several."""
        bound = self[name]
        return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label

    def faults(self) -> Iterator["Fault"]:
        """What is wrong or missing, in the order of the form."""
        for name in self.fields:
            for message in self.errors.get(name, ()):
                bound = self[name]
                yield Fault(bound.html_name, self.anchor(name), str(bound.label), message)
        for message in self.non_field_errors():
            first = next(iter(self.fields))
            yield Fault(self[first].html_name, self.anchor(first), "", message)


class Row(Judged):
    """One of several alike: a link, a partner. An empty row is no row."""

    name: ClassVar[str]
    title: ClassVar[str]
    another: ClassVar[str]
    blank: ClassVar[int] = 1  # how many empty rows stand ready
    do_not_call_in_templates = True  # a template asks the kind of rows for its words

    def __init__(self, data: Mapping, number: int, *, sending: bool) -> None:
        self.number = number
        super().__init__(data, sending=sending, prefix=f"{self.name}-{number}", empty_permitted=True)

    @property
    def is_there(self) -> bool:
        return self.has_changed()

    @classmethod
    def all(cls, submission: Submission, data: QueryDict, *, sending: bool, writing: bool) -> "list[Row]":
        """Every row that was typed in, and to write in some empty ones."""
        names = [name for name, values in data.lists() if any(values)]
        last = max((cls.number_in(name) for name in names), default=-1) + 1 + (cls.blank if writing else 0)
        return [cls(data, number, sending=sending) for number in range(min(last, ROWS_AT_MOST))]

    @classmethod
    def number_in(cls, name: str) -> int:
        """The row that a field belongs to by its name; -1 when it belongs to none."""
        match = re.fullmatch(rf"{cls.name}-(\d{{1,9}})-(\w+)", name)
        known = match and (match[2] in cls.base_fields or match[2] in cls.text_names())
        return int(match[1]) if known else -1

    @classmethod
    def takes(cls, name: str) -> bool:
        """Whether a field of this name may be kept."""
        return 0 <= cls.number_in(name) < ROWS_AT_MOST


@dataclass(frozen=True)
class Fault:
    """Something wrong or missing in a field."""

    name: str
    anchor: str
    label: str
    message: str


@dataclass(frozen=True)
class Group:
    """Fields that answer one question: the names of texts, fields and kinds of rows."""

    title: str
    names: tuple[str, ...]
    help: str = ""
    folded: bool = False


@dataclass
class Part:
    """A field, a pair of fields or rows, as a template shows them."""

    kind: str
    name: str
    text: Text | None = None
    fields: list[forms.BoundField] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    row: type[Row] | None = None


class StepForm(Judged):
    """One step. `groups` says what stands together; `repeated` which rows the step has. To be `writing` in, it has
    empty rows too.
    """

    groups: ClassVar[tuple[Group, ...]] = ()
    repeated: ClassVar[tuple[type[Row], ...]] = ()

    def __init__(
        self, submission: Submission, *, sending: bool = False, writing: bool = False, data: QueryDict | None = None
    ) -> None:
        self.submission, self.writing = submission, writing
        super().__init__(submission.as_data() if data is None else data, sending=sending)
        pinned = {*self.fields, *(row.name for row in self.repeated)}
        for request in submission.told:
            if request.field in pinned and not request.is_closed:
                self.fields[request.answer_name] = forms.CharField(
                    label=_("Your answer"), required=False, max_length=ANSWER_AT_MOST,
                    widget=forms.Textarea({"rows": 2}),
                )  # fmt: skip
                self.fields[request.answer_name].widget.attrs.pop("maxlength", None)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        return {
            row.name: row.all(self.submission, self.data, sending=self.sending, writing=self.writing)
            for row in self.repeated
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        for name, rows in self.rows.items():
            cleaned[name] = [row.cleaned_data for row in rows if row.is_there and row.is_valid()]
        return cleaned

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        for rows in self.rows.values():
            for row in rows:
                for fault in row.faults():
                    label = f"{row.title} {row.number + 1}: {fault.label}"
                    yield Fault(fault.name, fault.anchor, label, fault.message)

    def shown(self) -> Iterator[tuple[Group, list[Part]]]:
        """What the page of the step shows, group by group."""
        texts = {text.name: text for text in self.texts}
        rows = {row.name: row for row in self.repeated}
        for group in self.groups:
            parts = []
            for name in group.names:
                if f"{name}_{LANGUAGES[0]}" in self.fields:
                    pair = [self[f"{name}_{language}"] for language in LANGUAGES]
                    parts.append(Part("text", name, text=texts[name], fields=pair))
                elif name in rows:
                    parts.append(Part("rows", name, rows=self.rows[name], row=rows[name]))
                elif name in self.fields:
                    parts.append(Part("field", name, fields=[self[name]]))
            if parts:
                yield group, parts

    def every_field(self) -> Iterator[forms.BoundField]:
        """Every field of the step, those of rows too."""
        yield from self
        for rows in self.rows.values():
            for row in rows:
                yield from row

    @classmethod
    def takes(cls, name: str) -> bool:
        """Whether a field of this name belongs to the step."""
        known = name in cls.base_fields or name in cls.text_names() or any(row.takes(name) for row in cls.repeated)
        return known or ANSWER.fullmatch(name) is not None


class CheckForm(StepForm):
    """Check and send: a word to who reviews it."""

    remark = forms.CharField(
        label=_("Is there something that the reviewer should know?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("It is not published."),
    )  # fmt: skip
    groups = (Group(_("A word to the reviewer"), ("remark",)),)


@dataclass(frozen=True)
class Step:
    """One step of a form, by its number."""

    number: int
    title: str
    form: type[StepForm]
    lead: str = ""


@dataclass(frozen=True)
class Missing:
    """Something that keeps a submission from being sent: which step, which field, and what to do, in words."""

    step: Step
    fault: Fault


class Terms(forms.CheckboxSelectMultiple):
    """Boxes to tick; a narrower theme is set in below the broader one."""

    def create_option(self, name: str, value: object, *args: object, **options: object) -> dict:
        option = super().create_option(name, value, *args, **options)
        if getattr(getattr(value, "instance", None), "parent_id", None):
            option["attrs"]["class"] = "narrower"
        return option


class TermsField(forms.ModelMultipleChoiceField):
    """Terms of the vocabulary, by their addresses."""

    def __init__(self, model: type[Term], **options) -> None:
        super().__init__(model.objects.in_use(), to_field_name="slug", widget=Terms, **options)


class TermField(forms.ModelChoiceField):
    """A term of the vocabulary, by its address."""

    def __init__(self, model: type[Term], **options) -> None:
        super().__init__(model.objects.in_use(), to_field_name="slug", **options)
