"""Learning networks: pioneering groups, thematic networks, and the diagonal network over them."""

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Membership, Organisation, Person
from instruments.models import Instrument, Theme
from instruments.models import State as InstrumentState
from networks.models.call import Call, ProgrammePhase
from networks.models.periods import Period, PeriodQuerySet
from networks.models.project import Project
from networks.models.publication import Publication, PublicationQuerySet, State
from plumbing.bilingual import Bilingual
from plumbing.files import stored_name

# Pages beside those of the networks, in both languages (urls.py): no network may have such an address
OTHER_PAGES = (
    "graph", "links", "opportunities", "recommendations", "feedback-to-policy", "tekening", "verbanden",
    "opportuniteiten", "aanbevelingen", "terugkoppeling-naar-het-beleid",
)  # fmt: skip


class NetworkQuerySet(PublicationQuerySet, PeriodQuerySet):
    def with_page(self) -> "NetworkQuerySet":
        """Everything a network's page shows, in a fixed number of queries."""
        public = Network.objects.published()
        return self.select_related("call", "phase").prefetch_related(
            "themes", "members__organisation",
            models.Prefetch("projects", Project.objects.published().with_card()),
            models.Prefetch("over", public.with_card()), models.Prefetch("under", public),
            models.Prefetch("meetings", Meeting.objects.filter(public=True).prefetch_related("documents")),
        )  # fmt: skip

    def with_card(self) -> "NetworkQuerySet":
        """What a card in a list shows."""
        return self.prefetch_related("themes")

    def answered_by(self, organisations: models.QuerySet[Organisation], at: date) -> "NetworkQuerySet":
        """The networks for which one of these organisations answers on a day; see `Network.answering`."""
        members = Member.objects.answering(at).filter(organisation__in=organisations)
        promoting = Network.projects.through.objects.filter(project__promoter__in=organisations)
        return self.filter(Q(pk__in=members.values("network")) | Q(pk__in=promoting.values("network")))


