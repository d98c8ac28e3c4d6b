"""The page of the search over the whole site: what is marked and why, one kind alone, and the ways out of nothing."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.documents import INSTRUMENTS, THEMES
from kenniscentrum import site_hits, site_search
from search.models import Searched
from search.query import Query
from tests.factories import instrument, term

pytestmark = pytest.mark.django_db


def address(language: str = "nl") -> str:
    with override(language):
        return reverse("search")


def main(response) -> str:
    return re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]


def searched(client, words: str, language: str = "nl", **more: str):
    response = client.get(address(language), {"q": words, **more})
    assert response.status_code == 200
    return response


def test_hits_are_marked_and_say_why_they_are_there(client):
    instrument(title_nl="Zeepkist", summary_nl="Wie zeepkisten bouwt, leert remmen.")
    page = main(searched(client, "zeepkist"))
    assert "<mark>Zeepkist</mark></a>" in page
    assert "Wie <mark>zeepkisten</mark> bouwt" in page
    assert "Gevonden in de titel" in page


def test_the_best_passage_comes_out_of_the_body_when_the_summary_has_nothing(client):
    instrument(title_nl="Remmen", summary_nl="Over snelheid.", body_nl="Iets anders. " * 40 + "Dan komt de *zeepkist*.")
    assert "komt de <mark>zeepkist</mark>" in main(searched(client, "zeepkist"))


def test_a_passage_in_the_other_language_says_so(client):
    instrument(title_nl="Remmen", summary_nl="", title_en="Brakes", summary_en="About the soapbox.", body_nl="")
    assert '<p lang="en">About the <mark>soapbox</mark>.</p>' in main(searched(client, "soapbox"))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b onclick=x>", "a & b &amp; c", "\x02\x03<i>"])
def test_what_is_marked_stays_text(client, text):
    instrument(title_nl=f"Zeepkist {text}", summary_nl=f"{text} zeepkist", body_nl="")
    page = main(searched(client, "zeepkist"))
    assert not re.search(r"<(script>|b |i>)", page)
    assert "<mark>" in page


def test_one_kind_is_read_page_by_page_without_leaving_the_search(client):
    for n in range(site_search.PAGE_SIZE + 1):
        instrument(title_nl=f"Zeepkist {n}")
    found = searched(client, "zeepkist", kind="instrument").context["found"]
    assert [found.total, found.page, found.pages] == [site_search.PAGE_SIZE + 1, 1, 2]
    last = client.get(found.next_url).context["found"]
    assert [last.page, len(last.groups[0].hits), last.next_url] == [2, 1, ""]
    assert client.get(last.previous_url).context["found"].page == 1


def test_a_kind_that_does_not_exist_is_left_out(client):
    instrument(title_nl="Zeepkist")
    assert searched(client, "zeepkist", kind="<nothing>").context["found"].total == 1


def test_every_kind_is_offered_with_its_number(client):
    site_search.instruments.THEMES.write_all()
    instrument(title_nl="Diversiteit")
    found = searched(client, "diversiteit").context["found"]
    for tab in found.tabs:
        assert client.get(tab.url).context["found"].total == tab.total
    assert [tab.current for tab in found.tabs] == [True] + [False] * (len(found.tabs) - 1)


def test_a_kind_without_results_leads_back_to_all_of_them(client):
    instrument(title_nl="Zeepkist")
    (repair,) = searched(client, "zeepkist", kind="theme").context["found"].repairs
    assert client.get(repair.url).context["found"].total == repair.count == 1


def test_looking_at_one_kind_is_no_other_search(client):
    instrument(title_nl="Zeepkist")
    searched(client, "zeepkist")
    searched(client, "zeepkist", kind="theme")
    assert list(Searched.objects.values_list("times", "results")) == [(1, 1)]


WORDS = st.sampled_from(["zeepkist", "remmen", "-remmen", '"remmen zeepkist"', "soapbox", "qqxx", "de", "OR", '"', "-"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.lists(WORDS, min_size=1, max_size=5).map(" ".join))
def test_every_way_out_of_nothing_gives_what_it_promises(client, typed):
    if not site_search.find("zeepkist", "nl").total:
        instrument(title_nl="Zeepkist zonder remmen", title_en="Brakes", summary_en="A soapbox", body_en="Soapbox")
        instrument(title_nl="Remmen", title_en="")
    found = searched(client, typed).context["found"]
    offers = [*found.repairs, *([found.in_other_language] if found.in_other_language else [])]
    for offer in offers:
        there = client.get(offer.url).context["found"]
        assert not there.corrected
        assert there.total == offer.count > 0, (typed, offer)
    assert found.total == 0 or not found.repairs


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ('"remmen zeepkist"', {"remmen zeepkist"}),
        ("zeepkist -remmen", {"zeepkist"}),
        ("zeepkist qqxxyyzz", {"zeepkist", "zeepkist OR qqxxyyzz"}),
    ],
)
def test_nothing_found_offers_less_strict_ways(client, typed, ways):
    instrument(title_nl="Zeepkist zonder remmen", title_en="")
    assert ways <= {words_of(repair.url) for repair in searched(client, typed).context["found"].repairs}


def words_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["q"][0]


@pytest.mark.parametrize("typed", ["-", "!!!", '"', "OR", "😀"])
def test_what_has_no_word_is_told_and_is_no_wish(client, typed):
    page = main(searched(client, typed))
    assert "Hier staat geen woord in" in page
    assert 'class="wish"' not in page


def test_the_other_language_is_offered_with_its_number(client):
    instrument(title_nl="Remmen", title_en="Soapbox", summary_en="", body_en="")
    page = unescape(main(searched(client, "soapbox")))
    assert "Dezelfde zoekopdracht in het Engels" in page
    assert searched(client, "soapbox").context["found"].in_other_language.count == 1


def test_the_page_asks_as_often_for_thirty_as_for_five(client):
    def statements() -> int:
        searched(client, "zeepkist")
        with CaptureQueriesContext(connection) as captured:
            searched(client, "zeepkist")
        return len(captured)

    for n in range(site_search.FEW):
        instrument(title_nl=f"Zeepkist {n}")
    few = statements()
    for n in range(30):
        instrument(title_nl=f"Zeepkist {n + site_search.FEW}")
    assert statements() == few


def test_all_kinds_of_a_page_are_marked_and_given_their_reasons_in_two_statements():
    thing = instrument(title_nl="Zeepkist", title_en="", summary_nl="Over remmen.")
    theme = term("theme", "soap", label_nl="Remmen", intro_nl="Voor elke zeepkist.")
    THEMES.write([theme.pk])
    found = {kind: kind.hits([one.pk]) for kind, one in ((INSTRUMENTS, thing), (THEMES, theme))}
    with override("nl"), CaptureQueriesContext(connection) as captured:
        shown = site_hits.shown(Query("zeepkist", "nl"), found)
    assert sum("search_synonymgroup" not in query["sql"] for query in captured) == 2  # a worker keeps the thesaurus
    assert [one.reason for kind in found for one in shown[kind]] == [
        "Gevonden in de titel",
        "Gevonden in de samenvatting of de thema's",
    ]


def test_a_summary_that_has_the_words_is_shown_whole(client):
    summary = "Wie remmen wil, leest dit. Daarna " + "gaat het verder " * 20 + "met een zeepkist."
    instrument(title_nl="Heuvels", summary_nl=summary, body_nl="Een zeepkist is snel.")
    page = main(searched(client, "zeepkist"))
    assert "<p>Wie remmen wil" in page
    assert "met een <mark>zeepkist</mark>.</p>" in page


def test_what_was_found_by_its_theme_is_told_by_its_whole_summary(client):
    summary = "Over heuvels. " * 30 + "Tot het einde."
    instrument(title_nl="Heuvels", summary_nl=summary, body_nl="Iets anders.", tags=["Zeepkist"])
    assert "Tot het einde.</p>" in main(searched(client, "zeepkist"))


def test_a_catalogue_without_results_leads_to_what_the_whole_site_has(client):
    with override("nl"):
        there = reverse("instruments:catalogue")
    term("theme", "soap", label_nl="Zeepkisten")
    site_search.instruments.THEMES.write_all()
    offer = client.get(there, {"q": "zeepkist"}).context["on_the_site"]
    assert client.get(offer["url"]).context["found"].total == offer["count"] == 1
    assert client.get(there, {"q": "qqxxyyzz"}).context["on_the_site"] is None
    instrument(title_nl="Zeepkist")
    assert client.get(there, {"q": "zeepkist"}).context["on_the_site"] is None
    assert client.get(there, {"q": "zeepkist", "type": "paper"}).context["on_the_site"]["count"] == 2


HOSTILE = {
    "nothing": "", "nul": "%00", "broken UTF-8": "caf%E9%FF", "half a surrogate": "%ED%A0%80", "long": "x" * 100_000,
    "many words": "energie+" * 10_000, "signs": "%21%40%23%24%25%5E%26%2A%28%29%7C%3A%2A", "minus": "-", "quote": "%22",
    "right to left": "%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D", "emoji": "%F0%9F%98%80", "marks": "a" + "%CC%81" * 400,
    "control": "%02%03%04", "markup": "%3Cscript%3E%26amp%3B", "format": "%25s+%25%28q%29s+%7B0%7D", "or": "OR+OR",
    "not": "-a+-b+-%22c", "backslash": "%5C%5C%27%3B--",
}  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("page", ["search", "suggestions", "instruments:catalogue"])
def test_every_sequence_of_bytes_is_answered(client, page, typed):
    with override("nl"):
        there = reverse(page)
    response = client.get(f"{there}?q={typed}&kind={typed[:200]}&page={typed[:200]}")
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("form", ["wish", "click"])
def test_every_sequence_of_bytes_can_be_sent(client, form, typed):
    with override("nl"):
        there = reverse(form)
    sent = client.generic("POST", there, f"q={typed}", content_type="application/x-www-form-urlencoded")
    assert sent.status_code in {200, 204}


def test_what_was_searched_as_it_was_typed_leads_back_to_what_was_meant(client):
    instrument(title_nl="Zeepkisten", title_en="")
    as_typed = searched(client, "zeepkistne").context["found"].literal_url
    (repair,) = client.get(as_typed).context["found"].repairs
    assert client.get(repair.url).context["found"].total == repair.count == 1
