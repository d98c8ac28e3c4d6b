"""Forms that anybody may send, kept from robots without asking anybody else: a field that people do not see, and the
time that it takes to fill in a form.
"""

from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

QUICKEST = timedelta(seconds=2)
LONGEST = timedelta(days=2)
_signer = signing.Signer(salt="plumbing.guarded")


def stamp(at: datetime | None = None) -> str:
    """When a form was shown, signed."""
    return _signer.sign(str(int((at or timezone.now()).timestamp())))


class GuardedForm(forms.Form):
    """`website` is not shown to people; a robot that fills it in is thanked, and nothing happens (`is_robot`).

    `shown` says when the form was made. Who is quicker than a person, or comes days later, is asked to send it again:
    that may be a person after all, and nothing typed is lost.
    """

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = stamp()

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_robot and not self._is_timely(self.cleaned_data.get("shown", "")):
            self.data = self.data.copy()
            self.data["shown"] = stamp()
            self.add_error(None, _("That was very quick, or this page stood open for days. Please send it once more."))
        return cleaned

    def _is_timely(self, shown: str) -> bool:
        try:
            seconds = timezone.now().timestamp() - int(_signer.unsign(shown))
        except (signing.BadSignature, ValueError):
            return False
        return QUICKEST.total_seconds() <= seconds <= LONGEST.total_seconds()
