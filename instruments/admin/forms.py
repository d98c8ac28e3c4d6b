"""The forms of the curators. They validate; what is saved and how is the business of instruments.workflow."""

from django import forms
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms.models import BaseInlineFormSet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from instruments.admin.versions import VersionedForm
from instruments.models import Edition, File, Instrument, Language, State, Theme
from instruments.models.instrument import TAGS_AT_MOST
from plumbing.files import checksum, clean_name, media_type


def too_many_tags(count: int) -> forms.ValidationError:
    return forms.ValidationError(
        _("%(count)d tags: at most %(most)d fit.") % {"count": count, "most": TAGS_AT_MOST}, code="too_many_tags"
    )


class InstrumentForm(VersionedForm):
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The languages that the instrument itself exists in."),
    )  # fmt: skip

    def clean_tags(self) -> list[str]:
        tags = self.cleaned_data["tags"]
        if len(tags) > TAGS_AT_MOST:
            raise too_many_tags(len(tags))
        return tags

    def judge(self, cleaned: dict) -> None:
        super().judge(cleaned)
        if self.instance.state == State.PUBLISHED:
            for field in ("themes", "audiences"):
                if field in cleaned and not cleaned[field]:
                    self.add_error(field, _("What is published needs at least one."))


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


class ReasonForm(forms.Form):
    """Why something is withdrawn, for the visitors of its address."""

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

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("reason_nl") and not cleaned.get("reason_en"):
            self.add_error("reason_nl", _("Give a reason in at least one language: visitors will read it."))
        return cleaned


class WithdrawalForm(ReasonForm):
    """Why an instrument is withdrawn, and what replaces it."""

    replaced_by = forms.ModelChoiceField(
        label=_("Replaced by"), queryset=Instrument.objects.published(), required=False,
        help_text=_("A published instrument that visitors are led to."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaced_by"]
        field.widget = AutocompleteSelect(Instrument._meta.get_field("replaced_by"), site, choices=field.choices)


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
