"""What the facilitator and the steering group write, and what a network replies. They validate; the workflow moves."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from instruments.models import Instrument, Theme
from networks.models import (
    DiagonalNote,
    Link,
    Network,
    Opportunity,
    PolicyFeedback,
    Project,
    Recommendation,
    State,
)
from plumbing.bilingual import LANGUAGES

PUBLISHED = Q(state=State.PUBLISHED)
CHOSEN: dict[str, tuple[type[models.Model], Q]] = {
    "themes": (Theme, Q(merged_into=None)),
    "projects": (Project, PUBLISHED),
    "networks": (Network, PUBLISHED),
    "network": (Network, PUBLISHED),
    "instruments": (Instrument, PUBLISHED),
    "instrument": (Instrument, PUBLISHED),
    "recommendations": (Recommendation, ~Q(state=State.DRAFT)),
}
AREA = {"rows": 6}


def in_one_language(form: forms.Form, text: str) -> None:
    """Let the labels of a text say that it is needed in Dutch or in English, and not that it is optional."""
    for language in LANGUAGES:
        form.fields[f"{text}_{language}"].needed = _("in one language at least")


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NoteForm(forms.ModelForm):
    """A note with its relations; `sets` is what the workflow is to put in them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    relations: Iterable[str] = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.filter(confirmed=True)
            self.fields["owner"].queryset = board_members()
        for name in self.fields.keys() & CHOSEN.keys():
            self.fields[name].queryset = self._choosable(name)
        if "title_nl" in self.fields:
            in_one_language(self, "title")

    def _choosable(self, name: str) -> models.QuerySet:
        """Only what everybody may read can be named, and what is named already."""
        model, public = CHOSEN[name]
        shown = public
        if self.instance.pk and name in self.relations:
            shown |= Q(pk__in=getattr(self.instance, name).values("pk"))
        elif self.instance.pk:
            shown |= Q(pk=getattr(self.instance, f"{name}_id"))
        return model.objects.filter(shown).order_by(
            *(("title_nl", "pk") if model is not Theme else ("position", "slug"))
        )

    @property
    def sets(self) -> dict[str, Iterable[models.Model]]:
        return {name: self.cleaned_data[name] for name in self.relations}

    def overtaken(self, theirs: DiagonalNote) -> None:
        """Somebody else saved meanwhile: what was typed stays, and saving once more puts it in place of theirs."""
        self.add_error(
            None,
            _("Somebody else saved this meanwhile. What you typed is still below: compare it, then save again to put it"
              " in place of theirs."),
        )  # fmt: skip
        self.data = self.data.copy()
        self.data["version"] = theirs.version

    @property
    def read_version(self) -> int | None:
        return self.cleaned_data["version"]


def board_members() -> models.QuerySet[Person]:
    """Who can keep a note: those who may write one."""
    return Person.objects.filter(
        Q(groups__permissions__codename="add_link", groups__permissions__content_type__app_label="networks"),
        is_active=True,
    ).distinct()


class LinkForm(NoteForm):
    """From one project or network to another one."""

    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"), help_text=_("“Builds on” reads from the first to the second."))

    class Meta:
        model = Link
        fields = ["source", "kind", "target", "instrument", "note_nl", "note_en", "organisation", "owner"]
        widgets = {"note_nl": forms.Textarea(AREA), "note_en": forms.Textarea(AREA)}

    field_order = Meta.fields

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (label, [(f"{kind}-{one.pk}", one.title) for one in self._ends(model, kind)])
            for kind, label, model in (
                ("project", _("Projects"), Project),
                ("network", _("Learning networks"), Network),
            )
        ]
        for name, side in (("source", "from"), ("target", "to")):
            self.fields[name].choices = [("", "---------"), *groups]
            for kind in ("project", "network"):
                if pk := getattr(self.instance, f"{side}_{kind}_id"):
                    self.initial[name] = f"{kind}-{pk}"

    def _ends(self, model: type[models.Model], kind: str) -> models.QuerySet:
        mine = [getattr(self.instance, f"{side}_{kind}_id") for side in ("from", "to")]
        return model.objects.filter(PUBLISHED | Q(pk__in=[pk for pk in mine if pk])).order_by("title_nl", "pk")

    def clean(self) -> dict:
        found = super().clean()
        for name, side in (("source", "from"), ("target", "to")):
            kind, _dash, pk = found.get(name, "").partition("-")
            for column in ("project", "network"):
                setattr(self.instance, f"{side}_{column}_id", int(pk) if column == kind else None)
        return found

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:  # Django leaves out constraints on what are no fields of the form
            self.instance.validate_constraints(exclude={"state"})
        except ValidationError as error:
            self.add_error(None, error)


