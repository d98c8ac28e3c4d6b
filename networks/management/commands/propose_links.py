"""Compare all published projects, so that the diagonal network finds new proposals."""

from django.core.management.base import BaseCommand

from networks.workflow import proposals


class Command(BaseCommand):
    help = "Compare all published projects and renew the proposals of the diagonal network."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{proposals.compute()} proposals to judge.")
