"""What a stakeholder types in answer to a contribution."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.models import REPLY_LETTERS_AT_MOST, Language, Naming
from forums.stakeholders import Stakeholder
from forums.workflow.responses import Answer
from plumbing.bilingual import reader_language

FOR_ORGANISATIONS = {Naming.BOTH, Naming.ORGANISATION}


class ReplyForm(forms.Form):
    """A short reply. Who speaks for no organisation is not named by one."""

    text = forms.CharField(
        label=_("What do you want to say to it?"), max_length=REPLY_LETTERS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("It is written in"), choices=Language, widget=forms.RadioSelect)
    naming = forms.ChoiceField(
        label=_("How are you named?"), choices=Naming, widget=forms.RadioSelect,
        help_text=_("Your stakeholder group is always shown."),
    )  # fmt: skip
    author_name = forms.CharField(label=_("Your name"), max_length=150, required=False)

    def __init__(self, *args, who: Stakeholder, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if who.organisation is None:
            self.fields["naming"].choices = [one for one in Naming.choices if one[0] not in FOR_ORGANISATIONS]
        self.fields["text"].help_text = (
            gettext("Short, and in Dutch or in English: at most %d characters.") % REPLY_LETTERS_AT_MOST
        )
        self.initial |= {
            "language": reader_language(),
            "naming": Naming.BOTH if who.organisation else Naming.PERSON,
            "author_name": who.person.get_full_name(),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("naming") in {Naming.BOTH, Naming.PERSON} and not cleaned.get("author_name"):
            self.add_error("author_name", _("Give your name, or choose not to be named by it."))
        return cleaned

    @property
    def answer(self) -> Answer:
        """What was typed, for the workflow."""
        return Answer(**self.cleaned_data)
