"""How fast is a page of the catalogue? Held in one process, in turn, against the least it could cost and others.

python -m benchmarks.search                         2,000, 20,000 and 100,000 instruments; writes docs/performance.md
python -m benchmarks.search --instruments 2000      one of them; prints the figures
"""

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import databases, report

SIZES = (2_000, 20_000, 100_000)
ROUNDS = 9
SEED = 2004
# Words by the part of the instruments that have them
BANDS = {"rare": (0.0001, 0.005), "medium": (0.01, 0.1), "broad": (0.2, 0.6)}
SELECTIONS = ("theme", "type", "audience")
HOW = """Median milliseconds of one page up to its template, warm, in one process that takes all ways in turn in
random order, with the server of the embedded PostgreSQL on the same machine. `ids`: the bare matching query; `rows`:
the 20 rows with headlines; plain Django: joins, and an annotated count per facet. The demands are ratios of the same
run, for the largest size, of medians: by the clock, and by the processor time of this process and the server's, which
other work on the machine changes less."""
# As anybody would write it: the hits in the title, and in the best passage of the summary and the body
HEADLINES = """
ts_headline('{config}', coalesce(nullif(title_{own}, ''), title_{other}), {marks}, 'HighlightAll=true'),
ts_headline('{config}', coalesce(nullif(summary_{own}, ''), summary_{other}) || E'\\n'
    || left(coalesce(nullif(body_{own}, ''), body_{other}), 2000), {marks}, 'MaxWords=45, MinWords=30')
"""
PLAIN_EVERY = 3  # the plain way takes so long that one shape in three has to do


@dataclass(frozen=True)
class Shape:
    """One kind of page: how many instruments have the words, what is selected, how it is ordered, which page."""

    group: str
    language: str
    words: str = ""
    selections: int = 0
    sort: str = ""
    page: int = 1

    @property
    def name(self) -> str:
        parts = [self.group, self.language, f"{self.selections} chosen", self.sort, f"page {self.page}", self.words]
        return " ".join(part for part in parts if part)


def words_of(language: str, chance: random.Random) -> dict[str, list[str]]:
    """A few words of each band, by how many instruments have them."""
    from django.db import connection

    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_document")
        total = cursor.fetchone()[0]
        for band, (least, most) in BANDS.items():
            cursor.execute(
                "SELECT word FROM search_word WHERE language = %s AND documents BETWEEN %s AND %s AND length(word) > 3"
                " AND word ~ '^[a-z]+$' AND numnode(plainto_tsquery(%s::regconfig, word)) = 1 ORDER BY word",
                [language, max(2, least * total), most * total, f"kc_{language}"],
            )
            candidates = [row[0] for row in cursor.fetchall()]
            chance.shuffle(candidates)
            found[band] = []
            for word in candidates[:200]:
                cursor.execute(
                    f"SELECT count(*) FROM search_document WHERE tsv_{language} @@ plainto_tsquery(%s::regconfig, %s)",
                    [f"kc_{language}", word],
                )
                if max(1, least * total) <= cursor.fetchone()[0] <= most * total:
                    found[band].append(word)
                if len(found[band]) == 8:
                    break
    return found


