"""News in the admin: written in both languages side by side, published at once or at a moment, and withdrawn."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from instruments.admin.instrument import badge
from instruments.admin.versions import VersionedForm
from networks.admin.publication import PublicationAdmin, ThemeOfOurs
from networks.models.periods import Precision
from networks.models.publication import State
from networks.workflow import NotAllowed
from news import views, wording, workflow
from news.models import NewsItem
from plumbing.side_by_side import pairs

SCHEDULED = "scheduled"


class NewsForm(VersionedForm):
    def judge(self, cleaned: dict) -> None:
        super().judge(cleaned)
        until, appears = cleaned.get("current_until"), self.instance.published_at
        if until and appears and until < timezone.localdate(appears):
            self.add_error("current_until", _("It would be no longer current before it appears."))


class MomentForm(forms.Form):
    """From when on everybody sees it."""

    at = forms.DateTimeField(
        label=_("Appears"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        help_text=_("Empty: at once. A moment to come: it appears by itself then, in Brussels time. A moment of the "
                    "past: for news of years ago."),
    )  # fmt: skip
    precision = forms.ChoiceField(
        label=_("How much of this date is known"), choices=Precision, initial=Precision.DAY,
        help_text=_("Of what happened in a month of which nobody knows the day, only the month is shown."),
    )  # fmt: skip


class StateFilter(admin.SimpleListFilter):
    """By state; what is published and still to come is a state of its own here."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [*State.choices, (SCHEDULED, _("scheduled"))]

    def queryset(self, request, queryset):
        if self.value() == SCHEDULED:
            return queryset.scheduled()
        if self.value() == State.PUBLISHED:
            return queryset.published()
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


@admin.register(NewsItem)
class NewsItemAdmin(PublicationAdmin):
    form = NewsForm
    workflow = workflow
    change_form_template = "admin/news/change_form.html"
    list_display = ["name", "state_badge", "appears", "current_until", "dutch", "english"]
    list_filter = [StateFilter, "demonstration", ThemeOfOurs]
    autocomplete_fields = ["instrument", "project", "network", "forum"]
    ordering = ["-changed_at"]
    fieldsets = [
        (None, {"fields": ["slug"]}),
        (_("Texts"), {"classes": ["side-by-side"], "fields": pairs("title", "summary", "body")}),
        (_("Filed under"), {"fields": ["themes", "demonstration"]}),
        (_("What it tells about"), {"fields": [("instrument", "project"), ("network", "forum")]}),
        (_("How long it is current"), {"fields": ["current_until"]}),
        (_("Why it is no longer current"), {"classes": ["side-by-side"], "fields": pairs("outdated")}),
    ]

    def _moves(self, request, found):
        """A moment that is still to come can be changed."""
        moves = super()._moves(request, found)
        if moves and found.is_scheduled():
            moves["publish"] = reverse(self._names()["publish"], args=[found.pk])
        return moves

    def page_of(self, found):
        if found.state == State.WITHDRAWN:
            return "networks/tombstone.html", views.tombstone_context(found)
        return "news/item.html", views.item_context(found, preview=True)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks from when on, and publishes."""
        found = self._found(request, pk, move=True)
        planned = {"at": found.published_at, "precision": found.precision} if found.is_scheduled() else {}
        form = MomentForm(request.POST if request.method == "POST" else None, initial=planned)
        if form.is_valid():
            try:
                done = workflow.publish(found, by=request.user, **form.cleaned_data)
            except NotAllowed as reason:
                form.add_error(None, str(reason))
            else:
                said = _("“%s” will appear by itself.") if done.is_scheduled() else _("“%s” is published.")
                self.message_user(request, said % done, messages.SUCCESS)
                return redirect(self._names()["change"], pk)
        context = self._context(request, _("Publish “%s”") % found, original=found, form=form)
        return TemplateResponse(request, "admin/news/publish.html", context)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, item: NewsItem) -> str:
        return badge(SCHEDULED, _("scheduled")) if item.is_scheduled() else super().state_badge(item)

    @admin.display(description=_("appears"), ordering="published_at")
    def appears(self, item: NewsItem) -> str:
        return wording.when(item)
