"""The forum as an event: who is asked, when, where, and what can be done in which phase."""

import uuid
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Func, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from forums.models.choices import (
    PERMITS,
    DocumentKind,
    ForumState,
    Kind,
    Language,
    Level,
    Moderation,
    PhaseKind,
    RegistrationState,
    Service,
)
from instruments.models import Theme
from plumbing.bilingual import Bilingual, TranslationState
from plumbing.files import stored_name

SEATS_AT_MOST = 10_000


class TsTzRange(Func):
    """The time between two columns, the end not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class StakeholderGroupQuerySet(models.QuerySet):
    def in_order(self) -> "StakeholderGroupQuerySet":
        return self.order_by("position", "slug")

    def of_kind(self, kind: str) -> "StakeholderGroup | None":
        """The group for which an organisation of this kind speaks."""
        return self.filter(kinds__contains=[kind]).in_order().first()


class StakeholderGroup(models.Model):
    """Those who have the same stake: employers, trade unions, NGOs and so on. Never deleted: totals depend on it."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    label = Bilingual(_("label"), models.CharField, max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Organisation.Kind), verbose_name=_("kinds of organisations"),
        default=list, blank=True,
        help_text=_("Who acts for such an organisation speaks for this group, unless she registered for another one."),
    )  # fmt: skip

    objects = StakeholderGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(label_nl="", label_en=""), name="stakeholdergroup_has_a_label"),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=Organisation.Kind.values), name="stakeholdergroup_kinds_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)


class ForumQuerySet(models.QuerySet):
    def announced(self) -> "ForumQuerySet":
        """What the public may know of; a cancelled forum stays, and says so."""
        return self.exclude(state=ForumState.DRAFT)

    def coming(self, at: datetime | None = None) -> "ForumQuerySet":
        """Announced and not over yet, or without a date yet; the soonest first."""
        at = at or timezone.now()
        undated = Q(ends_at=None, month=None)
        return self.announced().filter(Q(ends_at__gt=at) | Q(month__gte=_month_of(at)) | undated).by_date()

    def past(self, at: datetime | None = None) -> "ForumQuerySet":
        """Announced and over; the latest first."""
        at = at or timezone.now()
        return self.announced().filter(Q(ends_at__lte=at) | Q(month__lt=_month_of(at))).by_date().reverse()

    def by_date(self) -> "ForumQuerySet":
        """Those without a date come last."""
        return self.order_by(Coalesce("starts_at", "month", output_field=models.DateTimeField()).asc(), "pk")

    def with_times(self) -> "ForumQuerySet":
        """Those that a calendar can hold: day and hour are known."""
        return self.exclude(starts_at=None)

    def with_seats_taken(self) -> "ForumQuerySet":
        """`seated` and `waiting` beside each."""
        return self.annotate(
            seated=Count("registrations", filter=Q(registrations__state=RegistrationState.SEATED)),
            waiting=Count("registrations", filter=Q(registrations__state=RegistrationState.WAITING)),
        )

    def with_page(self) -> "ForumQuerySet":
        """What a forum's own page shows, in a fixed number of queries."""
        return self.select_related("organiser").prefetch_related("themes", "programme", "phases", "documents")


