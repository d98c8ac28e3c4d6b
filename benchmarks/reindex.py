"""Does anybody wait while all documents are written anew? Pages and edits of another process, without and beside it.

python -m benchmarks.reindex                        20,000 instruments; writes docs/performance.md
python -m benchmarks.reindex --instruments 2000     another number; prints the figures
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread

from benchmarks import databases, report

SECTION = "Reindexing"
INSTRUMENTS = 20_000
ALONE = 60  # seconds of pages and edits before it begins
PAUSE = 0.25  # seconds between two edits
SEED = 2004
WORDS = ("bedrijf", "klanten", "", "duurzaamheid", "veiligheid gids")
SAID = """\
{number:,} instruments written anew, while another process asks for a page and saves an edit in turn, {pause:.0f} ms
apart: the page is the first after an edit, so it fetches what changed. Milliseconds by the clock, median / 95 of 100 /
most, of one run. An edit waits for its turn while others store documents.

It took {seconds:.0f} s, of which {python:.0f} s of processor time in Python and {server:.0f} s in the server, and
{memory:.0f} MB at the most, {growth:.0f} MB more than before it began."""


def beside(name: str) -> None:
    """The other process: a page and an edit in turn until somebody ends it, each told with its time."""
    databases.use(name)
    from django.db import connection, transaction
    from django.utils import translation

    from instruments import documents, workflow
    from instruments.catalogue import Results
    from instruments.facets import Vocabulary
    from instruments.filters import Search
    from instruments.models import Instrument

    translation.activate("nl")
    terms, chance = Vocabulary(), random.Random(SEED)
    ids = list(Instrument.objects.published().order_by("pk").values_list("pk", flat=True))
    number, waited = 0, 0.0

    def turn(execute, sql, *args):
        """The statement that waits until nobody else writes documents."""
        nonlocal waited
        started = time.perf_counter()
        try:
            return execute(sql, *args)
        finally:
            waited += time.perf_counter() - started if "INTO search_version" in sql else 0

    while True:
        number += 1
        started = time.perf_counter()
        results = Results(Search(words=WORDS[number % len(WORDS)]), "nl", terms)
        _ = results.items, results.facets, results.total, results.reasons
        shown = time.perf_counter()
        edited = Instrument.objects.get(pk=chance.choice(ids))
        edited.summary_nl = f"{edited.summary_nl[:200]} Herzien {number}."
        begun, waited = time.perf_counter(), 0.0
        with connection.execute_wrapper(turn), transaction.atomic():
            workflow.save(edited, by=None, reason="benchmark")
            documents.write([edited.pk])
        saved = time.perf_counter()
        told = {"at": time.time(), "page": shown - started, "edit": saved - begun, "turn": waited}
        print(json.dumps(told), flush=True)
        time.sleep(PAUSE)


def reindex() -> dict[str, float]:
    """Writing every document anew: seconds, processor time here and in the server, memory."""
    import psutil
    from django.db import connection

    from instruments import documents
    from search import spelling

    process = psutil.Process()
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def worked() -> float:
        return int(server.read_text().split()[0]) / 1e9 if server.exists() else 0

    before = most = process.memory_info().rss

    def progress(done: int, total: int) -> None:
        nonlocal most
        most = max(most, process.memory_info().rss)

    started, python, begun = time.perf_counter(), time.process_time(), worked()
    recount = spelling.Recount()
    documents.INSTRUMENTS.write_all(progress, recount)
    recount.keep()
    progress(0, 0)
    return {
        "seconds": time.perf_counter() - started, "python": time.process_time() - python, "server": worked() - begun,
        "memory": most / 2**20, "growth": (most - before) / 2**20,
    }  # fmt: skip


def measure(number: int) -> tuple[dict[str, float], list[list[str]]]:
    """The figures of the reindexing, and the rows of what others met without and beside it."""
    name = f"bench_{number}"
    databases.use(name)
    from django.core.management import call_command
    from django.db import connection

    call_command("generate", instruments=number)
    with connection.cursor() as cursor:  # what only benchmarks.search has
        cursor.execute("DROP INDEX IF EXISTS benchmark_plain_nl, benchmark_plain_en")
    command = [sys.executable, "-m", "benchmarks.reindex", "--beside", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=databases.ROOT) as other:
        other.stdout.readline()  # the first page reads everything
        lines: list[str] = []
        reader = Thread(target=lines.extend, args=[other.stdout])
        reader.start()
        alone_until = time.time() + ALONE
        time.sleep(ALONE)
        figures = reindex()
        done_at = time.time()
        other.terminate()
        reader.join()
    steps = [json.loads(line) for line in lines if line.endswith("}\n")]
    alone = [step for step in steps if step["at"] < alone_until]
    during = [step for step in steps if alone_until <= step["at"] < done_at]
    return figures, [[name, *shown(each)] for name, each in (("without", alone), ("beside it", during))]


def shown(steps: Sequence[dict[str, float]]) -> Iterator[str]:
    yield str(len(steps))
    for what in ("page", "edit", "turn"):
        taken = sorted(step[what] * 1000 for step in steps)
        yield f"{statistics.median(taken):.0f} / {taken[int(len(taken) * 0.95)]:.0f} / {taken[-1]:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instruments", type=int, help="another number; only prints the figures")
    parser.add_argument("--beside", metavar="DATABASE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.beside:
        beside(options.beside)
    number = options.instruments or INSTRUMENTS
    figures, rows = measure(number)
    table = report.table(["", "times", "page", "edit with its indexing", "of which it waits for its turn"], rows)
    text = f"{SAID.format(number=number, pause=PAUSE * 1000, **figures)}\n\n{table}"
    print(text)
    if not options.instruments:
        report.write(SECTION, text)


if __name__ == "__main__":
    main()
