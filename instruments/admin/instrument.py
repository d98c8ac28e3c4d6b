"""The list of instruments and the form of one."""

from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.db import models
from django.forms import CheckboxSelectMultiple, Textarea
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from instruments import workflow
from instruments.admin.actions import BulkActions
from instruments.admin.filters import AttentionFilter, DutchTextFilter, EnglishTextFilter, ThemeFilter
from instruments.admin.forms import InstrumentForm
from instruments.admin.inlines import PARTS
from instruments.admin.pages import InstrumentPages
from instruments.exchange_admin import ExchangeAdmin
from instruments.models import TERM_MODELS, Editing, Instrument, State
from plumbing.bilingual import LANGUAGES
from plumbing.side_by_side import STATE_LABELS, SideBySideAdmin, pairs

SHORT_TEXTS = ("summary", "whom", "purpose")
BOX_TEXTS = ("whom", "purpose", "people", "outcome", "cost_note")


@admin.register(Instrument)
class InstrumentAdmin(InstrumentPages, ExchangeAdmin, BulkActions, SideBySideAdmin):
    form = InstrumentForm
    inlines = PARTS
    change_form_template = "admin/instruments/instrument/change_form.html"
    change_list_template = "admin/instruments/instrument/change_list.html"
    list_display = ["name", "type", "state_badge", "dutch", "english", "checked_on"]
    list_display_links = ["name"]
    list_filter = ["state", AttentionFilter, "type", DutchTextFilter, EnglishTextFilter, "demonstration", ThemeFilter]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["title_nl", "title_en", "code", "slug"]
    search_help_text = _("Title in either language, code or address")
    list_per_page = 50
    save_on_top = True
    date_hierarchy = None
    autocomplete_fields = ["publisher", "related"]
    fieldsets = [
        (None, {"fields": [("type", "slug", "code")]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "summary", "body", "usage")}),
        (_("Summary box"), {"classes": ["side-by-side"], "fields": pairs(*BOX_TEXTS)}),
        (_("Time, cost and check"), {"fields": [("time", "format", "cost"), ("checked_on", "year"), "languages"]}),
        (_("Filed under"), {"fields": ["themes", "audiences", "sectors", "sizes", "phases", "goals", "tags"]}),
        (_("Made in"), {"classes": ["side-by-side"], "fields": pairs("origin")}),
        (_("Where it comes from"), {"fields": ["publisher", ("licence", "url"), "related", "demonstration"]}),
    ]  # fmt: skip

    class Media:
        css = {"all": ["admin_site/curation.css"]}
        js = ["admin_site/curation.js"]

    def get_object(self, request, object_id, from_field=None):
        """A form that is being saved holds its row, so that two saves come one after the other."""
        if request.method == "POST" and str(object_id).isdecimal():
            Instrument.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.published_at else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: what is no longer wanted is withdrawn, and its address says why."""
        return False

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model in TERM_MODELS.values():
            kwargs |= {"widget": CheckboxSelectMultiple, "queryset": db_field.related_model.objects.in_use()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in TERM_MODELS.values():
            kwargs["queryset"] = db_field.related_model.objects.in_use()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        name, _underscore, language = db_field.name.rpartition("_")
        if field and language in LANGUAGES and name in Instrument.bilingual_texts:
            if isinstance(db_field, models.TextField) or name in SHORT_TEXTS:
                field.widget = Textarea(attrs={"class": "vLargeTextField", "rows": 3 if name in SHORT_TEXTS else 14})
            field.widget.attrs["lang"] = language
        if hasattr(field, "queryset") and db_field.related_model in TERM_MODELS.values():
            field.widget = getattr(field.widget, "widget", field.widget)  # terms are not made in passing
        return field

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = dict(extra_context or {})
        if str(object_id).isdecimal() and (found := Instrument.objects.filter(pk=object_id).first()):
            if request.method == "GET" and self.has_change_permission(request, found):
                Editing.objects.opened(request.user, found)
            context |= {"others": Editing.objects.by_others(request.user, found), "moves": self._moves(request, found)}
        return super().change_view(request, object_id, form_url, context)

    def _moves(self, request, found: Instrument) -> dict[str, str]:
        """Where this person can take the instrument from here."""
        if not self.has_publish_permission(request):
            return {}
        moves = {"publish": found.state != State.PUBLISHED, "withdraw": found.state != State.WITHDRAWN}
        return {
            move: reverse(f"admin:instruments_instrument_{move}", args=[found.pk])
            for move, possible in moves.items()
            if possible
        }

    def save_model(self, request, obj, form, change) -> None:
        workflow.save(
            obj, by=request.user, read_version=form.cleaned_data.get("read_version"),
            still_right=form.cleaned_data["still_right"], reason=form.cleaned_data["reason"],
        )  # fmt: skip

    def save_related(self, request, form, formsets, change) -> None:
        """Vocabulary, tags and parts; what the history does not keep of them stands in the reason."""
        super().save_related(request, form, formsets, change)
        parts = [
            f"{formset.model._meta.verbose_name_plural}: +{len(formset.new_objects)} ±{len(formset.changed_objects)}"
            f" −{len(formset.deleted_objects)}"
            for formset in formsets
            if formset.new_objects or formset.changed_objects or formset.deleted_objects
        ]
        if change and "tags" in form.changed_data:
            parts.append(f"{gettext('tags')}: {', '.join(form.cleaned_data['tags']) or '–'}")
        if parts:
            workflow.add_reason(form.instance, "; ".join(parts))
        workflow.index([form.instance])
        Editing.objects.closed(request.user, form.instance)

    @admin.display(description=_("title"), ordering="title_nl")
    def name(self, instrument: Instrument) -> str:
        return format_html("<span{}>{}</span>", instrument.title.lang, instrument.title)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, instrument: Instrument) -> str:
        return badge(instrument.state, instrument.get_state_display())

    @admin.display(description=_("Dutch"), ordering="text_nl")
    def dutch(self, instrument: Instrument) -> str:
        return text_badge(instrument, "nl")

    @admin.display(description=_("English"), ordering="text_en")
    def english(self, instrument: Instrument) -> str:
        return text_badge(instrument, "en")


def text_badge(instrument: Instrument, language: str) -> str:
    """The state of the text in a language, and how much of it is there."""
    state = getattr(instrument, f"text_{language}")
    return format_html("{} {} %", badge(state, STATE_LABELS[state]), instrument.completeness(language))


def badge(kind: str, label: str) -> str:
    return format_html('<span class="badge badge-{}">{}</span>', kind, label)
