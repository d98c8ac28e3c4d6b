from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from instruments.models import Theme
from instruments.waiting import PARAMETER, QUESTIONS
from plumbing.bilingual import TEXT_STATES


class AttentionFilter(admin.SimpleListFilter):
    """What waits and what is wrong."""

    title = _("needs attention")
    parameter_name = PARAMETER

    def lookups(self, request, model_admin):
        return [(question.name, question.label) for question in QUESTIONS]

    def queryset(self, request, queryset):
        chosen = next((question for question in QUESTIONS if question.name == self.value()), None)
        return (
            queryset.filter(pk__in=chosen.narrow(queryset.model.objects.order_by()).values("pk"))
            if chosen
            else queryset
        )


class ThemeFilter(admin.SimpleListFilter):
    """By theme; a broader theme finds what is filed under its narrower ones too."""

    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request, model_admin):
        themes = list(Theme.objects.in_use())
        for broad in (theme for theme in themes if theme.parent_id is None):
            yield broad.pk, str(broad)
            yield from ((theme.pk, f"– {theme}") for theme in themes if theme.parent_id == broad.pk)

    def queryset(self, request, queryset):
        if not self.value() or not str(self.value()).isdecimal():
            return queryset
        filed = queryset.model.themes.through.objects.filter(Q(theme=self.value()) | Q(theme__parent=self.value()))
        return queryset.filter(pk__in=filed.values("instrument"))


class UseFilter(admin.SimpleListFilter):
    """Terms in use, terms that nothing is filed under, and terms merged into another."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", _("in use")), ("unused", _("nothing filed under it")), ("merged", _("merged into another"))]

    def queryset(self, request, queryset):
        if self.value() == "used":
            return queryset.filter(pk__in=queryset.model.objects.in_use().exclude(instruments=None).values("pk"))
        if self.value() == "unused":
            return queryset.filter(pk__in=queryset.model.objects.unused().values("pk"))
        return queryset.exclude(merged_into=None) if self.value() == "merged" else queryset


class TextStateFilter(admin.SimpleListFilter):
    """By the state of the text in one language, in words: a generated column knows its values only."""

    language: str

    def lookups(self, request, model_admin):
        return TEXT_STATES

    def queryset(self, request, queryset):
        known = {value for value, label in TEXT_STATES}
        return queryset.filter(**{f"text_{self.language}": self.value()}) if self.value() in known else queryset


class DutchTextFilter(TextStateFilter):
    title, parameter_name, language = _("state of the Dutch text"), "text_nl", "nl"


class EnglishTextFilter(TextStateFilter):
    title, parameter_name, language = _("state of the English text"), "text_en", "en"
