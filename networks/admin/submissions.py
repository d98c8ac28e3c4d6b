"""The queue of what was handed in; its rows lead to the review page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks import queue
from networks.models import Submission
from networks.views.review import review


class QueueFilter(admin.SimpleListFilter):
    """What is with staff, unless something else is asked for; the choices stand above the list."""

    title = _("queue")
    parameter_name = queue.PARAMETER
    template = "admin/networks/submission/no_filter.html"

    def lookups(self, request, model_admin):
        return [(part.name, part.label) for part in queue.NARROWINGS if part.name]

    def queryset(self, request, queryset):
        return queue.narrowed(queryset, self.value() or "", request.user)


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    list_display = ["reference_link", "name", "organisation", "who", "left", "changed", "stage_badge"]
    list_display_links = ["reference_link", "name"]
    beyond = ("promoter", "decided", "withdrawn", "all")  # parts of the queue in which the state is news
    list_filter = [QueueFilter, "kind", "demonstration", ("reviewer", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["typed_title_nl", "typed_title_en", "organisation__name_nl", "organisation__name_en"]
    search_help_text = _("Title or organisation, in either language")
    list_per_page = 50
    empty_value_display = _("nobody")
    change_list_template = "admin/networks/submission/change_list.html"
    actions = None

    class Media:
        css = {"all": ["admin_site/curation.css", "admin_site/review.css"]}

    def get_queryset(self, request):
        return Submission.objects.reviewable_by(request.user).with_queue().defer("typed", "saves")

    def get_list_display(self, request):
        beyond = request.GET.get(queue.PARAMETER) in self.beyond
        return [column for column in self.list_display if beyond or column != "stage_badge"]

    def get_ordering(self, request):
        """What waits for staff stands as "1 of 5 in the queue" counts it; what does not, the newest first."""
        waits = request.GET.get(queue.PARAMETER) not in self.beyond
        return ["due_on", "pk"] if waits else ["-submitted_at", "-pk"]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        parts = list(queue.parts(request.user, request.GET.get(queue.PARAMETER, "")))
        return super().changelist_view(
            request, {"title": _("What was handed in"), "parts": parts} | (extra_context or {})
        )

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        return review(request, object_id, admin=self)

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        return review(request, object_id, admin=self)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: what is not wanted is declined, and says why."""
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("networks.review_submission")

    has_change_permission = has_view_permission

    def get_model_perms(self, request) -> dict[str, bool]:
        allowed = self.has_view_permission(request)
        return {"add": False, "change": allowed, "delete": False, "view": allowed}

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=_("reference"), ordering="pk")
    def reference_link(self, submission: Submission) -> str:
        return submission.reference

    @admin.display(description=_("title"), ordering="typed_title_nl")
    def name(self, submission: Submission) -> str:
        return format_html("<span{}>{}</span>", submission.title.lang, submission.title or gettext("without a title"))

    @admin.display(description=_("who has it"), ordering="reviewer")
    def who(self, submission: Submission) -> str:
        return str(submission.reviewer or gettext("nobody"))

    @admin.display(description=_("time left"), ordering="due_on")
    def left(self, submission: Submission) -> str:
        tone = "late" if submission.is_late else ""
        return format_html('<span class="{}">{}</span>', tone, queue.days_left(submission.due_on) or "–")

    @admin.display(description=_("since the last time"))
    def changed(self, submission: Submission) -> str:
        return queue.since_last_time(submission)

    @admin.display(description=_("state"), ordering="stage")
    def stage_badge(self, submission: Submission) -> str:
        return format_html('<span class="badge badge-{}">{}</span>', submission.stage, submission.get_stage_display())
