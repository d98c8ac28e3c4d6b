"""What belongs to an instrument, edited together with it."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from instruments.admin.forms import FileForm, FilesFormSet, PartsFormSet
from instruments.models import Credit, Edition, File, Link
from plumbing.side_by_side import pairs


class PartInline(admin.StackedInline):
    formset = PartsFormSet
    extra = 0
    classes = ["parts"]


class EditionInline(PartInline):
    model = Edition
    fields = [("label", "year", "replaces"), *pairs("note")]


class FileInline(PartInline):
    model = File
    form = FileForm
    formset = FilesFormSet
    view_on_site = False
    fields = [("facts", "file"), ("language", "accessibility"), ("edition", "position"), "name", *pairs("title")]
    readonly_fields = ["facts"]

    @admin.display(description=_("what it is"))
    def facts(self, file: File) -> str:
        """What the file says of itself, and the way to take it."""
        if not file.pk:
            return "–"
        return format_html(
            '<a href="{}">{}</a>, {}, {}',
            file.get_absolute_url(),
            _("Download"),
            filesizeformat(file.size),
            file.media_type,
        )


class LinkInline(PartInline):
    model = Link
    fields = [("url", "language", "position"), *pairs("label")]


class CreditInline(admin.TabularInline):
    model = Credit
    extra = 0
    fields = ["role", "organisation", "position"]
    autocomplete_fields = ["organisation"]


PARTS = [EditionInline, FileInline, LinkInline, CreditInline]
