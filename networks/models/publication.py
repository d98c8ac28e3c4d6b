"""What calls, projects and networks have in common: made by staff, shown, and never deleted."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.models import Theme
from plumbing.bilingual import Bilingual, TranslationState


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublicationQuerySet(models.QuerySet):
    def published(self) -> "PublicationQuerySet":
        return self.filter(state=State.PUBLISHED)

    def published_or_withdrawn(self) -> "PublicationQuerySet":
        """What a stranger may ask for: what is published, and the tombstone of what was."""
        return self.exclude(state=State.DRAFT).exclude(published_at=None)

    def on_theme(self, theme: Theme) -> "PublicationQuerySet":
        """What is filed under a theme, or under one of its narrower ones."""
        return self.filter(Q(themes=theme) | Q(themes__parent=theme)).distinct()

    def visible_to(self, person: Person) -> "PublicationQuerySet":
        """What somebody may look at: staff who see this kind of thing see all of it, everybody else what is public."""
        meta = self.model._meta
        if person.is_staff and person.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            return self.all()
        return self.published_or_withdrawn()


class Publication(TranslationState):
    """Moved from state to state by workflow/publication.py and by nothing else."""

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
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
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="%(class)s_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="%(class)s_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False), name="%(class)s_published_when"
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None)),
                name="%(class)s_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | ~Q(withdrawal_reason_nl="", withdrawal_reason_en=""),
                name="%(class)s_withdrawn_with_reason",
            ),
        ]
