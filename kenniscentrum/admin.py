"""The admin site of the curators: its doors, its language and its start page."""

from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Organisation, Person
from forums import waiting as forums
from instruments.models import Instrument
from instruments.waiting import Waiting, waiting
from networks import queue
from news import waiting as news
from plumbing.bilingual import LANGUAGES, other_language, pick
from plumbing.models import Mail

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
RECENT_SHOWN = 12
# Packages whose own pages are not for curators: tags have a page of ours, roles are made by migrations, and the outbox
# says what became of a task.
LEFT_OUT = ("taggit.", "django.contrib.auth.", "django_tasks_db.")
NAMES = {"Authenticator": _("Second factors")}  # of models that a package did not name in Dutch


class CuratorsSite(admin.AdminSite):
    site_header = site_title = _("Kenniscentrum MVO: curation")
    index_title = _("What waits")
    index_template = "admin/start.html"
    enable_nav_sidebar = False  # lists and texts side by side need the room

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        if not (admin_class and admin_class.__module__.startswith(LEFT_OUT)):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """Every page: in her own language, and not before her second factor where that is demanded."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if self.has_permission(request):
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
                if settings.STAFF_SECOND_FACTOR and (detour := way_to_second_factor(request)):
                    return detour
            return guarded(request, *args, **kwargs)

        return inner

    def get_urls(self):
        switch = self.admin_view(require_POST(self.switch_language))
        switch.admin_site = self
        return [path("language/", switch, name="language"), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict:
        other = other_language(translation.get_language() or "nl")
        return super().each_context(request) | {"other_language": other, "site_url": reverse("home")}

    def get_app_list(self, request: HttpRequest, app_label=None) -> list:
        """Instruments first, and tags with the vocabularies, where a curator looks for them."""
        apps = super().get_app_list(request, app_label)
        for row in (row for app in apps for row in app["models"]):
            row["name"] = NAMES.get(row["object_name"], row["name"])
        catalogue = next((app for app in apps if app["app_label"] == "instruments"), None)
        tags = next((app for app in apps if app["app_label"] == "taggit"), None)
        if catalogue and tags:
            catalogue["models"] += tags["models"]
            apps.remove(tags)
        if catalogue:
            catalogue["models"].sort(key=lambda row: row["object_name"] != "Instrument")
        return apps

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Everybody signs in at one door. Who did, and is no staff, has nothing to look for here."""
        target = safe_address(request, request.POST.get("next", request.GET.get("next", ""))) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(target)

    login.access = "public"

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return redirect("admin:index")

    def switch_language(self, request: HttpRequest) -> HttpResponse:
        """Her language, here and in her mails."""
        if request.POST.get("language") in LANGUAGES:
            Person.objects.filter(pk=request.user.pk).update(language=request.POST["language"])
        return redirect(safe_address(request, request.POST.get("next", "")) or reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        may_see = request.user.has_perm("instruments.view_instrument")
        lines = [
            *queue.waiting(request.user),
            *waiting(request.user),
            *news.waiting(request.user),
            *forums.waiting(request.user),
            *waiting_people(request.user),
            *waiting_mail(request.user),
        ]
        context = {"waiting": lines, "recent": recent_changes() if may_see else []}
        return super().index(request, context | (extra_context or {}))


def safe_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else nothing."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""


def way_to_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Where to set up a second factor, or to use it in this session; nothing when both are done."""
    if not is_mfa_enabled(request.user, SECOND_FACTORS):
        messages.warning(
            request, _("Staff sign in with a second factor. Set up an authenticator app or a passkey first.")
        )
        return redirect("mfa_index")
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return None
    has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    door = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    target = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return redirect(f"{door}?{urlencode({'next': target})}")


def waiting_people(person: Person) -> list[Waiting]:
    """Organisations for which people wait."""
    if not person.has_perm("accounts.change_organisation"):
        return []
    address, found = reverse("admin:accounts_organisation_changelist"), Organisation.objects
    return [
        Waiting(_("Organisations to confirm"), found.to_confirm().count(), f"{address}?waits=confirm", is_wrong=False),
        Waiting(_("Somebody asks to join"), found.asked_of_staff().count(), f"{address}?waits=join", is_wrong=False),
    ]


def waiting_mail(person: Person) -> list[Waiting]:
    """Mail that does not go out without somebody who decides."""
    if not person.has_perm("plumbing.view_mail"):
        return []
    address, mails = reverse("admin:plumbing_mail_changelist"), Mail.objects
    return [
        Waiting(label, found.count(), f"{address}?standing={standing}", is_wrong)
        for label, found, standing, is_wrong in (
            (_("Mail for you to read and send"), mails.drafts(), "draft", False),
            (_("Mail that failed"), mails.failed(), "failed", True),
            (_("Mail that was perhaps sent"), mails.perhaps_sent(), "perhaps", True),
            (_("Mail that should have gone by now"), mails.late(), "late", True),
        )
    ]


def recent_changes() -> list:
    """The newest versions of instruments, one line a save."""
    seen, newest = set(), []
    for row in Instrument.history.select_related("history_user").order_by("-history_date", "-history_id")[
        : RECENT_SHOWN * 8
    ]:
        if (row.id, row.version) not in seen:
            seen.add((row.id, row.version))
            row.title = pick(row.title_nl, row.title_en)
            newest.append(row)
    return newest[:RECENT_SHOWN]
