"""The outbox of the staff: what waits to be read, what went out, what failed."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from plumbing import mail as outbox
from plumbing.conflict import Conflict, compared
from plumbing.differences import with_plain_lines
from plumbing.models import Mail

# The preview is a page of others' making as far as the browser is concerned: it runs nothing and loads nothing.
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
STANDINGS = {
    "draft": _("waits for you"),
    "failed": _("failed"),
    "perhaps": _("perhaps sent"),
    "late": _("late"),
    "queued": _("on its way"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "dropped": _("not sent"),
}
MOVES = {
    "_send": (outbox.send_draft, _("“%s” is on its way.")),
    "_drop": (outbox.drop, _("“%s” is not sent.")),
    "_retry": (outbox.retry, _("“%s” is tried again.")),
}
SAID = {"subject", "text"}  # what staff may say otherwise


class Lines(forms.CharField):
    """A text of which browsers end the lines in their own way, which is no change of it."""

    def to_python(self, value: object) -> str:
        return with_plain_lines(super().to_python(value))

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return super().has_changed((initial or "").strip(), data)


class MailForm(forms.ModelForm):
    class Meta:
        model = Mail
        fields = ["subject", "text"]
        field_classes = {"text": Lines}
        widgets = {
            "subject": forms.TextInput(attrs={"size": 90}),
            "text": forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        }

    read_subject = forms.CharField(required=False, widget=forms.HiddenInput)
    read_text = Lines(required=False, widget=forms.HiddenInput)

    conflict: Conflict | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in SAID & self.fields.keys():  # of a mail that is no draft both are read-only, and not here
            self.fields[name].required = True
            self.initial[f"read_{name}"] = self.initial[name]

    def clean(self) -> dict:
        """What a colleague wrote meanwhile is shown before anything is done; after that, this form counts."""
        cleaned = super().clean()
        names = sorted(SAID & self.fields.keys())
        read = {name: cleaned.get(f"read_{name}", "") for name in names}
        if any(self.fields[name].has_changed(self.initial[name], read[name]) for name in names):
            self.conflict, self.data = compared(self, names, read)
            for name in names:
                self.data[f"read_{name}"] = self.initial[name]
            self.add_error(None, forms.ValidationError(
                _("Somebody else saved this while you had it open. Nothing was saved or sent yet; compare below, then"
                  " press the button again."),
                code="changed_meanwhile",
            ))  # fmt: skip
        return cleaned


class StandingFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return list(STANDINGS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(standing=self.value()) if self.value() in STANDINGS else queryset


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    form = MailForm
    change_form_template = "admin/plumbing/mail/change_form.html"
    list_display = ["subject", "to", "standing", "created_at", "sent_at", "problem"]
    list_filter = [StandingFilter, "carries_decision", "language"]
    search_fields = ["to", "subject", "about"]
    date_hierarchy = "created_at"
    list_per_page = 50
    actions = ["send_selected", "retry_selected", "drop_selected"]
    show_facets = admin.ShowFacets.ALWAYS
    lines = (
        ("to", "language", "reply_to", "what_about"), ("standing", "carries_decision", "handled_by"),
        ("problem", "error"), ("created_at", "attempts", "claimed_at", "due_at", "sent_at"),
    )  # fmt: skip
    about_fields = tuple(name for line in lines for name in line)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).defer("text", "html").with_standing()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Mail | None:
        """A form that is being saved holds its row, so that two saves come one after the other."""
        if request.method == "POST" and str(object_id).isdecimal():
            Mail.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_fieldsets(self, request: HttpRequest, obj: Mail | None = None):
        said = ["subject"] if obj and obj.secret else ["subject", "text"]
        return [(_("What it says"), {"fields": said}), (_("What became of it"), {"fields": self.lines})]

    def get_readonly_fields(self, request: HttpRequest, obj: Mail | None = None):
        may_write = obj is not None and obj.state == Mail.State.DRAFT
        return self.about_fields if may_write else ("subject", "text", *self.about_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    @admin.display(description=_("state"), ordering="standing")
    def standing(self, mail: Mail) -> str:
        return STANDINGS[mail.standing]

    @admin.display(description=_("about"))
    def what_about(self, mail: Mail) -> str:
        """A link to the thing, where it has a page in the admin."""
        label, _colon, pk = mail.about.partition(":")
        try:
            model = apps.get_model(label)
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
        except (LookupError, ValueError, NoReverseMatch):
            return mail.about
        return format_html('<a href="{}">{} {}</a>', address, model._meta.verbose_name, pk)

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        preview.model_admin = self
        return [path("<int:pk>/preview/", preview, name="plumbing_mail_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The mail as its reader sees it."""
        mail = get_object_or_404(Mail, pk=pk)
        if not self.has_view_permission(request, mail):
            raise PermissionDenied
        if mail.secret:
            raise Http404
        return HttpResponse(mail.html, headers={"Content-Security-Policy": PREVIEW_POLICY})

    def save_model(self, request: HttpRequest, obj: Mail, form: forms.ModelForm, change: bool) -> None:
        """What was written is kept, and then the mail is moved if a button says so: both or nothing."""
        request.mail_told = ""
        try:
            if SAID & set(form.changed_data):
                outbox.change(obj, **{name: form.cleaned_data[name] for name in ("subject", "text")})
                request.mail_told = _("“%s” is saved.")
            for button, (move, told) in MOVES.items():
                if button in request.POST:
                    move(obj, by=request.user)
                    request.mail_told = told
        except outbox.NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)

    def log_change(self, request: HttpRequest, obj: Mail, message: object) -> object:
        return super().log_change(request, obj, str(request.mail_told % obj)) if request.mail_told else None

    def response_change(self, request: HttpRequest, obj: Mail) -> HttpResponse:
        if request.mail_told:
            self.message_user(request, request.mail_told % obj, messages.SUCCESS)
        moved = any(button in request.POST for button in MOVES)
        return HttpResponseRedirect(
            reverse("admin:plumbing_mail_changelist") if moved and request.mail_told else request.path
        )

    @admin.action(description=_("Send"), permissions=["change"])
    def send_selected(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        self._each(request, queryset, "_send")

    @admin.action(description=_("Try again"), permissions=["change"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        self._each(request, queryset, "_retry")

    @admin.action(description=_("Do not send"), permissions=["change"])
    def drop_selected(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        self._each(request, queryset, "_drop")

    def _each(self, request: HttpRequest, mails: QuerySet[Mail], button: str) -> None:
        move, told = MOVES[button]
        for mail in mails.order_by("pk"):
            try:
                move(mail, by=request.user)
            except outbox.NotAllowed as reason:
                self.message_user(request, f"{mail}: {reason}", messages.ERROR)
            else:
                self.message_user(request, told % mail, messages.SUCCESS)
