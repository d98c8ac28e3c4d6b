"""What moderators do in the admin, alike for contributions and replies: publish, refuse, answer appeals."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forums.models import Appeal, AppealState, Contribution, ContributionState, Ground, Reply
from forums.workflow import NotAllowed, moderation

DECIDE = "admin/forums/contribution/decide.html"
MOVES = {
    "publish": {ContributionState.SUBMITTED},
    "refuse": {ContributionState.SUBMITTED, ContributionState.PUBLISHED},
}


class RefusalForm(forms.Form):
    """Why something is not published, for its author."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author reads it, and may appeal: then another moderator decides."),
    )  # fmt: skip


class AppealAnswerForm(forms.Form):
    """What another moderator says."""

    granted = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("The author is right: publish it")), ("no", _("It stays as it was decided"))],
    )  # fmt: skip
    answer = forms.CharField(label=_("Answer to the author"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class ModeratedAdmin(admin.ModelAdmin):
    """What people wrote and moderators read: it is published or refused here, never typed over, never deleted."""

    change_form_template = "admin/forums/contribution/change_form.html"
    actions = ["publish_selected"]

    def named(self, found: Contribution | Reply) -> str:
        """What it is called in a message to staff."""
        return str(found)

    def view_on_site(self, obj: Contribution | Reply) -> str | None:
        """Only what is public can be looked at there."""
        return obj.get_absolute_url() if obj.state == ContributionState.PUBLISHED else None

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: what was said stays, whatever became of it."""
        return False

    def has_moderate_permission(self, request) -> bool:
        return request.user.has_perm("forums.moderate_contribution")

    def get_urls(self):
        return [
            self.page("<int:pk>/publish/", self.publish_view, "publish"),
            self.page("<int:pk>/refuse/", self.refuse_view, "refuse"),
            *super().get_urls(),
        ]

    def page(self, address: str, view, name: str):
        """A page of this admin, behind the door of the whole site."""
        guarded = self.admin_site.admin_view(view)
        guarded.model_admin = self
        return path(address, guarded, name=self._address(name))

    def moves_of(self, request, found: Contribution | Reply) -> dict[str, str]:
        """Where each move leads that can be made now."""
        return {
            move: reverse(f"admin:{self._address(move)}", args=[found.pk])
            for move, states in MOVES.items()
            if found.state in states and self.has_moderate_permission(request)
        }

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        moves = self.moves_of(request, found) if found else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "moves": moves})

    @admin.action(description=_("Publish"), permissions=["moderate"])
    def publish_selected(self, request, queryset):
        refused = []
        for one in queryset.order_by("pk"):
            try:
                moderation.publish(one, by=request.user)
            except NotAllowed as reason:
                refused.append(f"{self.named(one)}: {reason}")
        if refused:
            self.message_user(request, " ".join(refused), messages.WARNING)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        if request.method != "POST":
            raise Http404
        try:
            moderation.publish(found, by=request.user)
            self.message_user(request, _("%s is public.") % self.named(found), messages.SUCCESS)
        except NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        return redirect(f"admin:{self._address('change')}", pk)

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        form = RefusalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                moderation.refuse(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("%s is not published.") % self.named(found), messages.SUCCESS)
                return redirect(f"admin:{self._address('change')}", pk)
        title = _("Do not publish: %s") % self.named(found)
        return asking(self, request, DECIDE, title=title, original=found, form=form, about=found)

    def _address(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _found(self, request, pk: int) -> Contribution | Reply:
        if not self.has_view_permission(request) or not self.has_moderate_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @admin.display(description=_("text"))
    def start(self, written: Contribution | Reply) -> str:
        return format_html('<span lang="{}">{}</span>', written.language, Truncator(written.text).words(12))

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, written: Contribution | Reply) -> str:
        return format_html('<span class="badge badge-{}">{}</span>', written.state, written.get_state_display())

    @admin.display(description=_("decisions"))
    def decisions(self, written: Contribution | Reply) -> str:
        found = written.decisions.select_related("moderator")
        return "; ".join(f"{one.at:%Y-%m-%d} {one} ({one.moderator}) {one.reason}" for one in found) or "–"


@admin.register(Reply)
class ReplyAdmin(ModeratedAdmin):
    """Replies to contributions: read, published, refused."""

    list_display = ["start", "answered", "group", "language", "state_badge", "created_at"]
    list_filter = ["state", "contribution__forum", "group", "language"]
    search_fields = ["text", "author_name", "organisation_name"]
    list_select_related = ["contribution__forum", "group"]
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    fields = readonly_fields = [
        "answered", "said", "state", "text", "language", "group", "naming", "author_name", "organisation",
        "created_at", "published_at", "withdrawn_at", "decisions",
    ]  # fmt: skip

    def has_add_permission(self, request) -> bool:
        """On the site only, where it is known who writes."""
        return False

    def named(self, found: Reply) -> str:
        return _("The reply to contribution %d") % found.contribution.number

    @admin.display(description=_("contribution"), ordering="contribution")
    def answered(self, reply: Reply) -> str:
        address = reverse("admin:forums_contribution_change", args=[reply.contribution_id])
        return format_html('<a href="{}">{}</a>', address, reply.contribution)

    @admin.display(description=_("text of the contribution"))
    def said(self, reply: Reply) -> str:
        said = reply.contribution
        return format_html('<span lang="{}">{}</span>', said.language, Truncator(said.text).words(60))


@admin.register(Appeal)
class AppealAdmin(admin.ModelAdmin):
    """Appeals: read here, answered by another moderator than the one who refused."""

    list_display = ["about", "at", "state", "refused_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = [
        "decision__contribution__forum", "decision__reply__contribution__forum", "refused_by", "decided_by",
    ]  # fmt: skip

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The appeal with what it is about, and the form of the answer."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Appeal.objects.select_related(*self.list_select_related, "decision__moderator")
        found = get_object_or_404(rows, pk=object_id if str(object_id).isdecimal() else None)
        may = request.user.has_perm("forums.moderate_contribution") and found.state == AppealState.OPEN
        form = AppealAnswerForm(request.POST if request.method == "POST" else None) if may else None
        if request.method == "POST" and not may:
            raise PermissionDenied
        if form and form.is_valid():
            try:
                moderation.decide_appeal(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("The appeal is answered."), messages.SUCCESS)
                return redirect("admin:forums_appeal_changelist")
        about = found.decision.about
        return asking(
            self, request, DECIDE, title=_("Appeal: %s") % about, original=found, form=form, about=about,
            decision=found.decision, appeal=found,
        )  # fmt: skip

    @admin.display(description=_("about"))
    def about(self, appeal: Appeal) -> str:
        return str(appeal.decision.about)


def asking(model_admin: admin.ModelAdmin, request: HttpRequest, template: str, **more) -> HttpResponse:
    """A page that shows what somebody wrote and asks what is done with it."""
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.opts, "media": model_admin.media, **more
    }  # fmt: skip
    return TemplateResponse(request, template, context)
