"""Calls for projects, and the phases of the programme that they belong to."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from instruments.models import Theme
from networks.models.periods import Period, PeriodQuerySet, Precision
from networks.models.publication import Publication, PublicationQuerySet
from plumbing.bilingual import Bilingual


class ProgrammePhase(Period):
    """A stretch of the programme as a whole: what the timeline is divided into."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what happened"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase of the programme")
        verbose_name_plural = _("phases of the programme")
        ordering = [F("starts_on").asc(nulls_last=True), "id"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="programme_phase_has_a_title"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class CallState(models.TextChoices):
    """Where a call stands on a day; its dates say so."""

    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    UNDETERMINED = "undetermined", _("undetermined")


class CallQuerySet(PublicationQuerySet):
    def with_card(self) -> "CallQuerySet":
        """What a card in a list shows."""
        return self.prefetch_related("themes")

    def with_page(self) -> "CallQuerySet":
        """Everything a call's page shows, in a fixed number of queries."""
        projects, networks = (apps.get_model("networks", name).objects.published() for name in ("Project", "Network"))
        return self.select_related("phase").prefetch_related(
            "themes",
            models.Prefetch("projects", projects.with_card()),
            models.Prefetch("networks", networks.with_card()),
        )

    def standing(self, standing: str, at: date) -> "CallQuerySet":
        """Those that are announced, open, closed or undetermined on a day."""
        return self.filter({
            CallState.ANNOUNCED: Q(opens_on__gt=at),
            CallState.OPEN: Q(opens_on__lte=at) & (Q(closes_on=None) | Q(closes_on__gte=at)),
            CallState.CLOSED: Q(closes_on__lt=at),
            CallState.UNDETERMINED: Q(opens_on=None) & (Q(closes_on=None) | Q(closes_on__gte=at)),
        }[standing])  # fmt: skip


class Call(Publication):
    """An invitation to organisations to propose projects."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"))
    text = Bilingual(_("what is asked"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="calls", blank=True)
    phase = models.ForeignKey(
        ProgrammePhase, verbose_name=_("phase of the programme"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="calls",
    )  # fmt: skip
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    budget = models.DecimalField(
        _("budget in euro"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Empty means to be determined."),
    )  # fmt: skip
    budget_note = Bilingual(_("note on the budget"), models.CharField, max_length=300)
    priority = Bilingual(_("priority of the programme"), models.CharField, max_length=200)
    fund = models.CharField(_("fund"), max_length=60, blank=True)

    objects = CallQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes], history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = [F("opens_on").desc(nulls_last=True), "-id"]
        permissions = [("publish_call", _("Can publish and withdraw calls"))]
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(opens_on=None) | Q(closes_on__gte=F("opens_on")),
                name="call_closes_after_it_opens",
                violation_error_message=_("The call closes before it opens."),
            ),
            models.CheckConstraint(condition=Q(precision__in=Precision.values), name="call_precision_known"),
            models.CheckConstraint(condition=Q(budget=None) | Q(budget__gte=0), name="call_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("networks:call", args=[self.slug])

    def standing(self, at: date) -> str:
        """`announced`, `open`, `closed` or `undetermined` on a day."""
        if self.closes_on and self.closes_on < at:
            return CallState.CLOSED
        if self.opens_on is None:
            return CallState.UNDETERMINED
        return CallState.ANNOUNCED if self.opens_on > at else CallState.OPEN
