"""The forms of who organises forums. They validate; what is saved and how is the business of forums.workflow."""

import csv

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from forums.models import (
    Forum,
    ForumDocument,
    ForumState,
    Invitation,
    Invitee,
    Language,
    Service,
    StakeholderGroup,
)
from forums.workflow.invitations import Guest
from instruments.admin.forms import FileForm
from plumbing.bilingual import LANGUAGES


class GroupForm(forms.ModelForm):
    """A stakeholder group, with the kinds of organisations that speak for it."""

    kinds = forms.MultipleChoiceField(
        label=_("kinds of organisations"), choices=Organisation.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=StakeholderGroup._meta.get_field("kinds").help_text,
    )  # fmt: skip


class ForumForm(forms.ModelForm):
    """`read_version` is the version that was on the screen when she began."""

    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    still_right = forms.MultipleChoiceField(
        required=False, choices=[(f"{name}_{language}", "") for name in Forum.bilingual_texts for language in LANGUAGES]
    )
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=_("services"), choices=Service.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_version"] = self.instance.version if self.instance.pk else None
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made of the title when left empty; fixed once it was published.")

    def clean(self) -> dict:
        cleaned = super().clean()
        if not (cleaned.get("title_nl") or cleaned.get("title_en")):
            self.add_error("title_nl", _("Give a title in at least one language."))
        if self.instance.state != ForumState.DRAFT and not (cleaned.get("summary_nl") or cleaned.get("summary_en")):
            self.add_error("summary_nl", _("What is published needs a summary in at least one language."))
        self._demand_one_way_of_dating(cleaned)
        self._compare_versions()
        return cleaned

    def _demand_one_way_of_dating(self, cleaned: dict) -> None:
        starts, ends, month = (cleaned.get(name) for name in ("starts_at", "ends_at", "month"))
        if starts and not ends:
            self.add_error("ends_at", _("Say when it ends."))
        if ends and not starts:
            self.add_error("starts_at", _("Say when it starts."))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it starts."))
        if starts and month:
            self.add_error("month", _("Leave the month empty when day and hour are known."))
        if month:
            cleaned["month"] = month.replace(day=1)

    def _compare_versions(self) -> None:
        """Somebody else's save since this form was opened stops it once; a second save goes over it knowingly."""
        if self.instance.pk and self.cleaned_data.get("read_version") != self.instance.version:
            last = self.instance.history.select_related("history_user").first()
            self.data = self.data.copy()
            self.data["read_version"] = str(self.instance.version)
            self.add_error(None, forms.ValidationError(
                _("%(who)s saved this forum while you had it open. Nothing was saved yet: look at it in another window,"
                  " and save again to put what is here in its place."),
                code="changed_meanwhile", params={"who": last.history_user if last and last.history_user else "?"},
            ))  # fmt: skip


class DocumentForm(FileForm):
    """A document of a forum. What it is (size, kind of file, checksum) is read from the file itself."""

    class Meta:
        model = ForumDocument
        fields = ["file", "name", "kind", "title_nl", "title_en", "language", "position"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not (cleaned.get("title_nl") or cleaned.get("title_en")):
            self.add_error("title_nl", _("Give a title in at least one language."))
        return cleaned


class ReasonForm(forms.Form):
    """Why a forum is cancelled, for the visitors of its page and for everybody registered."""

    reason_nl = forms.CharField(
        label=_("Reason, in Dutch"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
    )  # fmt: skip
    reason_en = forms.CharField(
        label=_("Reason, in English"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )  # fmt: skip


class GroupChoices(forms.ModelMultipleChoiceField):
    """Invited groups, by the name of the group."""

    def label_from_instance(self, invitation: Invitation) -> str:
        return str(invitation.group)


class SendForm(forms.Form):
    """Which groups get their invitations now."""

    groups = GroupChoices(
        label=_("Groups"), queryset=Invitation.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one group.")},
    )  # fmt: skip

    def __init__(self, *args, forum: Forum, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = forum.invitations.select_related("group")


class GroupChoice(forms.ModelChoiceField):
    """An invited group, by the name of the group."""

    def label_from_instance(self, invitation: Invitation) -> str:
        return str(invitation.group)


class GuestsForm(forms.Form):
    """People for the list of a group: those of organisations, and others one on a line."""

    group = GroupChoice(label=_("Stakeholder group"), queryset=Invitation.objects.none(), empty_label=None)
    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations"), queryset=Organisation.objects.filter(confirmed=True), required=False,
        widget=AutocompleteSelectMultiple(Invitee._meta.get_field("organisation"), site),
        help_text=_("Everybody who acts for them is put on the list, in the language of her account."),
    )  # fmt: skip
    people = forms.CharField(
        label=_("Other people"), required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "One on a line: e-mail address; name; organisation; language (nl or en). Only the address is needed."
        ),
    )  # fmt: skip

    def __init__(self, *args, forum: Forum, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = forum.invitations.select_related("group")

    def clean_people(self) -> list[Guest]:
        """Each line is right, or is named."""
        guests, wrong = [], []
        lines = self.cleaned_data["people"].splitlines()
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    guests.append(guest_of(line))
                except ValidationError as error:
                    wrong += [_("Line %(number)d: %(said)s") % {"number": number, "said": said} for said in error]
        if wrong:
            raise ValidationError(wrong)
        return guests

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not cleaned["people"] and not cleaned["organisations"]:
            self.add_error(None, _("Choose an organisation, or write at least one address."))
        return cleaned


def guest_of(line: str) -> Guest:
    """Somebody of one line. Raises ValidationError."""
    [cells] = csv.reader([line], delimiter=";", skipinitialspace=True)
    email, name, organisation, language, *rest = [*(cell.strip() for cell in cells), "", "", "", ""][: len(cells) + 4]
    found = Guest(email, name, organisation_name=organisation, language=language.lower())
    wrong = [said for column in ("email", "name", "organisation_name") for said in _wrong_in(column, found)]
    if found.language not in {"", *Language.values}:
        wrong.append(_("The language is nl or en."))
    if any(rest):
        wrong.append(_("There are more than four parts."))
    if wrong:
        raise ValidationError(wrong)
    return found


def _wrong_in(column: str, guest: Guest) -> list[str]:
    """What the model has against a value."""
    try:
        Invitee._meta.get_field(column).clean(getattr(guest, column), None)
    except ValidationError as error:
        return list(error)
    return []
