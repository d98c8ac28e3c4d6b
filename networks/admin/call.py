"""Calls, and the phases of the programme."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from networks.admin.publication import PublicationAdmin
from networks.models import Call, ProgrammePhase
from plumbing.side_by_side import SideBySideAdmin, pairs


@admin.register(Call)
class CallAdmin(PublicationAdmin):
    list_display = ["name", "state_badge", "opens_on", "closes_on", "dutch", "english"]
    autocomplete_fields = ["phase"]
    fieldsets = [
        (None, {"fields": ["slug"]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "summary", "text")}),
        (_("When and for how much"), {"fields": [("opens_on", "closes_on", "precision"), ("budget", "fund")]}),
        (_("Budget and priority in words"), {"classes": ["side-by-side"], "fields": pairs("budget_note", "priority")}),
        (_("Filed under"), {"fields": ["themes", "phase", "demonstration"]}),
    ]


@admin.register(ProgrammePhase)
class ProgrammePhaseAdmin(SideBySideAdmin):
    list_display = ["__str__", "starts_on", "ends_on"]
    search_fields = ["title_nl", "title_en", "slug"]
    prepopulated_fields = {"slug": ["title_en"]}
    fieldsets = [
        (None, {"fields": ["slug"]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "text")}),
        (_("Period"), {"fields": [("starts_on", "ends_on", "precision")]}),
        (_("What the period depends on"), {"classes": ["side-by-side"], "fields": pairs("period_note")}),
    ]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
