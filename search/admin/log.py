"""What visitors look for: most searched, without results, without a click; and the wishes they filed."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from search import log
from search.models import Searched, SearchedQuerySet, SynonymGroup, Wish
from search.thesaurus import words

DAYS = (30, 90, 365)
SHOWN = 40
LISTS = {
    "most": (_("Searched most"), SearchedQuerySet.all),
    "nothing": (_("Found nothing"), SearchedQuerySet.without_results),
    "unopened": (_("Found something, but nobody opened it"), SearchedQuerySet.without_click),
}


@admin.register(Searched)
class SearchedAdmin(admin.ModelAdmin):
    """Three lists instead of rows; each line is one click from a synonym or a wish, or shows that it has one."""

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
        days, chosen = _asked(request.GET)
        queries = Searched.objects.since(timezone.localdate() - timedelta(days=days)).by_query()
        lists = [
            {"name": name, "label": label, "number": narrow(queries).count(), "current": name == chosen}
            for name, (label, narrow) in LISTS.items()
        ]
        label, narrow = LISTS[chosen]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What visitors look for"),
            "opts": self.opts,
            "days": days,
            "periods": DAYS,
            "lists": lists,
            "chosen": chosen,
            "label": label,
            "lines": _lines(list(narrow(queries).order_by("-searches", "query")[:SHOWN])),
            "rare": log.RARE,
            "rare_days": log.RARE_KEPT.days,
            "kept_days": log.KEPT.days,
        }
        return TemplateResponse(request, "admin/search/searched.html", context)

    def file_wish(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("search.change_wish"):
            raise PermissionDenied
        language = "en" if request.POST.get("language") == "en" else "nl"
        if wish := log.wish(request.POST.get("query", ""), language):
            messages.success(request, _("“%(query)s” is on the list of wishes.") % {"query": wish.query})
        days, chosen = _asked(request.POST)
        return redirect(f"{reverse('admin:search_searched_changelist')}?{urlencode({'show': chosen, 'days': days})}")


def _asked(data: QueryDict) -> tuple[int, str]:
    """The period and the list that an address or a form names, or else the first ones."""
    days, chosen = data.get("days", ""), data.get("show", "")
    known = {str(number): number for number in DAYS}
    return known.get(days, DAYS[0]), chosen if chosen in LISTS else "most"


def _lines(rows: Sequence[dict]) -> list[dict]:
    """The rows of a list, each with the group of synonyms and the wish that it has, or a way to make one."""
    groups = {words(term): group for group in SynonymGroup.objects.all() for term in (*group.terms_nl, *group.terms_en)}
    wishes = {
        (wish.language, wish.query): wish for wish in Wish.objects.filter(query__in=[row["query"] for row in rows])
    }
    return [
        {
            **row,
            "found_url": _search(row["query"], row["language"]),
            "group": groups.get(words(row["query"])),
            "synonym_url": f"{reverse('admin:search_synonymgroup_add')}?"
            + urlencode({f"terms_{row['language']}": row["query"]}),
            "wish": wishes.get((row["language"], row["query"])),
        }
        for row in rows
    ]


def _search(query: str, language: str) -> str:
    """The page that a visitor got."""
    with override(language):
        return f"{reverse('search')}?{urlencode({'q': query})}"


@admin.register(Wish)
class WishAdmin(admin.ModelAdmin):
    """What visitors did not find. A wish is taken care of, or not taken up with a note why."""

    list_display = ["query", "language", "times", "first_on", "last_on", "state", "found_now"]
    list_filter = ["state", "language"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["query", "note"]
    fields = ["query", "language", "times", "first_on", "last_on", "state", "note"]
    readonly_fields = ["query", "language", "times", "first_on", "last_on"]

    @admin.display(description=_("what it finds now"))
    def found_now(self, wish: Wish) -> str:
        return format_html('<a href="{}">{}</a>', _search(wish.query, wish.language), _("Search for it"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Wish | None = None) -> bool:
        return False
