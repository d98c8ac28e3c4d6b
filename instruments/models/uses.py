"""How often an instrument is looked at, put in a box and taken home: numbers by day, and nobody behind them."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from instruments.models.instrument import Instrument


class UseQuerySet(models.QuerySet):
    def totals(self, instruments: Iterable[int]) -> dict[int, dict[str, int]]:
        """How often each instrument was used in each way, in one statement."""
        found: dict[int, dict[str, int]] = {pk: dict.fromkeys(Use.Kind.values, 0) for pk in instruments}
        for pk, kind, times in (
            self.filter(instrument__in=list(found)).values_list("instrument", "kind").annotate(all=Sum("times"))
        ):
            found[pk][kind] = times
        return found

    def first_day(self) -> date | None:
        """Since when there are numbers at all."""
        return self.aggregate(first=Min("day"))["first"]


class Use(models.Model):
    """How many times something happened to an instrument on a day."""

    class Kind(models.TextChoices):
        """A view is a page that a browser opened, a link a view by way of another site's link; boxed means that it was
        put in the box that a browser remembers.
        """

        VIEW = "view", _("views")
        DOWNLOAD = "download", _("downloads")
        LINK = "link", _("visits from other websites")
        BOXED = "boxed", _("put in a box")

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    times = models.PositiveIntegerField(_("times"), default=0)

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "day", "kind"], name="use_once_a_day_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=["view", "download", "link", "boxed"]), name="use_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.day} {self.kind}: {self.times}"
