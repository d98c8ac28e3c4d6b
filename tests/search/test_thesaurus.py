"""Groups of equal terms: what is found, what stays out, and what curators may do with them."""

import re
import tomllib
from collections import Counter
from html import unescape

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from plumbing import content_version
from search import thesaurus
from search.models import SynonymGroup
from search.thesaurus import FILE, Match, Thesaurus, words
from tests.factories.accounts import person

MVO = (1, ["MVO", "maatschappelijk verantwoord ondernemen"], ["CSR", "corporate social responsibility"], [])
KMO = (2, ["kmo", "kleine en middelgrote onderneming"], ["SME", "small and medium-sized enterprise"], [])
COMMUTING = (3, ["woon-werkverkeer", "pendelen"], ["commuting"], [])
DELIVERED = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]


def match(query: str, *rows: tuple, start: int = 0) -> Match | None:
    return Thesaurus(rows or (MVO, KMO, COMMUTING)).match(query.split(), start)


def test_a_term_gives_the_other_terms_of_its_group_in_both_languages():
    assert match("MVO") == Match(
        1, ("maatschappelijk verantwoord ondernemen", "CSR", "corporate social responsibility")
    )


def test_a_term_may_begin_anywhere_in_the_query():
    assert match("checklist corporate social responsibility training", start=1).length == 3
    assert match("checklist corporate social responsibility training", start=0) is None


def test_the_longest_term_wins():
    rows = [(1, ["keten"], ["chain"], []), (2, ["keten van waarde"], ["value chain"], [])]
    assert match("keten van waarde", *rows) == Match(3, ("value chain",))
    assert match("keten van water", *rows) == Match(1, ("chain",))


def test_half_a_phrase_is_no_term():
    assert match("maatschappelijk verantwoord") is None
    assert match("kleine onderneming") is None


@pytest.mark.parametrize(
    "query",
    ["kmo", "KMO", "kmo's", "kmo’s", "KMO'S", "kmos", "SMEs", "small and medium-sized enterprises",
     "small and medium sized enterprises", "kleine en middelgrote ondernemingen"],
)  # fmt: skip
def test_capitals_apostrophes_hyphens_and_plurals_make_no_difference(query):
    found = match(query)
    assert found.length == len(query.split())
    assert "small and medium-sized enterprise" in found.variants or "SME" in found.variants


@pytest.mark.parametrize("query", ["woon-werkverkeer", "woonwerkverkeer", "woon werkverkeer", "Woon–werkverkeer"])
def test_a_term_with_a_hyphen_is_found_in_one_word_and_in_two(query):
    assert match(query).variants[-2:] == ("pendelen", "commuting")


def test_a_plural_gives_the_singular_too():
    assert "kmo" in match("kmo's").variants
    assert "kmo" not in match("kmo").variants


def test_a_spelling_in_one_word_gives_the_one_in_two():
    assert match("wellbeing", (1, ["welzijn"], ["well-being"], [])).variants == ("welzijn", "well-being")


@pytest.mark.parametrize("query", ["ISO26000", "iso 26000", "ISO-26000", "Iso 26000"])
def test_a_number_may_stand_apart_from_its_letters(query):
    assert match(query, (1, ["ISO 26000"], ["guidance on social responsibility"], [])).length == len(query.split())


@pytest.mark.parametrize("query", ["enquête", "enquete", "enquêtes", "enque\u0302te"])
def test_accents_and_unicode_forms_make_no_difference(query):
    assert "survey" in match(query, (1, ["vragenlijst", "enquête"], ["survey"], [])).variants


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("bedrijf", "bedrijven"), ("aankoop", "aankopen"), ("norm", "normen"), ("mogelijkheid", "mogelijkheden"),
     ("methode", "methoden"), ("les", "lessen"), ("prijs", "prijzen"), ("waarde", "waarden"), ("gids", "gidsen"),
     ("policy", "policies"), ("organisatie", "organisaties"), ("business", "businesses"), ("foto", "foto's")],
)  # fmt: skip
def test_plurals_in_both_languages_lead_to_the_term(singular, plural):
    assert match(plural, (1, [singular], ["another word"], [])).variants == (singular, "another word")


