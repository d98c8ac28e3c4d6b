"""Links, opportunities, recommendations and feedback to policy: looked at here, written on the board."""

from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from networks.models import DiagonalMove, Link, Opportunity, PolicyFeedback, Proposal, Recommendation
from networks.workflow import NotAllowed, diagonal, proposals


class ReadOnly(admin.ModelAdmin):
    """Rows are moved by the workflow alone."""

    show_facets = ShowFacets.ALWAYS
    list_per_page = 50

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_decide_permission(self, request) -> bool:
        return request.user.has_perm("networks.decide_diagonal")

    def do(self, request, queryset, action) -> None:
        """Make a move with each; what cannot be moved is said, and the rest is moved."""
        done = 0
        for row in queryset:
            try:
                action(row, by=request.user)
            except NotAllowed as reason:
                self.message_user(request, f"{row}: {reason}", messages.WARNING)
            else:
                done += 1
        if done:
            self.message_user(request, ngettext("%d was moved.", "%d were moved.", done) % done, messages.SUCCESS)


class MoveInline(admin.TabularInline):
    model = DiagonalMove
    fields = readonly_fields = ["at", "by", "from_state", "to_state", "note"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False


class NoteAdmin(ReadOnly):
    list_display = ["__str__", "state", "owner", "organisation", "published_at", "changed_at", "on_the_board"]
    list_filter = ["state", "demonstration"]
    list_select_related = ["owner", "organisation"]
    search_fields = ["title_nl", "title_en"]
    inlines = [MoveInline]
    actions = ["publish_selected"]
    date_hierarchy = "created_at"

    @admin.display(description=_("the board"))
    def on_the_board(self, note) -> str:
        return format_html('<a href="{}">{}</a>', note.get_board_url(), _("To the board"))

    def view_on_site(self, note) -> str | None:
        return note.get_absolute_url() if note.is_public else None

    @admin.action(description=_("Publish what is selected"), permissions=["decide"])
    def publish_selected(self, request, queryset) -> None:
        self.do(request, queryset, diagonal.publish)


@admin.register(Link)
class LinkAdmin(NoteAdmin):
    list_select_related = [
        "owner", "organisation", "from_project", "from_network", "to_project", "to_network",
    ]  # fmt: skip
    list_filter = ["state", "kind", "demonstration"]
    search_fields = [
        f"{end}__title_{language}"
        for end in ("from_project", "from_network", "to_project", "to_network")
        for language in ("nl", "en")
    ]


@admin.register(Opportunity)
class OpportunityAdmin(NoteAdmin):
    pass


@admin.register(Recommendation)
class RecommendationAdmin(NoteAdmin):
    list_display = ["__str__", "network", "state", "due_on", "owner", "published_at", "on_the_board"]
    list_select_related = ["owner", "network"]
    actions = ["publish_selected", "send_selected"]

    @admin.action(description=_("Send what is selected"), permissions=["decide"])
    def send_selected(self, request, queryset) -> None:
        self.do(request, queryset, diagonal.send)


@admin.register(PolicyFeedback)
class PolicyFeedbackAdmin(NoteAdmin):
    list_display = ["__str__", "addressee", "state", "owner", "published_at", "on_the_board"]
    list_select_related = ["owner", "addressee"]
    actions = ["publish_selected", "send_selected"]

    @admin.action(description=_("Send what is selected"), permissions=["decide"])
    def send_selected(self, request, queryset) -> None:
        self.do(request, queryset, diagonal.send)


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ["__str__", "score", "state", "judged_by", "judged_at", "note"]
    list_filter = ["state"]
    list_select_related = ["left", "right", "judged_by"]
    search_fields = ["left__title_nl", "left__title_en", "right__title_nl", "right__title_en"]
    exclude = ["reasons"]
    actions = ["dismiss_selected"]

    @admin.action(description=_("Dismiss what is selected"), permissions=["decide"])
    def dismiss_selected(self, request, queryset) -> None:
        self.do(request, queryset.select_related(None), proposals.dismiss)
