"""What somebody should hear of in time."""

from django.core.management.base import BaseCommand

from forums.workflow import registrations


class Command(BaseCommand):
    help = "Mail who has a seat at a forum that is near, each once; to be run every day."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{registrations.remind()} reminders.")
