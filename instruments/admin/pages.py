"""Pages of the admin around one instrument, and the translators' queue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from instruments import workflow
from instruments.admin.forms import WithdrawalForm
from instruments.admin.history_pages import HistoryPages
from instruments.admin.translations import Queue
from instruments.models import Editing, Instrument, State
from instruments.views import instrument_context, tombstone_context
from plumbing.bilingual import LANGUAGES, other_language


class InstrumentPages(HistoryPages):
    """Preview, publication, withdrawal, history and who is editing; mixed into the admin of instruments."""

    workflow = workflow
    not_restored = _("Files, links and tags stay as they are.")

    def get_urls(self):
        def page(address: str, view, name: str, **options):
            guarded = self.admin_site.admin_view(view)
            guarded.model_admin = self
            return path(address, guarded, options, name=f"instruments_instrument_{name}")

        return [
            page("translations/", self.translations_view, "translations"),
            *(
                page(f"<int:pk>/preview/{language}/", self.preview_view, f"preview_{language}", language=language)
                for language in LANGUAGES
            ),
            page("<int:pk>/publish/", self.publish_view, "publish"),
            page("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            page("<int:pk>/editing/", self.editing_view, "editing"),
            *self.history_urls(),
            *super().get_urls(),
        ]  # fmt: skip

    def translations_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self._context(request, _("Translations that wait"), queue=Queue(request.GET))
        return TemplateResponse(request, "admin/instruments/instrument/translations.html", context)

    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The page as the public will see it, in either language, whatever its state."""
        found = self._found(request, pk, Instrument.objects.with_page())
        twin = reverse(f"admin:instruments_instrument_preview_{other_language(language)}", args=[pk])
        staff_language = get_language()
        with override(language):
            request.path = request.path_info = found.get_absolute_url()
            if found.state == State.WITHDRAWN:
                template, context = "instruments/tombstone.html", tombstone_context(found) | {"preview": True}
            else:
                template, context = "instruments/instrument.html", instrument_context(found, preview=True)
            context |= {"twin_url": twin, "staff_language": staff_language}
            return TemplateResponse(request, template, context).render()

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk, permission="publish_instrument", post=True)
        try:
            workflow.publish(found, by=request.user)
            self.message_user(request, _("“%s” is published.") % found, messages.SUCCESS)
        except workflow.NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        return redirect("admin:instruments_instrument_change", pk)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk, permission="publish_instrument")
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                workflow.withdraw(found, by=request.user, **form.cleaned_data)
            except workflow.NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                self.message_user(request, _("“%s” is withdrawn.") % found, messages.SUCCESS)
                return redirect("admin:instruments_instrument_change", pk)
        context = self._context(
            request, _("Withdraw “%s”") % found, original=found, form=form, media=self.media + form.media
        )
        return TemplateResponse(request, "admin/instruments/instrument/withdraw.html", context)

    def editing_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """The sign of life of an open form; answers who else has it open."""
        found = self._found(request, pk, post=True)
        Editing.objects.opened(request.user, found)
        return JsonResponse({"others": [str(other.person) for other in Editing.objects.by_others(request.user, found)]})

    def _found(self, request, pk, instruments=None, *, permission: str = "", post: bool = False) -> Instrument:
        """The instrument, for who may see it and has the permission of the move she asks for."""
        if post and request.method != "POST":
            raise Http404
        if not self.has_view_permission(request) or (
            permission and not request.user.has_perm(f"instruments.{permission}")
        ):
            raise PermissionDenied
        if not str(pk).isdecimal():
            raise Http404
        return get_object_or_404(Instrument.objects.all() if instruments is None else instruments, pk=pk)

    def _context(self, request: HttpRequest, title: str, **more) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **more}
