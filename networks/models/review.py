"""What staff say about a submission while they review it, and what its promoter answers."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks.models.submission import DECIDED, Submission


class FieldRequestQuerySet(models.QuerySet):
    def told(self) -> "FieldRequestQuerySet":
        """What the promoter was told; what a reviewer has only noted so far is left out."""
        return self.exclude(told_at=None)

    def untold(self) -> "FieldRequestQuerySet":
        return self.filter(told_at=None)

    def unresolved(self) -> "FieldRequestQuerySet":
        """What no reviewer has closed yet."""
        return self.exclude(state=FieldRequest.State.CLOSED)

    def by_field(self) -> "dict[str, list[FieldRequest]]":
        """The requests of one submission, under the name of the field that each is pinned to."""
        found: dict[str, list[FieldRequest]] = {}
        for request in self.select_related("by", "answered_by"):
            found.setdefault(request.field, []).append(request)
        return found


class FieldRequest(models.Model):
    """Something that a reviewer asks about one field. Moved by workflow/requests.py and by nothing else."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="requests")
    field = models.CharField(_("field"), max_length=80)
    text = models.TextField(_("what is asked"))
    round = models.PositiveSmallIntegerField(_("asked about what was sent as number"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("asked"), db_default=Now())
    told_at = models.DateTimeField(_("told to the promoter"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = FieldRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["round", "at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="request_asks_something"),
            models.CheckConstraint(condition=~Q(field="") & Q(round__gte=1), name="request_pinned_to_a_field"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, closed_at=None)
                | Q(state="answered", answered_at__isnull=False, closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="request_state_as_it_was_moved",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="request_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_at__isnull=False), name="request_closed_when"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=False) | Q(state="open"), name="request_told_before_it_moves"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.field}"

    @property
    def answer_name(self) -> str:
        """The name of the field in which the promoter types her answer."""
        return f"answer-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class JudgementQuerySet(models.QuerySet):
    def shown_to(self, person: Person) -> "JudgementQuerySet":
        """Her own; those of others once she has given hers, or the decision is taken."""
        own = Judgement.objects.filter(submission=OuterRef("submission"), by=person)
        return self.filter(Q(by=person) | Q(submission__stage__in=DECIDED) | Exists(own))


class Judgement(models.Model):
    """What one reviewer thinks of a result by the four criteria of the fund, independently of the others."""

    class Mark(models.IntegerChoices):
        NO = 1, _("no")
        HARDLY = 2, _("hardly")
        LARGELY = 3, _("largely")
        YES = 4, _("yes")

    CRITERIA = ("feasibility", "adaptability", "transfer", "acceptability")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="judgements")
    by = models.ForeignKey(Person, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+")
    feasibility = models.PositiveSmallIntegerField(
        _("feasibility"), choices=Mark, null=True, blank=True,
        help_text=_("Can a company do this with the time, people and money that it has?"),
    )  # fmt: skip
    adaptability = models.PositiveSmallIntegerField(
        _("adaptability"), choices=Mark, null=True, blank=True,
        help_text=_("Can it be fitted to another sector, size or situation?"),
    )  # fmt: skip
    transfer = models.PositiveSmallIntegerField(
        _("chance of transfer"), choices=Mark, null=True, blank=True,
        help_text=_("Can others take it up without the people who made it?"),
    )  # fmt: skip
    acceptability = models.PositiveSmallIntegerField(
        _("acceptability"), choices=Mark, null=True, blank=True,
        help_text=_("Will those who have to work with it want to?"),
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True)
    round = models.PositiveSmallIntegerField(_("about what was sent as number"))
    at = models.DateTimeField(_("given"))

    objects = JudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "by"], name="judgement_once_a_reviewer"),
            models.CheckConstraint(
                condition=~Q(feasibility=None, adaptability=None, transfer=None, acceptability=None, note=""),
                name="judgement_says_something",
            ),
            models.CheckConstraint(
                condition=(Q(feasibility=None) | Q(feasibility__in=[1, 2, 3, 4]))
                & (Q(adaptability=None) | Q(adaptability__in=[1, 2, 3, 4]))
                & (Q(transfer=None) | Q(transfer__in=[1, 2, 3, 4]))
                & (Q(acceptability=None) | Q(acceptability__in=[1, 2, 3, 4])),
                name="judgement_marks_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.by}"

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Each criterion that was judged, and how, in words."""
        return [
            (self._meta.get_field(name).verbose_name, getattr(self, f"get_{name}_display")())
            for name in self.CRITERIA
            if getattr(self, name) is not None
        ]


class Handover(models.Model):
    """Who got a submission to review, from whom, and when; nobody means that it went back to the queue."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="handovers")
    to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    back = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(back=True) | Q(to=None), name="handover_back_is_to_nobody"),
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference} → {self.to or '–'}"
