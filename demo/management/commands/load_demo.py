from django.core.management import call_command
from django.core.management.base import BaseCommand
from tqdm import tqdm

from demo.load import load


class Command(BaseCommand):
    help = "Load the demonstration content that is not there yet; safe to run again."

    def handle(self, *args, **options) -> None:
        with tqdm(desc="Demonstration content", unit=" instruments", disable=None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            added = load(progress)
        if added:  # the search over the whole site knows themes, organisations and pages from here
            call_command("reindex", verbosity=0)
        self.stdout.write(f"{added} instruments added." if added else "The demonstration content is there.")
