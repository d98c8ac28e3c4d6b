"""The list of forums and the form of one, with all that belongs to it."""

from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import CheckboxSelectMultiple, Textarea
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from forums import dates
from forums.admin import invitation, registration
from forums.admin.forms import DocumentForm, ForumForm, GroupForm, ReasonForm
from forums.models import (
    Activity,
    Forum,
    ForumDocument,
    ForumState,
    Invitation,
    Phase,
    ProgrammePart,
    Question,
    StakeholderGroup,
)
from forums.views.public import forum_context
from forums.workflow import NotAllowed, meetings
from instruments.admin.forms import FilesFormSet
from instruments.models import Theme
from plumbing.bilingual import LANGUAGES, other_language
from plumbing.side_by_side import SideBySideAdmin, pairs


class InvitationInline(admin.TabularInline):
    model = Invitation
    extra = 0


class PartInline(admin.StackedInline):
    model = ProgrammePart
    extra = 0
    fields = [("starts_at", "ends_at", "position"), *pairs("title", "body"), "by"]


class PhaseInline(admin.StackedInline):
    model = Phase
    extra = 0
    fields = [("kind", "opens", "closes"), *pairs("title")]


class QuestionInline(admin.StackedInline):
    model = Question
    extra = 0
    fields = [("phase", "position"), *pairs("title", "body")]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only phases of the forum itself, in which contributions are taken."""
        if db_field.name == "phase":
            own = Phase.objects.permitting(Activity.CONTRIBUTE)
            kwargs["queryset"] = own.filter(forum=request.resolver_match.kwargs.get("object_id") or None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DocumentInline(admin.StackedInline):
    model = ForumDocument
    form = DocumentForm
    formset = FilesFormSet
    extra = 0
    view_on_site = False
    fields = [("kind", "file"), *pairs("title"), ("language", "position", "name")]


@admin.register(StakeholderGroup)
class StakeholderGroupAdmin(SideBySideAdmin):
    """Groups are never deleted: totals of past forums depend on them."""

    list_display = ["label_nl", "label_en", "position"]
    list_display_links = ["label_nl", "label_en"]
    fieldsets = [
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("label")}),
        (None, {"fields": [("slug", "position"), "kinds"]}),
    ]
    form = GroupForm

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["label_nl"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Forum)
class ForumAdmin(SideBySideAdmin):
    form = ForumForm
    inlines = [InvitationInline, PhaseInline, QuestionInline, PartInline, DocumentInline]
    change_form_template = "admin/forums/forum/change_form.html"
    list_display = ["name", "kind", "when", "state_badge", "seats", "demonstration"]
    list_display_links = ["name"]
    list_filter = ["state", "kind", "level", "demonstration"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["title_nl", "title_en", "slug"]
    autocomplete_fields = ["organiser"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": [("kind", "level", "slug")]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "summary", "body", "report")}),
        (_("When"), {
            "fields": [("starts_at", "ends_at", "month")],
            "description": _("Times are those of Brussels. Everybody registered gets a mail when date, hour or place"
                             " change."),
        }),
        (_("Where"), {"classes": ["side-by-side"], "fields": pairs("place")}),
        (_("For whom"), {"fields": [("online", "join_url"), "languages", "services", "capacity", "organiser"]}),
        (_("Filed under"), {"fields": ["themes", "moderation", "demonstration"]}),
    ]  # fmt: skip

    class Media:
        css = {"all": ["admin_site/curation.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).with_seats_taken()

    def get_object(self, request, object_id, from_field=None):
        """A form that is being saved holds its row, so that two saves come one after the other."""
        if request.method == "POST" and str(object_id).isdecimal():
            Forum.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.published_at else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody: what does not take place is cancelled, and its address says why."""
        return False

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("forums.publish_forum")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "themes":
            kwargs |= {"widget": CheckboxSelectMultiple, "queryset": Theme.objects.in_use()}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "themes":
            field.widget = getattr(field.widget, "widget", field.widget)  # terms are not made in passing
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        name, _underscore, language = db_field.name.rpartition("_")
        if field and language in LANGUAGES and name in Forum.bilingual_texts:
            if isinstance(db_field, models.TextField):
                field.widget = Textarea(attrs={"class": "vLargeTextField", "rows": 3 if name == "summary" else 12})
            field.widget.attrs["lang"] = language
        return field

    def get_urls(self):
        def page(address: str, view, name: str, **options):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, options, name=f"forums_forum_{name}")

        return [
            *(
                page(f"<int:pk>/preview/{language}/", self.preview_view, f"preview_{language}", language=language)
                for language in LANGUAGES
            ),
            page("<int:pk>/publish/", self.publish_view, "publish"),
            page("<int:pk>/cancel/", self.cancel_view, "cancel"),
            page("<int:pk>/invitations/", self.invitations_view, "invitations"),
            page("<int:pk>/registrations.xlsx", self.workbook_view, "workbook"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = Forum.objects.filter(pk=object_id).first() if str(object_id).isdecimal() else None
        context = {
            "moves": self._moves(request, found) if found else {},
            "sees_registrations": request.user.has_perm("forums.view_registration"),
            "invites": invitation.may_invite(request),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def _moves(self, request, found: Forum) -> dict[str, str]:
        """Where this person can take the forum from here."""
        possible = {
            "publish": found.state != ForumState.PUBLISHED,
            "cancel": found.state == ForumState.PUBLISHED and not found.is_over(),
        }
        return {
            move: reverse(f"admin:forums_forum_{move}", args=[found.pk])
            for move in possible
            if possible[move] and self.has_publish_permission(request)
        }

    def save_model(self, request, obj, form, change) -> None:
        meetings.save(
            obj, by=request.user, read_version=form.cleaned_data.get("read_version"),
            still_right=form.cleaned_data["still_right"],
        )  # fmt: skip

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        meetings.index(form.instance)

    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The page as the public will see it, in either language, whatever its state."""
        found = self._found(request, pk, Forum.objects.with_page())
        twin = reverse(f"admin:forums_forum_preview_{other_language(language)}", args=[pk])
        staff_language = get_language()
        with override(language):
            request.path = request.path_info = found.get_absolute_url()
            context = forum_context(found, preview=True) | {"twin_url": twin, "staff_language": staff_language}
            return TemplateResponse(request, "forums/forum.html", context).render()

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk, may=self.has_publish_permission(request))
        if request.method != "POST":
            raise Http404
        try:
            meetings.publish(found, by=request.user)
            self.message_user(request, _("“%s” is published.") % found, messages.SUCCESS)
        except NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        return redirect("admin:forums_forum_change", pk)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk, may=self.has_publish_permission(request))
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                meetings.cancel(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("“%s” is cancelled.") % found, messages.SUCCESS)
                return redirect("admin:forums_forum_change", pk)
        context = {
            **self.admin_site.each_context(request), "title": _("Cancel “%s”") % found, "opts": self.opts,
            "original": found, "form": form, "media": self.media + form.media,
        }  # fmt: skip
        return TemplateResponse(request, "admin/forums/forum/cancel.html", context)

    def invitations_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return invitation.page(self, request, self._found(request, pk, may=invitation.may_invite(request)))

    def workbook_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return registration.workbook(self._found(request, pk, may=request.user.has_perm("forums.view_registration")))

    def _found(self, request, pk: int, forums=None, *, may: bool = True) -> Forum:
        """The forum, for who may see it and make the move she asks for."""
        if not self.has_view_permission(request) or not may:
            raise PermissionDenied
        return get_object_or_404(Forum.objects.all() if forums is None else forums, pk=pk)

    @admin.display(description=_("title"), ordering="title_nl")
    def name(self, forum: Forum) -> str:
        return format_html("<span{}>{}</span>", forum.title.lang, forum.title)

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, forum: Forum) -> str:
        return dates.when(forum)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, forum: Forum) -> str:
        return format_html('<span class="badge badge-{}">{}</span>', forum.state, forum.get_state_display())

    @admin.display(description=_("seats"))
    def seats(self, forum: Forum) -> str:
        taken = f"{forum.seated} / {forum.capacity or '∞'}"
        return f"{taken} (+{forum.waiting})" if forum.waiting else taken
