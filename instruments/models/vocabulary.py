"""The words that instruments are filed under: bilingual terms that curators keep."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plumbing.bilingual import Bilingual

SLOTS = 62  # a facet that can be chosen several times is packed as a mask of 64 bits; see search/packing.py


class TermQuerySet(models.QuerySet):
    def in_use(self) -> "TermQuerySet":
        """Terms that have not been merged into another one."""
        return self.filter(merged_into=None)

    def unused(self) -> "TermQuerySet":
        """In use, but nothing is filed under them; a theme with narrower ones is not asked for more."""
        found = self.in_use().filter(instruments=None)
        return found.filter(children=None) if hasattr(self.model, "children") else found


class Term(models.Model):
    """A bilingual term.

    Terms are never deleted: two terms that mean the same are merged, and the old address leads to the one that stays.
    `slot` is the term's place in the packed facets; a slot is never given to another term.
    """

    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Part of web addresses; never changes.")
    )
    label = Bilingual(_("label"), models.CharField, max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    slot = models.PositiveSmallIntegerField(_("slot"), unique=True, editable=False)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="merged_terms",
    )  # fmt: skip

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(label_nl="", label_en=""), name="%(class)s_has_a_label"),
            models.CheckConstraint(condition=Q(slot__lt=SLOTS), name="%(class)s_fits_the_mask"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="%(class)s_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return str(self.label)

    def save(self, *args, **kwargs) -> None:
        if self.slot is None:
            self.slot = (type(self).objects.aggregate(last=models.Max("slot"))["last"] or 0) + 1
        super().save(*args, **kwargs)


class Theme(Term):
    """What an instrument is about, on two levels."""

    parent = models.ForeignKey(
        "self", verbose_name=_("broader theme"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="children",
    )  # fmt: skip
    intro = Bilingual(_("introduction"))

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="theme_not_its_own_parent"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])


class Audience(Term):
    """Whom an instrument is for."""

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Sector(Term):
    """A section of NACE Rev. 2, the European classification of economic activities."""

    code = models.CharField(_("NACE section"), max_length=1, unique=True)

    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class CompanySize(Term):
    """How many people work in the company."""

    class Meta(Term.Meta):
        verbose_name = _("company size")
        verbose_name_plural = _("company sizes")


class Phase(Term):
    """Where a company stands in its work on CSR."""

    class Meta(Term.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")


class TimeNeeded(Term):
    """How long it takes to use an instrument once."""

    minutes = models.PositiveIntegerField(_("minutes at most"))

    class Meta(Term.Meta):
        verbose_name = _("time needed")
        verbose_name_plural = _("times needed")


class Format(Term):
    """The shape that an instrument comes in."""

    class Meta(Term.Meta):
        verbose_name = _("format")
        verbose_name_plural = _("formats")


class Goal(Term):
    """One of the seventeen Sustainable Development Goals of the United Nations."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)

    class Meta(Term.Meta):
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")


TERM_MODELS: dict[str, type[Term]] = {
    "theme": Theme, "audience": Audience, "sector": Sector, "size": CompanySize, "phase": Phase, "time": TimeNeeded,
    "format": Format, "goal": Goal,
}  # fmt: skip
