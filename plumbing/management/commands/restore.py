from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plumbing import backups, serving


class Command(BaseCommand):
    help = "Put database and files back from a backup, after its checksums have been verified. Replaces what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--no-input", action="store_false", dest="ask", help="do not ask first")

    def handle(self, *, folder: Path, ask: bool, **options) -> None:
        if ask and input("This replaces the database and all files. Go on? [y/N] ").lower() not in {"y", "yes"}:
            raise CommandError("Nothing was changed.")
        try:
            with serving.alone():  # workers keep pages and facets in memory
                files = backups.restore(folder.resolve())
        except (backups.BackupError, serving.ServingError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{files} files put back. Run manage.py migrate if the portal is newer than the backup.")
