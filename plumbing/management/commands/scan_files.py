"""Files that the scanner could not say anything of, scanned again."""

from django.core.management.base import BaseCommand

from plumbing import scanned


class Command(BaseCommand):
    help = "Scan again what waits for the virus scanner, as when it was down for a long time; to be run every day."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{scanned.scan_again()} files to scan.")
