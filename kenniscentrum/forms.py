from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """A message to the staff. `website` is a field that people do not see and robots fill in."""

    subject = forms.CharField(label=_("What is it about?"), max_length=150)
    message = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want an answer. We keep it no longer than that takes."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    @property
    def is_spam(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def letter(self) -> dict[str, str]:
        """What goes to the staff."""
        return {name: self.cleaned_data[name] for name in ("subject", "message", "email")}
