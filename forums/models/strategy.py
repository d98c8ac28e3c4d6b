"""The common strategy, and the trace from every contribution to what became of it.

A statement is never rewritten into another one: merging, splitting and carrying over into a next version make new
statements, and a `Descent` joins old and new. Identifiers only grow, and a descendant is younger than its ancestor, so
the trace cannot run in a circle. A `Source` joins a contribution to a statement; when the statement passes on, each of
its sources passes on too, as a new row that names the one it came `via`. Foreign keys make sure that it is the same
contribution, and that the new statement really descends from the old; triggers (migrations/0002) refuse to delete any
of it, to touch a published version, or to retire a statement before all its sources have passed on. So no link is lost.
"""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models.choices import Descending, OutcomeKind, Progress, VersionState
from forums.models.contributions import Contribution
from forums.models.forum import Forum, StakeholderGroup
from networks.models import PolicyFeedback
from plumbing.bilingual import Bilingual


class Strategy(models.Model):
    """A common strategy, which forums work on."""

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    intro = Bilingual(_("introduction"))
    forums = models.ManyToManyField(Forum, verbose_name=_("forums"), related_name="strategies", blank=True)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="strategy_has_a_title")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:strategy", args=[self.slug])


class StrategyVersionQuerySet(models.QuerySet):
    def published(self) -> "StrategyVersionQuerySet":
        return self.filter(state=VersionState.PUBLISHED)

    def latest(self) -> "StrategyVersionQuerySet":
        """The version of each strategy that holds now."""
        of_same = StrategyVersion.objects.published().filter(strategy=OuterRef("strategy")).order_by("-number")
        return self.filter(pk=Subquery(of_same.values("pk")[:1]))


