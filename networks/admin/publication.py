"""What the admin of calls, projects and networks has in common: both languages, moves, history and preview."""

from collections.abc import Callable, Mapping

from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import CheckboxSelectMultiple, Textarea
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext_lazy as _

from instruments.admin.filters import ThemeFilter
from instruments.admin.forms import ReasonForm
from instruments.admin.history_pages import HistoryPages
from instruments.admin.instrument import badge
from instruments.admin.versions import VersionedForm
from instruments.models import Theme
from networks.models import Call, Network, Project, State
from networks.views import public
from networks.workflow import NotAllowed, publication
from plumbing.bilingual import LANGUAGES, other_language
from plumbing.side_by_side import SideBySideAdmin

SHORT_TEXTS = ("summary",)
PAGES: Mapping[type, tuple[str, Callable[..., dict]]] = {
    Project: ("networks/project.html", public.project_context),
    Network: ("networks/network.html", public.network_context),
    Call: ("networks/call.html", public.call_context),
}


class ThemeOfOurs(ThemeFilter):
    """By theme; a broader theme finds what is filed under its narrower ones too."""

    def queryset(self, request, queryset):
        if not self.value() or not str(self.value()).isdecimal():
            return queryset
        below = models.Q(themes=self.value()) | models.Q(themes__parent=self.value())
        return queryset.filter(pk__in=queryset.model.objects.filter(below).values("pk"))