def test_a_word_that_only_resembles_a_term_is_left_alone():
    rows = [(1, ["nieuws"], ["news"], []), (2, ["kans"], ["opportunity"], []), (3, ["SERV"], ["council"], [])]
    assert [match(word, *rows) for word in ("nieuw", "new", "kan", "serves")] == [None] * 4


def test_a_broader_term_finds_the_narrower_ones_all_the_way_down_and_never_the_other_way_round():
    rows = [
        (1, ["afval"], ["waste"], [2]),
        (2, ["recyclage"], ["recycling"], [3]),
        (3, ["oud papier"], ["waste paper"], []),
    ]
    assert match("afval", *rows).variants == ("waste", "recyclage", "recycling", "oud papier", "waste paper")
    assert match("recyclage", *rows).variants == ("recycling", "oud papier", "waste paper")
    assert match("waste paper", *rows).variants == ("oud papier",)


def test_a_circle_of_narrower_groups_ends():
    rows = [(1, ["afval"], ["waste"], [2]), (2, ["recyclage"], ["recycling"], [1])]
    assert match("recycling", *rows).variants == ("recyclage", "afval", "waste")


def test_an_ambiguous_term_gives_the_terms_of_all_its_groups():
    rows = [(1, ["verslag", "rapport"], ["report"], []), (2, ["verslag", "notulen"], ["minutes"], [])]
    assert match("verslag", *rows).variants == ("rapport", "report", "notulen", "minutes")


def test_a_term_written_the_same_in_both_languages_has_no_variant_but_is_known():
    assert match("coaching", (1, ["coaching"], ["coaching"], [])) == Match(1, ())


@pytest.mark.parametrize("tokens", [[], [""], ["-"], ["'"], ["&", "kmo"], ["\x00"]])
def test_what_holds_no_word_matches_nothing(tokens):
    assert Thesaurus([MVO, KMO]).match(tokens, 0) is None


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_text_is_a_legal_query(tokens):
    found = [Thesaurus([MVO, KMO, COMMUTING]).match(tokens, start) for start in range(len(tokens) + 1)]
    assert all(start + one.length <= len(tokens) for start, one in enumerate(found) if one)


def test_a_term_is_found_among_five_thousand_groups():
    known = Thesaurus([(n, [f"begrip{n}", f"lang begrip {n} erbij"], [f"notion {n}"], []) for n in range(5000)])
    assert known.match(["lang", "begrip", "4321", "erbij"], 0) == Match(4, ("begrip4321", "notion 4321"))
    assert known.match(["lang", "begrip", "9999", "erbij"], 0) is None


def test_the_delivered_groups_name_no_term_twice():
    inside = [Counter(words(term) for term in group[language]) for group in DELIVERED for language in ("nl", "en")]
    assert not [term for counter in inside for term, times in counter.items() if times > 1]
    across = Counter(term for group in DELIVERED for term in {words(term) for term in (*group["nl"], *group["en"])})
    assert not [term for term, times in across.items() if times > 1]


def test_the_delivered_groups_stand_in_both_languages():
    assert sum(bool(group["nl"] and group["en"]) for group in DELIVERED) >= 150


def test_every_narrower_term_of_the_delivered_groups_is_in_a_group():
    known = {words(term) for group in DELIVERED for term in (*group["nl"], *group["en"])}
    assert not [term for group in DELIVERED for term in group.get("narrower", ()) if words(term) not in known]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [("MVO", "corporate social responsibility"), ("duurzaam ondernemen", "CSR"), ("kmo's", "SME"), ("NGOs", "ngo"),
     ("duurzaamheidsrapport", "duurzaamheidsverslag"), ("bijscholing", "opleiding"), ("inclusie", "diversiteit"),
     ("burn-out", "werkdruk"), ("burnout", "werkdruk"), ("carbon footprint", "CO2-uitstoot"),
     ("afvinklijst", "checklist"), ("induction", "onthaal"), ("vergaderingen", "meeting"),
     ("klimaatplan", "climate action"), ("European Social Fund", "ESF")],
)  # fmt: skip
def test_the_migration_loads_the_delivered_groups(query, expected):
    assert expected in thesaurus.current().match(query.split(), 0).variants


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_what_curators_changed():
    group = SynonymGroup.objects.get(terms_nl__contains=["kmo"])
    group.terms_nl, group.active = ["kmo", "kleintje"], False
    group.save()
    group.narrower.clear()
    groups = SynonymGroup.objects.count()
    assert thesaurus.load(lambda name: apps.get_model("search", name)) == 0
    group.refresh_from_db()
    assert (group.terms_nl, group.active, group.narrower.count()) == (["kmo", "kleintje"], False, 0)
    assert SynonymGroup.objects.count() == groups


