"""Feedback to policy, with its evidence and the reply."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.models import Instrument, Theme
from networks.models.diagonal.note import AboutQuerySet, DiagonalNote
from networks.models.diagonal.recommendation import Recommendation
from networks.models.network import Network
from networks.models.project import Project
from plumbing.bilingual import Bilingual


class PolicyFeedback(DiagonalNote):
    """What the networks learned that policy should know, with the evidence, and what policy answers."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.SENT)

    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what policy should know"))
    addressee = models.ForeignKey(
        Organisation, verbose_name=_("addressed to"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="policy_feedback",
    )  # fmt: skip
    starts_on = models.DateField(_("about the period from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="policy_feedback", blank=True)
    networks = models.ManyToManyField(
        Network, verbose_name=_("learning networks"), related_name="policy_feedback", blank=True
    )
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), related_name="policy_feedback", blank=True)
    instruments = models.ManyToManyField(
        Instrument, verbose_name=_("instruments"), related_name="policy_feedback", blank=True
    )
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name=_("recommendations"), related_name="policy_feedback", blank=True
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    reply = Bilingual(_("reply"), editable=False)
    replied_on = models.DateField(_("replied on"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback to policy")
        verbose_name_plural = _("feedback to policy")
        ordering = ["-created_at", "-id"]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="policy_feedback_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "answered", "closed", "withdrawn"]),
                name="policy_feedback_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="policy_feedback_ends_after_it_starts",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state__in=["sent", "answered", "closed"], sent_at__isnull=False, addressee__isnull=False)
                | Q(state="withdrawn"),
                name="policy_feedback_sent_when_and_to_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | (Q(replied_on__isnull=False) & ~Q(reply_nl="", reply_en="")),
                name="policy_feedback_answered_with_reply",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "sent", "closed"]) | Q(reply_nl="", reply_en="", replied_on=None),
                name="policy_feedback_reply_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state__in=["draft", "sent", "answered"], closed_at=None)
                | Q(state="withdrawn"),
                name="policy_feedback_closed_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)
