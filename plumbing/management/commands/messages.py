"""Dutch interface text: collect, check, compile."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from plumbing import messages


class Command(BaseCommand):
    help = "Collect the texts to translate into locale/nl/LC_MESSAGES/django.po; with --check only judge that file."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="fail when a text is missing, untranslated or wrong")
        choice.add_argument("--compile", action="store_true", help="write django.mo if django.po is newer, and no more")

    def handle(self, *, check: bool, compile: bool, **options) -> None:  # noqa: A002 (the option is called so)
        locale_dir = settings.LOCALE_PATHS[0]
        if compile:
            messages.compile_if_stale(locale_dir)
            return
        path = messages.po_path(locale_dir)
        known = messages.read(path)
        try:
            catalog = messages.found(settings.BASE_DIR, own_folders())
        except messages.UnreadableSourceError as error:
            raise CommandError(str(error)) from error
        problems = messages.problems(catalog, known)
        if check:
            if problems:
                raise CommandError("The Dutch text is not complete:\n  " + "\n  ".join(problems))
            self.stdout.write(f"The Dutch text is complete: {len(catalog)} texts.")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(messages.written(messages.updated(catalog, known)))
        messages.compile_if_stale(locale_dir)
        for problem in messages.problems(catalog, messages.read(path)):
            self.stdout.write(problem)


def own_folders() -> list[Path]:
    """The folders of our own apps, and the shared templates."""
    own = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    return sorted([*own, settings.BASE_DIR / "templates"])
