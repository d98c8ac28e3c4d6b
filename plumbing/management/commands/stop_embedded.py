from django.conf import settings
from django.core.management.base import BaseCommand

from plumbing.embedded import server


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL; the next command that needs it starts it again."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        server.stop(settings.EMBEDDED_DATABASE)
