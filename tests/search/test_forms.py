"""Dutch words are found in every form of them."""

import pytest

from search import forms
from search.words import SEAM


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("huizen", "huis"), ("bedrijven", "bedrijf"), ("relaties", "relatie"), ("boterhammen", "boterham"),
        ("nagelezen", "nalezen"), ("kaartjes", "kaart"), ("blaadje", "blad"), ("vakmannen", "vakman"),
        ("telt", "tellen"), ("Huizen", "huis"), ("kansen", "kans"), ("mensen", "mens"), ("plaatsen", "plaats"),
        ("jongens", "jongen"), ("wagens", "wagen"),
    ],
)  # fmt: skip
def test_a_form_leads_to_the_word_in_the_dictionary(word, base):
    assert forms.base(word) == base


@pytest.mark.parametrize(
    "word", ["huis", "kaarten", "stoelen", "regels", "zebrapad", "fjord", "iso26000", "moet", "andere"]
)
def test_what_the_stemmer_sees_itself_stays_as_it_is(word):
    assert forms.base(word) is None


@pytest.mark.parametrize(("word", "noun"), [("bewijzen", "bewijs"), ("reizen", "reis"), ("bazen", "baas")])
def test_a_plural_that_is_a_verb_too_leads_to_the_noun(word, noun):
    assert forms.base(word) == noun


@pytest.mark.parametrize("word", ["lezen", "geven", "zen", "ven"])
def test_a_verb_without_such_a_noun_stays_as_it_is(word):
    assert forms.base(word) is None


def test_only_the_last_part_of_a_compound_is_inflected():
    assert forms.base("speelgoedhuizen") == "speelgoedhuis"


def test_a_text_keeps_its_words_and_gets_their_dictionary_forms_once():
    assert forms.with_bases("Huizen en huizen.") == f"Huizen en huizen.{SEAM}huis"
