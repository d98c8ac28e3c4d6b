"""Forms of the admin that show a text in Dutch and in English next to each other, each with its state."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm, Fieldset
from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plumbing.bilingual import CURRENT, LANGUAGE_NAMES, LANGUAGES, MISSING, STALE, TEXT_STATES, other_language
from plumbing.differences import word_difference

EMPTY = "empty"  # in neither language: nobody waits for it
STATE_LABELS = dict(TEXT_STATES) | {EMPTY: _("empty")}


@dataclass(frozen=True)
class Cell:
    """One text in one language: its input, or the text itself for who may only look."""

    column: str
    language: str
    state: str
    text: str
    field: forms.BoundField | None
    source_difference: SafeString | str
    confirmed: bool

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def language_name(self) -> str:
        return LANGUAGE_NAMES[self.language]

    @property
    def is_stale(self) -> bool:
        return self.state == STALE


@dataclass(frozen=True)
class Row:
    """One text in both languages."""

    name: str
    label: str
    help_text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """A fieldset; `rows` are its texts when it is shown side by side."""

    id: str
    fieldset: Fieldset
    rows: tuple[Row, ...]


def sections(form: AdminForm) -> Iterator[Section]:
    """The fieldsets of an admin form; those with the class `side-by-side` list names of bilingual texts."""
    for number, fieldset in enumerate(form):
        names = _names(fieldset) if "side-by-side" in fieldset.classes else []
        yield Section(f"section-{number}", fieldset, tuple(_row(form.form, name) for name in names))


def pairs(*names: str) -> list[tuple[str, str]]:
    """The columns of bilingual texts, as lines of a fieldset."""
    return [(f"{name}_nl", f"{name}_en") for name in names]


def _names(fieldset: Fieldset) -> list[str]:
    return [columns[0].removesuffix("_nl") for columns in fieldset.fields]


def _row(form: forms.ModelForm, name: str) -> Row:
    declared = getattr(type(form.instance), name)
    column = form.instance._meta.get_field(f"{name}_nl")
    cells = tuple(_cell(form, name, language) for language in LANGUAGES)
    return Row(name, capfirst(declared.verbose_name), column.help_text, cells)


def _cell(form: forms.ModelForm, name: str, language: str) -> Cell:
    column, instance = f"{name}_{language}", form.instance
    state = text_state(instance, name, language)
    before = getattr(instance, f"stale_{language}", {}).get(name, "") if state == STALE else ""
    return Cell(
        column=column,
        language=language,
        state=state,
        text=getattr(instance, column),
        field=form[column] if column in form.fields else None,
        source_difference=word_difference(before, getattr(instance, f"{name}_{other_language(language)}"))
        if before
        else "",
        confirmed=column in form.data.getlist("still_right") if form.is_bound else False,
    )


def text_state(instance: models.Model, name: str, language: str) -> str:
    """The state of a text for its editor; models that do not remember staleness know only missing and current."""
    if not any(getattr(instance, f"{name}_{one}") for one in LANGUAGES):
        return EMPTY
    if hasattr(instance, "text_state"):
        return instance.text_state(name, language)
    return CURRENT if getattr(instance, f"{name}_{language}") else MISSING


class SideBySideAdmin(admin.ModelAdmin):
    """A ModelAdmin whose fieldsets of class `side-by-side` show bilingual texts in two columns."""

    change_form_template = "admin/side_by_side/change_form.html"

    def render_change_form(self, request, context, *args, **kwargs):
        context["sections"] = list(sections(context["adminform"]))
        return super().render_change_form(request, context, *args, **kwargs)