class StrategyVersion(models.Model):
    """A strategy as it stood at a moment. Once published, not a word of it changes."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    note = Bilingual(_("what changed"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = StrategyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a strategy")
        verbose_name_plural = _("versions of strategies")
        ordering = ["strategy", "-number"]
        permissions = [("publish_strategyversion", _("Can publish a version of a strategy"))]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategyversion_number_once"),
            models.UniqueConstraint(
                fields=["strategy"], name="strategyversion_one_draft", condition=Q(state=VersionState.DRAFT)
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="strategyversion_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at=None)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
                name="strategyversion_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strategy} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("forums:strategy_version", args=[self.strategy.slug, self.number])


class Chapter(models.Model):
    """A chapter of a version."""

    version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="chapters")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    title = Bilingual(_("title"), models.CharField, max_length=200)
    intro = Bilingual(_("introduction"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="chapter_has_a_title"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class StatementQuerySet(models.QuerySet):
    def standing(self) -> "StatementQuerySet":
        """What the version says: not merged into another, not split, not dropped."""
        return self.filter(retired_at=None)

    def current(self) -> "StatementQuerySet":
        """What holds now: standing in the latest published version of a strategy."""
        return self.standing().filter(version__in=StrategyVersion.objects.latest())


class Statement(models.Model):
    """One statement of a version. It is retired when it was merged or split, or dropped with a reason."""

    version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="statements")
    chapter = models.ForeignKey(Chapter, verbose_name=_("chapter"), on_delete=models.PROTECT, related_name="statements")
    text = Bilingual(_("statement"))
    unsourced = Bilingual(_("why it stands here without a contribution"), models.CharField, max_length=500)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)
    dropped = Bilingual(_("why it was dropped"), models.CharField, max_length=500, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    ancestors = models.ManyToManyField(
        "self", through="Descent", through_fields=("descendant", "ancestor"), symmetrical=False,
        related_name="descendants",
    )  # fmt: skip

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_nl="", text_en=""), name="statement_says_something"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=False) | Q(dropped_nl="", dropped_en=""),
                name="statement_dropped_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    def get_absolute_url(self) -> str:
        return reverse("forums:statement", args=[self.version.strategy.slug, self.pk])


class Descent(models.Model):
    """A statement came out of another one."""

    ancestor = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="passed_on")
    descendant = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="came_from")
    kind = models.CharField(_("how"), max_length=10, choices=Descending)
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("descent")
        verbose_name_plural = _("descents")
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="descent_once"),
            models.CheckConstraint(condition=Q(kind__in=Descending.values), name="descent_kind_known"),
            models.CheckConstraint(condition=Q(ancestor__lt=F("descendant")), name="descent_of_something_older"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} → {self.descendant_id}"


class SourceQuerySet(models.QuerySet):
    def standing(self) -> "SourceQuerySet":
        return self.filter(released_at=None)


class Source(models.Model):
    """A contribution stands behind a statement. Taken back only with a reason, and never erased."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="sources")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="sources")
    passage = models.TextField(_("passage"), blank=True, help_text=_("The part of the contribution that is meant."))
    via = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="passed_on")
    via_statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    released_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    released_why = models.CharField(_("why it was taken back"), max_length=500, blank=True, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of a statement")
        verbose_name_plural = _("sources of statements")
        ordering = ["contribution", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "statement", "via"],
                name="source_once",
                condition=Q(released_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(via=None, via_statement=None) | Q(via__isnull=False, via_statement__isnull=False),
                name="source_via_both_or_none",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_why="") | (Q(released_at__isnull=False) & ~Q(released_why="")),
                name="source_taken_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} → {self.statement_id}"


class Outcome(models.Model):
    """What became of a contribution in a version of the strategy."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="outcomes")
    version = models.ForeignKey(StrategyVersion, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("outcome"), max_length=15, choices=OutcomeKind)
    reason = Bilingual(_("reason"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(_("when"), auto_now=True)
    told_at = models.DateTimeField(_("author told"), null=True, editable=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "version"], name="outcome_once_a_version"),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.NOT_TAKEN_UP) | ~Q(reason_nl="", reason_en=""),
                name="outcome_not_taken_up_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReservationQuerySet(models.QuerySet):
    def standing(self) -> "ReservationQuerySet":
        return self.filter(withdrawn_at=None)

    def of_now(self) -> "ReservationQuerySet":
        """Standing on what holds now."""
        found = self.standing().filter(statement__in=Statement.objects.current())
        return found.select_related("organisation", "statement__version__strategy")


class Reservation(models.Model):
    """An organisation does not agree with a statement, or only so far, and signs for it.

    It passes on with the statement, as a new row that names the one it came `via`.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="reservations")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="reservations"
    )
    group = models.ForeignKey(
        StakeholderGroup, verbose_name=_("stakeholder group"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="reservations",
    )  # fmt: skip
    text = Bilingual(_("reservation"))
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    signed_by = models.CharField(_("signed by"), max_length=200)
    signed_at = models.DateTimeField(_("signed"))
    via = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="passed_on")
    via_statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["signed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_nl="", text_en=""), name="reservation_says_something"),
            models.CheckConstraint(condition=~Q(signed_by=""), name="reservation_is_signed"),
            models.UniqueConstraint(
                fields=["statement", "organisation", "via"], name="reservation_once_an_organisation",
                condition=Q(withdrawn_at=None), nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(via=None, via_statement=None) | Q(via__isnull=False, via_statement__isnull=False),
                name="reservation_via_both_or_none",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"


class Action(models.Model):
    """Something that is done because of a statement; it holds for whatever the statement became."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="actions")
    title = Bilingual(_("action"), models.CharField, max_length=300)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="actions_owned"
    )
    due = models.DateField(_("due"), null=True, blank=True)
    progress = models.CharField(
        _("progress"), max_length=10, choices=Progress, default=Progress.PLANNED, editable=False
    )
    feedback = models.ManyToManyField(
        PolicyFeedback, verbose_name=_("feedback to policy"), related_name="actions", blank=True
    )

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = [F("due").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="action_has_a_title"),
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="action_progress_known"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class ActionReport(models.Model):
    """How far an action is, at a moment."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="reports")
    progress = models.CharField(_("progress"), max_length=10, choices=Progress)
    note = Bilingual(_("note"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("report on an action")
        verbose_name_plural = _("reports on actions")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="actionreport_progress_known"),
            models.CheckConstraint(
                condition=~Q(progress=Progress.STOPPED) | ~Q(note_nl="", note_en=""),
                name="actionreport_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_progress_display())
