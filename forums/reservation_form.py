"""What an organisation types to sign a reservation."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models import Reservation, StakeholderGroup, Statement

LONG = 3000


class ReservationForm(forms.ModelForm):
    """A reservation on a statement, for one of the organisations that somebody acts for."""

    text_nl = forms.CharField(
        label=_("The reservation in Dutch"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=_("The reservation in English"), max_length=LONG, required=False,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("One of the two languages is enough."),
    )  # fmt: skip

    class Meta:
        model = Reservation
        fields = ("organisation", "group", "text_nl", "text_en", "signed_by")
        help_texts = {"signed_by": _("Name and function, as everybody will read them.")}

    def __init__(self, *args, statement: Statement, person: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.statement = statement
        self.fields["organisation"].queryset = organisations_of(person)
        self.fields["organisation"].empty_label = None
        self.fields["group"].queryset = StakeholderGroup.objects.in_order()
        self.fields["group"].required = True

    def clean(self) -> dict:
        given = super().clean()
        if not (given.get("text_nl") or given.get("text_en")):
            self.add_error("text_nl", _("Write what your organisation does not agree with, in Dutch or in English."))
        return given


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """The organisations that somebody speaks for and that staff confirmed."""
    return Organisation.objects.filter(memberships__person=person, confirmed=True)
