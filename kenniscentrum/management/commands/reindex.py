"""The search documents of everything, written anew."""

from django.core.management.base import BaseCommand
from django.db import connection
from tqdm import tqdm

from kenniscentrum.site_search import KINDS
from search.spelling import Recount


class Command(BaseCommand):
    help = "Write all search documents anew; visitors and editors go on meanwhile."

    def handle(self, *args, verbosity: int, **options) -> None:
        recount = Recount()
        for kind in KINDS:
            with tqdm(desc=str(kind.label), disable=None if verbosity else True) as bar:

                def progress(done: int, total: int, bar: tqdm = bar) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                number = kind.write_all(progress, recount)
            if verbosity:
                self.stdout.write(f"{kind.label}: {number}")
        recount.keep()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_document")  # how many documents there are says how rare a word is
