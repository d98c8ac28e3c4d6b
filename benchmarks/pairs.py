"""How good the proposals of the diagonal network are, and how fast: `python -m benchmarks.pairs [--wrong] [--fit]`.

The projects and the judgements are in pairs.toml. `--fit` looks for weights on the tuning half alone and prints them.
"""

import sys
import time
import tomllib
from itertools import combinations, cycle, islice
from pathlib import Path

from benchmarks import databases, report

LABELLED = Path(__file__).with_suffix(".toml")
SECTION = "Proposals of the diagonal network"
SAID = """\
Labelled pairs of benchmarks/pairs.toml, all pairs of 19 short projects a half. Weights and threshold were found
on the tuning half; the held-out half was only measured. Eleven right pairs are few, and all texts are by one
hand: expect less of real ones."""
STEPS, RATE, TETHER = 4000, 0.05, 0.02


def works(half, broader):
    """The projects of a half as the portal compares them."""
    from networks.likeness import CONFIGURATIONS, TEXTS, Work

    return [
        Work(
            pk=number,
            texts={code: {name: one.get(f"{name}_{code}", "") for name in TEXTS} for code in CONFIGURATIONS},
            themes={slug: broader[slug] for slug in one["themes"]},
        )
        for number, one in enumerate(half["project"])
    ]


def judged(half):
    """Every pair of numbers of a half, and whether the two work on the same thing."""
    places = {one["id"]: number for number, one in enumerate(half["project"])}
    same = {tuple(sorted((places[one], places[other]))) for one, other in half["same"]}
    return {pair: pair in same for pair in combinations(range(len(places)), 2)}


def quality(labels, found):
    """Precision, recall and how many of each; one that finds nothing is never wrong."""
    right = sum(labels[pair] for pair in found)
    same = sum(labels.values())
    return {
        "pairs": len(labels), "same": same, "proposed": len(found),
        "precision": right / len(found) if found else 1.0, "recall": right / same,
    }  # fmt: skip


def measured(half, broader, *, wrong):
    from networks import likeness

    labels = judged(half)
    found = {(pair.left, pair.right): pair for pair in likeness.pairs(works(half, broader))}
    if wrong:
        scores = likeness.Likeness(works(half, broader)).scores
        ids = [one["id"] for one in half["project"]]
        for pair, same in labels.items():
            if same != (pair in found):
                print(f"{half['name']}: {ids[pair[0]]} – {ids[pair[1]]}: {'missed' if same else 'wrong'}, "
                      f"{scores[pair]:.2f}")  # fmt: skip
    return quality(labels, set(found))


def fit(half, broader):
    """Weights that tell the pairs of the tuning half apart, held small because few pairs say little."""
    import numpy as np

    from networks import likeness

    labels = judged(half)
    compared = likeness.Likeness(works(half, broader))
    names = [name for name in likeness.WEIGHTS if compared.evidence[name].any()]
    rows = np.array([[compared.evidence[name][pair] for name in names] for pair in labels])
    wanted = np.array(list(labels.values()), dtype=float)
    weights, bias = np.zeros(len(names)), 0.0
    for _ in range(STEPS):
        errors = 1 / (1 + np.exp(-(rows @ weights + bias))) - wanted
        weights -= RATE * (rows.T @ errors + TETHER * weights)
        bias -= RATE * errors.sum()
    print(
        "weights:", {name: round(float(weight), 1) for name, weight in zip(names, weights, strict=True)}, f"{bias=:.1f}"
    )


def seconds(number, halves, broader):
    """How long so many projects take: those of both halves over and over, each time with other words among them."""
    from networks.likeness import Work, pairs

    known = [work for half in halves for work in works(half, broader)]
    many = [
        Work(
            pk=pk, themes=work.themes,
            texts={code: {name: f"{text} {code}{pk} {name}{pk % 17}" for name, text in texts.items()}
                   for code, texts in work.texts.items()},
        )
        for pk, work in enumerate(islice(cycle(known), number))
    ]  # fmt: skip
    started = time.perf_counter()
    pairs(many)
    return time.perf_counter() - started


def main() -> None:
    databases.use("bench_pairs")
    from instruments.models import Theme

    broader = {slug: parent or "" for slug, parent in Theme.objects.values_list("slug", "parent__slug")}
    halves = tomllib.loads(LABELLED.read_text(encoding="utf-8"))["half"]
    if "--fit" in sys.argv:
        fit(halves[0], broader)
    rows = []
    for half in halves:
        found = measured(half, broader, wrong="--wrong" in sys.argv)
        rows.append(
            (half["name"], len(half["project"]), found["pairs"], found["same"], found["proposed"],
             f"{found['precision']:.2f}", f"{found['recall']:.2f}")
        )  # fmt: skip
    text = report.table(("half", "projects", "pairs", "the same", "proposed", "precision", "recall"), rows)
    seconds(len(rows), halves, broader)  # the dictionaries are read once a process
    times = [(number, f"{seconds(number, halves, broader) * 1000:.0f}") for number in (13, 300)]
    text += "\n\n" + report.table(("projects", "milliseconds to compare all"), times)
    print(text)
    if "--write" in sys.argv:
        report.write(SECTION, f"{SAID}\n\n{text}")
    databases.stop()


if __name__ == "__main__":
    main()