@pytest.mark.django_db
def test_a_group_that_is_not_in_use_is_not_searched_with():
    SynonymGroup.objects.filter(terms_nl__contains=["recyclage"]).update(active=False)
    assert thesaurus.current().match(["recyclage"], 0) is None
    assert "recyclage" not in thesaurus.current().match(["afval"], 0).variants


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nl", "en"), [([], []), (["alleen"], []), ([], ["alone"]), (["een", ""], []), (["een"], ["two", ""])]
)
def test_the_database_refuses_a_group_without_two_real_terms(nl, en):
    with pytest.raises(IntegrityError):
        SynonymGroup.objects.create(terms_nl=nl, terms_en=en)


@pytest.mark.django_db
def test_the_thesaurus_is_read_once_for_each_content_version(settings, django_assert_num_queries):
    settings.PAGE_CACHE_ENTRIES = 10
    first = thesaurus.current()
    with django_assert_num_queries(0):
        assert thesaurus.current() is first


@pytest.mark.django_db
def test_a_change_counts_from_the_next_request_on(settings):
    settings.PAGE_CACHE_ENTRIES = 10
    next_request()
    assert thesaurus.current().match(["zwerfvuil"], 0) is None
    group = SynonymGroup.objects.create(terms_nl=["zwerfvuil"], terms_en=["litter"])
    next_request()
    assert thesaurus.current().match(["zwerfvuil"], 0).variants == ("litter",)
    group.narrower.add(SynonymGroup.objects.get(terms_nl__contains=["recyclage"]))
    next_request()
    assert "recycling" in thesaurus.current().match(["zwerfvuil"], 0).variants


@pytest.mark.django_db
def test_a_change_of_other_content_does_not_make_the_thesaurus_again(settings):
    settings.PAGE_CACHE_ENTRIES = 10
    next_request()
    before, version = thesaurus.current(), content_version.current()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plumbing_contentversion SET number = number + 1")
    next_request()
    assert content_version.current() > version
    assert thesaurus.current() is before


