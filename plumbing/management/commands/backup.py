from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plumbing import backups


class Command(BaseCommand):
    help = "Keep database and files together in a new folder, with a checksum of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options) -> None:
        try:
            files = backups.make(folder.resolve())
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{files} files kept in {folder}.")
