"""News: what happened, and what comes. An item appears at its moment, and nobody has to be there for that."""

from datetime import date, datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from forums.models import Forum, ForumState
from instruments.models import Instrument, Theme
from networks.models import Network, Project
from networks.models.periods import Precision
from networks.models.publication import Publication, PublicationQuerySet, State
from plumbing.bilingual import Bilingual
from search.models import Document

KIND = "news"  # what the search calls it


class NewsQuerySet(PublicationQuerySet):
    def published(self, at: datetime | None = None) -> "NewsQuerySet":
        """What anybody may read at a moment: what is scheduled for later is not there yet."""
        return super().published().filter(published_at__lte=at or timezone.now())

    def published_or_withdrawn(self, at: datetime | None = None) -> "NewsQuerySet":
        """What a stranger may ask for: what is published, and the tombstone of what ever was."""
        appeared = Q(state=State.PUBLISHED, published_at__lte=at or timezone.now())
        return self.filter(appeared | Q(state=State.WITHDRAWN, published_at__lte=F("withdrawn_at")))

    def drafts(self) -> "NewsQuerySet":
        return self.filter(state=State.DRAFT)

    def scheduled(self, at: datetime | None = None) -> "NewsQuerySet":
        """Published, and not there before its moment."""
        return self.filter(state=State.PUBLISHED, published_at__gt=at or timezone.now())

    def appeared_unseen(self, at: datetime | None = None) -> "NewsQuerySet":
        """What became public by the clock alone, and is not in the search yet."""
        found = Document.objects.filter(kind=KIND, object_id=OuterRef("pk"))
        return self.published(at).exclude(Exists(found)).order_by("pk")

    def in_year(self, year: int) -> "NewsQuerySet":
        return self.filter(published_at__year=year)

    def current(self, today: date | None = None) -> "NewsQuerySet":
        """Those that do not say of themselves that they are no longer current."""
        return self.exclude(current_until__lt=today or timezone.localdate())

    def newest_first(self) -> "NewsQuerySet":
        return self.order_by("-published_at", "-pk")

    def with_card(self) -> "NewsQuerySet":
        """What a card in a list shows."""
        return self.prefetch_related("themes").defer("body_nl", "body_en")

    def with_page(self) -> "NewsQuerySet":
        """What the page of an item shows, in a fixed number of queries."""
        return self.select_related("instrument", "project", "network", "forum").prefetch_related("themes")

    def count_by_year(self) -> dict[int, int]:
        """How many there are of each year, the newest first."""
        years = self.order_by().annotate(year=ExtractYear("published_at")).values("year")
        counted = years.annotate(count=Count("pk", distinct=True)).order_by("-year")
        return dict(counted.values_list("year", "count"))

    def count_by_theme(self) -> dict[int, int]:
        """How many there are under each theme of the first level, the narrower ones included, by its id."""
        filed = self.order_by().exclude(themes=None).values(heading=Coalesce("themes__parent", "themes"))
        return dict(filed.annotate(count=Count("pk", distinct=True)).values_list("heading", "count"))


class NewsItem(Publication):
    """Something to tell. Moved from state to state by workflow.py and by nothing else.

    `published_at` is the moment from which everybody sees it; `precision` says how much of it is known, for what is
    told of years ago.
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"), models.TextField)
    body = Bilingual(_("the whole story"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="news", blank=True)
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY, editable=False)
    current_until = models.DateField(
        _("current until"), null=True, blank=True,
        help_text=_("From the next day on the item says by itself that it is no longer current. Empty: it stays so."),
    )  # fmt: skip
    outdated = Bilingual(_("why it is no longer current"), models.CharField, max_length=300)

    # what it tells about
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), on_delete=models.PROTECT, null=True, blank=True, related_name="news"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="news"
    )
    network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="news",
    )  # fmt: skip
    forum = models.ForeignKey(
        Forum, verbose_name=_("forum"), on_delete=models.PROTECT, null=True, blank=True, related_name="news"
    )

    objects = NewsQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes], history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        ordering = ["-published_at", "-id"]
        permissions = [("publish_newsitem", _("Can publish, schedule and withdraw news"))]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="news_newest", condition=Q(state="published")),
        ]
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | ~Q(summary_nl="", summary_en=""),
                name="newsitem_published_with_summary",
            ),
            models.CheckConstraint(condition=Q(precision__in=Precision.values), name="newsitem_precision_known"),
            models.CheckConstraint(
                condition=Q(current_until=None)
                | Q(published_at=None)
                | Q(current_until__gte=TruncDate("published_at")),
                name="newsitem_current_when_it_appears",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("news:item", args=[self.slug])

    def is_scheduled(self, at: datetime | None = None) -> bool:
        """Whether its moment is still to come."""
        return self.state == State.PUBLISHED and self.published_at > (at or timezone.now())

    def is_outdated(self, today: date | None = None) -> bool:
        """Whether it is no longer current."""
        return self.current_until is not None and self.current_until < (today or timezone.localdate())

    def subjects(self) -> list[Instrument | Project | Network | Forum]:
        """What it tells about, as far as everybody may read that."""
        told = [thing for thing in (self.instrument, self.project, self.network) if thing]
        public = [thing for thing in told if thing.state == State.PUBLISHED]
        return [*public, self.forum] if self.forum and self.forum.state != ForumState.DRAFT else public
