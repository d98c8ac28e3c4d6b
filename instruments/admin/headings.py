"""What instruments are filed under: the eight vocabularies, the tags, and the organisations that publish."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.models import Tag

from accounts.admin import OrganisationAdmin
from accounts.models import Organisation
from instruments import workflow
from instruments.admin.filters import UseFilter
from instruments.models import TERM_MODELS, Term, Theme
from instruments.models.vocabulary import SLOTS
from plumbing.side_by_side import SideBySideAdmin, pairs

TITLES_SHOWN = 20


class HeadingAdmin(admin.ModelAdmin):
    """Renaming reaches the search in the same transaction; what is filed under it is never lost by a deletion."""

    class Media:
        css = {"all": ["admin_site/curation.css"]}

    def save_model(self, request, obj, form, change) -> None:
        if count := workflow.rename(obj):
            message = ngettext(
                "%(count)d instrument was indexed anew.", "%(count)d instruments were indexed anew.", count
            )
            self.message_user(request, message % {"count": count})

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class TermForm(forms.ModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        if "label_nl" in cleaned and not cleaned["label_nl"] and not cleaned.get("label_en"):
            self.add_error("label_nl", _("Give a label in at least one language."))
        model = self._meta.model
        if not self.instance.pk and model.objects.count() >= SLOTS - 1:
            raise forms.ValidationError(_("This vocabulary is full. Merge terms, or use tags."))
        return cleaned

    def clean_parent(self) -> Theme | None:
        parent = self.cleaned_data["parent"]
        if parent and parent.parent_id:
            raise forms.ValidationError(_("Themes have two levels; “%s” is on the second.") % parent)
        if parent and self.instance.pk and self.instance.children.exists():
            raise forms.ValidationError(_("This theme has narrower themes of its own."))
        if parent and parent.pk == self.instance.pk:
            raise forms.ValidationError(_("A theme cannot be its own broader theme."))
        return parent


class MergeForm(forms.Form):
    def __init__(self, *args, source: Term, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.ModelChoiceField(
            label=_("Merge into"), queryset=type(source).objects.in_use().exclude(pk=source.pk),
            help_text=_("Everything filed under the first goes here, and its address leads here."),
        )  # fmt: skip


class TermAdmin(HeadingAdmin, SideBySideAdmin):
    form = TermForm
    change_form_template = "admin/instruments/term/change_form.html"
    list_display = ["__str__", "label_nl", "label_en", "filed", "position", "merged"]
    list_filter = [UseFilter]
    search_fields = ["label_nl", "label_en", "slug"]
    ordering = ["position", "slug"]
    list_select_related = ["merged_into"]
    own_fields: tuple[str, ...] = ()

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(filed=Count("instruments", distinct=True))

    def get_fieldsets(self, request, obj=None):
        texts = [name for name in ("label", "intro") if name in self.model.bilingual_texts]
        return [
            (_("Texts"), {"classes": ["side-by-side"], "fields": pairs(*texts)}),
            (None, {"fields": [("slug", "position"), *self.own_fields]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_change_permission(self, request, obj=None) -> bool:
        """A merged term is history: it can be looked at."""
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = Theme.objects.in_use().filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        merge = self.admin_site.admin_view(self.merge_view)
        merge.model_admin = self
        return [path("<int:pk>/merge/", merge, name=f"instruments_{self.opts.model_name}_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First choose another term, then see what will move, then do it."""
        source = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, source) or not request.user.has_perm(
            "instruments.change_instrument"
        ):
            raise PermissionDenied
        chosen = request.POST if request.method == "POST" else request.GET
        form = MergeForm(chosen if "target" in chosen else None, source=source)
        target = form.cleaned_data["target"] if form.is_valid() else None
        if target and request.method == "POST" and self._merge(request, source, target):
            return redirect(reverse(f"admin:instruments_{self.opts.model_name}_change", args=[target.pk]))
        under = source.instruments.order_by("title_nl", "title_en")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge “%s” into another term") % source, "opts": self.opts,
            "original": source, "form": form, "target": target, "moving": under[:TITLES_SHOWN], "count": under.count(),
            "narrower": source.children.all() if hasattr(source, "children") else [], "media": self.media,
        }  # fmt: skip
        context["more"] = max(0, context["count"] - TITLES_SHOWN)
        return TemplateResponse(request, "admin/instruments/term/merge.html", context)

    def _merge(self, request, source: Term, target: Term) -> bool:
        try:
            count = workflow.merge_terms(source, target, by=request.user)
        except workflow.NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return False
        message = ngettext(
            "%(count)d instrument moved to “%(term)s”.", "%(count)d instruments moved to “%(term)s”.", count
        )
        self.message_user(request, message % {"count": count, "term": target}, messages.SUCCESS)
        return True

    @admin.display(description=_("instruments"), ordering="filed")
    def filed(self, term: Term) -> int:
        return term.filed

    @admin.display(description=_("merged into"), ordering="merged_into")
    def merged(self, term: Term) -> str:
        return (
            format_html('<span class="badge badge-withdrawn">{}</span>', term.merged_into) if term.merged_into else ""
        )


for model in TERM_MODELS.values():
    own = [name for name in ("parent", "code", "minutes", "number") if name in {f.name for f in model._meta.fields}]
    admin.site.register(model, TermAdmin, own_fields=tuple(own))


@admin.register(Tag)
class TagAdmin(HeadingAdmin):
    """Words of the curators' own choice. A tag keeps its address when it is renamed."""

    list_display = ["name", "slug", "used"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "slug"]
    readonly_fields = ["slug"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used=Count("taggit_taggeditem_items"))

    @admin.display(description=_("instruments"), ordering="used")
    def used(self, tag: Tag) -> int:
        return tag.used


@admin.register(Organisation)
class PublisherAdmin(HeadingAdmin, OrganisationAdmin):
    """An organisation, of which the catalogue shows and finds the name."""
