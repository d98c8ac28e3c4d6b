"""`import_instruments`: what a good file does to the catalogue."""

import pytest
from django.core.management import call_command

from accounts.models import Organisation
from instruments.models import Instrument, State
from search.models import Document
from tests.factories import instrument, organisation, tables, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows, or a file, and return what is said."""

    def load(*records, file=None, **options) -> str:
        path = file or tables.csv_file(tmp_path, tables.rows(*records))
        call_command("import_instruments", str(path), **({"apply": True} | options))
        return capsys.readouterr().out

    return load


def test_a_dry_run_says_what_would_happen_and_writes_nothing(load):
    said = load({"id": "new", "title_nl": "Nieuw"}, apply=False)
    assert "line 2: new new “Nieuw”" in said
    assert "1 new, 0 changed, 0 unchanged" in said
    assert not Instrument.objects.exists()


def test_a_new_instrument_is_published_and_found(load):
    load({"title_nl": "Zebrapaden tellen"})
    made = Instrument.objects.get()
    assert (made.state, made.slug, made.text_nl, made.text_en) == (
        State.PUBLISHED,
        "zebrapaden-tellen",
        "current",
        "missing",
    )
    assert Document.objects.get().object_id == made.pk
    assert made.history.get().history_change_reason == "imported from instruments.csv"


def test_new_instruments_can_become_drafts(load):
    load({"summary_nl": ""}, state="draft")
    assert Instrument.objects.get().state == State.DRAFT
    assert not Document.objects.exists()


def test_every_column_is_taken_in(load):
    uitgever = organisation(name_nl="De Uitgever", name_en="The Publisher")
    load({
        "type": "checklist", "title_en": "A list", "summary_en": "Promise", "body_nl": "# Kop\n\ntekst",
        "body_en": "text", "themes": "learning;diversity", "audiences": "sme", "sectors": "trade", "sizes": "small",
        "phases": "act;report", "time": "half-hour", "format": "paper", "languages": "en;nl", "year": "2004",
        "tags": "Buurt; Energie ", "publisher": uitgever.slug, "licence": "CC-BY-4.0", "url": "https://example.org/a",
    })  # fmt: skip
    made = Instrument.objects.get()
    assert (made.type, made.title_en, made.body_nl) == ("checklist", "A list", "# Kop\n\ntekst")
    assert {theme.slug for theme in made.themes.all()} == {"learning", "diversity"}
    assert [made.audiences.get().slug, made.sectors.get().slug, made.sizes.get().slug] == ["sme", "trade", "small"]
    assert {phase.slug for phase in made.phases.all()} == {"act", "report"}
    assert (made.time.slug, made.format.slug, made.languages, made.year) == ("half-hour", "paper", ["nl", "en"], 2004)
    assert set(made.tags.names()) == {"Buurt", "Energie"}
    assert (made.publisher, made.licence, made.url) == (uitgever, "CC-BY-4.0", "https://example.org/a")


def test_labels_in_either_language_do_as_well_as_addresses_whatever_their_case_and_accents(load):
    load({"type": "WORKING instrument", "themes": "learning;transparantie", "sectors": "Financien en verzekeringen",
          "time": "Half an hour", "languages": "Dutch;EN", "licence": "cc by"})  # fmt: skip
    made = Instrument.objects.get()
    assert made.type == "working-instrument"
    assert {theme.slug for theme in made.themes.all()} == {"learning", "transparency"}
    assert (made.sectors.get().slug, made.time.slug) == ("finance", "half-hour")
    assert (made.languages, made.licence) == (["nl", "en"], "CC-BY-4.0")


def test_a_merged_term_leads_to_the_one_that_stays(load):
    stays = term("theme", "learning")
    term("theme", "old-learning", merged_into=stays)
    load({"themes": "old-learning"})
    assert Instrument.objects.get().themes.get() == stays


def test_a_change_raises_the_version_keeps_the_history_and_marks_the_translation_stale(load):
    there = instrument(code="a", title_nl="Oud", title_en="Old")
    said = load({"id": "a", "title_nl": "Nieuw", "title_en": "Old", "summary_nl": there.summary_nl})
    assert "changed a “Nieuw”: title_nl" in said
    now = Instrument.objects.get()
    assert (now.title_nl, now.version, now.slug) == ("Nieuw", there.version + 1, there.slug)
    assert now.stale_en == {"title": "Oud"}
    assert now.text_en == "stale"
    newest = now.history.latest()
    assert (newest.title_nl, newest.history_type, newest.themes.count()) == ("Nieuw", "~", 1)


def test_an_absent_column_leaves_and_an_empty_cell_clears(load):
    there = instrument(code="a", themes=["learning"], tags=["buurt"], year=2004, url="https://example.org")
    load({"id": "a", "title_nl": there.title_nl, "summary_nl": there.summary_nl, "tags": "", "year": ""})
    now = Instrument.objects.get()
    assert (now.tags.count(), now.year) == (0, None)
    assert (now.themes.count(), now.url, now.title_en) == (1, "https://example.org", there.title_en)


def test_what_is_the_same_is_left_alone(load):
    there = instrument(code="a", themes=["learning"], tags=["Buurt"])
    load({"id": "a", "title_nl": there.title_nl, "summary_nl": there.summary_nl, "themes": "Leren", "tags": "BUURT"})
    now = Instrument.objects.get()
    assert (now.version, now.history.count()) == (there.version, there.history.count())


def test_the_state_of_what_exists_is_left_alone(load):
    instrument(code="draft", state="draft")
    instrument(code="gone", state="withdrawn")
    load({"id": "draft", "title_nl": "Anders"}, {"id": "gone", "title_nl": "Anders"})
    assert set(Instrument.objects.values_list("code", "state")) == {("draft", "draft"), ("gone", "withdrawn")}
    assert not Document.objects.exists()


def test_a_changed_instrument_is_found_by_its_new_words_and_facets(load):
    there = instrument(code="a", themes=["learning"])
    before = Document.objects.get()
    load({"id": "a", "title_nl": "Xylofoon", "summary_nl": there.summary_nl, "themes": "diversity"})
    after = Document.objects.get()
    assert "xylofon" in after.tsv_nl
    assert bytes(after.packed) != bytes(before.packed)


def test_a_tag_in_another_case_is_the_same_tag_and_new_tags_are_made_once(load):
    instrument(tags=["Energie"])
    load({"tags": "energie;Nieuw"}, {"tags": "NIEUW;nieuw"})
    names = [sorted(made.tags.names()) for made in Instrument.objects.exclude(code=None).order_by("pk")]
    assert names == [["Energie", "Nieuw"], ["Nieuw"]]


def test_a_tag_may_hold_a_semicolon_and_a_backslash(load):
    load({"tags": r"a\;b;c\\"})
    assert set(Instrument.objects.get().tags.names()) == {"a;b", "c\\"}


def test_a_publisher_that_nobody_knows_is_announced_and_made_unconfirmed(load):
    assert "new publisher, to be confirmed by staff: Kring Oost" in load({"publisher": "Kring Oost"}, apply=False)
    load({"publisher": "Kring Oost"}, {"publisher": "kring oost"})
    made = Organisation.objects.get()
    assert (made.name_nl, made.confirmed, made.published.count()) == ("Kring Oost", False, 2)


def test_without_an_id_a_new_instrument_gets_a_code_of_its_own(load):
    instrument(code="een-gids")
    load({"id": ""}, {"id": ""})
    assert set(Instrument.objects.values_list("code", flat=True)) == {"een-gids", "een-gids-2", "een-gids-3"}


def test_importing_again_without_ids_is_warned_of(load):
    load({"id": "", "title_nl": "Tweemaal"})
    said = load({"id": "", "title_nl": "Tweemaal"}, apply=False)
    assert "line 2, column id: there is an instrument with this title already" in said


def test_an_instrument_without_a_code_is_known_by_its_address(load):
    there = instrument(title_nl="Zonder code")
    assert "1 changed" in load({"id": there.slug, "title_nl": "Met titel"})
    assert Instrument.objects.get().code is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_separator_and_the_byte_order_mark_do_not_matter(load, tmp_path, delimiter, encoding):
    records = tables.rows({"title_nl": "Een, twee; drie", "themes": "learning;diversity", "body_nl": "regel\nregel"})
    load(file=tables.csv_file(tmp_path, records, delimiter=delimiter, encoding=encoding))
    made = Instrument.objects.get()
    assert (made.title_nl, made.body_nl, made.themes.count()) == ("Een, twee; drie", "regel\nregel", 2)


def test_a_workbook_does_as_well(load, tmp_path):
    load(
        file=tables.xlsx_file(
            tmp_path, tables.rows({"year": 2004, "title_nl": "Uit een blad"}, {"id": 7, "year": None})
        )
    )
    assert set(Instrument.objects.values_list("code", "title_nl", "year")) == {
        ("row-1", "Uit een blad", 2004), ("7", "Een gids", None),
    }  # fmt: skip


def test_json_lines_do_as_well(load, tmp_path):
    records = tables.rows({"themes": ["learning", "diversity"], "year": 2004, "tags": ["a;b"], "url": None})
    load(file=tables.json_file(tmp_path, records))
    made = Instrument.objects.get()
    assert (made.themes.count(), made.year, made.tags.get().name) == (2, 2004, "a;b")
