"""Import and export in the admin: a file is tried first, and written when its report has been read and confirmed."""

from collections.abc import Callable
from tempfile import TemporaryFile

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from instruments.exchange import export, uploads
from instruments.exchange.apply import Import, run
from instruments.exchange.columns import COLUMNS
from instruments.exchange.report import CHANGED, NEW, UNCHANGED, Report
from instruments.models import State
from instruments.models.instrument import InstrumentQuerySet
from plumbing.access import staff

KINDS = ("csv", "xlsx")
IMPORT, VIEW = "instruments.import_instrument", "instruments.view_instrument"
PAGE = "admin/instruments/instrument/import.html"


class ImportForm(forms.Form):
    """A file, and what new instruments in it become."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV (UTF-8), XLSX or JSON lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.xlsx,.jsonl,.ndjson"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("New instruments become"), initial=State.DRAFT, widget=forms.RadioSelect,
        choices=[(State.DRAFT, _("drafts, to be looked at first")), (State.PUBLISHED, _("published at once"))],
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                _("This file is %(size)s; at most %(most)s fits.")
                % {"size": filesizeformat(upload.size), "most": filesizeformat(settings.UPLOAD_LIMIT)}
            )
        return upload


class ExchangeAdmin:
    """For the admin of instruments: the pages `import/` and `export/`, and the export of what is ticked in the list."""

    def get_urls(self) -> list[URLPattern]:
        def door(view: Callable, permission: str) -> Callable:
            return self.admin_site.admin_view(staff(view, permission=permission))

        return [
            path("import/", door(self.import_view, IMPORT), name="instruments_instrument_import"),
            path("export/", door(self.export_view, VIEW), name="instruments_instrument_export"),
            *super().get_urls(),
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actions = [*self.actions, "export_selected_csv", "export_selected_xlsx"]

    @admin.action(description=_("Export as CSV"), permissions=["view"])
    def export_selected_csv(self, request: HttpRequest, queryset: InstrumentQuerySet) -> HttpResponseBase | None:
        return self._download(request, queryset, "csv")

    @admin.action(description=_("Export as XLSX"), permissions=["view"])
    def export_selected_xlsx(self, request: HttpRequest, queryset: InstrumentQuerySet) -> HttpResponseBase | None:
        return self._download(request, queryset, "xlsx")

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows now, as `?as=csv` or `?as=xlsx`; the other parameters are those of the list."""
        request.GET = request.GET.copy()
        kind = (request.GET.pop("as", None) or ["csv"])[-1]
        queryset = self.get_changelist_instance(request).get_queryset(request)
        answer = self._download(request, queryset, kind if kind in KINDS else "csv")
        return answer or HttpResponseRedirect(self._list_address())

    def _download(self, request: HttpRequest, queryset: InstrumentQuerySet, kind: str) -> HttpResponseBase | None:
        file = TemporaryFile()  # noqa: SIM115 (the response closes it)
        try:
            export.write(queryset, file, kind)
        except export.DoesNotFit as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        file.seek(0)
        name = f"instruments-{timezone.localdate():%Y-%m-%d}.{kind}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=export.MEDIA_TYPES[kind])

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """An empty form; for a file, what it would do; for a report that is confirmed, the import itself."""
        if "seal" in request.POST:
            return self._write_confirmed(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, form=form)
        upload = form.cleaned_data["file"]
        asked = Import(upload.name, publish=form.cleaned_data["state"] == State.PUBLISHED, by=request.user)
        kept = uploads.keep(upload)
        return self._try(request, kept, asked)

    def _try(self, request: HttpRequest, kept: str, asked: Import) -> HttpResponse:
        with uploads.reopen(kept) as file:
            report = run(file, asked)
        if report.wrong:
            uploads.forget(kept)
        seal = "" if report.wrong else uploads.sealed(kept, asked, report.fingerprint)
        form = ImportForm(initial={"state": State.PUBLISHED if asked.publish else State.DRAFT})
        return self._import_page(request, form=form, report=report, asked=asked, seal=seal)

    def _write_confirmed(self, request: HttpRequest) -> HttpResponse:
        try:
            kept, asked = uploads.unsealed(request.POST["seal"], request.user)
            with uploads.reopen(kept) as file:
                report = run(file, asked)
        except uploads.Gone:
            self.message_user(request, gettext("The file is no longer here; upload it again."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:instruments_instrument_import"))
        if not report.written:
            message = gettext("The catalogue changed meanwhile. Nothing was written; read what the file would do now.")
            self.message_user(request, message, messages.WARNING)
            return self._try(request, kept, Import(asked.name, publish=asked.publish, by=request.user))
        uploads.forget(kept)
        self.message_user(request, done_message(report), messages.SUCCESS)
        return HttpResponseRedirect(self._list_address())

    def _import_page(self, request: HttpRequest, **context: object) -> HttpResponse:
        return TemplateResponse(
            request,
            PAGE,
            {
                **self.admin_site.each_context(request),
                "title": _("Import instruments"),
                "opts": self.opts,
                "columns": COLUMNS.values(),
                "media": self.media,
                **context,
            },
        )

    def _list_address(self) -> str:
        return reverse("admin:instruments_instrument_changelist")


def done_message(report: Report) -> str:
    """What an import did, in a sentence."""
    counts = {"new": report.counts[NEW], "changed": report.counts[CHANGED], "unchanged": report.counts[UNCHANGED]}
    return gettext("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % counts