def next_request() -> None:
    """What a commit does to the content version, without one."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('kenniscentrum.counted', '', true)")
    content_version.forget()


CHANGE, ADD, LIST = (f"admin:search_synonymgroup_{page}" for page in ("change", "add", "changelist"))


@pytest.fixture
def curator(client):
    client.force_login(person(role="curator"))
    return client


def form(nl: str = "", en: str = "", **fields) -> dict:
    return {"terms_nl": nl, "terms_en": en, "note": "", "active": "on", **fields}


@pytest.mark.django_db
def test_a_curator_adds_a_group_with_one_term_a_line(curator):
    answer = curator.post(reverse(ADD), form("zwerfvuil\r\n\r\n  zwerf  afval \r\nZwerfvuil\r\n", "litter"))
    assert answer.status_code == 302
    group = SynonymGroup.objects.get(terms_en=["litter"])
    assert group.terms_nl == ["zwerfvuil", "zwerf afval"]


@pytest.mark.django_db
def test_the_form_shows_both_languages_side_by_side_with_one_term_a_line(curator):
    group = SynonymGroup.objects.get(terms_nl__contains=["kmo"])
    page = curator.get(reverse(CHANGE, args=[group.pk])).content.decode()
    assert "\n".join(group.terms_nl[:2]) in page
    assert "form-multiline field-terms_nl field-terms_en" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nl", "en", "place"),
    [("", "", "__all__"), ("alleen", "", "__all__"), ("zwerfvuil\r\nZwerfvuil", "", "__all__"),
     ("???\r\nzwerfvuil", "litter", "terms_nl")],
)  # fmt: skip
def test_a_group_that_says_nothing_is_refused_with_the_reason_in_its_place(curator, nl, en, place):
    before = SynonymGroup.objects.count()
    answer = curator.post(reverse(ADD), form(nl, en))
    assert [*answer.context["adminform"].form.errors] == [place]
    assert SynonymGroup.objects.count() == before


@pytest.mark.django_db
def test_a_term_of_another_group_is_refused_with_a_link_to_that_group(curator):
    other = SynonymGroup.objects.get(terms_nl__contains=["kmo"])
    answer = curator.post(reverse(ADD), form("KMO\r\nkleinbedrijf"))
    assert f'<a href="{reverse(CHANGE, args=[other.pk])}?' in answer.content.decode()
    assert not SynonymGroup.objects.filter(terms_nl__contains=["kleinbedrijf"]).exists()


@pytest.mark.django_db
def test_the_link_to_the_other_group_brings_along_what_was_typed_and_keeps_nothing_by_itself(curator):
    other = SynonymGroup.objects.get(terms_nl__contains=["kmo"])
    refused = curator.post(reverse(ADD), form("KMO\r\nkleinbedrijf & co", "tiny firm")).content.decode()
    link = unescape(re.search(rf'"({reverse(CHANGE, args=[other.pk])}\?[^"]*)"', refused)[1])
    offered = curator.get(link).context["adminform"].form.initial
    assert offered["terms_nl"] == [*other.terms_nl, "kleinbedrijf & co"]
    assert offered["terms_en"] == [*other.terms_en, "tiny firm"]
    kept = SynonymGroup.objects.get(pk=other.pk)
    assert (kept.terms_nl, kept.terms_en) == (other.terms_nl, other.terms_en)
    assert curator.post(link, form("\n".join(offered["terms_nl"]), "\n".join(offered["terms_en"]))).status_code == 302
    assert thesaurus.current().match(["tiny", "firm"], 0)


@pytest.mark.django_db
@pytest.mark.parametrize("terms", ["", "???", "\x00", "<script>", "x" * 5000, "kmo"])
def test_any_terms_in_the_address_of_a_group_are_answered(curator, terms):
    other = SynonymGroup.objects.get(terms_nl__contains=["kmo"])
    answer = curator.get(reverse(CHANGE, args=[other.pk]), {"terms_nl": terms})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_term_with_two_meanings_may_stand_in_two_groups_when_the_curator_says_so_once(curator):
    curator.post(reverse(ADD), form("verslag\r\nnotulen", "minutes", ambiguous="on"))
    group = SynonymGroup.objects.get(terms_en=["minutes"])
    curator.post(reverse(CHANGE, args=[group.pk]), form("verslag\r\nnotulen", "minutes\r\nmeeting notes"))
    assert set(thesaurus.current().match(["verslag"], 0).variants) >= {"rapport", "notulen", "meeting notes"}


@pytest.mark.django_db
def test_a_group_cannot_be_narrower_than_itself(curator):
    group = SynonymGroup.objects.create(terms_nl=["zwerfvuil"], terms_en=["litter"])
    curator.post(reverse(CHANGE, args=[group.pk]), form("zwerfvuil", "litter", narrower=[group.pk]))
    assert not group.narrower.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["middelgrote", "medium-sized", "kmo", "SME"])
def test_the_list_is_searched_by_terms_of_both_languages(curator, query):
    page = curator.get(reverse(LIST), {"q": query})
    assert {"kmo"} <= {term for group in page.context["cl"].result_list for term in group.terms_nl}
    assert len(page.context["cl"].result_list) < 30


@pytest.mark.django_db
def test_the_list_can_be_narrowed_to_groups_that_are_out_of_use(curator):
    sleeping = SynonymGroup.objects.create(terms_nl=["zwerfvuil"], terms_en=["litter"], active=False)
    page = curator.get(reverse(LIST), {"active__exact": 0})
    assert [group.pk for group in page.context["cl"].result_list] == [sleeping.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [("curator", 200), ("administrator", 200), ("moderator", 403), ("facilitator", 403)]
)
def test_curators_and_administrators_keep_the_groups_and_nobody_else(client, role, status):
    client.force_login(person(role=role))
    group = SynonymGroup.objects.first()
    for page, arguments in (
        (LIST, []),
        (ADD, []),
        (CHANGE, [group.pk]),
        ("admin:search_synonymgroup_delete", [group.pk]),
    ):
        assert client.get(reverse(page, args=arguments)).status_code == status
