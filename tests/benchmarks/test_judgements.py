"""The judged queries are about content that exists, and enough in every class."""

import tomllib
from pathlib import Path

import pytest

from demo.load import content

ROOT = Path(__file__).resolve().parents[2]
JUDGED = tomllib.loads((ROOT / "benchmarks" / "judgements.toml").read_text(encoding="utf-8"))
QUERIES = [(kind, item) for kind, judged in JUDGED.items() for item in judged["queries"]]


def test_there_are_enough_queries_in_every_class():
    assert len(QUERIES) >= 120
    assert all(len(judged["queries"]) >= 14 for judged in JUDGED.values())


def test_what_is_relevant_is_in_the_demonstration_content():
    codes = {item["id"] for item in content()[1]}
    assert [code for _, item in QUERIES for code in item["relevant"] if code not in codes] == []


def test_no_query_is_judged_twice():
    asked = [(kind, item["query"], item["language"]) for kind, item in QUERIES]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("item", [item for kind, item in QUERIES if kind == "title"], ids=lambda item: item["query"])
def test_a_title_query_has_words_of_the_title(item):
    titles = {one["id"]: one.get(f"title_{item['language']}", "").lower() for one in content()[1]}
    assert any(all(word in titles[code] for word in item["query"].lower().split()) for code in item["relevant"])
