"""The forms of who organises forums. They validate; what is saved and how is the business of forums.workflow."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from forums.models import Forum, ForumDocument, ForumState, Language, Service, StakeholderGroup
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
