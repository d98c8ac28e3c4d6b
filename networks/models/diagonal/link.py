"""Links between projects or networks."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from instruments.models import Instrument, Theme
from networks.models.diagonal.note import DiagonalNote, NoteQuerySet
from networks.models.network import Network
from networks.models.project import Project
from networks.models.publication import State
from plumbing.bilingual import Bilingual


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
