"""Opportunities that the diagonal network sees."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from instruments.models import Theme
from networks.models.diagonal.note import AboutQuerySet, DiagonalNote
from networks.models.network import Network
from networks.models.project import Project
from plumbing.bilingual import Bilingual


class Opportunity(DiagonalNote):
    """Something that projects or networks could do together, or take from each other."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("open")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.PUBLISHED)

    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what could be done"))
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), related_name="opportunities", blank=True)
    networks = models.ManyToManyField(
        Network, verbose_name=_("learning networks"), related_name="opportunities", blank=True
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="opportunities", blank=True)
    outcome = Bilingual(_("what came of it"), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-created_at", "-id"]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="opportunity_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "closed", "withdrawn"]), name="opportunity_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "closed"]) | Q(published_at__isnull=False),
                name="opportunity_published_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False) & ~Q(outcome_nl="", outcome_en="")),
                name="opportunity_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "published"]) | Q(closed_at=None), name="opportunity_open_or_closed"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)
