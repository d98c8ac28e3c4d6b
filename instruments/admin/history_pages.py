"""The pages on which staff read the versions of something and bring one back."""

from types import ModuleType
from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.admin import history


class HistoryPages:
    """Mixed into an admin that finds a thing for who may see it (`_found`) and makes the context of a page
    (`_context`). `workflow` is the module with its doors: `restore`, which may raise NotAllowed.
    """

    workflow: ClassVar[ModuleType]
    not_restored: Promise | str = ""  # what no version brings back, in words

    def history_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view(self.restore_view)
        guarded.model_admin = self
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [path("<int:pk>/history/<int:history_id>/restore/", guarded, name=name)]

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        found = self._found(request, object_id)
        before = request.GET.get("before", "")
        listed = history.versions(found, before=int(before) if before.isdecimal() else None)
        context = self._context(
            request, _("History of “%s”") % found, original=found, versions=listed,
            may_restore=self.has_change_permission(request, found),
            older=listed[-1].row.version if listed and not listed[-1].is_first else None,
        )  # fmt: skip
        return TemplateResponse(request, "admin/history/history.html", context | (extra_context or {}))

    def restore_view(self, request: HttpRequest, pk: int, history_id: int) -> HttpResponse:
        found = self._found(request, pk)
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        version = get_object_or_404(found.history.select_related("history_user"), pk=history_id)
        if request.method == "POST":
            return self._restored(request, found, version, by=request.user)
        now = found.history.latest("history_id")
        context = self._context(
            request, _("Bring an earlier version back?"), original=found, version=version,
            changes=history.difference(now, version), not_restored=self.not_restored,
        )  # fmt: skip
        return TemplateResponse(request, "admin/history/restore.html", context)

    def _restored(
        self, request: HttpRequest, found: models.Model, version: models.Model, *, by: Person
    ) -> HttpResponse:
        try:
            self.workflow.restore(found, version=version, by=by)
        except self.workflow.NotAllowed as reason:
            self.message_user(request, str(reason), messages.ERROR)
        except ValidationError as faults:
            self.message_user(request, " ".join(faults.messages), messages.ERROR)
        else:
            when = date_format(localtime(version.history_date), "DATETIME_FORMAT")
            self.message_user(request, _("The version of %s is back.") % when, messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", found.pk)
