"""Dutch compounds are found by their parts, and what is one word is left alone."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import compounds

LABELLED = {
    word: tuple(filter(None, parts.split("+")))
    for word, parts in (
        line.split("\t")
        for line in (Path(__file__).parent / "compounds_nl.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
}
# Everything was tuned on the other half
HELD_OUT = {word: parts for word, parts in LABELLED.items() if hashlib.sha256(word.encode()).digest()[0] % 2}


def test_the_list_is_large_and_has_both_kinds():
    compound = [word for word, parts in LABELLED.items() if parts]
    assert len(compound) >= 300
    assert len(LABELLED) - len(compound) >= 250
    assert 0.4 < len(HELD_OUT) / len(LABELLED) < 0.6


@pytest.mark.parametrize("words", [HELD_OUT, LABELLED], ids=["held out", "whole list"])
def test_what_is_split_is_split_right_and_most_compounds_are(words):
    answers = {word: compounds.split(word) for word in words}
    right = sum(bool(parts) and answers[word] == parts for word, parts in words.items())
    precision = right / sum(map(bool, answers.values()))
    recall = right / sum(map(bool, words.values()))
    assert precision >= 0.97
    assert recall >= 0.85


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("duurzaamheidsverslaggeving", ("duurzaamheid", "verslaggeving")),
        ("milieubeleidsverklaring", ("milieu", "beleid", "verklaring")),
        ("bedrijvengids", ("bedrijf", "gids")),
        ("stedenbouw", ("stad", "bouw")),
        ("kinderopvang", ("kind", "opvang")),
        ("bedrijfsresultaten", ("bedrijf", "resultaten")),
        ("woon-werkverkeer", ("woon", "werk", "verkeer")),
    ],
)
def test_linking_letters_are_taken_off(word, parts):
    assert compounds.split(word) == parts


@pytest.mark.parametrize("word", ["Duurzaamheidsverslag", "DUURZAAMHEIDSVERSLAG", "duurzaamheids\u00adverslag"])
def test_capitals_and_soft_hyphens_do_not_matter(word):
    assert compounds.split(word) == ("duurzaamheid", "verslag")


@pytest.mark.parametrize(
    "word", ["verantwoordelijkheid", "samenwerking", "bestand", "kantoor", "balkon", "regent", "bedrijven", "netwerken"]
)
def test_what_is_one_word_stays_one(word):
    assert compounds.split(word) == ()


def test_a_text_gives_the_parts_of_its_compounds_once():
    text = "Het duurzaamheidsverslag en het Jaarverslag: een verslag over duurzaamheid."
    assert compounds.parts(text) == ["duurzaamheid", "verslag", "jaar"]


DUTCH = st.lists(st.sampled_from([*LABELLED, "s", "en", "-", "'", "heid", "é", "ij"]), max_size=4).map("".join)


@given(st.one_of(st.text(), DUTCH))
def test_any_text_is_legal_and_no_part_is_shorter_than_three_letters(text):
    found = [*compounds.split(text), *compounds.parts(text)]
    assert all(len(part) >= 3 for part in found)
    assert len(compounds.parts(text)) == len(set(compounds.parts(text)))


@given(DUTCH)
def test_parts_are_not_split_again(word):
    parts = compounds.split(word)
    assert len(parts) != 1
    assert all(len(part) < len(word) for part in parts)
    assert not any(compounds.split(part) for part in parts)


def test_another_process_answers_the_same():
    words = list(LABELLED)[::10]
    script = "import sys; from search import compounds; print([compounds.split(word) for word in sys.argv[1:]])"
    there = subprocess.run(
        [sys.executable, "-c", script, *words],
        check=True, capture_output=True, encoding="utf-8", cwd=Path(compounds.__file__).parent.parent,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert there.stdout.strip() == str([compounds.split(word) for word in words])
