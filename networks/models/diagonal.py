"""What the diagonal network writes down: links, opportunities, recommendations to a network, feedback to policy, and
the pairs of projects that the portal proposes to link. Moved by workflow/diagonal.py and workflow/proposals.py.
"""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Least, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Person
from instruments.models import Instrument, Theme
from networks.models.network import Network
from networks.models.project import Project
from networks.models.publication import State
from plumbing.bilingual import Bilingual, TranslationState

WITHDRAWN = "withdrawn"


class NoteQuerySet(models.QuerySet):
    def published(self) -> "NoteQuerySet":
        """What everybody reads."""
        return self.exclude(published_at=None).exclude(state=WITHDRAWN)

    def published_or_withdrawn(self) -> "NoteQuerySet":
        """What a stranger may ask for: what is published, and the tombstone of what was."""
        return self.exclude(published_at=None)

    def at_work(self) -> "NoteQuerySet":
        """What still asks for something: drafts, and what waits for an answer."""
        return self.filter(state__in=self.model.AT_WORK)

    def with_age(self) -> "NoteQuerySet":
        """Each with `moved_at`, since when it is in its state, and its owner."""
        moved = Q(moves__from_state=F("moves__to_state"))
        return self.select_related("owner", "organisation").annotate(moved_at=models.Max("moves__at", filter=~moved))


class DiagonalNote(TranslationState):
    """What the four kinds have in common: who keeps it, and how it became public or was taken back."""

    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("on behalf of"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = Bilingual(_("reason of the withdrawal"), models.CharField, max_length=500, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=WITHDRAWN) & Q(withdrawn_at=None, withdrawal_reason_nl="", withdrawal_reason_en="")),
                name="%(class)s_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=WITHDRAWN) | ~Q(withdrawal_reason_nl="", withdrawal_reason_en=""),
                name="%(class)s_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFT) | Q(published_at=None), name="%(class)s_draft_is_not_public"
            ),
        ]

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.state != WITHDRAWN

    def get_absolute_url(self) -> str:
        return reverse("networks:note", args=[self._meta.model_name, self.pk])

    def get_board_url(self) -> str:
        return reverse("networks:board_note", args=[self._meta.model_name, self.pk])


class LinkQuerySet(NoteQuerySet):
    def with_ends(self) -> "LinkQuerySet":
        """Both ends and the instrument, in the same statement."""
        return self.select_related("from_project", "from_network", "to_project", "to_network", "instrument")

    def of_project(self, project: Project) -> "LinkQuerySet":
        return self.filter(Q(from_project=project) | Q(to_project=project))

    def of_network(self, network: Network) -> "LinkQuerySet":
        """Links of the network itself."""
        return self.filter(Q(from_network=network) | Q(to_network=network))

    with_subjects = with_ends

    def about_network(self, network: Network) -> "LinkQuerySet":
        """Links of the network, or of one of its projects."""
        projects = Network.projects.through.objects.filter(network=network).values("project")
        return self.filter(
            Q(from_network=network) | Q(to_network=network) | Q(from_project__in=projects) | Q(to_project__in=projects)
        )

    def on_theme(self, theme: Theme) -> "LinkQuerySet":
        """Links of which an end is filed under a theme."""
        projects, networks = Project.objects.filter(themes=theme), Network.objects.filter(themes=theme)
        return self.filter(
            Q(from_project__in=projects) | Q(to_project__in=projects)
            | Q(from_network__in=networks) | Q(to_network__in=networks)
        )  # fmt: skip

    def resting_on(self, instruments: Iterable[int], makers: Iterable[Project | Network]) -> "LinkQuerySet":
        """Links by which somebody shares one of these instruments, or builds on one of those that made them."""
        projects = [one.pk for one in makers if isinstance(one, Project)]
        networks = [one.pk for one in makers if isinstance(one, Network)]
        built_on = Q(kind=Link.Kind.BUILDS_ON) & (Q(to_project__in=projects) | Q(to_network__in=networks))
        return self.filter(Q(instrument__in=list(instruments)) | built_on).order_by("pk")

    def between_projects(self) -> "LinkQuerySet":
        """Links of which both ends are a project; also withdrawn ones, which somebody judged."""
        return self.filter(from_project__isnull=False, to_project__isnull=False)

    def between_public_ends(self) -> "LinkQuerySet":
        """Links of which a stranger may read both ends."""
        return self.filter(
            *(
                Q(**{f"{end}_project__state": State.PUBLISHED}) | Q(**{f"{end}_network__state": State.PUBLISHED})
                for end in ("from", "to")
            )
        )


