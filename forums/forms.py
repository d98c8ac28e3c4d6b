"""What visitors type. Forms validate; they never mail and never change a state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models import Invitee, Needs, Registration, StakeholderGroup
from forums.workflow.registrations import Details
from plumbing.guarded import GuardedForm

NEEDS = ("access", "interpretation", "diet")


class GroupChoice(forms.ModelChoiceField):
    """Stakeholder groups, by their names."""

    def label_from_instance(self, group: StakeholderGroup) -> str:
        label = str(group.label)
        return label[:1].upper() + label[1:]


class DetailsForm(forms.Form):
    """Who comes, for whom, and what she needs."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    group = GroupChoice(
        label=_("For which stakeholder group do you come?"), queryset=StakeholderGroup.objects.in_order(),
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    organisation_name = forms.CharField(
        label=_("Your organisation"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    listed = forms.BooleanField(
        label=_("My organisation may be named among those who take part"), required=False,
        help_text=_("Your own name is never shown."),
    )  # fmt: skip
    access = forms.CharField(
        label=_("What do you need to get in and take part?"), max_length=300, required=False,
        help_text=_("For instance: a place for a wheelchair, a sign language interpreter."),
    )  # fmt: skip
    interpretation = forms.CharField(
        label=_("Which language do you need?"), max_length=300, required=False,
        help_text=_("For instance: interpretation into English."),
    )  # fmt: skip
    diet = forms.CharField(
        label=_("What do you not eat or drink?"), max_length=300, required=False,
        help_text=_("What you need is forgotten when the forum is over."),
    )  # fmt: skip

    @property
    def details(self) -> Details:
        """What was typed, for the workflow."""
        given = self.cleaned_data
        return Details(
            name=given["name"], group=given["group"], organisation_name=given["organisation_name"],
            organisation=given.get("organisation"), listed=given["listed"],
            needs={name: given[name] for name in NEEDS},
        )  # fmt: skip


class RegistrationForm(DetailsForm, GuardedForm):
    """A registration without an account."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it; only after you follow that are you registered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["name", "email"]


class InvitedForm(DetailsForm):
    """A registration by the link of an invitation, which says who she is. She may correct all of it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("At another address than the invited one we first ask whether it is right."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["name", "email"]

    def __init__(self, *args, invitee: Invitee, **kwargs) -> None:
        self.invitee = invitee
        initial = {
            "name": invitee.name,
            "email": invitee.email,
            "group": invitee.invitation.group_id,
            "organisation_name": invitee.organisation_label,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict:
        """She comes for the organisation that she is invited for, unless she wrote another one."""
        cleaned = super().clean()
        if self.invitee.organisation and cleaned.get("organisation_name") == self.invitee.organisation_label:
            cleaned |= {"organisation": self.invitee.organisation, "organisation_name": ""}
        return cleaned


class AccountRegistrationForm(DetailsForm):
    """A registration with an account, for herself or for an organisation that she acts for."""

    organisation = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("for another one, or for myself"),
    )  # fmt: skip
    field_order = ["name", "group", "organisation"]

    def __init__(self, *args, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(memberships__person=person)
        self.fields["organisation_name"].label = _("Name of another organisation")


def details_of(registration: Registration) -> dict:
    """A registration as the form shows it."""
    needs = Needs.objects.filter(registration=registration).first()
    return {
        "name": registration.name,
        "group": registration.group_id,
        "organisation_name": registration.organisation_label,
        "listed": registration.listed,
        **{name: getattr(needs, name, "") for name in NEEDS},
    }
