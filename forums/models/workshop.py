"""What editors did in the workshop, move by move. Never altered; of somebody who was erased only the move stays."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forums.models.contributions import Contribution
from forums.models.strategy import Statement, StrategyVersion


class MoveKind(models.TextChoices):
    BEGUN = "begun", _("began the version")
    CHAPTERED = "chaptered", _("wrote the chapter")
    CODED = "coded", _("filed the contribution")
    WRITTEN = "written", _("wrote the statement")
    REWORDED = "reworded", _("reworded the statement")
    MOVED = "moved", _("moved the statement")
    GROUPED = "grouped", _("put the contribution behind the statement")
    RELEASED = "released", _("took the contribution back from the statement")
    MERGED = "merged", _("merged statements into this one")
    SPLIT = "split", _("split off this statement")
    DROPPED = "dropped", _("dropped the statement")
    DECIDED = "decided", _("said what becomes of the contribution")
    UNDECIDED = "undecided", _("took back what becomes of the contribution")
    PUBLISHED = "published", _("published the version")


class MoveQuerySet(models.QuerySet):
    def newest(self, many: int) -> "MoveQuerySet":
        """The last ones, the newest first."""
        return self.select_related("by", "statement", "contribution__forum").order_by("-pk")[:many]


class Move(models.Model):
    """One move in the workshop. `before` is the text as it stood before a rewording.

    A form that was read before a later move on the same thing is out of date (`workflow.consolidation`).
    """

    version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(_("what"), max_length=12, choices=MoveKind)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="moves")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, null=True, related_name="moves")
    before = models.JSONField(_("as it was before"), default=dict)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move in the workshop")
        verbose_name_plural = _("moves in the workshop")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="move_kind_known")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
