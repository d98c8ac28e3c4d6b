"""People and the organisations that they act for."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plumbing.bilingual import Bilingual

FORMER = _("former participant")
INVITATIONS_KEPT = timedelta(days=365)


class PersonManager(BaseUserManager["Person"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "Person":
        return self.get(email__iexact=email)


class Person(AbstractUser):
    """Somebody with an account. The e-mail address is the name to sign in with."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language of mails"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))], default="nl"
    )
    organisations = models.ManyToManyField("Organisation", through="Membership", related_name="people")
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="person_language_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(first_name="", last_name="", is_active=False, is_staff=False, is_superuser=False),
                name="person_erased_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return str(FORMER) if self.erased_at else self.get_full_name() or self.email

    def has_email(self, email: str) -> bool:
        """Whether this address is known to be hers."""
        return self.emailaddress_set.filter(verified=True, email__iexact=email).exists()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, person: Person) -> "OrganisationQuerySet":
        """Those that a person acts for."""
        return self.filter(memberships__person=person)

    def to_confirm(self) -> "OrganisationQuerySet":
        """What people registered at the desk, and staff did not look at yet."""
        return self.filter(confirmed=False, memberships__isnull=False).distinct()

    def asked_of_staff(self) -> "OrganisationQuerySet":
        """Somebody asks to act for it, and nobody is responsible who could answer."""
        return self.filter(
            models.Exists(JoinRequest.objects.waiting().filter(organisation=models.OuterRef("pk"))),
            ~models.Exists(Membership.objects.responsible().filter(organisation=models.OuterRef("pk"))),
        )

    def to_join(self, person: Person, words: str) -> "OrganisationQuerySet":
        """Confirmed ones with these words in their name, which the person does not act for yet."""
        return self.filter(Q(name_nl__icontains=words) | Q(name_en__icontains=words), confirmed=True).exclude(
            memberships__person=person
        )


class Organisation(models.Model):
    """A body that publishes, makes, promotes or takes part."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government")
        INTERNATIONAL = "international", _("international organisation")
        STANDARDS_BODY = "standards-body", _("standards body")
        EMPLOYERS = "employers", _("employers' organisation")
        TRADE_UNION = "trade-union", _("trade union")
        NGO = "ngo", _("NGO")
        RESEARCH = "research", _("research centre")
        EDUCATION = "education", _("education and training")
        CONSULTANCY = "consultancy", _("consultancy")
        SOCIAL_ECONOMY = "social-economy", _("social economy")
        COMPANY = "company", _("company")
        NETWORK = "network", _("network")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = Bilingual(_("name"), models.CharField, max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    website = models.URLField(_("website"), blank=True)
    confirmed = models.BooleanField(_("confirmed by staff"), default=False)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_nl", "name_en"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_nl="", name_en=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Role(models.TextChoices):
    """What a person may do for an organisation: the responsible may also say who else acts for it."""

    RESPONSIBLE = "responsible", _("responsible")
    CONTRIBUTOR = "contributor", _("contributor")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, person: Person) -> "MembershipQuerySet":
        """For whom a person acts, by name."""
        return (
            self.filter(person=person).select_related("organisation")
            .order_by("organisation__name_nl", "organisation__name_en", "pk")
        )  # fmt: skip

    def responsible(self) -> "MembershipQuerySet":
        return self.filter(role=Role.RESPONSIBLE)


class Membership(models.Model):
    """A person acts for an organisation, in a role."""

    Role = Role

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=["responsible", "contributor"]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"

    @property
    def is_responsible(self) -> bool:
        return self.role == Role.RESPONSIBLE


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def by_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=Invitation.hashed(token))

    def undecided(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def past(self, at: datetime) -> "InvitationQuerySet":
        """What was invited so long ago that nobody asks about it."""
        return self.filter(invited_at__lt=at - INVITATIONS_KEPT)

    def open(self) -> "InvitationQuerySet":
        """What can still be accepted."""
        return self.undecided().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Somebody is asked by mail to act for an organisation. The link of the mail is kept as a hash alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    language = models.CharField(
        _("language of the mail"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))], default="nl"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=["responsible", "contributor"]), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="invitation_language_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(accepted_at__isnull=False), name="invitation_accepted_at_a_moment"
            ),
            models.UniqueConstraint(
                Lower("email"), "organisation", condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation}"

    @staticmethod
    def hashed(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(answer="")


class JoinRequest(models.Model):
    """Somebody asks to act for an organisation that is here already."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="join_requests")
    message = models.CharField(_("message"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__in=["accepted", "declined"], answered_at__isnull=False),
                name="join_request_answered_at_a_moment",
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(answer=""), name="join_request_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
