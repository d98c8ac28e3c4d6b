"""Forms of the desk about organisations and one's own data."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Organisation, Person, Role


class OrganisationForm(forms.ModelForm):
    """What staff need to recognise an organisation."""

    class Meta:
        model = Organisation
        fields = ["name_nl", "name_en", "kind", "website"]
        labels = {"name_nl": _("Name in Dutch"), "name_en": _("Name in English"), "kind": _("Kind of organisation")}
        help_texts = {"name_en": _("Only if it has another name in English.")}

    def clean(self) -> dict:
        cleaned = super().clean()
        names = [cleaned[name] for name in ("name_nl", "name_en") if cleaned.get(name)]
        if not names and not {"name_nl", "name_en"} & set(self.errors):
            self.add_error("name_nl", _("Give a name in at least one language."))
        for name in names:
            if Organisation.objects.filter(Q(name_nl__iexact=name) | Q(name_en__iexact=name)).exists():
                raise forms.ValidationError(
                    _("“%(name)s” is here already. Ask to act for it instead of registering it again."),
                    params={"name": name},
                )
        return cleaned


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role", "language"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"}), "role": forms.RadioSelect}
        help_texts = {
            "role": _("Both prepare and hand in results. The responsible also say who acts for the organisation.")
        }


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role)


class MessageForm(forms.Form):
    """What goes with a question to join."""

    message = forms.CharField(
        label=_("Message to the people of the organisation"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class PersonForm(forms.ModelForm):
    """One's name as others of the same organisation and the editors see it, and the language of mails."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "language"]


class ErasureForm(forms.Form):
    """The address typed once more, so that nobody erases an account by a slip of the hand."""

    email = forms.EmailField(
        label=_("Type the e-mail address of the account to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the e-mail address of the account."))
        return email
