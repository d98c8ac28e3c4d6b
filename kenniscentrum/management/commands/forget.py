"""What was kept long enough."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Invitation
from forums.workflow import invitations as forum_invitations
from forums.workflow import registrations
from plumbing import limits, mail
from search import log

TASKS_KEPT = timedelta(days=14)


class Command(BaseCommand):
    help = "Drop what is kept no longer, as docs/retention.md says; to be run every day."

    def handle(self, *args, **options) -> None:
        dropped = log.forget(timezone.localdate())
        sessions = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
        call_command("prune_db_task_results", min_age_days=TASKS_KEPT.days, verbosity=0)
        mails = mail.forget()
        invitations = Invitation.objects.past(timezone.now()).delete()[0]
        limits.forget()
        forums = registrations.forget()
        invitees = forum_invitations.forget()
        self.stdout.write(
            f"{dropped} rows of the search log, {sessions} sessions, {mails} mails, {invitations} invitations,"
            f" {forums['needs']} needs and {forums['names']} names of registrations, {invitees} names of people"
            " invited to a forum dropped."
        )