class OpportunityForm(NoteForm):
    relations = ("themes", "networks", "projects")

    class Meta:
        model = Opportunity
        fields = [
            "title_nl", "title_en", "text_nl", "text_en", "themes", "networks", "projects", "organisation", "owner",
        ]  # fmt: skip
        widgets = {
            "text_nl": forms.Textarea(AREA), "text_en": forms.Textarea(AREA),
            **dict.fromkeys(("themes", "networks", "projects"), forms.CheckboxSelectMultiple),
        }  # fmt: skip

    def clean(self) -> dict:
        return _with_title(self, super().clean())


class RecommendationForm(NoteForm):
    relations = ("themes",)

    class Meta:
        model = Recommendation
        fields = ["network", "title_nl", "title_en", "text_nl", "text_en", "themes", "organisation", "owner"]
        widgets = {
            "text_nl": forms.Textarea(AREA), "text_en": forms.Textarea(AREA), "themes": forms.CheckboxSelectMultiple,
        }  # fmt: skip

    def clean(self) -> dict:
        return _with_title(self, super().clean())


class PolicyFeedbackForm(NoteForm):
    relations = ("themes", "networks", "projects", "instruments", "recommendations")

    class Meta:
        model = PolicyFeedback
        fields = [
            "title_nl", "title_en", "text_nl", "text_en", "addressee", "starts_on", "ends_on", "themes", "networks",
            "projects", "recommendations", "instruments", "organisation", "owner",
        ]  # fmt: skip
        widgets = {
            "text_nl": forms.Textarea(AREA), "text_en": forms.Textarea(AREA),
            "starts_on": date_input(), "ends_on": date_input(),
            **dict.fromkeys(
                ("themes", "networks", "projects", "recommendations", "instruments"), forms.CheckboxSelectMultiple
            ),
        }  # fmt: skip

    def clean(self) -> dict:
        found = _with_title(self, super().clean())
        start, end = found.get("starts_on"), found.get("ends_on")
        if end and not start:
            self.add_error("starts_on", _("Say when the period begins."))
        elif end and end < start:
            self.add_error("ends_on", _("The end lies before the start."))
        return found


def _with_title(form: forms.Form, found: dict) -> dict:
    if not (found.get("title_nl") or found.get("title_en")) and not form.errors.keys() & {"title_nl", "title_en"}:
        form.add_error("title_nl", _("Give a title in at least one language."))
    return found


FORMS: dict[type[DiagonalNote], type[NoteForm]] = {
    Link: LinkForm,
    Opportunity: OpportunityForm,
    Recommendation: RecommendationForm,
    PolicyFeedback: PolicyFeedbackForm,
}


class FilterForm(forms.Form):
    """What a list of notes is narrowed down to; what is unknown is left out."""

    network = forms.ModelChoiceField(
        Network.objects.published(), to_field_name="slug", required=False, label=_("Learning network"),
        empty_label=_("All networks"),
    )  # fmt: skip
    theme = forms.ModelChoiceField(
        Theme.objects.in_use(), to_field_name="slug", required=False, label=_("Theme"), empty_label=_("All themes")
    )

    def narrowed(self, found: models.QuerySet) -> models.QuerySet:
        """Notes or proposals about the network and on the theme that were chosen."""
        chosen = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        if network := chosen.get("network"):
            found = found.about_network(network)
        if theme := chosen.get("theme"):
            found = found.on_theme(theme)
        return found


