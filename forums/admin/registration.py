"""Who comes to the forums, for who organises them."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums import workbooks
from forums.models import Forum, Registration
from forums.workflow import NotAllowed, registrations
from plumbing.files import clean_name

SHOWN = ("forum", "name", "email", "group", "organisation_label", "listed", "language", "state", "created_at",
         "confirmed_at", "seated_at", "cancelled_at", "reminded_at", "attended", "what_she_needs")  # fmt: skip


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Read-only: a registration is changed by who has it; staff note who was there, or cancel it for who asks."""

    list_display = ["__str__", "forum", "group", "organisation_label", "state", "confirmed_at", "attended"]
    list_filter = ["forum", "state", "group", "attended"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["name", "email", "organisation_name", "organisation__name_nl", "organisation__name_en"]
    list_select_related = ["forum", "group", "organisation"]
    list_per_page = 50
    ordering = ["-forum", "confirmed_at", "pk"]
    actions = ["were_there", "were_not_there", "cancel_selected"]
    fields = SHOWN
    readonly_fields = SHOWN

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.action(description=_("Was there"), permissions=["change"])
    def were_there(self, request, queryset):
        self._each(request, queryset, lambda one: registrations.note_attendance(one, True))

    @admin.action(description=_("Was not there"), permissions=["change"])
    def were_not_there(self, request, queryset):
        self._each(request, queryset, lambda one: registrations.note_attendance(one, False))

    @admin.action(description=_("Cancel, and give the seat to who waits"), permissions=["change"])
    def cancel_selected(self, request, queryset):
        self._each(request, queryset, registrations.cancel)

    def _each(self, request, queryset, do: Callable[[Registration], object]) -> None:
        done, refused = 0, []
        for one in queryset.order_by("pk"):
            try:
                do(one)
                done += 1
            except NotAllowed as reason:
                refused.append(f"{one}: {reason}")
        if done:
            said = ngettext("%(count)d registration: done.", "%(count)d registrations: done.", done) % {"count": done}
            self.message_user(request, said, messages.SUCCESS)
        if refused:
            self.message_user(request, " ".join(refused), messages.WARNING)

    @admin.display(description=_("organisation"))
    def organisation_label(self, registration: Registration) -> str:
        return registration.organisation_label

    @admin.display(description=_("needs"))
    def what_she_needs(self, registration: Registration) -> str:
        return str(getattr(registration, "needs", "")) or "–"


def workbook(forum: Forum) -> HttpResponse:
    """The lists of a forum, to take along; the admin lets nobody keep its pages."""
    response = HttpResponse(workbooks.of_forum(forum), content_type=workbooks.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{clean_name(f"{forum.slug}.xlsx")}"'
    return response
