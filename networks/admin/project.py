"""Projects: the fiche in its nine parts, in the official order."""

from django import forms
from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from instruments.admin.versions import VersionedForm
from networks.admin.publication import PublicationAdmin, ThemeOfOurs
from networks.fiche import HEADINGS
from networks.models import Channel, Means, Partner, Product, Project, Seat
from plumbing.side_by_side import pairs


def part(number: int, *fields: str) -> tuple:
    """A fieldset of bilingual texts under the heading of one of the nine parts."""
    heading = format_lazy("{}. {}", number, HEADINGS[number - 1])
    return (heading, {"classes": ["side-by-side"], "fields": pairs(*fields)})


class ProjectForm(VersionedForm):
    channels = forms.MultipleChoiceField(
        label=_("channels"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class PartnerInline(admin.TabularInline):
    model = Partner
    extra = 0
    fields = ["role", "organisation", "position"]
    autocomplete_fields = ["organisation"]


class MeansInline(admin.TabularInline):
    model = Means
    extra = 0
    fields = ["source", "name_nl", "name_en", "cofinancing", "amount", "position"]


class SeatInline(admin.TabularInline):
    model = Seat
    extra = 0
    fields = ["group", "internal", "organisation", "role_nl", "role_en", "position"]
    autocomplete_fields = ["organisation"]


class ProductInline(admin.TabularInline):
    model = Product
    extra = 0
    fields = ["instrument", "network"]
    autocomplete_fields = ["instrument", "network"]


@admin.register(Project)
class ProjectAdmin(PublicationAdmin):
    form = ProjectForm
    inlines = [PartnerInline, MeansInline, SeatInline]
    product_inline = ProductInline
    not_restored = _("Partners, means, groups and results stay as they are.")
    list_display = ["name", "state_badge", "promoter", "starts_on", "ends_on", "dutch", "english"]
    list_select_related = ["promoter"]
    list_filter = ["state", "demonstration", ThemeOfOurs, "call"]
    search_fields = ["title_nl", "title_en", "code", "slug", "promoter__name_nl", "promoter__name_en"]
    autocomplete_fields = ["promoter", "call"]
    fieldsets = [
        (None, {"fields": [("slug", "code")]}),
        part(1, "title", "summary"),
        part(2, "follow_up"),
        part(3, "policy"),
        part(4, "goals", "output", "impact", "achievements"),
        part(5, "actions"),
        (format_lazy("6. {}", HEADINGS[5]), {"fields": [("starts_on", "ends_on", "precision")]}),
        part(6, "period_note"),
        part(7, "means_note"),
        part(8, "groups_note"),
        (format_lazy("9. {}", HEADINGS[8]), {"fields": ["channels"]}),
        part(9, "communication"),
        (_("Who and where"), {"fields": ["promoter", "call", "themes", "demonstration"]}),
        (_("List of operations"), {"fields": [("fund", "total_cost", "cofinancing_rate"), ("location", "country")]}),
        (_("List of operations, texts"), {"classes": ["side-by-side"], "fields": pairs("objective", "intervention")}),
    ]  # fmt: skip
