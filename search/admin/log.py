"""What visitors look for: most searched, without results, without a click; and the wishes they filed."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from search import log
from search.models import Searched, Wish

DAYS = (30, 90, 365)
SHOWN = 40


@admin.register(Searched)
class SearchedAdmin(admin.ModelAdmin):
    """A page of three lists instead of rows; each line is one click from a synonym or a wish."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Searched | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Searched | None = None) -> bool:
        return False

    def get_urls(self):
        wish = self.admin_site.admin_view(require_POST(self.file_wish))
        wish.admin_site = self.admin_site
        return [path("wish/", wish, name="search_searched_wish"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("days", "")
        days = int(asked) if asked in {str(number) for number in DAYS} else DAYS[0]
        queries = Searched.objects.since(timezone.localdate() - timedelta(days=days)).by_query()
        lists = [
            (_("Searched most"), queries.order_by("-searches", "query")),
            (_("Found nothing"), queries.without_results().order_by("-searches", "query")),
            (_("Found something, but nobody opened it"), queries.without_click().order_by("-searches", "query")),
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What visitors look for"),
            "opts": self.opts,
            "days": days,
            "periods": DAYS,
            "lists": [(title, [self._line(row) for row in rows[:SHOWN]]) for title, rows in lists],
        }
        return TemplateResponse(request, "admin/search/searched.html", context)

    def _line(self, row: dict) -> dict:
        synonym = urlencode({f"terms_{row['language']}": row["query"]})
        return {**row, "synonym_url": f"{reverse('admin:search_synonymgroup_add')}?{synonym}"}

    def file_wish(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("search.change_wish"):
            raise PermissionDenied
        language = "en" if request.POST.get("language") == "en" else "nl"
        if wish := log.wish(request.POST.get("query", ""), language):
            messages.success(request, _("“%(query)s” is on the list of wishes.") % {"query": wish.query})
        return redirect("admin:search_searched_changelist")


@admin.register(Wish)
class WishAdmin(admin.ModelAdmin):
    """What visitors did not find. A wish is taken care of, or not taken up with a note why."""

    list_display = ["query", "language", "times", "first_on", "last_on", "state"]
    list_filter = ["state", "language"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["query", "note"]
    fields = ["query", "language", "times", "first_on", "last_on", "state", "note"]
    readonly_fields = ["query", "language", "times", "first_on", "last_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Wish | None = None) -> bool:
        return False
