"""What stakeholders say: the ledger of contributions, in their versions and with their files."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from forums.models.choices import (
    Activity,
    Channel,
    ContributionState,
    ForumState,
    Language,
    Naming,
)
from forums.models.forum import Forum, Phase, StakeholderGroup
from instruments.models import Theme
from plumbing import scanned
from plumbing.bilingual import Bilingual
from plumbing.scanned import ScannedFile, ScannedQuerySet
from plumbing.typed import Typed

NUMBERED = (ContributionState.SUBMITTED, ContributionState.PUBLISHED, ContributionState.REFUSED,
            ContributionState.WITHDRAWN)  # fmt: skip


class Question(models.Model):
    """A question, or a theme, on which contributions are asked in a phase."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="questions")
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="questions")
    title = Bilingual(_("question"), models.CharField, max_length=300)
    body = Bilingual(_("explanation"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="question_has_a_title"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether contributions to it are taken at a moment."""
        announced = self.forum.state == ForumState.PUBLISHED
        return announced and Activity.CONTRIBUTE in self.phase.permits and self.phase.is_open(at)


class Authored(models.Model):
    """What somebody wrote: who, for whom, and how she is named. After an erasure only the stakeholder group stays."""

    person = models.ForeignKey(
        Person, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(_("name of the author"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="%(class)ss",
    )  # fmt: skip
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    group = models.ForeignKey(
        StakeholderGroup, verbose_name=_("stakeholder group"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="%(class)ss",
    )  # fmt: skip
    naming = models.CharField(_("named as"), max_length=12, choices=Naming, default=Naming.BOTH)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("author erased"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="%(class)s_language_known"),
            models.CheckConstraint(condition=Q(naming__in=Naming.values), name="%(class)s_naming_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(author_name="", person=None), name="%(class)s_erased_has_no_author"
            ),
            models.CheckConstraint(
                condition=Q(state=ContributionState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ContributionState.WITHDRAWN) & Q(withdrawn_at=None)),
                name="%(class)s_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ContributionState.PUBLISHED) | Q(published_at__isnull=False),
                name="%(class)s_published_when",
            ),
        ]  # fmt: skip

    @property
    def organisation_label(self) -> str:
        """The organisation as it calls itself, or as it was written down."""
        return str(self.organisation.name) if self.organisation else self.organisation_name

    @property
    def signature(self) -> str:
        """Who wrote it, as far as she wants to be named."""
        person = self.author_name or (str(_("former participant")) if self.erased_at else "")
        shown = {
            Naming.BOTH: [person, self.organisation_label],
            Naming.ORGANISATION: [self.organisation_label],
            Naming.PERSON: [person],
            Naming.GROUP: [],
        }[self.naming]
        return ", ".join(filter(None, shown)) or str(self.group.label if self.group else _("not stated"))


class ContributionQuerySet(models.QuerySet):
    def numbered(self) -> "ContributionQuerySet":
        """The ledger: everything that was ever handed in, whatever became of it."""
        return self.exclude(number=None).order_by("forum_id", "number")

    def published(self) -> "ContributionQuerySet":
        return self.filter(state=ContributionState.PUBLISHED)

    def awaiting_moderation(self) -> "ContributionQuerySet":
        return self.filter(state=ContributionState.SUBMITTED).order_by("submitted_at", "pk")

    def mine(self, person: Person) -> "ContributionQuerySet":
        return self.filter(person=person)


class Contribution(Authored, Typed):
    """One position in the ledger of a forum, whichever way it came in. Its number is never given twice.

    While it is a draft, what is typed is kept field by field (`typed`).
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="contributions")
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="contributions",
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.WEB)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    gist = models.CharField(
        _("in one line, in the other language"), max_length=300, blank=True, help_text=_("Written by the editors.")
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="contributions", blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ContributionState, default=ContributionState.DRAFT, editable=False
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["forum", "number", "id"]
        permissions = [
            ("moderate_contribution", _("Can moderate contributions and replies")),
            ("enter_contribution", _("Can enter letters, mails and minutes")),
        ]
        indexes = [
            models.Index(fields=["forum", "state", "number"], name="contribution_ledger"),
            models.Index(fields=["person"], name="contribution_by_person"),
        ]
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["forum", "number"], name="contribution_number_once"),
            models.UniqueConstraint(
                fields=["question", "person"], name="contribution_one_draft_a_question",
                condition=Q(state=ContributionState.DRAFT, person__isnull=False),
            ),
            models.CheckConstraint(condition=Q(state__in=ContributionState.values), name="contribution_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contribution_channel_known"),
            models.CheckConstraint(
                condition=Q(state=ContributionState.DRAFT, number=None, submitted_at=None, version=0)
                | (
                    Q(state__in=NUMBERED, number__isnull=False, number__gte=1, submitted_at__isnull=False)
                    & Q(version__gte=1)
                    & ~Q(text="")
                ),
                name="contribution_numbered_once_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.WEB) | Q(received_on__isnull=False),
                name="contribution_on_paper_received_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.forum.title} – {self.number or _('draft')}"

    def get_absolute_url(self) -> str:
        return reverse("forums:contribution", args=[self.forum.slug, self.number])


class ContributionVersion(models.Model):
    """A contribution as it was handed in, and each time it was changed afterwards. Never altered."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("version of a contribution")
        verbose_name_plural = _("versions of contributions")
        ordering = ["contribution", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="contributionversion_once"),
            models.CheckConstraint(condition=~Q(text="") & Q(number__gte=1), name="contributionversion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} ({self.number})"


class AttachmentQuerySet(ScannedQuerySet):
    def there(self) -> "AttachmentQuerySet":
        """What belongs to the contribution now, or will with its next version."""
        return self.filter(until=None)

    def handed_in(self) -> "AttachmentQuerySet":
        """What belongs to the contribution as it stands."""
        return self.filter(since__isnull=False, until=None)

    def public(self) -> "AttachmentQuerySet":
        """What everybody gets: of a contribution that is public, and found clean, or nobody scans here."""
        return self.handed_in().to_publish().filter(contribution__state=ContributionState.PUBLISHED)


class Attachment(ScannedFile):
    """A file of a contribution: since one of its versions, perhaps until another. Without `since` it was not handed in
    yet; `leaving` is what its author takes out with her next version.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="attachments")
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    since = models.PositiveIntegerField(_("since version"), null=True, editable=False)
    until = models.PositiveIntegerField(_("until version"), null=True, editable=False)
    leaving = models.BooleanField(_("goes out with the next version"), default=False, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "sha256"], condition=Q(until=None), name="attachment_once"),
            models.CheckConstraint(condition=~Q(name=""), name="attachment_has_a_name"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_has_a_checksum"),
            models.CheckConstraint(
                condition=Q(language__in=["", *Language.values]), name="attachment_language_known"
            ),
            models.CheckConstraint(
                condition=Q(since=None, until=None, leaving=False)
                | Q(since__isnull=False, until=None)
                | Q(since__isnull=False, until__gte=F("since"), leaving=False),
                name="attachment_there_before_it_leaves",
            ),
            *scanned.constraints("attachment"),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        """Where everybody gets it, once it is public."""
        forum, number = self.contribution.forum.slug, self.contribution.number
        return reverse("forums:attachment", args=[forum, number, self.pk, self.name])

    @property
    def own_url(self) -> str:
        """Where its author and the moderators get it, whatever became of the contribution."""
        return reverse("forums:my_attachment", args=[self.contribution_id, self.pk, self.name])
