"""What curators do to several instruments at once. Each says how many succeeded, and names the others and why."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.forms import Form
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from instruments import workflow
from instruments.admin.forms import TagsForm, ThemesForm, WithdrawalForm
from instruments.models import Instrument

TITLES_SHOWN = 20


class BulkActions:
    """The actions of the list of instruments."""

    actions = ["publish_selected", "withdraw_selected", "tag_selected", "refile_selected", "mark_checked_selected"]

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("instruments.publish_instrument")

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        self._each(request, queryset, lambda instrument: workflow.publish(instrument, by=request.user))

    @admin.action(description=_("Mark as checked today"), permissions=["change"])
    def mark_checked_selected(self, request, queryset):
        today = timezone.localdate()
        self._each(request, queryset, lambda instrument: workflow.mark_checked(instrument, by=request.user, on=today))

    @admin.action(description=_("Withdraw, with a reason …"), permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        def withdraw(instrument: Instrument, form: Form) -> None:
            workflow.withdraw(instrument, by=request.user, **form.cleaned_data)

        return self._ask(request, queryset, WithdrawalForm, withdraw, title=_("Withdraw instruments"))

    @admin.action(description=_("Add tags …"), permissions=["change"])
    def tag_selected(self, request, queryset):
        def tag(instrument: Instrument, form: Form) -> None:
            workflow.refile(instrument, by=request.user, add_tags=form.cleaned_data["tags"])

        return self._ask(request, queryset, TagsForm, tag, title=_("Add tags to instruments"))

    @admin.action(description=_("Add or replace themes …"), permissions=["change"])
    def refile_selected(self, request, queryset):
        def refile(instrument: Instrument, form: Form) -> None:
            which = "themes" if form.cleaned_data["how"] == ThemesForm.REPLACE else "add_themes"
            workflow.refile(instrument, by=request.user, **{which: form.cleaned_data["themes"]})

        return self._ask(request, queryset, ThemesForm, refile, title=_("Give instruments other themes"))

    def _ask(self, request, queryset, form_class: type[Form], do: Callable, *, title: str):
        """A page in between that asks what the action needs to know."""
        form = form_class(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            self._each(request, queryset, lambda instrument: do(instrument, form))
            return None
        across = request.POST.get("select_across") == "1"
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "action": request.POST.getlist("action")[int(request.POST.get("index") or 0)],
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "select_across": across,
            "chosen": [] if across else queryset.values_list("pk", flat=True).order_by("pk"),
            "shown": queryset[:TITLES_SHOWN],
            "count": queryset.count(),
        }
        context["more"] = max(0, context["count"] - TITLES_SHOWN)
        return TemplateResponse(request, "admin/instruments/instrument/bulk.html", context)

    def _each(self, request, queryset, do: Callable[[Instrument], object]) -> None:
        refused: list[tuple[Instrument, str]] = []
        done = 0
        for instrument in queryset.order_by("pk"):
            try:
                do(instrument)
                done += 1
            except workflow.NotAllowed as reason:
                refused.append((instrument, str(reason)))
        if done:
            message = ngettext("%(count)d instrument: done.", "%(count)d instruments: done.", done) % {"count": done}
            self.message_user(request, message, messages.SUCCESS)
        if refused:
            message = ngettext("%(count)d could not:", "%(count)d could not:", len(refused)) % {"count": len(refused)}
            names = format_html_join("", "<li>{}: {}</li>", refused)
            self.message_user(request, format_html("{}<ul>{}</ul>", message, names), messages.WARNING)
