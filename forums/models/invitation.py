"""Who is asked to the table: stakeholder groups, and people by mail."""

from hashlib import sha256

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from forums.models.choices import Answer, Language, RegistrationState
from forums.models.forum import SEATS_AT_MOST, Forum, StakeholderGroup
from forums.models.registration import Registration

COMES = [RegistrationState.SEATED, RegistrationState.WAITING]


class Invitation(models.Model):
    """A stakeholder group that is asked to the table, and for how many of its people there is a place."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="invitations")
    group = models.ForeignKey(
        StakeholderGroup, verbose_name=_("stakeholder group"), on_delete=models.PROTECT, related_name="invitations"
    )
    seats = models.PositiveSmallIntegerField(_("places at the table"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("invited stakeholder group")
        verbose_name_plural = _("invited stakeholder groups")
        ordering = ["group__position", "group__slug"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "group"], name="invitation_once_a_group"),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=SEATS_AT_MOST), name="invitation_seats_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.seats}"


class InviteeQuerySet(models.QuerySet):
    def with_answer(self) -> "InviteeQuerySet":
        """`answered` beside each: what she answered, whichever way (see `Answer`)."""
        return self.annotate(
            answered=Case(
                When(registration__state__in=COMES, then=Value(Answer.COMES)),
                When(Q(registration__state=RegistrationState.CANCELLED) | Q(declined_at__isnull=False),
                     then=Value(Answer.DECLINED)),
                When(invited_at__isnull=False, then=Value(Answer.NONE)),
                default=Value(Answer.NOT_ASKED),
                output_field=models.CharField(),
            )
        )  # fmt: skip

    def to_ask(self) -> "InviteeQuerySet":
        """Those who got no invitation yet, and did not come by themselves."""
        return self.with_answer().filter(answered=Answer.NOT_ASKED, erased_at=None)

    def of_address(self, email: str) -> "InviteeQuerySet":
        return self.filter(email__iexact=email)


class Invitee(models.Model):
    """Somebody who is asked by mail, for a group that is invited. Of a forum every address is asked once.

    `registration` is what came of it, also when she registered without following her link.
    """

    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="invitees")
    invitation = models.ForeignKey(
        Invitation, verbose_name=_("invited stakeholder group"), on_delete=models.PROTECT, related_name="invitees"
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of mails"), max_length=2, choices=Language, default=Language.NL)
    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.SET_NULL, null=True, editable=False,
        related_name="invited_as",
    )  # fmt: skip
    added_at = models.DateTimeField(_("added"), db_default=Now(), editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(_("declined"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("forum", Lower("email"), name="invitee_once_a_forum", condition=~Q(email="")),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="invitee_language_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, name="", email="") | (Q(erased_at=None) & ~Q(email="")),
                name="invitee_somebody_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(invited_at__isnull=False), name="invitee_declined_once_invited"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(_("former participant"))

    @property
    def organisation_label(self) -> str:
        """The organisation as it calls itself, or as it was written down."""
        return str(self.organisation.name) if self.organisation else self.organisation_name


class RefusalQuerySet(models.QuerySet):
    def among(self, emails: list[str]) -> set[str]:
        """Which of these addresses want no invitations."""
        by_digest = {digest(email): email for email in emails}
        return {by_digest[found] for found in self.filter(pk__in=by_digest).values_list("pk", flat=True)}


class Refusal(models.Model):
    """Somebody asked for no more invitations. Only a digest of her address is kept: it tells of an address that one has
    at hand whether it is among them.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal of invitations")
        verbose_name_plural = _("refusals of invitations")
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="refusal_is_a_digest"),
        ]

    def __str__(self) -> str:
        return self.digest


def digest(email: str) -> str:
    """The same for every way of writing an address."""
    return sha256(email.strip().lower().encode()).hexdigest()
