"""Pairs of projects that the portal proposes to link."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.models import Theme
from networks.models.diagonal.link import Link
from networks.models.network import Network
from networks.models.project import Project


class ProposalQuerySet(models.QuerySet):
    def to_judge(self) -> "ProposalQuerySet":
        """What waits for the facilitator, the surest first."""
        return self.filter(state=Proposal.State.OPEN).order_by("-score", "pk")

    def with_projects(self) -> "ProposalQuerySet":
        return self.select_related("left", "right").prefetch_related("left__networks", "right__networks")

    def about_network(self, network: Network) -> "ProposalQuerySet":
        projects = Network.projects.through.objects.filter(network=network).values("project")
        return self.filter(Q(left__in=projects) | Q(right__in=projects))

    def on_theme(self, theme: Theme) -> "ProposalQuerySet":
        projects = Project.objects.filter(themes=theme)
        return self.filter(Q(left__in=projects) | Q(right__in=projects))


class Proposal(models.Model):
    """Two projects of different networks that the portal believes to work on the same thing, and why it does."""

    class State(models.TextChoices):
        OPEN = "open", _("to be judged")
        KEPT = "kept", _("kept")
        DISMISSED = "dismissed", _("dismissed")

    left = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    computed_at = models.DateTimeField(_("computed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True, editable=False)
    judged_by = models.ForeignKey(
        Person, verbose_name=_("judged by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    note = models.TextField(_("why"), blank=True, editable=False)
    link = models.ForeignKey(
        Link, verbose_name=_("link"), on_delete=models.PROTECT, null=True, blank=True, related_name="proposals",
        editable=False,
    )  # fmt: skip

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="proposal_once_a_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="proposal_in_one_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="proposal_score_between_0_and_1"),
            models.CheckConstraint(condition=Q(state__in=["open", "kept", "dismissed"]), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", judged_at=None, judged_by=None)
                | (~Q(state="open") & Q(judged_at__isnull=False)),
                name="proposal_judged_when",
            ),
            models.CheckConstraint(
                condition=Q(state="kept", link__isnull=False) | (~Q(state="kept") & Q(link=None)),
                name="proposal_kept_is_a_link",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.left} – {self.right}"
