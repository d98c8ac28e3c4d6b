"""Two people of the staff saved the same thing: what did the other change, and what of it stands in the way of mine?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from plumbing.differences import with_plain_lines, word_difference


@dataclass(frozen=True)
class Difference:
    """One field: as the other one left it, and as it stands in my form."""

    label: str
    theirs: str | SafeString
    yours: str | SafeString


@dataclass
class Conflict:
    """I had touched what is in `clashing`; `taken_over` is in my form now. `versions` were saved meanwhile, where they
    are kept.
    """

    versions: list = field(default_factory=list)
    clashing: list[Difference] = field(default_factory=list)
    taken_over: list[Difference] = field(default_factory=list)


def compared(
    form: forms.ModelForm, names: Iterable[str], base: Mapping[str, object], versions: Iterable = ()
) -> tuple[Conflict, QueryDict]:
    """What stands against what, and the posted data with the other one's changes where I changed nothing.

    `base` is what the fields held when I opened the form, as far as that is known.
    """
    conflict = Conflict([*versions])
    data = form.data.copy()
    for name in names:
        bound, formfield = form[name], form.fields[name]
        theirs, yours = with_plain_lines(form.initial.get(name)), with_plain_lines(bound.data)
        before = with_plain_lines(base.get(name))
        if not formfield.has_changed(theirs, yours):
            continue
        if name in base and not formfield.has_changed(before, yours):
            difference = Difference(capfirst(bound.label), shown(formfield, theirs), shown(formfield, yours))
            conflict.taken_over.append(difference)
            _put(data, bound, theirs)
        else:
            conflict.clashing.append(_clash(bound, before, theirs, yours))
    return conflict, data


def _clash(bound: forms.BoundField, base: object, theirs: object, yours: object) -> Difference:
    texts = [shown(bound.field, value) for value in (base, theirs, yours)]
    label = capfirst(bound.label)
    if base and isinstance(bound.field, forms.CharField):
        return Difference(label, word_difference(texts[0], texts[1]), word_difference(texts[0], texts[2]))
    return Difference(label, texts[1], texts[2])


def shown(formfield: forms.Field, value: object) -> str:
    """A value of a form field in words."""
    if value in (None, "", [], False):
        return "–"
    if value is True or value == "on":
        return "✓"
    if isinstance(formfield, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
        values = value if isinstance(value, list | tuple) else [value]
        chosen = {str(formfield.prepare_value(one)) for one in values}
        return ", ".join(str(term) for term in formfield.queryset if str(term.pk) in chosen) or "–"
    if isinstance(formfield, forms.MultipleChoiceField | forms.ChoiceField):
        values = value if isinstance(value, list | tuple) else [value]
        labels = {str(key): str(label) for key, label in formfield.choices}
        return ", ".join(labels.get(str(one), str(one)) for one in values)
    return str(formfield.widget.format_value(formfield.prepare_value(value)) or "–")


def _put(data: QueryDict, bound: forms.BoundField, value: object) -> None:
    """Post a value as the form would have."""
    formfield = bound.field
    prepared = formfield.prepare_value(value)
    if isinstance(prepared, list | tuple) and not isinstance(formfield, forms.CharField):
        data.setlist(bound.html_name, [str(one) for one in prepared])
    elif isinstance(formfield, forms.BooleanField):
        data.setlist(bound.html_name, ["on"] if value else [])
    elif isinstance(formfield, forms.ChoiceField):
        data[bound.html_name] = "" if prepared is None else str(prepared)
    else:
        data[bound.html_name] = formfield.widget.format_value(prepared) or ""
