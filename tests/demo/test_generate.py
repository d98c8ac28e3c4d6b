"""`generate --instruments N`: the same plausible records every time, findable, and none of them twice."""

import pytest
from django.core.management import CommandError, call_command

from demo.words import compounds
from instruments.models import Instrument
from search.models import Document

pytestmark = pytest.mark.django_db


def generate(number: int) -> None:
    call_command("generate", instruments=number)


def everything() -> list[dict]:
    left_out = {"id", "version", "created_at", "changed_at", "publisher", "publisher_id"}
    names = [field.name for field in Instrument._meta.concrete_fields if field.name not in left_out]
    return list(Instrument.objects.order_by("code").values(*names, "publisher__slug"))


@pytest.fixture
def records():
    generate(60)
    return Instrument.objects.order_by("code")


def test_they_are_numbered_published_marked_and_findable(records):
    assert list(records.values_list("code", flat=True))[::59] == ["gen-000001", "gen-000060"]
    assert set(records.values_list("state", "demonstration")) == {("published", True)}
    assert Document.objects.filter(kind="instrument").count() == 60


def test_a_second_run_changes_nothing_and_a_larger_number_goes_on(records):
    before = everything()
    generate(60)
    assert everything() == before
    generate(70)
    assert everything()[:60] == before
    assert Instrument.objects.count() == 70


def test_a_record_is_the_same_whenever_it_is_made(records):
    before = everything()
    Instrument.objects.all().delete()
    generate(60)
    assert everything() == before


def test_texts_are_as_long_as_real_ones(records):
    for record in records:
        for language in ("nl", "en"):
            title, summary, body = (getattr(record, f"{name}_{language}") for name in ("title", "summary", "body"))
            if title:
                assert 4 <= len(title.split()) <= 9, title
                assert 15 <= len(summary.split()) <= 31
                assert 90 <= len(body.split()) <= 199


def test_four_in_five_are_in_dutch_and_three_in_five_in_english(records):
    assert 40 <= records.exclude(title_nl="").count() <= 56
    assert 26 <= records.exclude(title_en="").count() <= 46
    assert not records.filter(title_nl="", title_en="").exists()


def test_they_are_filed_under_the_real_vocabulary(records):
    assert not records.filter(themes=None).exists()
    assert not records.filter(audiences=None).exists()
    assert records.exclude(sectors=None).exists()
    assert {0, 6} <= {record.tags.count() for record in records} <= set(range(7))


def test_there_are_enough_compounds_for_the_tags_and_none_twice():
    assert len(set(compounds())) == len(compounds()) > 3000


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_an_absurd_number_is_refused(number):
    with pytest.raises(CommandError, match="between 1 and"):
        generate(number)
