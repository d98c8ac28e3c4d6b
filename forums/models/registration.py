"""Who comes to a forum, and what she needs there."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models.choices import ForumState, Language, RegistrationState
from forums.models.forum import Forum, StakeholderGroup

UNCONFIRMED_KEPT = timedelta(days=3)


class RegistrationQuerySet(models.QuerySet):
    def standing(self) -> "RegistrationQuerySet":
        """Not cancelled: confirmed or still to be."""
        return self.exclude(state=RegistrationState.CANCELLED)

    def confirmed(self) -> "RegistrationQuerySet":
        """Has a seat, or waits for one."""
        return self.filter(state__in=[RegistrationState.SEATED, RegistrationState.WAITING])

    def seated(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.SEATED)

    def queue(self) -> "RegistrationQuerySet":
        """The waiting list: who confirmed first comes first."""
        return self.filter(state=RegistrationState.WAITING).order_by("confirmed_at", "pk")

    def of_address(self, email: str) -> "RegistrationQuerySet":
        return self.filter(email__iexact=email)

    def never_confirmed(self, at: datetime | None = None) -> "RegistrationQuerySet":
        """Somebody typed an address, and nobody followed the link for days."""
        before = (at or timezone.now()) - UNCONFIRMED_KEPT
        return self.filter(state=RegistrationState.UNCONFIRMED, created_at__lt=before)

    def to_remind(self, at: datetime, ahead: timedelta) -> "RegistrationQuerySet":
        """Those with a seat at a forum that is near, and who were not reminded yet."""
        return self.seated().filter(
            forum__state=ForumState.PUBLISHED, forum__starts_at__gt=at, forum__starts_at__lte=at + ahead,
            reminded_at=None,
        )  # fmt: skip


class Registration(models.Model):
    """One person's place at a forum, or in the queue for one. Never deleted once confirmed: totals depend on it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey(
        StakeholderGroup, verbose_name=_("stakeholder group"), on_delete=models.PROTECT, related_name="registrations"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="registrations",
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="registrations",
    )  # fmt: skip
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    listed = models.BooleanField(_("organisation named in the list of who took part"), default=False)
    language = models.CharField(_("language of mails"), max_length=2, choices=Language, default=Language.NL)
    attended = models.BooleanField(_("was there"), null=True, blank=True)

    # state: moved by workflow and by nothing else
    state = models.CharField(
        _("state"), max_length=12, choices=RegistrationState, default=RegistrationState.UNCONFIRMED, editable=False
    )
    created_at = models.DateTimeField(_("registered"), db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    seated_at = models.DateTimeField(_("seat given"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["confirmed_at", "id"]
        indexes = [models.Index(fields=["forum", "state", "confirmed_at"], name="registration_queue")]
        constraints = [
            models.UniqueConstraint(
                "forum", Lower("email"), name="registration_once_an_address",
                condition=~Q(state=RegistrationState.CANCELLED) & ~Q(email=""),
            ),
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="registration_language_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, name="", email="", person=None)
                | (Q(erased_at=None) & ~Q(name="") & ~Q(email="")),
                name="registration_of_somebody_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.UNCONFIRMED, confirmed_at=None)
                | Q(state=RegistrationState.CANCELLED)
                | Q(state__in=[RegistrationState.SEATED, RegistrationState.WAITING], confirmed_at__isnull=False),
                name="registration_confirmed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.SEATED) | Q(seated_at__isnull=False),
                name="registration_seated_when",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None)),
                name="registration_cancelled_when",
            ),
            models.CheckConstraint(
                condition=Q(attended=None) | Q(confirmed_at__isnull=False), name="registration_attended_if_confirmed"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or str(_("former participant"))

    @property
    def organisation_label(self) -> str:
        """The organisation as it calls itself, or as it was typed."""
        return str(self.organisation.name) if self.organisation else self.organisation_name


class Needs(models.Model):
    """What somebody needs at a forum. In a table of its own, so that it is gone, whole, once the forum has passed."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="needs")
    access = models.CharField(_("what you need to get in and take part"), max_length=300, blank=True)
    interpretation = models.CharField(_("language or interpretation"), max_length=300, blank=True)
    diet = models.CharField(_("diet"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("needs")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(condition=~Q(access="", interpretation="", diet=""), name="needs_are_something")
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.access, self.interpretation, self.diet]))
