"""Strategies in the admin: what they are called and what is done. What they say is written in the workshop."""

from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.db import transaction
from django.db.models import ForeignKey
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from forums import statement_documents
from forums.models import Action, ActionReport, Move, Reservation, Statement, Strategy, StrategyVersion
from forums.workflow import strategy as strategies


class ReadOnly(admin.ModelAdmin):
    """A list to look at: rows come and go by the workflow alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Strategy)
class StrategyAdmin(admin.ModelAdmin):
    """What a strategy is called and which forums work on it."""

    list_display = ["__str__", "standing", "workshop", "demonstration"]
    list_filter = ["demonstration"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["title_nl", "title_en", "slug"]
    filter_horizontal = ["forums"]
    prepopulated_fields = {"slug": ["title_nl"]}
    fields = [("title_nl", "title_en"), "slug", ("intro_nl", "intro_en"), "forums", "demonstration"]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("versions")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Strategy | None = None) -> dict:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Strategy | None = None) -> list[str]:
        """The address of what may be public stays."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Strategy | None = None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Strategy, form: ModelForm, change: bool) -> None:
        """It and its statements are found by its new name from the next search on."""
        super().save_model(request, obj, form, change)
        statement_documents.write(obj)

    @admin.display(description=_("versions"))
    def standing(self, strategy: Strategy) -> str:
        return ", ".join(f"{one.number}: {one.get_state_display()}" for one in strategy.versions.all()) or "–"

    @admin.display(description=_("Workshop"))
    def workshop(self, strategy: Strategy) -> str:
        if not strategy.pk:
            return "–"
        drafts = [one for one in strategy.versions.all() if one.state == "draft"]
        address = reverse("forums:workshop", args=[strategy.slug]) if drafts else reverse("forums:workshops")
        return format_html('<a href="{}">{}</a>', address, _("Open the workshop"))


@admin.register(StrategyVersion)
class StrategyVersionAdmin(ReadOnly):
    """Versions as they were published; the note on what changed may be written while it is a draft."""

    list_display = ["__str__", "state", "created_at", "published_at"]
    list_filter = ["state", "strategy"]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["strategy"]
    fields = ["strategy", "number", "state", ("note_nl", "note_en"), "created_at", "published_at"]

    def has_change_permission(self, request: HttpRequest, obj: StrategyVersion | None = None) -> bool:
        """A published version does not change."""
        is_draft = obj is None or obj.published_at is None
        return is_draft and request.user.has_perm("forums.change_strategyversion")

    def get_readonly_fields(self, request: HttpRequest, obj: StrategyVersion | None = None) -> list[str]:
        return ["strategy", "number", "state", "created_at", "published_at"]


class ReportInline(admin.TabularInline):
    """Every report stays as it was made; a new one is the present state."""

    model = ActionReport
    extra = 1
    max_num = 1000
    fields = ["progress", "note_nl", "note_en", "at", "by"]
    readonly_fields = ["at", "by"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Action)
class ActionAdmin(admin.ModelAdmin):
    """What is done because of a statement. How far it is, is reported below, by the workflow."""

    list_display = ["__str__", "owner", "due", "progress"]
    list_filter = ["progress"]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["owner"]
    search_fields = ["title_nl", "title_en", "owner__name_nl", "owner__name_en"]
    autocomplete_fields = ["owner"]
    filter_horizontal = ["feedback"]
    fields = ["statement", ("title_nl", "title_en"), "owner", "due", "feedback", "progress"]
    inlines = [ReportInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Action | None = None) -> list[str]:
        """An action stays with its statement, and goes along with what that becomes."""
        return ["progress", "statement"] if obj else ["progress"]

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name == "statement":
            kwargs["queryset"] = Statement.objects.current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: object, formset: object, change: bool) -> None:
        """Each new report goes through the workflow, which moves the action along."""
        for report in formset.save(commit=False):
            strategies.report_progress(
                report.action, progress=report.progress, by=request.user, note_nl=report.note_nl, note_en=report.note_en
            )


@admin.register(Reservation)
class ReservationAdmin(ReadOnly):
    """Signed and withdrawn by organisations; those that passed on to a later version are not listed again."""

    list_display = ["organisation", "statement", "signed_by", "signed_at", "withdrawn_at"]
    list_filter = ["group"]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["organisation", "statement"]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).filter(via=None)


@admin.register(Move)
class MoveAdmin(ReadOnly):
    """What was done in the workshop, by whom and when."""

    list_display = ["at", "by", "kind", "statement", "contribution", "version"]
    list_filter = ["kind"]
    show_facets = ShowFacets.ALWAYS
    list_select_related = ["by", "statement", "contribution__forum", "version__strategy"]
