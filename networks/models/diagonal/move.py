"""The history of all four kinds of notes."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks.models.diagonal.feedback import PolicyFeedback
from networks.models.diagonal.link import Link
from networks.models.diagonal.note import DiagonalNote
from networks.models.diagonal.opportunity import Opportunity
from networks.models.diagonal.recommendation import Recommendation


class DiagonalMove(models.Model):
    """One of the four went to another state, or its texts changed: who, when, what was said and what it was before.
    Never changed, never deleted.
    """

    SUBJECTS = ("link", "opportunity", "recommendation", "policy_feedback")

    link = models.ForeignKey(Link, on_delete=models.CASCADE, null=True, related_name="moves")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, null=True, related_name="moves")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, null=True, related_name="moves")
    policy_feedback = models.ForeignKey(PolicyFeedback, on_delete=models.CASCADE, null=True, related_name="moves")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("move on the diagonal board")
        verbose_name_plural = _("moves on the diagonal board")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, opportunity=None, recommendation=None, policy_feedback=None)
                | Q(link=None, opportunity__isnull=False, recommendation=None, policy_feedback=None)
                | Q(link=None, opportunity=None, recommendation__isnull=False, policy_feedback=None)
                | Q(link=None, opportunity=None, recommendation=None, policy_feedback__isnull=False),
                name="diagonal_move_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.to_state}"

    @property
    def subject(self) -> DiagonalNote:
        return next(thing for name in self.SUBJECTS if (thing := getattr(self, name)))

    @property
    def is_edit(self) -> bool:
        """Texts changed, and nothing moved."""
        return self.from_state == self.to_state

    def get_to_state_display(self) -> str:
        """The state in words, as its kind of thing calls it."""
        return dict(self.subject._meta.get_field("state").flatchoices)[self.to_state]
