"""Networks that owe a reply to a recommendation."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from networks.workflow import diagonal


class Command(BaseCommand):
    help = "Remind networks of recommendations whose reply was due; to be run every day."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{diagonal.remind(timezone.localdate())} recommendations reminded of.")
