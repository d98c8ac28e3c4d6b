"""Contributions in the admin: letters, mails and minutes entered into the ledger, and what everybody sent, read."""

from contextlib import suppress

from django import forms
from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from forums.admin.moderation import ModeratedAdmin, asking
from forums.models import Channel, Contribution, Language, Question
from forums.workflow import NotAllowed, attachments, contributions
from forums.workflow.contributions import Receipt, Wording
from plumbing import uploads

WORDING = ("text", "language", "group", "naming", "author_name", "organisation", "organisation_name")
RECEIPT = ("channel", "received_on", "question", "gist")
SHOWN = (
    "number",
    "forum",
    "state",
    *RECEIPT[:3],
    *WORDING,
    "submitted_at",
    "published_at",
    "withdrawn_at",
    "attachments",
    "decisions",
)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files, each looked into; all that is wrong is told at once."""

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": uploads.accepted()}), **kwargs)

    def clean(self, data, initial=None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        refused = []
        for file in filter(None, files):
            try:
                uploads.check(file, file.name or "")
            except uploads.Refused as refusal:
                refused.append(str(refusal))
        if refused:
            raise forms.ValidationError(refused)
        return list(filter(None, files))


class FilesForm(forms.Form):
    """Scans of a letter, a mail or minutes that staff entered before."""

    files = FilesField(label=_("Files"))
    language = forms.ChoiceField(label=_("Language"), choices=Language, widget=forms.RadioSelect)


class EntryForm(forms.ModelForm):
    """What came in on paper, by mail or at a meeting, written down by staff."""

    files = FilesField(
        label=_("Files"), required=False, help_text=_("The scan of the letter, for instance; public with the text.")
    )

    class Meta:
        model = Contribution
        fields = ["forum", *RECEIPT, *WORDING]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            self.fields["channel"].choices = [choice for choice in Channel.choices if choice[0] != Channel.WEB]
            self.fields["received_on"].required = self.fields["text"].required = True

    def clean(self) -> dict:
        cleaned = super().clean()
        question: Question | None = cleaned.get("question")
        if question and cleaned.get("forum") and question.forum_id != cleaned["forum"].pk:
            self.add_error("question", _("This question belongs to another forum."))
        return cleaned


@admin.register(Contribution)
class ContributionAdmin(ModeratedAdmin):
    """The ledger, for staff. The text of a contribution is its author's: here it is read, and never typed over."""

    form = EntryForm
    list_display = ["number", "forum", "start", "group", "channel", "language", "state_badge", "submitted_at"]
    list_display_links = ["number", "start"]
    list_filter = ["state", "forum", "channel", "group", "language"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["text", "author_name", "organisation_name", "gist"]
    list_select_related = ["forum", "group"]
    list_per_page = 50
    ordering = ["-submitted_at", "-pk"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request):
        """A draft that was not handed in is its author's alone."""
        return super().get_queryset(request).exclude(number=None)

    def get_fields(self, request, obj=None):
        return [*SHOWN, "gist"] if obj else ["forum", *RECEIPT, *WORDING, "files"]

    def get_readonly_fields(self, request, obj=None):
        return SHOWN if obj else ()

    def has_add_permission(self, request) -> bool:
        return request.user.has_perm("forums.enter_contribution")

    def save_model(self, request, obj, form, change) -> None:
        if change:
            obj.save(update_fields=["gist", "changed_at"])
            return
        given = form.cleaned_data
        entered = contributions.enter(
            given["forum"], Wording(**{name: given[name] for name in WORDING}),
            Receipt(**{name: given[name] for name in RECEIPT}), by=request.user,
        )  # fmt: skip
        for upload in given["files"]:
            with suppress(uploads.Refused):  # the same one twice
                attachments.attach(entered, upload)
        obj.pk, obj.number, obj.state = entered.pk, entered.number, entered.state

    def get_urls(self):
        return [self.page("<int:pk>/files/", self.files_view, "files"), *super().get_urls()]

    def moves_of(self, request, found: Contribution) -> dict[str, str]:
        moves = super().moves_of(request, found)
        if found.channel != Channel.WEB and self.has_add_permission(request):
            moves["files"] = reverse("admin:forums_contribution_files", args=[found.pk])
        return moves

    def files_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The files of what staff entered: add some, or take one out."""
        if not self.has_view_permission(request) or not self.has_add_permission(request):
            raise PermissionDenied
        found = get_object_or_404(self.get_queryset(request).exclude(channel=Channel.WEB), pk=pk)
        number = request.POST.get("remove", "")
        if number.isdecimal():
            for file in found.attachments.there().filter(pk=int(number)):
                attachments.detach(file)
            return redirect("admin:forums_contribution_files", pk)
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = FilesForm(*posted, initial={"language": found.language})
        if request.method == "POST" and form.is_valid() and self._attach(found, form):
            return redirect("admin:forums_contribution_files", pk)
        title = _("Files: %s") % self.named(found)
        files = found.attachments.there()
        context = {"title": title, "original": found, "form": form, "files": files}
        return asking(self, request, "admin/forums/contribution/files.html", **context)

    def _attach(self, found: Contribution, form: FilesForm) -> bool:
        """Whether all of them could be kept."""
        for upload in form.cleaned_data["files"]:
            try:
                attachments.attach(found, upload, language=form.cleaned_data["language"])
            except (uploads.Refused, NotAllowed) as refusal:
                form.add_error("files", str(refusal))
        return form.is_valid()

    @admin.display(description=_("attachments"))
    def attachments(self, found: Contribution) -> str:
        lines = [
            (file.own_url if file.is_handed_out else "", file.name, file.get_scan_display())
            for file in found.attachments.handed_in()
        ]
        shown = (
            format_html('<a href="{}">{}</a> ({})', *line) if line[0] else format_html("{} ({})", *line[1:])
            for line in lines
        )
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in shown)) or "–"

    def named(self, found: Contribution) -> str:
        return _("Contribution %d") % found.number
