"""How contributions and replies were moderated: decisions with their reasons, and appeals that another one decides."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forums.models.choices import AppealState, Ground
from forums.models.contributions import Contribution
from forums.models.responses import Reply


class ModerationDecision(models.Model):
    """A moderator published something, or did not, with the ground and a reason that the author reads."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    published = models.BooleanField(_("published"))
    ground = models.CharField(_("ground"), max_length=15, choices=Ground, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    moderator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("decision of a moderator")
        verbose_name_plural = _("decisions of moderators")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution=None, reply__isnull=False) | Q(contribution__isnull=False, reply=None),
                name="moderationdecision_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(published=True, ground="") | (Q(published=False, ground__in=Ground.values) & ~Q(reason="")),
                name="moderationdecision_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(_("published") if self.published else _("not published"))

    @property
    def about(self) -> Contribution | Reply:
        """What was decided on."""
        return self.contribution or self.reply


class AppealQuerySet(models.QuerySet):
    def open_for(self, moderator: Person) -> "AppealQuerySet":
        """What waits, and what she may decide: she did not refuse it herself."""
        return self.filter(state=AppealState.OPEN).exclude(refused_by=moderator)


class Appeal(models.Model):
    """The author does not agree. Another moderator decides, never the one who refused."""

    decision = models.OneToOneField(ModerationDecision, on_delete=models.PROTECT, related_name="appeal")
    refused_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    text = models.TextField(_("why you do not agree"))
    at = models.DateTimeField(_("when"), db_default=Now())
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN, editable=False)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_by=None, decided_at=None)
                | (
                    ~Q(state=AppealState.OPEN)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(decided_by=F("refused_by"))
                ),
                name="appeal_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())
