"""The forms of the curators. They validate; what is saved and how is the business of instruments.workflow."""

from django import forms
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms.models import BaseInlineFormSet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from instruments.admin.conflict import Conflict, find_conflict
from instruments.models import Edition, File, Instrument, Language, State, Theme
from instruments.models.instrument import TAGS_AT_MOST
from plumbing.bilingual import LANGUAGES
from plumbing.files import checksum, clean_name, media_type

CONTROLS = ("read_version", "seen_version", "overwrite", "still_right", "reason")


def too_many_tags(count: int) -> forms.ValidationError:
    return forms.ValidationError(
        _("%(count)d tags: at most %(most)d fit.") % {"count": count, "most": TAGS_AT_MOST}, code="too_many_tags"
    )


class InstrumentForm(forms.ModelForm):
    """`read_version` is the version that was on the screen; `conflict` is set when it is not the last one."""

    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    overwrite = forms.BooleanField(required=False, label=_("I have compared both: save what is in this form"))
    still_right = forms.MultipleChoiceField(
        required=False,
        choices=[(f"{name}_{language}", "") for name in Instrument.bilingual_texts for language in LANGUAGES],
    )
    reason = forms.CharField(
        label=_("Why this change?"), required=False, max_length=200, help_text=_("Shown in the history."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The languages that the instrument itself exists in."),
    )  # fmt: skip

    conflict: Conflict | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["read_version"] = self.initial["seen_version"] = self.instance.version
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made of the title when left empty; fixed once it was published.")

    def clean_tags(self) -> list[str]:
        tags = self.cleaned_data["tags"]
        if len(tags) > TAGS_AT_MOST:
            raise too_many_tags(len(tags))
        return tags

    def clean(self) -> dict:
        cleaned = super().clean()
        self._demand(("title",), _("Give a title in at least one language."))
        if self.instance.state == State.PUBLISHED:
            self._demand(("summary",), _("What is published needs a summary in at least one language."))
            for field in ("themes", "audiences"):
                if field in cleaned and not cleaned[field]:
                    self.add_error(field, _("What is published needs at least one."))
        self._compare_versions()
        return cleaned

    def _demand(self, names: tuple[str, ...], message: str) -> None:
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
            _("Somebody else saved this instrument while you had it open. Nothing was saved yet; compare below."),
            code="changed_meanwhile",
        ))  # fmt: skip


class FileForm(forms.ModelForm):
    """A file. What it is (size, kind, checksum) is read from the file itself."""

    class Meta:
        model = File
        fields = ["file", "name", "title_nl", "title_en", "language", "edition", "accessibility", "position"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["file"].widget = forms.FileInput()  # the way to the file is its own line

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not upload:
            return upload
        if upload.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                _("This file is %(size)s; at most %(most)s fits.")
                % {"size": filesizeformat(upload.size), "most": filesizeformat(settings.UPLOAD_LIMIT)}
            )
        self.instance.size = upload.size
        self.instance.sha256 = checksum(upload)
        self.instance.media_type = media_type(upload, upload.name)
        return upload

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("file") and not cleaned.get("name"):
            cleaned["name"] = clean_name(cleaned["file"].name)
        return cleaned

    def clean_name(self) -> str:
        if "/" in self.cleaned_data["name"]:
            raise forms.ValidationError(_("A file name has no “/”."))
        return self.cleaned_data["name"]


class PartsFormSet(BaseInlineFormSet):
    """Parts of an instrument; where they name an edition, only its own editions can be chosen."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        for name in ("edition", "replaces"):
            if name in form.fields:
                own = Edition.objects.filter(instrument=self.instance) if self.instance.pk else Edition.objects.none()
                form.fields[name].queryset = own.exclude(pk=form.instance.pk) if name == "replaces" else own


class FilesFormSet(PartsFormSet):
    def clean(self) -> None:
        super().clean()
        known: dict[str, str] = {}
        for form in self.forms:
            if self._should_delete_form(form) or not form.instance.sha256:
                continue
            if form.instance.sha256 in known:
                form.add_error(
                    "file", _("This is the same file as “%(name)s”.") % {"name": known[form.instance.sha256]}
                )
            known[form.instance.sha256] = form.cleaned_data.get("name") or form.instance.name


class WithdrawalForm(forms.Form):
    """Why an instrument is withdrawn, for the visitors of its address."""

    reason_nl = forms.CharField(
        label=_("Reason, in Dutch"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
    )
    reason_en = forms.CharField(
        label=_("Reason, in English"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    replaced_by = forms.ModelChoiceField(
        label=_("Replaced by"), queryset=Instrument.objects.published(), required=False,
        help_text=_("A published instrument that visitors are led to."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaced_by"]
        field.widget = AutocompleteSelect(Instrument._meta.get_field("replaced_by"), site, choices=field.choices)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("reason_nl") and not cleaned.get("reason_en"):
            self.add_error("reason_nl", _("Give a reason in at least one language: visitors will read it."))
        return cleaned


class TagsForm(forms.Form):
    """Tags to add to several instruments."""

    tags = TagField(label=_("Tags to add"), help_text=_("Separated by commas."))

    def clean_tags(self) -> list[str]:
        if len(self.cleaned_data["tags"]) > TAGS_AT_MOST:
            raise too_many_tags(len(self.cleaned_data["tags"]))
        return self.cleaned_data["tags"]


class ThemesForm(forms.Form):
    """Themes for several instruments."""

    ADD, REPLACE = "add", "replace"

    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.in_use(), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label=_("What to do with the themes that they have"), initial=ADD, widget=forms.RadioSelect,
        choices=[(ADD, _("Keep them and add these")), (REPLACE, _("Put these in their place"))],
    )  # fmt: skip
