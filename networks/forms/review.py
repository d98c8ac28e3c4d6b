"""The form of the review page: requests beside the fields, a judgement, and what a decision says."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks.models import Judgement, Kind, Submission
from networks.sheet import Sheet

ASK = "ask-"
LONG = 5_000


def reviewers() -> forms.ModelChoiceField.queryset:
    """Everybody who may review."""
    permitted = Q(groups__permissions__codename="review_submission") | Q(user_permissions__codename="review_submission")
    return Person.objects.filter(permitted | Q(is_superuser=True), is_staff=True, is_active=True).distinct()


def box(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ReviewForm(forms.Form):
    """All of the page in one form, so that whichever button is pressed, nothing typed elsewhere on it is lost."""

    read_round = forms.IntegerField(widget=forms.HiddenInput)
    judgement_note = forms.CharField(label=_("Note"), required=False, max_length=LONG, widget=box(3))
    note = forms.CharField(
        label=_("What you say to the promoter"), required=False, max_length=LONG, widget=box(5),
        help_text=_("Goes into the mail, and stays with the decision. Needed to decline."),
    )  # fmt: skip
    publish = forms.BooleanField(
        label=_("Publish it at once"), required=False, help_text=_("Otherwise it waits among your drafts.")
    )
    leave_behind = forms.BooleanField(label=_("Accept the rest without what cannot go over"), required=False)
    with_judgements = forms.BooleanField(
        label=_("Put the judgements in the mail"), required=False,
        help_text=_("All of them, without the names of who gave them."),
    )  # fmt: skip
    to = forms.ModelChoiceField(
        label=_("Hand over to"), queryset=None, required=False, empty_label=_("nobody: back to the queue")
    )
    word = forms.CharField(label=_("A word with it"), required=False, max_length=500)

    def __init__(self, data, *, submission: Submission, read: Sheet, person: Person, own: Judgement | None) -> None:
        initial = {"read_round": submission.round, "publish": True}
        if own:
            initial |= {name: getattr(own, name) for name in Judgement.CRITERIA} | {"judgement_note": own.note}
        super().__init__(data, initial=initial)
        self.own = own
        self.fields["to"].queryset = reviewers()
        for name in Judgement.CRITERIA:
            criterion = Judgement._meta.get_field(name)
            self.fields[name] = forms.TypedChoiceField(
                label=capfirst(criterion.verbose_name), help_text=criterion.help_text, required=False, coerce=int,
                empty_value=None, choices=[("", _("no judgement")), *Judgement.Mark.choices],
            )  # fmt: skip
        for name, cell in read.cells.items():
            self.fields[f"{ASK}{name}"] = forms.CharField(
                label=_("What do you ask about “%(field)s”?") % {"field": cell.label}, required=False, max_length=LONG,
                widget=box(2),
            )  # fmt: skip
            cell.ask = self[f"{ASK}{name}"]
        is_new = submission.kind == Kind.RESULT and not submission.edition_of_id
        if not (is_new and person.has_perm("instruments.publish_instrument")):
            del self.fields["publish"]

    @property
    def requests(self) -> dict[str, str]:
        """What is asked, by the name of the field."""
        return {
            name.removeprefix(ASK): text.strip()
            for name, text in self.cleaned_data.items()
            if name.startswith(ASK) and text.strip()
        }

    @property
    def marks(self) -> dict[str, object] | None:
        """Her judgement, if she gave one or changed it."""
        given = {name: self.cleaned_data[name] for name in Judgement.CRITERIA}
        given["note"] = self.cleaned_data["judgement_note"].strip()
        before = {name: getattr(self.own, name) for name in given} if self.own else {**dict.fromkeys(given), "note": ""}
        return given if given != before and any(given.values()) else None

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in Judgement.CRITERIA]

    def decision(self, *names: str) -> dict[str, object]:
        """What was filled in for a decision, by name."""
        return {name: self.cleaned_data[name] for name in names}