class _InOneLanguage(forms.Form):
    """A text in Dutch, in English, or in both."""

    text = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        in_one_language(self, self.text)

    def clean(self) -> dict:
        found = super().clean()
        if not any(found.get(f"{self.text}_{language}") for language in LANGUAGES):
            self.add_error(f"{self.text}_nl", _("Write it in at least one language."))
        return found


class WithdrawForm(_InOneLanguage):
    text = "reason"
    reason_nl = forms.CharField(label=_("Reason (Dutch)"), max_length=500, required=False)
    reason_en = forms.CharField(label=_("Reason (English)"), max_length=500, required=False)


class CloseForm(_InOneLanguage):
    text = "outcome"
    outcome_nl = forms.CharField(label=_("What came of it (Dutch)"), widget=forms.Textarea(AREA), required=False)
    outcome_en = forms.CharField(label=_("What came of it (English)"), widget=forms.Textarea(AREA), required=False)


class SendForm(forms.Form):
    due_on = forms.DateField(label=_("Reply asked by"), widget=date_input())

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("The day by which you ask for an answer lies in the past."))
        return day


class AnswerForm(_InOneLanguage):
    text = "reply"
    on = forms.DateField(label=_("Day of the reply"), widget=date_input())
    reply_nl = forms.CharField(label=_("Reply (Dutch)"), widget=forms.Textarea(AREA), required=False)
    reply_en = forms.CharField(label=_("Reply (English)"), widget=forms.Textarea(AREA), required=False)

    def __init__(self, *args, feedback: PolicyFeedback, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.feedback = feedback

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not timezone.localdate(self.feedback.sent_at) <= day <= timezone.localdate():
            raise ValidationError(_("The reply came between the day of sending and today."))
        return day


class ReplyForm(forms.Form):
    """Adopted, declined with a reason, or under consideration until a day."""

    outcome = forms.ChoiceField(
        label=_("What does the network do with it?"),
        widget=forms.RadioSelect,
        choices=[
            (Recommendation.State.ADOPTED, _("We adopt it")),
            (Recommendation.State.DECLINED, _("We do not adopt it")),
            (Recommendation.State.PENDING, _("We do not know yet")),
        ],
    )
    reply_nl = forms.CharField(
        label=_("Your reply (Dutch)"), widget=forms.Textarea(AREA), required=False,
        help_text=_("One language is enough. Whoever does not adopt it says why."),
    )  # fmt: skip
    reply_en = forms.CharField(label=_("Your reply (English)"), widget=forms.Textarea(AREA), required=False)
    until = forms.DateField(
        label=_("By when do you know?"), widget=date_input(), required=False,
        help_text=_("Only if you do not know yet."),
    )  # fmt: skip

    def clean(self) -> dict:
        found = super().clean()
        outcome = found.get("outcome")
        if outcome == Recommendation.State.DECLINED and not (found.get("reply_nl") or found.get("reply_en")):
            self.add_error("reply_nl", _("Say why the network does not adopt it."))
        if outcome == Recommendation.State.PENDING and "until" not in self.errors:
            day = found.get("until")
            if day is None or day <= timezone.localdate():
                self.add_error("until", _("Say by which day to come the network will know."))
        return found


class JudgeForm(forms.Form):
    """Keep a proposal as a kind of link, dismiss it, or ask again what was dismissed."""

    decision = forms.ChoiceField(choices=[(name, "") for name in ("keep", "dismiss", "again")])
    kind = forms.ChoiceField(choices=Link.Kind, required=False)
    note = forms.CharField(max_length=500, required=False)
