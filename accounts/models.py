"""People and the organisations that they act for."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plumbing.bilingual import Bilingual


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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), name="person_email_once"),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="person_language_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


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

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_nl", "name_en"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_nl="", name_en=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Membership(models.Model):
    """A person acts for an organisation, in a role."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible")
        CONTRIBUTOR = "contributor", _("contributor")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=["responsible", "contributor"]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
