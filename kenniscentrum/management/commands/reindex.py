"""The search documents of everything, written anew."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from instruments import documents
from kenniscentrum import site_search


class Command(BaseCommand):
    help = "Write all search documents anew; visitors go on searching meanwhile."

    def handle(self, *args, verbosity: int, **options) -> None:
        with tqdm(desc="Search documents", unit=" instruments", disable=None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            number = documents.write_all(progress)
        site_search.write_all()
        if verbosity:
            self.stdout.write(f"{number} instruments indexed, and all themes, organisations and pages.")