class Forum(TranslationState):
    """A meeting of stakeholders, with what comes before and after it.

    When it is held is one of three: day and hour (`starts_at`, `ends_at`), only the month (`month`, its first day), or
    still to be determined.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    level = models.CharField(_("level of participation"), max_length=10, choices=Level, blank=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"), models.TextField)
    body = Bilingual(_("what it is about"))
    report = Bilingual(_("report"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="forums", blank=True)

    # when and where
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    month = models.DateField(
        _("month"), null=True, blank=True, help_text=_("The first day of it, when no more than the month is known.")
    )
    place = Bilingual(_("place"), models.CharField, max_length=200)
    online = models.BooleanField(_("can be followed online"), default=False)
    join_url = models.URLField(
        _("address to take part online"), max_length=500, blank=True, help_text=_("Only who has a seat gets it.")
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name=_("languages"), default=list, blank=True
    )
    services = ArrayField(
        models.CharField(max_length=20, choices=Service), verbose_name=_("services"), default=list, blank=True
    )
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(SEATS_AT_MOST)],
        help_text=_("Empty when there is room for everybody."),
    )  # fmt: skip
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("organiser"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="forums_organised",
    )  # fmt: skip
    moderation = models.CharField(
        _("contributions are moderated"), max_length=10, choices=Moderation, default=Moderation.BEFORE
    )

    # state: moved by workflow and by nothing else
    state = models.CharField(_("state"), max_length=10, choices=ForumState, default=ForumState.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancellation_reason = Bilingual(_("reason of the cancellation"), models.CharField, max_length=500, editable=False)
    sequence = models.PositiveIntegerField(_("revision in calendars"), default=0, editable=False)
    numbered = models.PositiveIntegerField(_("contributions numbered"), default=0, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    objects = ForumQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes], history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ["-starts_at", "-id"]
        permissions = [("publish_forum", _("Can publish, move and cancel forums"))]
        indexes = [models.Index(fields=["starts_at"], name="forum_by_start", condition=~Q(state="draft"))]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="forum_has_a_title"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="forum_kind_known"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="forum_level_known"),
            models.CheckConstraint(condition=Q(state__in=ForumState.values), name="forum_state_known"),
            models.CheckConstraint(condition=Q(moderation__in=Moderation.values), name="forum_moderation_known"),
            models.CheckConstraint(condition=Q(languages__contained_by=Language.values), name="forum_languages_known"),
            models.CheckConstraint(condition=Q(services__contained_by=Service.values), name="forum_services_known"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at"), month=None),
                name="forum_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(month=None) | Q(month__day=1), name="forum_month_by_its_first_day"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=SEATS_AT_MOST),
                name="forum_capacity_plausible",
            ),
            models.CheckConstraint(
                condition=Q(state=ForumState.DRAFT) | Q(published_at__isnull=False), name="forum_published_when"
            ),
            models.CheckConstraint(
                condition=Q(state=ForumState.DRAFT) | ~Q(summary_nl="", summary_en=""),
                name="forum_published_with_summary",
            ),
            models.CheckConstraint(
                condition=Q(state=ForumState.CANCELLED, cancelled_at__isnull=False)
                & ~Q(cancellation_reason_nl="", cancellation_reason_en="")
                | (~Q(state=ForumState.CANCELLED) & Q(cancelled_at=None)),
                name="forum_cancelled_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:forum", args=[self.slug])

    def is_over(self, at: datetime | None = None) -> bool:
        """Whether it is behind us; one without a date never is."""
        at = at or timezone.now()
        if self.ends_at:
            return self.ends_at <= at
        return bool(self.month and self.month < _month_of(at))


def _month_of(at: datetime):
    return timezone.localdate(at).replace(day=1)


class ProgrammePart(models.Model):
    """A part of the programme."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="programme")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    body = Bilingual(_("what happens"))
    by = models.CharField(
        _("by"), max_length=200, blank=True, help_text=_("The organisation or the role of who leads it.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("part of the programme")
        verbose_name_plural = _("programme")
        ordering = [F("starts_at").asc(nulls_last=True), "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="programmepart_has_a_title"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="programmepart_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class PhaseQuerySet(models.QuerySet):
    def open(self, at: datetime | None = None) -> "PhaseQuerySet":
        """Those that go on at a moment: open from the first instant until just before the last."""
        at = at or timezone.now()
        return self.filter(opens__lte=at, closes__gt=at)

    def permitting(self, activity: str) -> "PhaseQuerySet":
        return self.filter(kind__in=[kind for kind, permitted in PERMITS.items() if activity in permitted])


class Phase(models.Model):
    """A time in which something can be done. Its dates alone switch it: nobody has to."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("kind"), max_length=20, choices=PhaseKind)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    opens = models.DateTimeField(_("opens"))
    closes = models.DateTimeField(_("closes"))

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["opens", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PhaseKind.values), name="phase_kind_known"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="phase_closes_after_it_opens"),
            ExclusionConstraint(
                name="phase_of_a_kind_one_at_a_time",
                expressions=[
                    ("forum", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (TsTzRange("opens", "closes", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.title) or str(self.get_kind_display())

    @property
    def permits(self) -> frozenset[str]:
        """What can be done while it is open."""
        return PERMITS[self.kind]

    def is_open(self, at: datetime | None = None) -> bool:
        return self.opens <= (at or timezone.now()) < self.closes


class ForumDocument(models.Model):
    """A file that belongs to a forum."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind, default=DocumentKind.BACKGROUND)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=300)
    name = models.CharField(_("file name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    media_type = models.CharField(_("media type"), max_length=120, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "sha256"], name="forumdocument_once"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="forumdocument_kind_known"),
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="forumdocument_has_a_title"),
            models.CheckConstraint(condition=~Q(name=""), name="forumdocument_has_a_name"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="forumdocument_has_a_checksum"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:document", args=[self.forum.slug, self.pk, self.name])
