"""How well and how fast Dutch compounds are split: `python benchmarks/compounds.py [--wrong]`."""

import hashlib
import re
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

from search import compounds  # noqa: E402 (from this tree, wherever it is started)

CONTENT = ROOT / "demo" / "content"
LABELLED = ROOT / "tests" / "search" / "compounds_nl.tsv"
WORDS_IN_A_TEXT = 200


def labelled():
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def texts():
    """Running Dutch of the portal, in pieces of 200 words."""
    fields = r'^(?:title|summary|body)_nl = (?:"""(.*?)"""|"(.*?)"$)'
    found = [
        " ".join(match)
        for path in sorted(CONTENT.glob("*.toml"))
        for match in re.findall(fields, path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    ]
    words = " ".join(found).split()
    return [" ".join(words[at : at + WORDS_IN_A_TEXT]) for at in range(0, len(words) - WORDS_IN_A_TEXT, 1000)]


def report(name, words, *, wrong):
    answers = {word: "+".join(compounds.split(word)) for word in words}
    right = sum(bool(parts) and answers[word] == parts for word, parts in words.items())
    split, compound = sum(map(bool, answers.values())), sum(map(bool, words.values()))
    print(
        f"{name:12} {compound:5} compounds {len(words) - compound:5} others"
        f"   precision {right / split:.3f}   recall {right / compound:.3f}"
    )
    if wrong:
        for word, parts in words.items():
            if answers[word] != parts:
                print(f"    {word}: {answers[word] or 'one word'}, not {parts or 'one word'}")


def main():
    memory = psutil.Process().memory_info().rss
    started = time.process_time()
    compounds.split("jaarverslag")
    loading = time.process_time() - started
    memory = (psutil.Process().memory_info().rss - memory) / 2**20

    words = labelled()
    halves = {"development": {}, "held out": {}, "whole list": words}
    for word, parts in words.items():
        half = "held out" if hashlib.sha256(word.encode()).digest()[0] % 2 else "development"
        halves[half][word] = parts
    cold = []
    for text in texts():
        compounds.split.cache_clear()
        started = time.process_time()
        compounds.parts(text)
        cold.append(time.process_time() - started)
    compounds.split.cache_clear()
    started = time.process_time()
    for word in words:
        compounds.split(word)
    each = (time.process_time() - started) / len(words)
    started = time.process_time()
    for word in words:
        compounds.split(word)
    known = (time.process_time() - started) / len(words)

    for name, half in halves.items():
        report(name, half, wrong="--wrong" in sys.argv)
    print(f"loading {loading * 1000:.0f} ms, memory {memory:.1f} MiB")
    print(f"a new word {each * 1e6:.1f} µs, a known word {known * 1e6:.2f} µs")
    median, worst = sorted(cold)[len(cold) // 2] * 1000, max(cold) * 1000
    print(f"a text of {WORDS_IN_A_TEXT} words, all new: median {median:.1f} ms, worst of {len(cold)} {worst:.1f} ms")
    print("times are processor time")


if __name__ == "__main__":
    main()
