"""Learning networks and their meetings."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from instruments.admin.forms import FileForm
from networks.admin.publication import PublicationAdmin, ThemeOfOurs
from networks.models import Meeting, MeetingDocument, Member, Network, Product
from networks.workflow import publication
from plumbing.side_by_side import SideBySideAdmin, pairs


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    fields = ["role", "organisation", "label_nl", "label_en", "since", "until", "position"]
    autocomplete_fields = ["organisation"]


class ProductInline(admin.TabularInline):
    model = Product
    extra = 0
    fields = ["instrument", "project"]
    autocomplete_fields = ["instrument", "project"]


@admin.register(Network)
class NetworkAdmin(PublicationAdmin):
    inlines = [MemberInline]
    product_inline = ProductInline
    not_restored = _("Members, meetings and results stay as they are.")
    list_display = ["name", "kind", "state_badge", "starts_on", "ends_on", "dutch", "english"]
    list_filter = ["state", "kind", "demonstration", ThemeOfOurs, "phase"]
    autocomplete_fields = ["phase", "call", "projects", "over"]
    fieldsets = [
        (None, {"fields": [("kind", "slug")]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "summary", "text")}),
        (_("Period"), {"fields": [("starts_on", "ends_on", "precision")]}),
        (_("What the period depends on"), {"classes": ["side-by-side"], "fields": pairs("period_note")}),
        (_("What belongs to it"), {"fields": ["phase", "call", "projects", "over", "meetings_of_it"]}),
        (_("Filed under"), {"fields": ["themes", "demonstration"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "meetings_of_it"]

    @admin.display(description=_("meetings"))
    def meetings_of_it(self, network: Network) -> str:
        """The meetings, each on a page of its own, and the way to a new one."""
        if not network.pk:
            return "–"
        listed = format_html_join(
            "", '<li><a href="{}">{}</a></li>',
            ((reverse("admin:networks_meeting_change", args=[one.pk]), one) for one in network.meetings.all()),
        )  # fmt: skip
        add = reverse("admin:networks_meeting_add")
        return format_html('<ul>{}</ul><a href="{}?network={}">{}</a>', listed, add, network.pk, _("Add a meeting"))

    def save_related(self, request, form, formsets, change) -> None:
        """A project that leaves the network is no longer found under it."""
        before = list(form.instance.projects.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        publication.index([form.instance], left=before)


class DocumentForm(FileForm):
    class Meta:
        model = MeetingDocument
        fields = ["file", "name", "title_nl", "title_en", "language"]


class DocumentInline(admin.StackedInline):
    model = MeetingDocument
    form = DocumentForm
    extra = 0
    classes = ["parts"]
    view_on_site = False
    fields = [("facts", "file"), ("language", "name"), *pairs("title")]
    readonly_fields = ["facts"]

    @admin.display(description=_("what it is"))
    def facts(self, document: MeetingDocument) -> str:
        """What the file says of itself, and the way to take it."""
        if not document.pk:
            return "–"
        facts = (document.get_absolute_url(), _("Download"), filesizeformat(document.size), document.media_type)
        return format_html('<a href="{}">{}</a>, {}, {}', *facts)


@admin.register(Meeting)
class MeetingAdmin(SideBySideAdmin):
    list_display = ["__str__", "network", "starts_at", "public"]
    list_select_related = ["network"]
    list_filter = ["public", "demonstration", "network"]
    search_fields = ["title_nl", "title_en"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["network"]
    inlines = [DocumentInline]
    fieldsets = [
        (None, {"fields": ["network", ("starts_at", "ends_at"), ("public", "demonstration")]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "place", "text", "report")}),
    ]
