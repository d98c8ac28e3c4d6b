"""Periods as fiches state them: to the month, open-ended, or not yet determined."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plumbing.bilingual import Bilingual


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Standing(models.TextChoices):
    """Where a period stands on a day; nobody sets it."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    UNDETERMINED = "undetermined", _("undetermined")


class PeriodQuerySet(models.QuerySet):
    def standing(self, standing: str, at: date) -> "PeriodQuerySet":
        """Those whose period stands so on a day; a start that is not known is undetermined, whatever the end."""
        begun, over = Q(starts_on__lte=at), Q(ends_on__lt=at)
        return self.filter({
            Standing.PLANNED: Q(starts_on__gt=at),
            Standing.RUNNING: begun & (Q(ends_on__gte=at) | Q(ends_on=None)),
            Standing.FINISHED: begun & over,
            Standing.UNDETERMINED: Q(starts_on=None),
        }[standing])  # fmt: skip


class Period(models.Model):
    """From when to when. No end means open-ended; no start means that it is still to be determined."""

    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Empty means open-ended."))
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.MONTH)
    period_note = Bilingual(_("what the period depends on"), models.TextField)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(condition=Q(precision__in=Precision.values), name="%(class)s_precision_known"),
        ]

    def standing(self, at: date) -> str:
        """`planned`, `running`, `finished` or `undetermined` on a day."""
        if self.starts_on is None:
            return Standing.UNDETERMINED
        if self.starts_on > at:
            return Standing.PLANNED
        return Standing.FINISHED if self.ends_on and self.ends_on < at else Standing.RUNNING
