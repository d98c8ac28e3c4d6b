"""What other stakeholders answer to a contribution: support and short replies."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models.choices import ContributionState
from forums.models.contributions import NUMBERED, Authored, Contribution
from forums.models.forum import StakeholderGroup

REPLY_LETTERS_AT_MOST = 800


class ReplyQuerySet(models.QuerySet):
    def published(self) -> "ReplyQuerySet":
        return self.filter(state=ContributionState.PUBLISHED)

    def standing(self) -> "ReplyQuerySet":
        """Public, or on its way to it."""
        return self.filter(state__in=[ContributionState.SUBMITTED, ContributionState.PUBLISHED])

    def awaiting_moderation(self) -> "ReplyQuerySet":
        return self.filter(state=ContributionState.SUBMITTED).order_by("created_at", "pk")

    def mine(self, person: Person) -> "ReplyQuerySet":
        return self.filter(person=person)


class Reply(Authored):
    """A short answer of a registered stakeholder to a contribution; one at a time."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(
        _("state"), max_length=10, choices=ContributionState, default=ContributionState.SUBMITTED, editable=False
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "id"]
        constraints = [
            *Authored.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=NUMBERED) & ~Q(text=""), name="reply_state_known_and_not_empty"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), REPLY_LETTERS_AT_MOST), name="reply_short"
            ),
            models.UniqueConstraint(
                fields=["contribution", "person"], name="reply_one_at_a_time",
                condition=Q(state__in=[ContributionState.SUBMITTED, ContributionState.PUBLISHED], person__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contribution}: {Truncator(self.text).chars(60)}"

    def get_absolute_url(self) -> str:
        return f"{self.contribution.get_absolute_url()}#reply-{self.pk}"


class Support(models.Model):
    """A registered stakeholder stands behind a contribution; counted for her group, never as one total.

    An organisation is one voice, whoever of its people gives it. `voice` is the same on all that one supporter
    supports, and points to nobody: who supports two contributions behind a statement is one there, after an erasure
    too.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="supports")
    voice = models.UUIDField(db_default=RandomUUID(), editable=False)
    group = models.ForeignKey(StakeholderGroup, on_delete=models.PROTECT, related_name="supports")
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "person"], name="support_once_a_person"),
            models.UniqueConstraint(fields=["contribution", "organisation"], name="support_once_an_organisation"),
            models.UniqueConstraint(fields=["contribution", "voice"], name="support_once_a_voice"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution}: {self.group}"