def shapes() -> list[Shape]:
    """44 of them, both languages, the same for the same data."""
    found = []
    for language in ("nl", "en"):
        words = words_of(language, random.Random(SEED))
        broad, medium = words["broad"], words["medium"]
        for chosen in range(4):
            found.append(Shape("none", language, selections=chosen))
            found += [Shape(band, language, words[band][chosen // 2], chosen) for band in BANDS]
        found += [Shape("pair", language, f"{broad[2]} {broad[3]}", chosen) for chosen in (0, 3)]
        found.append(Shape("broad by date", language, broad[4], sort="newest"))
        found += [
            Shape("deep", language, page=50),
            Shape("deep", language, medium[3], page=20),
            Shape("deep", language, broad[4], page=50),
        ]
    return found


class Pages:
    """The ways to a page, each a function of a shape."""

    def __init__(self, database: str) -> None:
        from benchmarks.plain import PlainDjango
        from benchmarks.tantivy_pages import TantivyPages
        from instruments.facets import Vocabulary

        self.terms = Vocabulary()
        self.searches: dict[Shape, object] = {}
        self.tantivy = TantivyPages(database)
        self.plain = PlainDjango(self.terms)

    def search(self, shape: Shape):
        """The search of a shape: selections are the values with the highest counts, one facet after another."""
        from instruments.catalogue import Results
        from instruments.facets import options
        from instruments.filters import Search

        if shape not in self.searches:
            search = Search(words=shape.words)
            for facet in SELECTIONS[: shape.selections]:
                counts = Results(search, shape.language, self.terms).counted.counts[facet]
                best = max(options(facet, self.terms), key=lambda option, counts=counts: counts.get(option.slot, 0))
                search = search.having(facet, best.value)
            self.searches[shape] = replace(search, sort=shape.sort, page=shape.page)
        return self.searches[shape]

    def results(self, shape: Shape):
        from django.utils import translation

        from instruments.catalogue import Results

        translation.activate(shape.language)
        return Results(self.search(shape), shape.language, self.terms)

    def page(self, shape: Shape) -> int:
        """What the page of the catalogue asks for, up to its template."""
        results = self.results(shape)
        return results.total + len(results.facets) + len(results.items) + len(results.reasons)

    def prepared(self, shapes: Iterable[Shape]) -> dict[Shape, dict[str, Callable[[], object]]]:
        """For each shape the bare statements, ready to run."""
        return {shape: self._bare(shape) for shape in shapes}

    def _bare(self, shape: Shape) -> dict[str, Callable[[], object]]:
        import psycopg
        from django.db import connection

        from instruments import rows
        from plumbing.bilingual import other_language

        results = self.results(shape)
        query = results.matches.query

        def run(sql: str, params: list, *, binary: bool = False) -> Callable[[], object]:
            def do() -> object:
                if binary:
                    with psycopg.Cursor(connection.connection) as cursor:
                        return cursor.execute(sql, params, prepare=False, binary=True).fetchall()
                with connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    return cursor.fetchall()

            return do

        found = {"cnt": run("SELECT count(*) FROM search_document", [])}
        if shape.words:
            matched = query.matched(query.sql)
            documents = "SELECT string_agg(int4send(object_id), '') FROM search_document"
            ids = f"{documents} WHERE kind = 'instrument' AND {matched.text}"
            own, other, marks = query.language, other_language(query.language), query.marks
            hits = HEADLINES.format(config=query.config, own=own, other=other, marks=marks.text)
            params = [*marks.params, *marks.params, results.ids]
            found |= {"ids": run(ids, matched.params, binary=True), "rows": run(rows.ROWS.format(hits=hits), params)}
        return found


def measure(database: str, rounds: int) -> dict:
    """All figures of one database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages, asked = Pages(database), shapes()
    bare = pages.prepared(asked)
    statements = {}
    for shape in asked:  # everything once, so that nothing is cold; statements are counted on the way
        pages.page(shape)
        with CaptureQueriesContext(connection) as said:
            pages.page(shape)
        statements[shape.name] = len(said)
        pages.tantivy.page(pages.search(shape), shape.language)
    times: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    chance = random.Random(SEED)
    for number in range(rounds):
        tasks = [(shape, "page", lambda shape=shape: pages.page(shape)) for shape in asked]
        tasks += [
            (shape, "tantivy", lambda shape=shape: pages.tantivy.page(pages.search(shape), shape.language))
            for shape in asked
        ]
        tasks += [(shape, name, run) for shape in asked for name, run in bare[shape].items()]
        if number < 2:
            tasks += [
                (shape, "plain", lambda shape=shape: pages.plain.page(pages.search(shape), shape.language))
                for shape in asked[number::PLAIN_EVERY]
            ]
        chance.shuffle(tasks)
        gc.collect()
        for shape, name, run in tasks:
            started, working = time.perf_counter(), processor_time()
            run()
            wall, processor = time.perf_counter() - started, processor_time() - working
            times[shape.name, name].append((wall * 1000, processor * 1000))
    medians, worked = ({shape.name: {} for shape in asked} for _ in range(2))
    for (shape_name, name), values in times.items():
        wall, processor = zip(*values, strict=True)
        medians[shape_name][name], worked[shape_name][name] = statistics.median(wall), statistics.median(processor)
    return {
        "shapes": [
            {"name": shape.name, "group": shape.group, "language": shape.language, "words": shape.words,
             "selections": shape.selections, "statements": statements[shape.name], "ms": medians[shape.name],
             "worked": worked[shape.name]}
            for shape in asked
        ],
        "matches": {shape.name: pages.results(shape).total for shape in asked},
        "suggestions": suggestions(rounds),
    }  # fmt: skip


def processor_time() -> float:
    """Seconds of a processor that this process and its process of the server have used; Linux tells the latter."""
    from django.db import connection

    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + (int(server.read_text().split()[0]) / 1e9 if server.exists() else 0)


def suggestions(rounds: int) -> dict[str, list[float]]:
    """Milliseconds and processor time of each request for suggestions while a word is typed, in both languages."""
    from search.suggestions import completions, titles

    typed = []
    for language in ("nl", "en"):
        words = words_of(language, random.Random(SEED))
        for word in [words["rare"][0], words["medium"][0], words["medium"][1], words["broad"][0]]:
            typed += [(word[:length], language) for length in range(2, min(len(word), 8) + 1)]
        typed.append((f"{words['medium'][0]} {words['broad'][0][:3]}", language))
    taken: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for text, language in random.Random(SEED).sample(typed, len(typed)):
            started, working = time.perf_counter(), processor_time()
            titles(text, language)
            completions(text, language)
            wall, processor = time.perf_counter() - started, processor_time() - working
            taken[text, language].append((wall * 1000, processor * 1000))
    medians = [[statistics.median(each) for each in zip(*values, strict=True)] for values in taken.values()]
    return {"ms": [wall for wall, _ in medians], "worked": [processor for _, processor in medians]}


def costs() -> dict[str, float]:
    """What a worker keeps in memory, what an edit costs, and the first page after it."""
    import psutil
    from django.db import connection, transaction

    from instruments import documents, workflow
    from instruments.catalogue import Results
    from instruments.facets import Vocabulary
    from instruments.filters import Search
    from instruments.models import Instrument
    from search import engine

    terms, chance = Vocabulary(), random.Random(SEED)
    page = [("bedrijf", "nl"), ("company", "en"), ("", "nl")]

    def pages() -> None:
        for words, language in page:
            results = Results(Search(words=words), language, terms)
            _ = results.items, results.facets

    def taken(do: Callable[[], object]) -> float:
        started = time.perf_counter()
        do()
        return (time.perf_counter() - started) * 1000

    def written() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
            return int(cursor.fetchone()[0])

    engine._arrays.clear()  # noqa: SLF001 - as in a worker that has just started
    before = psutil.Process().memory_info().rss
    first = taken(pages)
    kept = sum(column.nbytes for array in engine._arrays.values() for column in array.columns.arrays)  # noqa: SLF001
    edits: defaultdict[str, list[float]] = defaultdict(list)
    ids = list(Instrument.objects.order_by("pk").values_list("pk", flat=True))
    with connection.execute_wrapper(lambda execute, *args: execute(*args)):
        for instrument in Instrument.objects.filter(pk__in=chance.sample(ids, 25)):
            instrument.summary_nl += " Herzien."

            def save(instrument=instrument) -> None:
                with transaction.atomic():
                    workflow.save(instrument, by=None, reason="benchmark")

            def index(instrument=instrument) -> None:
                with transaction.atomic():
                    documents.write([instrument.pk])

            edits["save"].append(taken(save))
            start = written()
            edits["index"].append(taken(index))
            edits["wal"].append((written() - start) / 1024)
            edits["page after"].append(taken(lambda: Results(Search(), "nl", terms).ids))
    return {
        "first pages, ms": first, "columns kept, MB": kept / 2**20,
        "growth of the process, MB": (psutil.Process().memory_info().rss - before) / 2**20,
        "process, MB": psutil.Process().memory_info().rss / 2**20,
        **{f"edit: {name}": statistics.median(values) for name, values in edits.items()},
    }  # fmt: skip


PLAIN_INDEXES = """
CREATE INDEX IF NOT EXISTS benchmark_plain_nl ON search_document USING gin (tsv_nl);
CREATE INDEX IF NOT EXISTS benchmark_plain_en ON search_document USING gin (tsv_en)
"""


def prepare(number: int) -> str:
    """A database with so many generated instruments, and the indexes of the plain way; returns its name."""
    name = f"bench_{number}"
    databases.use(name)
    from django.core.management import call_command
    from django.db import connection

    call_command("generate", instruments=number)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_INDEXES)
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself a minute later
    return name


def one(number: int, rounds: int) -> dict:
    name = prepare(number)
    alone = costs()
    return {"instruments": number, "costs": alone, **measure(name, rounds)}


def costs_table(by_size: dict[int, dict]) -> str:
    names = list(next(iter(by_size.values()))["costs"])
    rows = [[name, *(f"{measured['costs'][name]:.1f}" for _, measured in sorted(by_size.items()))] for name in names]
    return report.table(["cost", *(f"{size:,}" for size in sorted(by_size))], rows)


def ratios(measured: dict, times: str = "ms") -> dict[str, float]:
    """The figures that the demands are about, from the median milliseconds (`ms`) or the processor time (`worked`)."""
    of = measured["shapes"]
    with_words = [shape[times] for shape in of if shape["words"]]
    without = [shape[times] for shape in of if not shape["words"]]
    least = [ms["page"] / (ms["ids"] + ms["rows"]) for ms in with_words]
    plain = [shape[times]["plain"] / shape[times]["page"] for shape in of if "plain" in shape[times]]
    by_key = {(s["group"], s["language"], s["selections"]): s[times]["page"] for s in of if s["group"] != "deep"}
    three = [by_key[group, lang, 3] / by_key[group, lang, 0]
             for group, lang, chosen in by_key if chosen == 3 and (group, lang, 0) in by_key]  # fmt: skip
    return {
        "least_median": statistics.median(least),
        "least_worst": max(least),
        "without_words": statistics.median(ms["page"] - ms["cnt"] for ms in without),
        "three": statistics.median(three),
        "statements": max(shape["statements"] for shape in of),
        "tantivy_words": statistics.median(ms["page"] / ms["tantivy"] for ms in with_words),
        "tantivy_none": statistics.median(ms["page"] / ms["tantivy"] for ms in without),
        "plain": statistics.median(plain),
        "suggestions": statistics.median(measured["suggestions"][times]),
        "page": statistics.median(shape[times]["page"] for shape in of),
    }


DEMANDS = (
    ("page with words / (ids + rows), median", "least_median", 2.0, "{:.2f}"),
    ("page with words / (ids + rows), worst shape", "least_worst", 3.5, "{:.2f}"),
    ("page without words - count(*), median, ms", "without_words", 3.0, "{:.1f}"),
    ("three selections / none, median", "three", 1.3, "{:.2f}"),
    ("SQL statements of a page, most", "statements", 6, "{}"),
    ("page with words / tantivy, median", "tantivy_words", 2.5, "{:.2f}"),
    ("page without words / tantivy, median", "tantivy_none", 1.0, "{:.2f}"),
    ("suggestions, median, ms", "suggestions", 5.0, "{:.1f}"),
    ("growth of the median page, 20,000 to 100,000", "growth", 3.0, "{:.2f}"),
    ("plain Django / page, median", "plain", 30, "{:.0f}"),
)
AT_LEAST = {"plain"}


def demands(by_size: dict[int, dict]) -> list[list[str]]:
    """Each demand, what was measured at the largest size, and whether it is met.

    By the clock, and by the time that processors worked for it, which other work on the machine hardly changes.
    """
    found = []
    for times in ("ms", "worked"):
        of = {size: ratios(measured, times) for size, measured in by_size.items()}
        found.append(of[max(of)])
        if set(SIZES[1:]) <= set(of):
            found[-1]["growth"] = of[SIZES[2]]["page"] / of[SIZES[1]]["page"]
    rows = []
    for text, name, limit, form in DEMANDS:
        if name in found[0]:
            clock, worked = (values[name] for values in found)
            met = [value >= limit if name in AT_LEAST else value <= limit for value in (clock, worked)]
            said = "met" if all(met) else "met by processor time" if met[1] else "not met"
            demanded = f"at {'least' if name in AT_LEAST else 'most'} {limit}"
            rows.append([text, form.format(clock), form.format(worked), demanded, said])
    return rows


def figures(by_size: dict[int, dict]) -> str:
    """Median milliseconds per group and way."""
    rows = []
    for size, measured in sorted(by_size.items()):
        groups = list(dict.fromkeys(shape["group"] for shape in measured["shapes"]))
        for group in [*groups, "all"]:
            ms = [shape["ms"] for shape in measured["shapes"] if group in (shape["group"], "all")]
            cells = []
            for way in ("page", "ids", "rows", "cnt", "tantivy", "plain"):
                values = [values[way] for values in ms if way in values]
                cells.append(f"{statistics.median(values):.1f}" if values else "")
            rows.append([f"{size:,}", group, len(ms), *cells])
    return report.table(
        ["instruments", "shapes", "", "page", "ids", "rows", "count(*)", "tantivy", "plain Django"], rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instruments", type=int, help="one size, in this process")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, help="where to leave the figures of one size")
    parser.add_argument("--shapes", action="store_true", help="print every shape")
    options = parser.parse_args()
    if options.instruments:
        measured = one(options.instruments, options.rounds)
        if options.json:
            options.json.write_text(json.dumps(measured))
        if options.shapes:
            for shape in sorted(measured["shapes"], key=lambda shape: shape["name"]):
                ms = {way: round(value, 1) for way, value in shape["ms"].items()}
                print(shape["name"], measured["matches"][shape["name"]], shape["statements"], ms)
        by_size = {options.instruments: measured}
    else:
        by_size = {size: apart(size, options.rounds) for size in options.sizes}
    met = report.table(["demand", "by the clock", "by processor time", "demanded", ""], demands(by_size))
    text = f"{HOW}\n\n{figures(by_size)}\n\n{met}\n\n{costs_table(by_size)}"
    print(text)
    if not options.instruments:
        report.write("Speed", text)


def apart(size: int, rounds: int) -> dict:
    """One size in a process of its own, so that each has its own database and memory."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "benchmarks.search", "--instruments", str(size), "--rounds", str(rounds)]
        subprocess.run([*command, "--json", str(file)], check=True, cwd=databases.ROOT)
        return json.loads(file.read_text())


if __name__ == "__main__":
    main()
