"""What contributors type. Forms validate; they never mail and never change a state."""

from collections.abc import Iterable, Iterator

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.forms import GroupChoice
from forums.models import Attachment, Contribution, Language, Naming, Registration, StakeholderGroup
from forums.workflow.contributions import Wording

FIELDS = ("text", "language", "group", "author_name", "organisation", "organisation_name", "naming")
LETTERS_AT_MOST = 20_000


class WritingForm(forms.Form):
    """A contribution, as its author writes it."""

    text = forms.CharField(
        label=_("Your contribution"), max_length=LETTERS_AT_MOST, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("In Dutch or in English; the editors add one line in the other language."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("It is written in"), choices=Language, widget=forms.RadioSelect)
    group = GroupChoice(
        label=_("For which stakeholder group do you speak?"), queryset=StakeholderGroup.objects.in_order(),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    author_name = forms.CharField(label=_("Your name"), max_length=150, required=False)
    organisation = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("for another one, or for myself"),
    )  # fmt: skip
    organisation_name = forms.CharField(label=_("Name of another organisation"), max_length=200, required=False)
    naming = forms.ChoiceField(
        label=_("How are you named?"), choices=Naming, widget=forms.RadioSelect,
        help_text=_("Your stakeholder group is always shown."),
    )  # fmt: skip

    def __init__(self, *args, person: Person, files: Iterable[Attachment] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(memberships__person=person, confirmed=True)
        self.files_there = list(files)
        for file in self.files_there:
            self.fields[language_name(file)] = forms.ChoiceField(label=_("Language of the file"), choices=Language)

    def about_author(self) -> Iterator[BoundField]:
        """The fields of the contribution itself; those of its files stand with the files."""
        return (self[name] for name in FIELDS)

    def file_rows(self) -> Iterator[tuple[Attachment, BoundField]]:
        """Each file with the field of its language."""
        return ((file, self[language_name(file)]) for file in self.files_there)

    @property
    def languages(self) -> dict[int, str]:
        """In which language each file is, for the workflow."""
        return {file.pk: self.cleaned_data[language_name(file)] for file in self.files_there}

    def clean(self) -> dict:
        cleaned = super().clean()
        naming = cleaned.get("naming")
        speaks_for = cleaned.get("organisation") or cleaned.get("organisation_name")
        if naming in {Naming.BOTH, Naming.PERSON} and not cleaned.get("author_name"):
            self.add_error("author_name", _("Give your name, or choose not to be named by it."))
        if naming in {Naming.BOTH, Naming.ORGANISATION} and not speaks_for:
            self.add_error("organisation_name", _("Give an organisation, or choose not to be named by it."))
        return cleaned

    @property
    def wording(self) -> Wording:
        """What was typed, for the workflow."""
        return Wording(**{name: self.cleaned_data[name] for name in FIELDS})


def language_name(file: Attachment) -> str:
    """What the field of a file is called."""
    return f"file-{file.pk}-language"


class AppealForm(forms.Form):
    """Why the author does not agree with a moderator."""

    text = forms.CharField(
        label=_("Why do you not agree?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Another moderator than the one who decided reads it and answers you."),
    )  # fmt: skip


def as_written(contribution: Contribution, person: Person, files: Iterable[Attachment] = ()) -> dict[str, object]:
    """What the form shows: what is typed, else what was handed in, else what her registration says of her."""
    if contribution.number:
        start = {name: getattr(contribution, name) for name in FIELDS}
    else:
        start = _as_registered(contribution, person)
    start |= {language_name(file): file.language or start["language"] for file in files}
    start |= {"group": getattr(start["group"], "pk", None), "organisation": getattr(start["organisation"], "pk", None)}
    return start | {name: (values[0] if values else "") for name, values in contribution.typed.items()}


def _as_registered(contribution: Contribution, person: Person) -> dict[str, object]:
    known = Registration.objects.confirmed().filter(forum=contribution.forum).of_address(person.email)
    place = known.select_related("group", "organisation").first()
    own = Organisation.objects.filter(memberships__person=person, confirmed=True).first()
    return {
        "text": "",
        "language": contribution.language,
        "group": place.group if place else None,
        "author_name": person.get_full_name(),
        "organisation": (place.organisation if place else None) or own,
        "organisation_name": place.organisation_name if place else "",
        "naming": Naming.BOTH,
    }
