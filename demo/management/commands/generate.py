from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from demo.generate import generate

AT_MOST = 999_999


class Command(BaseCommand):
    help = (
        "Make N plausible bilingual records from a fixed seed, for benchmarks: gen-000001 and on, published, marked as"
        " demonstration content. Records that are there already are left alone, so it is safe to run again."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--instruments", type=int, required=True, metavar="N", help="how many there will be")

    def handle(self, *, instruments: int, **options) -> None:
        if not 1 <= instruments <= AT_MOST:
            raise CommandError(f"--instruments must be between 1 and {AT_MOST}.")
        with tqdm(desc="Records", unit=" records", total=instruments, disable=None) as bar:
            made = generate(instruments, lambda done, total: bar.update(done - bar.n))
        self.stdout.write(f"{made} records made, {instruments - made} were there already.")