def _end(side: str) -> Coalesce:
    """One number for an end, whatever it is: projects even, networks odd."""
    return Coalesce(F(f"{side}_project_id") * 2, F(f"{side}_network_id") * 2 + 1)


class Link(DiagonalNote):
    """Two projects or networks that have something to do with each other, and what."""

    AT_WORK = (State.DRAFT,)

    class Kind(models.TextChoices):
        SAME_THEME = "same-theme", _("works on the same theme as")
        BUILDS_ON = "builds-on", _("builds on")
        SHARES_INSTRUMENT = "shares-instrument", _("shares an instrument with")
        CONTRADICTS = "contradicts", _("contradicts")

    DIRECTED = (Kind.BUILDS_ON,)  # the others read the same from both ends

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    from_project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="links_from"
    )
    from_network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="links_from",
    )  # fmt: skip
    to_project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="links_to"
    )
    to_network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="links_to",
    )  # fmt: skip
    instrument = models.ForeignKey(
        Instrument,
        verbose_name=_("instrument"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shared_in",
    )
    note = Bilingual(_("what they have in common"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-created_at", "-id"]
        permissions = [("decide_diagonal", _("Can judge proposals, publish, send and close for the diagonal network"))]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=State.values), name="link_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False), name="link_published_when"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["same-theme", "builds-on", "shares-instrument", "contradicts"]),
                name="link_kind_known",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{side}_project": None, f"{side}_network__isnull": False})
                    | Q(**{f"{side}_project__isnull": False, f"{side}_network": None}),
                    name=f"link_{side}_one_thing",
                    violation_error_message=_("Choose one project or one learning network."),
                )
                for side in ("from", "to")
            ),
            models.CheckConstraint(
                condition=Q(from_project=None) | Q(to_project=None) | ~Q(from_project=F("to_project")),
                name="link_project_not_with_itself",
                violation_error_message=_("A link connects two different ones."),
            ),
            models.CheckConstraint(
                condition=Q(from_network=None) | Q(to_network=None) | ~Q(from_network=F("to_network")),
                name="link_network_not_with_itself",
                violation_error_message=_("A link connects two different ones."),
            ),
            models.CheckConstraint(
                condition=Q(kind="shares-instrument", instrument__isnull=False)
                | (~Q(kind="shares-instrument") & Q(instrument=None)),
                name="link_instrument_where_one_is_shared",
                violation_error_message=_("Say which instrument they share; only that kind of link has one."),
            ),
            models.UniqueConstraint(
                Least(_end("from"), _end("to")), Greatest(_end("from"), _end("to")), F("kind"),
                name="link_once_a_pair_and_kind",
                violation_error_message=_("There is a link of this kind between these two already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"

    @property
    def source(self) -> Project | Network:
        return self.from_project or self.from_network

    @property
    def target(self) -> Project | Network:
        return self.to_project or self.to_network

    @property
    def is_directed(self) -> bool:
        return self.kind in self.DIRECTED


class AboutQuerySet(NoteQuerySet):
    """Of what is filed under themes and says which networks and projects it is about."""

    def with_subjects(self) -> "AboutQuerySet":
        """What it is about, in a fixed number of statements."""
        return self.prefetch_related("projects", "networks", "themes")

    def about_network(self, network: Network) -> "AboutQuerySet":
        """About the network, or about one of its projects."""
        projects = Network.projects.through.objects.filter(network=network).values("project")
        through = self.model.projects.through.objects.filter(project__in=projects)
        return self.filter(Q(networks=network) | Q(pk__in=through.values(self.model._meta.model_name))).distinct()

    def of_project(self, project: Project) -> "AboutQuerySet":
        return self.filter(projects=project)

    def of_network(self, network: Network) -> "AboutQuerySet":
        return self.filter(networks=network)

    def on_theme(self, theme: Theme) -> "AboutQuerySet":
        return self.filter(themes=theme)


class Opportunity(DiagonalNote):
    """Something that projects or networks could do together, or take from each other."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("open")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.PUBLISHED)

    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what could be done"))
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), related_name="opportunities", blank=True)
    networks = models.ManyToManyField(
        Network, verbose_name=_("learning networks"), related_name="opportunities", blank=True
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="opportunities", blank=True)
    outcome = Bilingual(_("what came of it"), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-created_at", "-id"]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="opportunity_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "closed", "withdrawn"]), name="opportunity_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "closed"]) | Q(published_at__isnull=False),
                name="opportunity_published_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False) & ~Q(outcome_nl="", outcome_en="")),
                name="opportunity_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "published"]) | Q(closed_at=None), name="opportunity_open_or_closed"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)


class RecommendationQuerySet(NoteQuerySet):
    def of_network(self, network: Network) -> "RecommendationQuerySet":
        return self.filter(network=network)

    about_network = of_network

    def with_subjects(self) -> "RecommendationQuerySet":
        return self.select_related("network").prefetch_related("themes")

    def on_theme(self, theme: Theme) -> "RecommendationQuerySet":
        return self.filter(themes=theme)

    def answerable_by(self, person: Person, at: date) -> "RecommendationQuerySet":
        """What was sent to networks for which somebody answers on a day; see `Network.answering`."""
        responsible = Organisation.objects.filter(
            confirmed=True, memberships__person=person, memberships__role=Membership.Role.RESPONSIBLE
        )
        return self.exclude(sent_at=None).filter(network__in=Network.objects.answered_by(responsible, at))

    def waiting(self) -> "RecommendationQuerySet":
        """Sent, and neither adopted nor declined; what is due first comes first."""
        return self.filter(state__in=["sent", "pending"]).order_by("due_on", "pk")

    def overdue(self, at: date) -> "RecommendationQuerySet":
        """What should have been answered before this day."""
        return self.waiting().filter(due_on__lt=at)

    def to_remind(self, at: date) -> "RecommendationQuerySet":
        """Overdue, and nobody was reminded since that date passed."""
        return self.overdue(at).filter(Q(reminded_on=None) | Q(reminded_on__lte=F("due_on")))


class Recommendation(DiagonalNote):
    """What the diagonal network recommends to a network, and what the network says to it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        PENDING = "pending", _("under consideration")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.SENT, State.PENDING)
    REPLIES = (State.ADOPTED, State.PENDING, State.DECLINED)

    network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, related_name="recommendations"
    )
    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what is recommended, and why"))
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="recommendations", blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("answer due by"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    reply = Bilingual(_("reply"), editable=False)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True, editable=False)
    replied_by = models.ForeignKey(
        Person, verbose_name=_("replied by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    replied_for = models.ForeignKey(
        Organisation, verbose_name=_("replied on behalf of"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", editable=False,
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["due_on"], name="recommendation_due", condition=Q(state__in=["sent", "pending"]))
        ]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="recommendation_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "pending", "adopted", "declined", "withdrawn"]),
                name="recommendation_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state__in=["sent", "pending", "adopted", "declined"], sent_at__isnull=False)
                | Q(state="withdrawn"),
                name="recommendation_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "pending"], due_on__isnull=False)
                | (~Q(state__in=["sent", "pending"]) & Q(due_on=None)),
                name="recommendation_due_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], replied_at=None)
                | Q(state__in=["pending", "adopted", "declined"], replied_at__isnull=False)
                | Q(state="withdrawn"),
                name="recommendation_replied_when",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=False) | Q(reply_nl="", reply_en="", replied_by=None, replied_for=None),
                name="recommendation_reply_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reply_nl="", reply_en=""),
                name="recommendation_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None) | Q(sent_at__isnull=False, replied_at__gte=F("sent_at")),
                name="recommendation_replied_after_sent",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    def is_overdue(self, at: date) -> bool:
        """Whether an answer should have been there before this day."""
        return self.due_on is not None and self.due_on < at


