"""People, for administrators; organisations, for curators."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import personal_data, workflow
from accounts.forms import ErasureForm, InvitationForm
from accounts.models import Membership, Organisation, Person
from plumbing.side_by_side import SideBySideAdmin, pairs

ONLY_SUPERUSERS = ("is_superuser", "user_permissions")


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Person
        fields = ("email",)
        field_classes = {}


class MembershipFormSet(BaseInlineFormSet):
    """For which organisations somebody acts: administrators keep the rule that everybody keeps, too."""

    def clean(self) -> None:
        """An organisation keeps somebody who is responsible."""
        super().clean()
        for form in self.initial_forms:
            if form.has_changed() and (form in self.deleted_forms or not self._goes_on(form)):
                before = Membership.objects.select_related("organisation").get(pk=form.instance.pk)
                try:
                    workflow.refuse_to_end(before)
                except workflow.NotAllowed as reason:
                    raise ValidationError(f"{before.organisation}: {reason}") from reason

    def _goes_on(self, form: ModelForm) -> bool:
        """Whether she stays responsible for the same organisation."""
        return form.cleaned_data.get("role") == Membership.Role.RESPONSIBLE and "organisation" not in form.changed_data


class MembershipInline(admin.TabularInline):
    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ["organisation"]


@admin.register(Person)
class PersonAdmin(UserAdmin):
    add_form = NewPersonForm
    change_form_template = "admin/accounts/person/change_form.html"
    inlines = [MembershipInline]
    list_display = ["email", "first_name", "last_name", "is_staff", "roles", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    filter_horizontal = ["user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Who this is"), {"fields": [("first_name", "last_name"), "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups", *ONLY_SUPERUSERS]}),
        (_("When"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        """Nobody gives more than she has: what only superusers hand out is not there for others."""
        shown = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return shown
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field not in ONLY_SUPERUSERS]})
            for name, options in shown
        ]

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Nobody is deleted: an account is erased, and what was published stays."""
        return False

    def get_urls(self):
        def page(address: str, view, name: str):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, name=f"accounts_person_{name}")

        return [
            page("<int:pk>/export/", self.export_view, "export"),
            page("<int:pk>/erase/", self.erase_view, "erase"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the portal knows of somebody who asks for it by mail or telephone."""
        found = self._found(request, pk)
        self.log_change(request, found, "exported")
        return JsonResponse(
            personal_data.export(found), json_dumps_params={"indent": 2, "ensure_ascii": False},
            headers={"Content-Disposition": f'attachment; filename="person-{found.pk}.json"'},
        )  # fmt: skip

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        form = ErasureForm(request.POST if request.method == "POST" else None, person=found)
        if form.is_valid():
            try:
                workflow.erase(found, by=request.user)
            except workflow.NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("The account is erased."), messages.SUCCESS)
                return redirect("admin:accounts_person_changelist")
        context = {
            **self.admin_site.each_context(request), "title": _("Erase the account of %s?") % found, "opts": self.opts,
            "original": found, "form": form, "button": _("Erase the account"),
            "explained": _("This cannot be undone. What was published stays, under “former participant”."),
        }  # fmt: skip
        return TemplateResponse(request, "admin/accounts/form.html", context)

    def _found(self, request: HttpRequest, pk: int) -> Person:
        found = get_object_or_404(Person, pk=pk)
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return found

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def roles(self, person: Person) -> str:
        return ", ".join(group.name for group in person.groups.all())


def _may_touch(person: Person, other: Person | None) -> bool:
    return other is None or (not other.erased_at and (person.is_superuser or not other.is_superuser))


class WaitingFilter(admin.SimpleListFilter):
    """What waits for staff."""

    title = _("waits for you")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("confirm", _("to confirm")), ("join", _("somebody asks to join, and nobody is responsible"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return {"confirm": queryset.to_confirm, "join": queryset.asked_of_staff}.get(self.value(), queryset.all)()


class OrganisationAdmin(SideBySideAdmin):
    """Registered by the catalogue, which lets the search know of a new name."""

    change_form_template = "admin/accounts/organisation/change_form.html"
    actions = ["confirm_selected"]
    list_display = ["name_nl", "name_en", "kind", "confirmed", "demonstration"]
    list_display_links = ["name_nl", "name_en"]
    list_filter = [WaitingFilter, "kind", "confirmed", "demonstration"]
    search_fields = ["name_nl", "name_en", "slug"]
    fieldsets = [
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("name")}),
        (None, {"fields": [("slug", "kind"), "website", ("confirmed", "demonstration")]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name_nl"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "confirmed"] if obj else ["confirmed"]

    def save_form(self, request, form, change):
        """What staff write down themselves needs no confirmation."""
        organisation = super().save_form(request, form, change)
        organisation.confirmed = organisation.confirmed or not change
        return organisation

    def get_urls(self):
        def page(address: str, view, name: str):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, name=f"accounts_organisation_{name}")

        return [
            page("<int:pk>/confirm/", require_POST(self.confirm_view), "confirm"),
            page("<int:pk>/invite/", self.invite_view, "invite"),
            page("<int:pk>/requests/<int:request_pk>/", require_POST(self.answer_view), "answer"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        if organisation := context.get("original"):
            context |= {
                "people": organisation.memberships.select_related("person").order_by("-role", "pk"),
                "invitations": organisation.invitations.undecided(),
                "join_requests": organisation.join_requests.waiting().select_related("person"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        self._do(
            request, lambda: workflow.confirm_organisation(found, by=request.user), _("“%s” is confirmed.") % found
        )
        return redirect("admin:accounts_organisation_change", pk)

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        for found in queryset.order_by("pk"):
            self._do(
                request, lambda found=found: workflow.confirm_organisation(found, by=request.user),
                _("“%s” is confirmed.") % found,
            )  # fmt: skip

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        form = InvitationForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            told = _("The invitation is on its way to %s.") % form.cleaned_data["email"]
            self._do(request, lambda: workflow.invite(found, **form.cleaned_data, by=request.user), told)
            return redirect("admin:accounts_organisation_change", pk)
        context = {
            **self.admin_site.each_context(request), "title": _("Invite somebody"), "opts": self.opts,
            "original": found, "form": form, "button": _("Send the invitation"),
        }  # fmt: skip
        return TemplateResponse(request, "admin/accounts/form.html", context)

    def answer_view(self, request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
        found = get_object_or_404(self._found(request, pk).join_requests.select_related("person"), pk=request_pk)
        yes, role = request.POST.get("answer") == "yes", request.POST.get("role")
        self._do(
            request,
            lambda: workflow.answer_join_request(
                found, accept=yes, by=request.user,
                role=Membership.Role.RESPONSIBLE if role == "responsible" else Membership.Role.CONTRIBUTOR,
            ),
            _("%s gets your answer by mail.") % found.person,
        )  # fmt: skip
        return redirect("admin:accounts_organisation_change", pk)

    def _found(self, request: HttpRequest, pk: int) -> Organisation:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Organisation, pk=pk)

    def _do(self, request: HttpRequest, move: Callable[[], object], told: str) -> None:
        """Make a move and say how it went."""
        try:
            move()
        except workflow.NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        else:
            self.message_user(request, told, messages.SUCCESS)
