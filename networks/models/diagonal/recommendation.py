"""Recommendations to a network, with its reply."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Person
from instruments.models import Theme
from networks.models.diagonal.note import DiagonalNote, NoteQuerySet
from networks.models.network import Network
from plumbing.bilingual import Bilingual


class RecommendationQuerySet(NoteQuerySet):
    def of_network(self, network: Network) -> "RecommendationQuerySet":
        return self.filter(network=network)

    about_network = of_network

    def with_subjects(self) -> "RecommendationQuerySet":
        return self.select_related("network").prefetch_related("themes")

    def on_theme(self, theme: Theme) -> "RecommendationQuerySet":
        return self.filter(themes=theme)

    def answerable_by(self, person: Person, at: date) -> "RecommendationQuerySet":
        """What was sent to networks for which somebody answers on a day; see `Network.answering`."""
        responsible = Organisation.objects.filter(
            confirmed=True, memberships__person=person, memberships__role=Membership.Role.RESPONSIBLE
        )
        return self.exclude(sent_at=None).filter(network__in=Network.objects.answered_by(responsible, at))

    def waiting(self) -> "RecommendationQuerySet":
        """Sent, and neither adopted nor declined; what is due first comes first."""
        return self.filter(state__in=["sent", "pending"]).order_by("due_on", "pk")

    def overdue(self, at: date) -> "RecommendationQuerySet":
        """What should have been answered before this day."""
        return self.waiting().filter(due_on__lt=at)

    def to_remind(self, at: date) -> "RecommendationQuerySet":
        """Overdue, and nobody was reminded since that date passed."""
        return self.overdue(at).filter(Q(reminded_on=None) | Q(reminded_on__lte=F("due_on")))


class Recommendation(DiagonalNote):
    """What the diagonal network recommends to a network, and what the network says to it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        PENDING = "pending", _("under consideration")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.SENT, State.PENDING)
    REPLIES = (State.ADOPTED, State.PENDING, State.DECLINED)

    network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, related_name="recommendations"
    )
    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what is recommended, and why"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="recommendations", blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("answer due by"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    reply = Bilingual(_("reply"), editable=False)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True, editable=False)
    replied_by = models.ForeignKey(
        Person, verbose_name=_("replied by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    replied_for = models.ForeignKey(
        Organisation, verbose_name=_("replied on behalf of"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", editable=False,
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["due_on"], name="recommendation_due", condition=Q(state__in=["sent", "pending"]))
        ]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="recommendation_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "pending", "adopted", "declined", "withdrawn"]),
                name="recommendation_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state__in=["sent", "pending", "adopted", "declined"], sent_at__isnull=False)
                | Q(state="withdrawn"),
                name="recommendation_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "pending"], due_on__isnull=False)
                | (~Q(state__in=["sent", "pending"]) & Q(due_on=None)),
                name="recommendation_due_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], replied_at=None)
                | Q(state__in=["pending", "adopted", "declined"], replied_at__isnull=False)
                | Q(state="withdrawn"),
                name="recommendation_replied_when",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=False) | Q(reply_nl="", reply_en="", replied_by=None, replied_for=None),
                name="recommendation_reply_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reply_nl="", reply_en=""),
                name="recommendation_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None) | Q(sent_at__isnull=False, replied_at__gte=F("sent_at")),
                name="recommendation_replied_after_sent",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    def is_overdue(self, at: date) -> bool:
        """Whether an answer should have been there before this day."""
        return self.due_on is not None and self.due_on < at
