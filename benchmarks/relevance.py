"""Does the search find what was meant? Judged queries on the demonstration content, or derived ones on any content.

python -m benchmarks.relevance                                 the demonstration content, judged by hand
python -m benchmarks.relevance --database NAME --derive 300    known items out of whatever NAME holds
"""

import argparse
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import databases, report

JUDGEMENTS = Path(__file__).with_name("judgements.toml")
FIRST = 10
DEMANDED = {
    "title": 0.95,
    "inflected": 0.95,
    "compound-joined": 0.9,
    "compound-split": 0.9,
    "typo": 0.9,
    "synonym": 0.9,
}


@dataclass(frozen=True)
class Judged:
    """A query, and the ids of everything that answers it."""

    kind: str
    query: str
    language: str
    relevant: frozenset[int]


@dataclass
class Score:
    """How one engine did in one class: the place of the first relevant result of each query, 0 for none in ten."""

    places: list[int] = field(default_factory=list)

    def success(self, at: int) -> float:
        return sum(0 < place <= at for place in self.places) / len(self.places)

    @property
    def reciprocal_rank(self) -> float:
        return sum(1 / place for place in self.places if place) / len(self.places)


class Portal:
    """The search of the catalogue, as its page calls it: with corrections and what it offers below few results."""

    name = "portal"

    def __init__(self) -> None:
        from instruments.facets import Vocabulary

        self.terms = Vocabulary()

    def find(self, words: str, language: str, limit: int) -> list[int]:
        from django.utils.translation import override

        from instruments.catalogue import Results
        from instruments.filters import Search

        with override(language):
            results = Results(Search(words=words), language, self.terms)
            return [*results.ids, *results.nearly_ids][:limit]


def judged() -> list[Judged]:
    """The judgements of judgements.toml; what is not published at the moment answers nothing."""
    from instruments.models import Instrument

    ids = dict(Instrument.objects.published().exclude(code=None).values_list("code", "pk"))
    found = [
        Judged(kind, item["query"], item["language"], frozenset(ids[code] for code in item["relevant"] if code in ids))
        for kind, content in tomllib.loads(JUDGEMENTS.read_text(encoding="utf-8")).items()
        for item in content["queries"]
    ]
    return [item for item in found if item.relevant]


def texts() -> dict[str, list[tuple[int, str, str, str]]]:
    """(id, title, summary and vocabulary, body) of everything published, as each interface language shows it."""
    from instruments import documents
    from instruments.models import Instrument

    ids = list(Instrument.objects.published().order_by("pk").values_list("pk", flat=True))
    found: dict[str, list] = {"nl": [], "en": []}
    for entry in documents.entries(ids):
        for language, rows in found.items():
            text = getattr(entry, language)
            rows.append((entry.object_id, text.title, text.head, text.body))
    return found


def measure(
    queries: Sequence[Judged], engines: Sequence, told: Callable[[str, Judged, list[int]], None] = lambda *_: None
) -> dict[tuple[str, str], Score]:
    """The scores per engine and class."""
    scores: defaultdict[tuple[str, str], Score] = defaultdict(Score)
    for item in queries:
        for engine in engines:
            ids = engine.find(item.query, item.language, FIRST)
            place = next((number for number, pk in enumerate(ids, 1) if pk in item.relevant), 0)
            scores[engine.name, item.kind].places.append(place)
            if not place:
                told(engine.name, item, ids)
    return dict(scores)


def shown(scores: dict[tuple[str, str], Score], engines: Sequence) -> str:
    """One table: a row per class, for each engine success@1, success@10 and MRR."""
    kinds = list(dict.fromkeys(kind for _, kind in scores))
    rows = []
    for kind in kinds:
        of = [scores[engine.name, kind] for engine in engines]
        cells = [f"{score.success(1):.2f} / {score.success(FIRST):.2f} / {score.reciprocal_rank:.2f}" for score in of]
        rows.append([kind, len(of[0].places), *cells, verdict(kind, of)])
    return report.table(["class", "queries", *(engine.name for engine in engines), "demand"], rows)


def verdict(kind: str, scores: Sequence[Score]) -> str:
    """`met`, or what is not: the class's own demand, and being ahead of the others (all perfect is as good)."""
    ours, *others = scores
    missed = []
    if ours.success(FIRST) < DEMANDED.get(kind, 0):
        missed.append(f"success@{FIRST} < {DEMANDED[kind]}")
    for other in others:
        mine, theirs = [(s.success(FIRST), s.reciprocal_rank) for s in (ours, other)]
        if mine != (1, 1) and not (mine[0] >= theirs[0] and mine[1] > theirs[1]):
            missed.append("not ahead")
            break
    return ", ".join(missed) or "met"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="", help="a database of the embedded server that has content")
    parser.add_argument("--derive", type=int, default=0, help="so many queries per class, out of the content itself")
    parser.add_argument("--seed", type=int, default=2004)
    parser.add_argument(
        "--failures", action="store_true", help="name every query that the portal answers with nothing good"
    )
    parser.add_argument("--write", action="store_true", help="write the table to docs/performance.md")
    options = parser.parse_args()
    databases.use(options.database or "bench_demo")
    from django.core.management import call_command
    from django.db import connection

    if not options.database:
        call_command("load_demo", verbosity=0)
        connection.cursor().execute("ANALYZE")
    from benchmarks import derived, peers
    from instruments.models import Instrument

    content = texts()
    engines = [Portal(), peers.PlainPostgres(content), peers.Tantivy(content)]
    queries = derived.queries(options.derive, options.seed) if options.derive else judged()
    codes = dict(Instrument.objects.values_list("pk", "slug"))

    def told(engine: str, item: Judged, ids: list[int]) -> None:
        if options.failures and engine == Portal.name:
            wanted = ", ".join(codes[pk] for pk in sorted(item.relevant)[:3])
            print(f"{item.kind:16} {item.language} {item.query!r}: {[codes[pk] for pk in ids[:3]]}, wanted {wanted}")

    found = shown(measure(queries, engines, told), engines)
    print(f"success@1 / success@{FIRST} / MRR\n\n{found}")
    if options.write:
        subject = f"{len(content['nl'])} instruments, {len(queries)} queries"
        how = f"{subject}, derived from the records" if options.derive else f"{subject}, judged by hand"
        section = "Relevance, derived queries" if options.derive else "Relevance"
        report.write(section, f"{how}. Each cell: success@1 / success@{FIRST} / MRR.\n\n{found}")


if __name__ == "__main__":
    main()