class PolicyFeedback(DiagonalNote):
    """What the networks learned that policy should know, with the evidence, and what policy answers."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")
        WITHDRAWN = "withdrawn", _("withdrawn")

    AT_WORK = (State.DRAFT, State.SENT)

    title = Bilingual(_("title"), models.CharField, max_length=200)
    text = Bilingual(_("what policy should know"))
    addressee = models.ForeignKey(
        Organisation, verbose_name=_("addressed to"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="policy_feedback",
    )  # fmt: skip
    starts_on = models.DateField(_("about the period from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="policy_feedback", blank=True)
    networks = models.ManyToManyField(
        Network, verbose_name=_("learning networks"), related_name="policy_feedback", blank=True
    )
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), related_name="policy_feedback", blank=True)
    instruments = models.ManyToManyField(
        Instrument, verbose_name=_("instruments"), related_name="policy_feedback", blank=True
    )
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name=_("recommendations"), related_name="policy_feedback", blank=True
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    reply = Bilingual(_("reply"), editable=False)
    replied_on = models.DateField(_("replied on"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback to policy")
        verbose_name_plural = _("feedback to policy")
        ordering = ["-created_at", "-id"]
        constraints = [
            *DiagonalNote.Meta.constraints,
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="policy_feedback_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "answered", "closed", "withdrawn"]),
                name="policy_feedback_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="policy_feedback_ends_after_it_starts",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state__in=["sent", "answered", "closed"], sent_at__isnull=False, addressee__isnull=False)
                | Q(state="withdrawn"),
                name="policy_feedback_sent_when_and_to_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | (Q(replied_on__isnull=False) & ~Q(reply_nl="", reply_en="")),
                name="policy_feedback_answered_with_reply",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "sent", "closed"]) | Q(reply_nl="", reply_en="", replied_on=None),
                name="policy_feedback_reply_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state__in=["draft", "sent", "answered"], closed_at=None)
                | Q(state="withdrawn"),
                name="policy_feedback_closed_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)


class DiagonalMove(models.Model):
    """One of the four went to another state, or its texts changed: who, when, what was said and what it was before.
    Never changed, never deleted.
    """

    SUBJECTS = ("link", "opportunity", "recommendation", "policy_feedback")

    link = models.ForeignKey(Link, on_delete=models.CASCADE, null=True, related_name="moves")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, null=True, related_name="moves")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, null=True, related_name="moves")
    policy_feedback = models.ForeignKey(PolicyFeedback, on_delete=models.CASCADE, null=True, related_name="moves")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("move on the diagonal board")
        verbose_name_plural = _("moves on the diagonal board")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, opportunity=None, recommendation=None, policy_feedback=None)
                | Q(link=None, opportunity__isnull=False, recommendation=None, policy_feedback=None)
                | Q(link=None, opportunity=None, recommendation__isnull=False, policy_feedback=None)
                | Q(link=None, opportunity=None, recommendation=None, policy_feedback__isnull=False),
                name="diagonal_move_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.to_state}"

    @property
    def subject(self) -> DiagonalNote:
        return next(thing for name in self.SUBJECTS if (thing := getattr(self, name)))

    @property
    def is_edit(self) -> bool:
        """Texts changed, and nothing moved."""
        return self.from_state == self.to_state

    def get_to_state_display(self) -> str:
        """The state in words, as its kind of thing calls it."""
        return dict(self.subject._meta.get_field("state").flatchoices)[self.to_state]


class ProposalQuerySet(models.QuerySet):
    def to_judge(self) -> "ProposalQuerySet":
        """What waits for the facilitator, the surest first."""
        return self.filter(state=Proposal.State.OPEN).order_by("-score", "pk")

    def with_projects(self) -> "ProposalQuerySet":
        return self.select_related("left", "right").prefetch_related("left__networks", "right__networks")

    def about_network(self, network: Network) -> "ProposalQuerySet":
        projects = Network.projects.through.objects.filter(network=network).values("project")
        return self.filter(Q(left__in=projects) | Q(right__in=projects))

    def on_theme(self, theme: Theme) -> "ProposalQuerySet":
        projects = Project.objects.filter(themes=theme)
        return self.filter(Q(left__in=projects) | Q(right__in=projects))


class Proposal(models.Model):
    """Two projects of different networks that the portal believes to work on the same thing, and why it does."""

    class State(models.TextChoices):
        OPEN = "open", _("to be judged")
        KEPT = "kept", _("kept")
        DISMISSED = "dismissed", _("dismissed")

    left = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    computed_at = models.DateTimeField(_("computed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True, editable=False)
    judged_by = models.ForeignKey(
        Person, verbose_name=_("judged by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    note = models.TextField(_("why"), blank=True, editable=False)
    link = models.ForeignKey(
        Link, verbose_name=_("link"), on_delete=models.PROTECT, null=True, blank=True, related_name="proposals",
        editable=False,
    )  # fmt: skip

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="proposal_once_a_pair"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="proposal_in_one_order"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="proposal_score_between_0_and_1"),
            models.CheckConstraint(condition=Q(state__in=["open", "kept", "dismissed"]), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", judged_at=None, judged_by=None)
                | (~Q(state="open") & Q(judged_at__isnull=False)),
                name="proposal_judged_when",
            ),
            models.CheckConstraint(
                condition=Q(state="kept", link__isnull=False) | (~Q(state="kept") & Q(link=None)),
                name="proposal_kept_is_a_link",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.left} – {self.right}"
