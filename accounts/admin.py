"""People, for administrators; organisations, for curators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Person
from plumbing.side_by_side import SideBySideAdmin, pairs

ONLY_SUPERUSERS = ("is_superuser", "user_permissions")


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Person
        fields = ("email",)
        field_classes = {}


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["organisation"]


@admin.register(Person)
class PersonAdmin(UserAdmin):
    add_form = NewPersonForm
    inlines = [MembershipInline]
    list_display = ["email", "first_name", "last_name", "is_staff", "roles", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    filter_horizontal = ["user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Who she is"), {"fields": [("first_name", "last_name"), "language"]}),
        (_("What she may do"), {"fields": ["is_active", "is_staff", "groups", *ONLY_SUPERUSERS]}),
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
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def roles(self, person: Person) -> str:
        return ", ".join(group.name for group in person.groups.all())


def _may_touch(person: Person, other: Person | None) -> bool:
    return person.is_superuser or other is None or not other.is_superuser


class OrganisationAdmin(SideBySideAdmin):
    """Registered by the catalogue, which lets the search know of a new name."""

    list_display = ["name_nl", "name_en", "kind", "confirmed", "demonstration"]
    list_display_links = ["name_nl", "name_en"]
    list_filter = ["kind", "confirmed", "demonstration"]
    search_fields = ["name_nl", "name_en", "slug"]
    fieldsets = [
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("name")}),
        (None, {"fields": [("slug", "kind"), "website", ("confirmed", "demonstration")]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name_nl"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []
