"""A form of the admin that notices when somebody else saved in between."""

from django import forms
from django.utils.translation import gettext_lazy as _

from instruments.admin.conflict import Conflict, find_conflict
from plumbing.bilingual import LANGUAGES

CONTROLS = ("read_version", "seen_version", "overwrite", "still_right", "reason")


class VersionedForm(forms.ModelForm):
    """`read_version` is the version that was on the screen; `conflict` is set when it is not the last one."""

    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    overwrite = forms.BooleanField(required=False, label=_("I have compared both: save what is in this form"))
    still_right = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=_("Why this change?"), required=False, max_length=200, help_text=_("Shown in the history."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip

    conflict: Conflict | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["still_right"].choices = [
            (f"{name}_{language}", "") for name in self.instance.bilingual_texts for language in LANGUAGES
        ]
        if self.instance.pk:
            self.initial["read_version"] = self.initial["seen_version"] = self.instance.version
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made of the title when left empty; fixed once it was published.")

    def clean(self) -> dict:
        cleaned = super().clean()
        self.demand(("title",), _("Give a title in at least one language."))
        self.judge(cleaned)
        self._compare_versions()
        return cleaned

    def judge(self, cleaned: dict) -> None:
        """What else must be right, for subclasses."""
        if self.instance.published_at and not self.instance.withdrawn_at:
            self.demand(("summary",), _("What is published needs a summary in at least one language."))

    def demand(self, names: tuple[str, ...], message: str) -> None:
        """Complain when one of these texts is in neither language."""
        for name in names:
            columns = [f"{name}_{language}" for language in LANGUAGES]
            if all(column in self.cleaned_data and not self.cleaned_data[column] for column in columns):
                self.add_error(columns[0], message)

    def _compare_versions(self) -> None:
        """Somebody else's save since this form was opened stops it, unless she has seen it and insists."""
        read, now = self.cleaned_data.get("read_version"), self.instance.version
        if not self.instance.pk or read == now:
            return
        if self.cleaned_data.get("overwrite") and self.cleaned_data.get("seen_version") == now:
            self.cleaned_data["read_version"] = now
            return
        names = [name for name in self.fields if name not in CONTROLS]
        self.conflict, self.data = find_conflict(self, names, read or 0)
        self.data["seen_version"] = now
        self.data.pop("overwrite", None)
        self.add_error(None, forms.ValidationError(
            _("Somebody else saved this while you had it open. Nothing was saved yet; compare below."),
            code="changed_meanwhile",
        ))  # fmt: skip
