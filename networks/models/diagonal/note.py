"""What the four kinds of notes of the diagonal network have in common."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from instruments.models import Theme
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
