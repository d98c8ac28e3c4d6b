"""What a promoter hands in: a result, or a change of a project's own data. Both are reviewed the same way."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from instruments.models import Instrument
from instruments.models.curation import like_titles
from networks.models.network import Network
from networks.models.project import Partner, Project
from plumbing import scanned
from plumbing.bilingual import Text, pick
from plumbing.scanned import ScannedFile, ScannedQuerySet
from plumbing.typed import Typed


class Kind(models.TextChoices):
    RESULT = "result", _("result")
    FICHE = "fiche", _("project data")


class Stage(models.TextChoices):
    """Where a submission stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    CHANGES_ASKED = "changes-asked", _("changes asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


EDITABLE = (Stage.DRAFT, Stage.CHANGES_ASKED)
WITH_STAFF = (Stage.SUBMITTED,)
OPEN = (Stage.DRAFT, Stage.SUBMITTED, Stage.CHANGES_ASKED)
DECIDED = (Stage.ACCEPTED, Stage.DECLINED)


def typed_title(language: str) -> models.GeneratedField:
    """The title as it is typed now, as a column of its own: for lists, and to find what is like it."""
    return models.GeneratedField(
        expression=Coalesce(KT(f"typed__title_{language}__0"), models.Value("", models.TextField())),
        output_field=models.TextField(),
        db_persist=True,
    )


class SubmissionQuerySet(models.QuerySet):
    def of(self, organisation: Organisation | None) -> "SubmissionQuerySet":
        """What the people of an organisation may see and work on: its own, and those of projects it is a partner of."""
        return self.none() if organisation is None else self._of([organisation.pk])

    def shared_with(self, person: Person) -> "SubmissionQuerySet":
        """What a person may see and work on, by any of her organisations: a link in a mail leads there whichever of
        them she acts for at the moment.
        """
        return self._of(person.organisations.values("pk"))

    def _of(self, organisations: Iterable[int] | models.QuerySet) -> "SubmissionQuerySet":
        partnerships = Partner.objects.filter(organisation__in=organisations).values("project")
        return self.filter(
            Q(organisation__in=organisations) | Q(project__promoter__in=organisations) | Q(project__in=partnerships)
        )

    def titled_like(self, titles: Iterable[str]) -> "SubmissionQuerySet":
        """Results whose title as typed so far looks like one of these, the likest first, with their `likeness`."""
        return like_titles(self.filter(kind=Kind.RESULT), titles, {"nl": "typed_title_nl", "en": "typed_title_en"})

    def with_place(self) -> "SubmissionQuerySet":
        """With what a list tells of each: who handed it in, where it comes from, what became of it."""
        return self.select_related("organisation", "project", "network", "edition_of", "instrument")

    def editable(self) -> "SubmissionQuerySet":
        return self.filter(stage__in=EDITABLE)

    def with_staff(self) -> "SubmissionQuerySet":
        """What waits for staff, the most urgent first."""
        return self.filter(stage__in=WITH_STAFF).order_by("due_on", "pk")

    def in_the_way_of(self, submission: "Submission") -> "SubmissionQuerySet":
        """Open ones that leave no room for a new one: one change of a project, one new edition of an instrument."""
        there = self.filter(stage__in=OPEN)
        if submission.edition_of_id:
            return there.filter(edition_of=submission.edition_of_id)
        if submission.kind == Kind.FICHE:
            return there.filter(kind=Kind.FICHE, project=submission.project_id)
        return self.none()

    def in_review(self) -> "SubmissionQuerySet":
        """What was sent and is not decided: with staff, or with its writers once more."""
        return self.filter(stage__in=[Stage.SUBMITTED, Stage.CHANGES_ASKED])

    def late(self, at: date) -> "SubmissionQuerySet":
        """What staff promised to answer before this day."""
        return self.with_staff().filter(due_on__lt=at)

    def reviewable_by(self, person: Person) -> "SubmissionQuerySet":
        """What somebody may review: nothing, or all that was ever sent. Drafts are their writers' own."""
        if not (person.is_staff and person.has_perm("networks.review_submission")):
            return self.none()
        return self.exclude(submitted_at=None)

    def to_take(self) -> "SubmissionQuerySet":
        """What waits for staff and nobody has."""
        return self.with_staff().filter(reviewer=None)

    def next_for(self, person: Person, *, besides: int | None = None) -> "Submission | None":
        """The most urgent one that waits and that nobody else has."""
        return self.with_staff().filter(Q(reviewer=None) | Q(reviewer=person)).exclude(pk=besides).first()

    def with_queue(self) -> "SubmissionQuerySet":
        """What a line of the queue shows: who has it, and what changed since the last time that it was sent."""
        requests = Count("requests", filter=Q(requests__told_at__isnull=False))
        settled = Q(requests__state="answered") | Q(requests__state="closed")
        return self.select_related("organisation", "project", "network", "reviewer").annotate(
            asked=requests,
            settled=Count("requests", filter=Q(requests__told_at__isnull=False) & settled),
            changed=RawSQL(CHANGED, [], output_field=models.IntegerField()),  # noqa: S611 (nothing in it was typed)
        )


# How many fields differ between the last two times that it was sent; what was left empty is as good as not typed.
CHANGED = """
(SELECT count(*)
   FROM networks_round AS this
   JOIN networks_round AS last ON last.submission_id = this.submission_id AND last.number = this.number - 1
  CROSS JOIN jsonb_object_keys(this.typed || last.typed) AS name
  WHERE this.submission_id = networks_submission.id AND this.number = networks_submission.round
    AND name NOT LIKE 'answer-%%'
    AND NULLIF(NULLIF(this.typed -> name, '[]'), '[""]') IS DISTINCT FROM
        NULLIF(NULLIF(last.typed -> name, '[]'), '[""]'))
"""


class Submission(Typed):
    """One thing handed in. The texts are in `typed` until staff accept them; moved by workflow/submissions.py."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.RESULT)
    stage = models.CharField(_("state"), max_length=15, choices=Stage, default=Stage.DRAFT, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="submissions"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    network = models.ForeignKey(
        Network, verbose_name=_("learning network"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="submissions",
    )  # fmt: skip
    edition_of = models.ForeignKey(
        Instrument, verbose_name=_("new edition of"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="edition_submissions",
    )  # fmt: skip
    begun_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    begun_at = models.DateTimeField(_("begun"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    round = models.PositiveSmallIntegerField(_("times sent"), default=0, editable=False)
    due_on = models.DateField(_("answer due by"), null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        Person, verbose_name=_("reviewer"), on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews",
        editable=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        Person, verbose_name=_("decided by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    decision_note = models.TextField(_("reason of the decision"), blank=True, editable=False)
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("published as"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="submissions", editable=False,
    )  # fmt: skip
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    typed_title_nl = typed_title("nl")
    typed_title_en = typed_title("en")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-begun_at", "-id"]
        permissions = [("review_submission", _("Can review submissions"))]
        indexes = [models.Index(fields=["due_on"], name="submission_due", condition=Q(stage="submitted"))]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="submission_kind_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="submission_stage_known"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FICHE) | Q(project__isnull=False, edition_of=None, instrument=None),
                name="submission_of_data_has_a_project",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, round=0, stage__in=[Stage.DRAFT, Stage.WITHDRAWN])
                | (Q(submitted_at__isnull=False, round__gte=1) & ~Q(stage=Stage.DRAFT)),
                name="submission_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(submitted_at__isnull=False), name="submission_reviewed_once_sent"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.SUBMITTED, due_on__isnull=False)
                | (~Q(stage=Stage.SUBMITTED) & Q(due_on=None)),
                name="submission_due_while_with_staff",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=DECIDED, decided_at__isnull=False)
                | (~Q(stage__in=DECIDED) & Q(decided_at=None, decided_by=None, instrument=None)),
                name="submission_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.DECLINED) | (~Q(decision_note="") & Q(instrument=None)),
                name="submission_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ACCEPTED, kind=Kind.RESULT) | Q(instrument__isnull=False),
                name="submission_accepted_is_an_instrument",
            ),
            models.CheckConstraint(
                condition=Q(edition_of=None) | Q(instrument=None) | Q(instrument=F("edition_of")),
                name="submission_edition_of_its_instrument",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(kind=Kind.FICHE, stage__in=OPEN), name="one_open_change_a_project",
            ),
            models.UniqueConstraint(
                fields=["edition_of"], condition=Q(stage__in=OPEN), name="one_open_edition_an_instrument",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def reference(self) -> str:
        """What people quote on the telephone."""
        return f"R{self.begun_at:%Y}-{self.pk:04d}"

    @property
    def title(self) -> Text:
        """The title as typed so far, or nothing."""
        return pick(self.typed_title_nl, self.typed_title_en)

    @property
    def is_editable(self) -> bool:
        return self.stage in EDITABLE

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_late(self) -> bool:
        """Whether staff should have answered before today."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    @cached_property
    def told(self) -> list:
        """The requests of reviewers that its promoter was told of."""
        return list(self.requests.told()) if self.round else []

    def get_absolute_url(self) -> str:
        return reverse("networks:submission", args=[self.pk])


class Move(models.Model):
    """A submission went from one state to another: who, when, and what was said. Never changed, never deleted."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="moves")
    from_stage = models.CharField(max_length=15, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=15, choices=Stage)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.get_to_stage_display()}"


class Round(models.Model):
    """What was sent, exactly, each time that it was sent."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    sent_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    typed = models.JSONField()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.submission.reference} ({self.number})"


class SubmissionFile(ScannedFile):
    """A file handed in. Nobody outside the partnership and the reviewers sees it before the result is published.

    What it is and in which language are typed, like the rest: the fields `file-ID-title_nl`, `file-ID-language`.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ScannedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "sha256"], name="submission_file_once"),
            *scanned.constraints("submission"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("networks:submission_file", args=[self.submission_id, self.pk, self.name])