class Network(Publication, Period):
    """Organisations that learn together on a theme."""

    class Kind(models.TextChoices):
        PIONEERING = "pioneering", _("pioneering group")
        THEMATIC = "thematic", _("thematic learning network")
        DIAGONAL = "diagonal", _("diagonal learning network")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"))
    text = Bilingual(_("what it does"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="networks", blank=True)
    phase = models.ForeignKey(
        ProgrammePhase, verbose_name=_("phase of the programme"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="networks",
    )  # fmt: skip
    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, null=True, blank=True, related_name="networks"
    )
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), related_name="networks", blank=True)
    over = models.ManyToManyField(
        "self", verbose_name=_("connects the networks"), symmetrical=False, blank=True, related_name="under",
        help_text=_("For a diagonal network: the networks that it connects."),
    )  # fmt: skip

    objects = NetworkQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[themes, projects], history_change_reason_field=models.TextField(null=True)
    )  # fmt: skip

    class Meta:
        verbose_name = _("learning network")
        verbose_name_plural = _("learning networks")
        ordering = [F("starts_on").desc(nulls_last=True), "-id"]
        permissions = [("publish_network", _("Can publish and withdraw learning networks"))]
        constraints = [
            *Publication.Meta.constraints,
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["pioneering", "thematic", "diagonal"]), name="network_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=OTHER_PAGES),
                name="network_address_is_its_own",
                violation_error_message=_("Another page has this address."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("networks:network", args=[self.slug])

    def answering(self, at: date) -> models.QuerySet[Organisation]:
        """Who answers for the network on a day: its members and promoters, and the promoters of its projects."""
        members = self.members.answering(at).values("organisation")
        promoters = self.projects.exclude(promoter=None).values("promoter")
        return Organisation.objects.filter(Q(pk__in=members) | Q(pk__in=promoters))

    def answering_through(self, person: Person, at: date) -> Organisation | None:
        """The organisation on behalf of which somebody answers for the network, or nothing."""
        mine = {"memberships__person": person, "memberships__role": Membership.Role.RESPONSIBLE}
        return self.answering(at).filter(confirmed=True, **mine).first()

    def responsible_people(self, at: date) -> models.QuerySet[Person]:
        """Who answers for the network in person: the responsible people of those of its organisations that staff
        confirmed.
        """
        memberships = Membership.objects.filter(
            role=Membership.Role.RESPONSIBLE, organisation__in=self.answering(at).filter(confirmed=True)
        )
        return Person.objects.filter(is_active=True, pk__in=memberships.values("person")).order_by("pk")


class MemberQuerySet(models.QuerySet):
    def answering(self, at: date) -> "MemberQuerySet":
        """Members and promoters, as far as they are there on a day."""
        return self.filter(
            Q(since=None) | Q(since__lte=at), Q(until=None) | Q(until__gte=at), organisation__isnull=False,
            role__in=[Member.Role.MEMBER, Member.Role.PROMOTER],
        )  # fmt: skip


class Member(models.Model):
    """A membership of a network, by organisation and role, over time; a group without a name has a label instead."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        PROMOTER = "promoter", _("promoter")
        EXPERT = "expert", _("expert")
        FACILITATOR = "facilitator", _("process facilitator")
        STEERING = "steering", _("steering group")
        PARTNER = "strategic-partner", _("strategic partner")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="network_memberships",
    )  # fmt: skip
    label = Bilingual(_("who"), models.CharField, max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["member", "promoter", "expert", "facilitator", "steering", "strategic-partner"]),
                name="member_role_known",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(label_nl="", label_en=""), name="member_says_who"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="member_until_after_since"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.label)


class MeetingQuerySet(models.QuerySet):
    def coming(self, at: datetime) -> "MeetingQuerySet":
        """Public meetings of published networks from a moment on, the soonest first."""
        shown = self.filter(public=True, network__state=State.PUBLISHED, starts_at__gte=at)
        return shown.select_related("network").order_by("starts_at", "pk")


class Meeting(models.Model):
    """A meeting of a network; shown once it is marked public."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="meetings")
    title = Bilingual(_("title"), models.CharField, max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = Bilingual(_("place"), models.CharField, max_length=200)
    text = Bilingual(_("what it is about"))
    report = Bilingual(_("report"))
    public = models.BooleanField(_("public"), default=False)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="meeting_has_a_title"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class MeetingDocumentQuerySet(models.QuerySet):
    def visible_to(self, person: Person | AnonymousUser) -> "MeetingDocumentQuerySet":
        """Documents of public meetings of published networks; staff who see networks see all of them."""
        if person.is_staff and person.has_perm("networks.view_network"):
            return self.all()
        return self.filter(meeting__public=True, meeting__network__state=State.PUBLISHED)


class MeetingDocument(models.Model):
    """An agenda, a presentation, minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    title = Bilingual(_("title"), models.CharField, max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=300)
    name = models.CharField(_("file name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))])
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)

    objects = MeetingDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "sha256"], name="meeting_document_once")]

    def __str__(self) -> str:
        return str(self.title) or self.name

    def get_absolute_url(self) -> str:
        return reverse("networks:document", args=[self.meeting.network.slug, self.pk, self.name])


class ProductQuerySet(models.QuerySet):
    def of_instrument(self, instrument: Instrument) -> "ProductQuerySet":
        """Where an instrument came from, in one statement."""
        return self.filter(instrument=instrument).select_related("project", "network").order_by("pk")

    def public_ids(self) -> list[int]:
        """The published instruments among these products, the newest first."""
        published = self.filter(instrument__state=InstrumentState.PUBLISHED).order_by("-instrument__published_at")
        return list(dict.fromkeys(published.values_list("instrument", flat=True)))


class Product(models.Model):
    """An instrument came out of a project, a network, or both."""

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), on_delete=models.CASCADE, related_name="made_in"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, null=True, blank=True, related_name="products"
    )
    network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.CASCADE, null=True, blank=True,
        related_name="products",
    )  # fmt: skip

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "project", "network"], nulls_distinct=False, name="product_once"
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(network__isnull=False), name="product_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} ← {self.project or self.network}"