class PublicationAdmin(HistoryPages, SideBySideAdmin):
    """Saves through `workflow`; publishing and withdrawing are moves of their own."""

    form = VersionedForm
    change_form_template = "admin/side_by_side/versioned_form.html"
    workflow = publication
    list_display = ["name", "state_badge", "dutch", "english", "changed_at"]
    list_display_links = ["name"]
    list_filter = ["state", "demonstration", ThemeOfOurs]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["title_nl", "title_en", "slug"]
    search_help_text = _("Title in either language, or address")
    list_per_page = 50
    save_on_top = True
    actions = ["publish_selected"]
    product_inline: type[admin.TabularInline] | None = None

    class Media:
        css = {"all": ["admin_site/curation.css"]}
        js = ["admin_site/curation.js"]

    # --- the form

    def get_object(self, request, object_id, from_field=None):
        """A form that is being saved holds its row, so that two saves come one after the other."""
        if request.method == "POST" and str(object_id).isdecimal():
            self.model.objects.select_for_update(of=("self",)).filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_inlines(self, request, obj):
        """What came out of it can be named once it is there."""
        product = [self.product_inline] if obj and self.product_inline else []
        return [*super().get_inlines(request, obj), *product]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.published_at else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: what is no longer wanted is withdrawn, and its address says why."""
        return False

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model is Theme:
            kwargs |= {"widget": CheckboxSelectMultiple, "queryset": Theme.objects.in_use()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        name, _underscore, language = db_field.name.rpartition("_")
        if field and language in LANGUAGES and name in self.model.bilingual_texts:
            if isinstance(db_field, models.TextField):
                field.widget = Textarea(attrs={"class": "vLargeTextField", "rows": 3 if name in SHORT_TEXTS else 8})
            field.widget.attrs["lang"] = language
        if hasattr(field, "queryset") and db_field.related_model is Theme:
            field.widget = getattr(field.widget, "widget", field.widget)  # themes are not made in passing
        return field

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = dict(extra_context or {})
        if str(object_id).isdecimal() and (found := self.model.objects.filter(pk=object_id).first()):
            context["moves"] = self._moves(request, found)
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change) -> None:
        self.workflow.save(
            obj, by=request.user, read_version=form.cleaned_data.get("read_version"),
            still_right=form.cleaned_data["still_right"], reason=form.cleaned_data["reason"],
        )  # fmt: skip

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        self.workflow.index([form.instance])

    # --- moves and pages around one thing

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def _names(self) -> dict[str, str]:
        """The names of the addresses of these pages."""
        pages = ("publish", "withdraw", "preview_nl", "preview_en", "change")
        return {page: f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}" for page in pages}

    def _moves(self, request, found) -> dict[str, str]:
        """Where this person can take the thing from here."""
        if not self.has_publish_permission(request):
            return {}
        moves = {"publish": found.state != State.PUBLISHED, "withdraw": found.state != State.WITHDRAWN}
        return {move: reverse(self._names()[move], args=[found.pk]) for move, possible in moves.items() if possible}

    def get_urls(self):
        def page(address: str, view, name: str, **options):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, options, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

        return [
            *(
                page(f"<int:pk>/preview/{language}/", self.preview_view, f"preview_{language}", language=language)
                for language in LANGUAGES
            ),
            page("<int:pk>/publish/", self.publish_view, "publish"),
            page("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            *self.history_urls(),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The page as the public will see it, in either language, whatever its state."""
        found = self._found(request, pk, self.with_page())
        twin = reverse(self._names()[f"preview_{other_language(language)}"], args=[pk])
        staff_language = get_language()
        with override(language):
            request.path = request.path_info = found.get_absolute_url()
            template, shown = self.page_of(found)
            shown |= {"thing": found, "twin_url": twin, "staff_language": staff_language}
            return TemplateResponse(request, template, shown).render()

    def with_page(self) -> models.QuerySet:
        """The things with all that their pages show."""
        return self.model.objects.with_fiche() if self.model is Project else self.model.objects.with_page()

    def page_of(self, found: models.Model) -> tuple[str, dict]:
        """The template of its page as it is now, and what that gets."""
        if found.state == State.WITHDRAWN:
            return "networks/tombstone.html", public.tombstone_context(found)
        template, context = PAGES[self.model]
        return template, context(found, preview=True)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            raise Http404
        found = self._found(request, pk, move=True)
        try:
            self.workflow.publish(found, by=request.user)
            self.message_user(request, _("“%s” is published.") % found, messages.SUCCESS)
        except NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        return redirect(self._names()["change"], pk)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk, move=True)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                self.workflow.withdraw(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("“%s” is withdrawn.") % found, messages.SUCCESS)
                return redirect(self._names()["change"], pk)
        context = self._context(request, _("Withdraw “%s”") % found, original=found, form=form)
        return TemplateResponse(request, "admin/networks/publication/withdraw.html", context)

    def _found(self, request, pk, things=None, *, move: bool = False):
        """The thing, for who may see it, and move it when she asks for that."""
        if not self.has_view_permission(request) or (move and not self.has_publish_permission(request)):
            raise PermissionDenied
        if not str(pk).isdecimal():
            raise Http404
        return get_object_or_404(self.model.objects.all() if things is None else things, pk=pk)

    def _context(self, request: HttpRequest, title: str, **more) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **more}

    # --- the list

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        refused, done = [], 0
        for thing in queryset.order_by("pk"):
            try:
                self.workflow.publish(thing, by=request.user)
                done += 1
            except NotAllowed as reason:
                refused.append((thing, str(reason)))
        if done:
            message = ngettext("%(count)d is published.", "%(count)d are published.", done) % {"count": done}
            self.message_user(request, message, messages.SUCCESS)
        if refused:
            message = ngettext("%(count)d could not:", "%(count)d could not:", len(refused)) % {"count": len(refused)}
            names = format_html_join("", "<li>{}: {}</li>", refused)
            self.message_user(request, format_html("{}<ul>{}</ul>", message, names), messages.WARNING)

    @admin.display(description=_("title"), ordering="title_nl")
    def name(self, thing: models.Model) -> str:
        return format_html("<span{}>{}</span>", thing.title.lang, thing.title)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, thing: models.Model) -> str:
        return badge(thing.state, thing.get_state_display())

    @admin.display(description=_("Dutch"))
    def dutch(self, thing: models.Model) -> str:
        return format_html("{} %", thing.completeness("nl"))

    @admin.display(description=_("English"))
    def english(self, thing: models.Model) -> str:
        return format_html("{} %", thing.completeness("en"))
