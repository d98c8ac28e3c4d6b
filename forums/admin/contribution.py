"""Contributions in the admin: letters, mails and minutes entered into the ledger, and what everybody sent, read."""

from django import forms
from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.utils.translation import gettext_lazy as _

from forums.admin.moderation import ModeratedAdmin
from forums.models import Channel, Contribution, Question
from forums.workflow import contributions
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
        return [*SHOWN, "gist"] if obj else ["forum", *RECEIPT, *WORDING]

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
        obj.pk, obj.number, obj.state = entered.pk, entered.number, entered.state

    def named(self, found: Contribution) -> str:
        return _("Contribution %d") % found.number
