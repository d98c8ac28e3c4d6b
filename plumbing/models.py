from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plumbing.content_version import ContentVersion, Moment
from plumbing.limits import Attempt

__all__ = ["Attempt", "ContentVersion", "Mail", "Moment"]

LATE_AFTER = timedelta(minutes=15)


class MailQuerySet(models.QuerySet["Mail"]):
    def drafts(self) -> "MailQuerySet":
        """What waits until staff read it."""
        return self.filter(state=Mail.State.DRAFT)

    def failed(self) -> "MailQuerySet":
        return self.filter(state=Mail.State.FAILED)

    def perhaps_sent(self) -> "MailQuerySet":
        """Broken off while it was being sent: nobody knows whether it arrived, so a person decides."""
        broken_off = ~Q(problem="") | Q(claimed_at__lt=timezone.now() - LATE_AFTER)
        return self.filter(broken_off, state=Mail.State.SENDING)

    def late(self) -> "MailQuerySet":
        """Should have been sent a while ago: no worker runs, or it stopped just before."""
        return self.filter(state=Mail.State.QUEUED, due_at__lt=timezone.now() - LATE_AFTER)

    def with_standing(self) -> "MailQuerySet":
        """Each mail with its state as staff read it."""
        return self.annotate(
            standing=models.Case(
                models.When(pk__in=self.model.objects.perhaps_sent().values("pk"), then=models.Value("perhaps")),
                models.When(pk__in=self.model.objects.late().values("pk"), then=models.Value("late")),
                default=F("state"),
            )
        )


class Mail(models.Model):
    """One mail to one reader: what it says, and what became of it. plumbing/mail.py moves it from state to state."""

    class State(models.TextChoices):
        DRAFT = "draft", _("waits for you")
        QUEUED = "queued", _("on its way")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not sent")

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", _("the mail server cannot be reached, or does not let us in")
        REFUSED = "refused", _("the mail server refuses the mail")
        BROKEN_OFF = "broken-off", _("the connection broke while the mail was being sent; perhaps it arrived")
        IMPOSSIBLE = "impossible", _("no mail can be made of it")

    to = models.EmailField(_("to"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))])
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("as a page"), blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    carries_decision = models.BooleanField(_("carries a decision"), default=False)
    secret = models.BooleanField(
        _("for its reader alone"), default=False,
        help_text=_("A code or a link that works for who has it: nobody else reads it, and it is forgotten once sent."),
    )  # fmt: skip
    about = models.CharField(_("about"), max_length=100, blank=True)
    once = models.CharField(max_length=200, unique=True, null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("what went wrong"), max_length=20, choices=Problem, blank=True)
    error = models.TextField(_("what the server said"), blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    due_at = models.DateTimeField(_("next attempt"), null=True)
    claimed_at = models.DateTimeField(_("last attempt"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    handled_by_id = models.BigIntegerField(null=True)
    handled_by = models.CharField(_("decided by"), max_length=310, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_by_state"),
            models.Index(fields=["about"], name="mail_by_subject_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "queued", "sending", "sent", "failed", "dropped"]),
                name="mail_state_known",
            ),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="mail_language_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "queued"]) | ~(Q(to="") | Q(subject="") | Q(text="")),
                name="mail_says_something_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent"]) | Q(claimed_at__isnull=False, attempts__gt=0),
                name="mail_sent_was_claimed",
            ),
            models.CheckConstraint(condition=~Q(state="queued") | Q(due_at__isnull=False), name="mail_queued_is_due"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="mail_failed_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(attempts=0, carries_decision=True), name="mail_draft_was_never_tried"
            ),
            models.CheckConstraint(
                condition=(Q(carries_decision=False) & ~Q(state="dropped")) | Q(state="draft") | ~Q(handled_by=""),
                name="mail_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
