"""The project and its fiche in nine parts."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, Person
from instruments.models import Theme
from networks.models.call import Call
from networks.models.periods import Period, PeriodQuerySet
from networks.models.publication import Publication, PublicationQuerySet
from plumbing.bilingual import Bilingual


class Channel(models.TextChoices):
    NEWSLETTER = "newsletter", _("newsletter")
    EZINE = "e-zine", _("e-zine")
    WEBSITE = "website", _("website")
    LEAFLET = "leaflet", _("leaflet")
    PRESS = "press", _("press text")
    EVENT = "event", _("event")


class ProjectQuerySet(PublicationQuerySet, PeriodQuerySet):
    def of_partnership(self, organisation: Organisation | None) -> "ProjectQuerySet":
        """Projects that an organisation promotes or is a partner of; what its people may work on together."""
        if organisation is None:
            return self.none()
        return self.filter(
            Q(promoter=organisation) | Q(pk__in=Partner.objects.filter(organisation=organisation).values("project"))
        )

    def kept_by(self, organisation: Organisation | None) -> "ProjectQuerySet":
        """Projects whose fiche an organisation keeps: its promoter's."""
        return self.none() if organisation is None else self.filter(promoter=organisation)

    def with_fiche(self) -> "ProjectQuerySet":
        """Everything the fiche shows, in a fixed number of queries."""
        return self.select_related("promoter", "call").prefetch_related(
            "themes", "partners__organisation", "means", "seats__organisation", "networks"
        )

    def with_card(self) -> "ProjectQuerySet":
        """What a card in a list shows."""
        return self.select_related("promoter").prefetch_related("themes")

    def with_work(self) -> "ProjectQuerySet":
        """Everything by which the work of projects is compared, in a fixed number of queries."""
        return self.prefetch_related("themes__parent", "networks", "products__instrument__tags")

    def visible_to_partner(self, person: Person, organisation: Organisation | None) -> "ProjectQuerySet":
        """What somebody who acts for an organisation may look at: what is public, and what her partnership prepares."""
        return (self.visible_to(person) | self.of_partnership(organisation)).distinct()


class Project(Publication, Period):
    """A project as its fiche tells it. Texts stand in the order of the nine parts."""

    code = models.CharField(
        _("code of the operation"), max_length=40, null=True, blank=True, unique=True,
        help_text=_("Unique; as the fund gives it."),
    )  # fmt: skip
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    # 1. title
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"))
    # 2. who follows it up
    follow_up = Bilingual(_("followed up by"), models.CharField, max_length=300)
    # 3. place in policy
    policy = Bilingual(_("place in policy"))
    # 4. goals with expected output, impact and products
    goals = Bilingual(_("goals"))
    output = Bilingual(_("expected output and products"))
    impact = Bilingual(_("expected impact"))
    achievements = Bilingual(_("actual achievements"))
    # 5. actions
    actions = Bilingual(_("actions"))
    # 6. period: see Period
    # 7. means: see Means
    means_note = Bilingual(_("note on the means"))
    # 8. groups: see Seat
    groups_note = Bilingual(_("note on the groups"))
    # 9. communication
    channels = ArrayField(
        models.CharField(max_length=20, choices=Channel), verbose_name=_("channels"), default=list, blank=True
    )
    communication = Bilingual(_("communication"))

    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="projects", blank=True)
    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    promoter = models.ForeignKey(
        Organisation, verbose_name=_("promoter"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="promoted_projects",
    )  # fmt: skip
    # what Regulation (EU) 2021/1060, article 49(3), asks of a list of operations
    fund = models.CharField(_("fund"), max_length=60, blank=True)
    objective = Bilingual(_("specific objective"), models.CharField, max_length=200)
    intervention = Bilingual(_("type of intervention"), models.CharField, max_length=200)
    total_cost = models.DecimalField(
        _("total cost in euro"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Empty means to be determined."),
    )  # fmt: skip
    cofinancing_rate = models.DecimalField(
        _("share paid by the Union, in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    location = models.CharField(_("place"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="BE")

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes], history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = [F("starts_on").desc(nulls_last=True), "-id"]
        permissions = [("publish_project", _("Can publish and withdraw projects"))]
        constraints = [
            *Publication.Meta.constraints,
            *Period.Meta.constraints,
            models.CheckConstraint(condition=~Q(code=""), name="project_code_not_empty"),
            models.CheckConstraint(
                condition=Q(channels__contained_by=Channel.values), name="project_channels_known"
            ),
            models.CheckConstraint(
                condition=Q(total_cost=None) | Q(total_cost__gte=0), name="project_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(cofinancing_rate=None) | Q(cofinancing_rate__gte=0, cofinancing_rate__lte=100),
                name="project_rate_is_a_percentage",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("networks:project", args=[self.slug])

    @property
    def means_total(self) -> Decimal | None:
        """The sum of the means, or None while one of them is to be determined or none is given."""
        amounts = [means.amount for means in self.means.all()]
        return sum(amounts, Decimal(0)) if amounts and None not in amounts else None


class Partner(models.Model):
    """An organisation that takes part in a project beside its promoter."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        STRATEGIC = "strategic-partner", _("strategic partner")
        EXPERT = "expert", _("expert")
        FUNDER = "funder", _("with support of")
        CONTRACTOR = "contractor", _("contractor")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.PARTNER)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation", "role"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(role__in=["partner", "strategic-partner", "expert", "funder", "contractor"]),
                name="partner_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class Means(models.Model):
    """Money from one source; an empty amount is to be determined."""

    class Source(models.TextChoices):
        ESF = "esf", _("European Social Fund")
        FLANDERS = "flanders", _("Flemish government")
        PROMOTER = "promoter", _("promoter")
        PARTNERS = "partners", _("partners")
        OTHER = "other", _("other source")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="means")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    name = Bilingual(_("name of the source"), models.CharField, max_length=200)
    cofinancing = models.BooleanField(_("co-financing"), default=False)
    amount = models.DecimalField(
        _("amount in euro"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Empty means to be determined."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("means")
        verbose_name_plural = _("means")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="means_not_negative"),
            models.CheckConstraint(
                condition=Q(source__in=["esf", "flanders", "promoter", "partners", "other"]), name="means_source_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.get_source_display()


class Seat(models.Model):
    """A place in a working, steering or theme group, held by an organisation in a role; never by a named person."""

    class Group(models.TextChoices):
        WORKING = "working", _("working group")
        STEERING = "steering", _("steering group")
        THEME = "theme", _("theme group")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="seats")
    group = models.CharField(_("group"), max_length=10, choices=Group)
    internal = models.BooleanField(_("internal"), default=False, help_text=_("From the agency that runs the fund."))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="seats",
    )  # fmt: skip
    role = Bilingual(_("role"), models.CharField, max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["group", "-internal", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=["working", "steering", "theme"]), name="seat_group_known"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(role_nl="", role_en=""), name="seat_says_who"
            ),
        ]

    def __str__(self) -> str:
        return " – ".join(filter(None, [str(self.organisation or ""), str(self.role)]))
