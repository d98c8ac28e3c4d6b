"""Contributions in the admin: letters, mails and minutes entered into the ledger, moderation, and appeals."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forums.models import Appeal, AppealState, Channel, Contribution, ContributionState, Ground, Question
from forums.workflow import NotAllowed, contributions, moderation
from forums.workflow.contributions import Receipt, Wording

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
    "decisions",
)
MOVES = {
    "publish": {ContributionState.SUBMITTED},
    "refuse": {ContributionState.SUBMITTED, ContributionState.PUBLISHED},
}


class EntryForm(forms.ModelForm):
    """What came in on paper, by mail or at a meeting, written down by staff."""

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


class RefusalForm(forms.Form):
    """Why a contribution is not published, for its author."""

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


@admin.register(Contribution)
class ContributionAdmin(admin.ModelAdmin):
    """The ledger, for staff. The text of a contribution is its author's: here it is read, and never typed over."""

    form = EntryForm
    change_form_template = "admin/forums/contribution/change_form.html"
    list_display = ["number", "forum", "start", "group", "channel", "language", "state_badge", "submitted_at"]
    list_display_links = ["number", "start"]
    list_filter = ["state", "forum", "channel", "group", "language"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["text", "author_name", "organisation_name", "gist"]
    list_select_related = ["forum", "group"]
    list_per_page = 50
    ordering = ["-submitted_at", "-pk"]
    autocomplete_fields = ["organisation"]
    actions = ["publish_selected"]

    def get_queryset(self, request):
        """A draft that was not handed in is its author's alone."""
        return super().get_queryset(request).exclude(number=None)

    def get_fields(self, request, obj=None):
        return [*SHOWN, "gist"] if obj else ["forum", *RECEIPT, *WORDING]

    def get_readonly_fields(self, request, obj=None):
        return SHOWN if obj else ()

    def has_add_permission(self, request) -> bool:
        return request.user.has_perm("forums.enter_contribution")

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: a number is never taken out of the ledger."""
        return False

    def has_moderate_permission(self, request) -> bool:
        return request.user.has_perm("forums.moderate_contribution")

    def get_urls(self):
        def page(address: str, view, name: str):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, name=f"forums_contribution_{name}")

        return [
            page("<int:pk>/publish/", self.publish_view, "publish"),
            page("<int:pk>/refuse/", self.refuse_view, "refuse"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        moves = {
            move: reverse(f"admin:forums_contribution_{move}", args=[found.pk])
            for move, states in MOVES.items()
            if found and found.state in states and self.has_moderate_permission(request)
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "moves": moves})

    def save_model(self, request, obj, form, change) -> None:
        if change:
            obj.save(update_fields=["gist", "changed_at"])
            return
        given = form.cleaned_data
        entered = contributions.enter(
            given["forum"], Wording(**{name: given[name] for name in WORDING}),
            Receipt(**{name: given[name] for name in RECEIPT}), by=request.user,
        )  # fmt: skip
        obj.pk, obj.number, obj.state = entered.pk, entered.number, entered.state

    @admin.action(description=_("Publish"), permissions=["moderate"])
    def publish_selected(self, request, queryset):
        refused = []
        for one in queryset.order_by("pk"):
            try:
                moderation.publish(one, by=request.user)
            except NotAllowed as reason:
                refused.append(f"{one.number}: {reason}")
        if refused:
            self.message_user(request, " ".join(refused), messages.WARNING)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        if request.method != "POST":
            raise Http404
        try:
            moderation.publish(found, by=request.user)
            self.message_user(request, _("Contribution %d is public.") % found.number, messages.SUCCESS)
        except NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        return redirect("admin:forums_contribution_change", pk)

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        form = RefusalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                moderation.refuse(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("Contribution %d is not published.") % found.number, messages.SUCCESS)
                return redirect("admin:forums_contribution_change", pk)
        title = _("Do not publish contribution %d") % found.number
        return _asking(self, request, title=title, original=found, form=form, text=found.text)

    def _found(self, request, pk: int) -> Contribution:
        if not self.has_view_permission(request) or not self.has_moderate_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @admin.display(description=_("text"))
    def start(self, contribution: Contribution) -> str:
        return format_html('<span lang="{}">{}</span>', contribution.language, Truncator(contribution.text).words(12))

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, contribution: Contribution) -> str:
        label = contribution.get_state_display()
        return format_html('<span class="badge badge-{}">{}</span>', contribution.state, label)

    @admin.display(description=_("decisions"))
    def decisions(self, contribution: Contribution) -> str:
        found = contribution.decisions.select_related("moderator")
        return "; ".join(f"{one.at:%Y-%m-%d} {one} ({one.moderator}) {one.reason}" for one in found) or "–"


@admin.register(Appeal)
class AppealAdmin(admin.ModelAdmin):
    """Appeals: read here, answered by another moderator than the one who refused."""

    list_display = ["contribution", "at", "state", "refused_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["decision__contribution__forum", "refused_by", "decided_by"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The appeal with what it is about, and the form of the answer."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Appeal.objects.select_related("decision__contribution__forum", "decision__moderator")
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
        contribution, decision = found.decision.contribution, found.decision
        return _asking(
            self, request, title=_("Appeal against contribution %d") % contribution.number, original=found, form=form,
            text=contribution.text, decision=decision, appeal=found,
        )  # fmt: skip

    @admin.display(description=_("contribution"))
    def contribution(self, appeal: Appeal) -> str:
        return str(appeal.decision.contribution)


def _asking(model_admin: admin.ModelAdmin, request: HttpRequest, **more) -> HttpResponse:
    """A page that shows a contribution and asks what is decided."""
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.opts, "media": model_admin.media, **more
    }  # fmt: skip
    return TemplateResponse(request, "admin/forums/contribution/decide.html", context)
