"""What curators keep of the search: the groups of synonyms."""

from collections.abc import Iterable, Mapping

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from search.models import SynonymGroup
from search.thesaurus import words

TERMS = ("terms_nl", "terms_en")


class TermsField(SimpleArrayField):
    """Terms, one a line. Blank lines and repetitions are dropped, whatever capitals they are in."""

    def __init__(self, **kwargs) -> None:
        model_field = SynonymGroup._meta.get_field("terms_nl").base_field
        super().__init__(
            forms.CharField(max_length=model_field.max_length), delimiter="\n", required=False,
            widget=forms.Textarea(attrs={"rows": 8, "cols": 40}), help_text=_("One term a line, in the singular."),
            **kwargs,
        )  # fmt: skip

    def to_python(self, value: str | list[str]) -> list[str]:
        kept: dict[object, str] = {}
        for line in super().to_python(value):
            if term := " ".join(line.split()):
                kept.setdefault(words(term) or term, term)
        return list(kept.values())

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for term in value:
            if not words(term):
                raise forms.ValidationError(_("“%(term)s” has no letter or number in it."), params={"term": term})


class SynonymGroupForm(forms.ModelForm):
    terms_nl = TermsField(label=_("Dutch terms"))
    terms_en = TermsField(label=_("English terms"))
    ambiguous = forms.BooleanField(
        label=_("Keep the same term in another group"), required=False,
        help_text=_("For a word that means several things: a search for it finds both meanings."),
    )  # fmt: skip

    class Meta:
        model = SynonymGroup
        fields = ["terms_nl", "terms_en", "narrower", "note", "active"]

    def clean_narrower(self):
        narrower = self.cleaned_data["narrower"]
        if self.instance in narrower:
            raise forms.ValidationError(_("A group is not narrower than itself."))
        return narrower

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("ambiguous"):
            for name in TERMS:
                if found := self._elsewhere(cleaned.get(name, ())):
                    self.add_error(name, self._already_in(found, cleaned))
        return cleaned

    def _elsewhere(self, terms: Iterable[str]) -> list[tuple[str, SynonymGroup]]:
        """Which of the terms that are new here stand in another group already."""
        before = {words(term) for term in (*self.instance.terms_nl, *self.instance.terms_en)}
        new = {words(term): term for term in terms if words(term) not in before}
        others = SynonymGroup.objects.exclude(pk=self.instance.pk) if new else ()
        return [
            (new[known], group)
            for group in others
            for known in dict.fromkeys(words(term) for term in (*group.terms_nl, *group.terms_en))
            if known in new
        ]

    def _already_in(self, found: list[tuple[str, SynonymGroup]], typed: Mapping) -> forms.ValidationError:
        """What stands elsewhere, with a link to that group that brings along what was typed here."""
        brought = urlencode({name: "\n".join(typed.get(name, ())) for name in TERMS})
        links = format_html_join(
            "; ", "{}: <a href=\"{}?{}\">{}</a>",
            ((term, reverse("admin:search_synonymgroup_change", args=[group.pk]), brought, group)
             for term, group in found),
        )  # fmt: skip
        message = _("Already in another group: {}. Add to that one, or say below that the term means several things.")
        return forms.ValidationError(format_html(message, links), code="elsewhere")


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    """Both languages side by side, one term a line. A change counts from the next search on."""

    form = SynonymGroupForm
    fieldsets = [
        (None, {"fields": [("terms_nl", "terms_en"), "ambiguous", "active"]}),
        (_("Narrower terms"), {"fields": ["narrower"]}),
        (_("For colleagues"), {"fields": ["note"]}),
    ]
    autocomplete_fields = ["narrower"]
    list_display = ["dutch", "english", "narrower_groups", "active"]
    list_filter = ["active"]
    search_fields = ["terms_nl", "terms_en", "note"]
    search_help_text = _("A word of a term in either language, or of a note.")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[SynonymGroup]:
        return super().get_queryset(request).prefetch_related("narrower")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SynonymGroup | None:
        """With the terms of the address behind its own: offered in the form, and kept when she saves."""
        group = super().get_object(request, object_id, from_field)
        if group and request.method == "GET":
            for name in TERMS:
                known = {words(term) for term in getattr(group, name)}
                brought = [term.strip() for term in request.GET.get(name, "").splitlines()]
                getattr(group, name).extend(term for term in brought if words(term) and words(term) not in known)
        return group

    @admin.display(description=_("Dutch terms"), ordering="terms_nl")
    def dutch(self, group: SynonymGroup) -> str:
        return ", ".join(group.terms_nl)

    @admin.display(description=_("English terms"), ordering="terms_en")
    def english(self, group: SynonymGroup) -> str:
        return ", ".join(group.terms_en)

    @admin.display(description=_("finds also"))
    def narrower_groups(self, group: SynonymGroup) -> str:
        return "; ".join(str(narrower) for narrower in group.narrower.all())
