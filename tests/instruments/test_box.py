"""The box: its address is all that it is, and nothing in an address is an error."""

import re
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from instruments import workflow
from instruments.box import ARCHIVE_AT_MOST, ITEMS_AT_MOST, Box, in_words
from instruments.models import File, Use
from tests.factories import file, instrument
from tests.factories.instruments import many
from tests.instruments.test_uses import BROWSER
from tests.reading import Page, plain, read

pytestmark = pytest.mark.django_db
PAGES = {"nl": "/nl/doos/", "en": "/en/box/"}


def open_box(client, *items, language: str = "en", words: str = "") -> Page:
    return read(client, PAGES[language] + Box(tuple(items)).query_string + (f"&q={words}" if words else ""))


def titles(page: Page) -> list[str]:
    return page.texts("//ol[contains(@class, 'boxed')]//h3")


def items(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("item", [])


def moves(page: Page, slug: str) -> dict[str, list[str]]:
    """Where the links of a thing in the box lead, by what they say."""
    links = page.find(f"//*[@id='item-{slug}']//ul[contains(@class, 'moves')]//a")
    return {plain(link).partition(":")[0]: items(link.get("href")) for link in links}


# --- what the address says


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_address_is_the_box(client, language):
    first, second, third = (instrument() for _ in range(3))
    page = open_box(client, second.slug, third.slug, first.slug, language=language)
    assert titles(page) == [getattr(one, f"title_{language}") for one in (second, third, first)]
    assert not page.response.cookies


def test_the_other_language_has_the_same_box(client):
    found = [instrument(), instrument()]
    page = open_box(client, *(one.slug for one in found))
    [twin] = page.find("//header//a[@hreflang='nl']/@href")
    assert titles(read(client, twin)) == [one.title_nl for one in found]


def test_what_is_given_twice_is_in_it_once(client):
    one = instrument()
    assert titles(open_box(client, one.slug, one.slug)) == [one.title_en]


def test_an_empty_box_says_what_it_is_for(client):
    page = read(client, PAGES["en"])
    assert "The box is empty" in page.text
    assert page.leads_to("/en/instruments/")
    assert page.find("//form[@role='search']//input[@name='q']")
    assert not page.find("//meta[@name='robots']")


def test_a_box_of_somebody_is_not_for_search_engines(client):
    page = open_box(client, instrument().slug)
    assert page.find("//meta[@name='robots']/@content") == ["noindex"]


def test_things_move_and_go_by_plain_links(client):
    one, two, three = (instrument().slug for _ in range(3))
    page = open_box(client, one, two, three)
    assert moves(page, one) == {"Move down": [two, one, three], "Take out": [two, three]}
    assert moves(page, two) == {
        "Move up": [two, one, three], "Move down": [one, three, two], "Take out": [one, three],
    }  # fmt: skip
    assert moves(page, three) == {"Move up": [one, three, two], "Take out": [one, two]}


def test_a_text_in_the_other_language_is_marked(client):
    one = instrument(title_nl="Enkel hier", title_en="")
    page = open_box(client, one.slug)
    assert page.find("//ol//h3/@lang") == ["nl"]
    assert "only in Dutch" in page.text


# --- what is not there


def test_what_is_not_in_the_catalogue_is_named_and_left_out(client):
    one = instrument()
    page = open_box(client, "no-such-thing", one.slug, "<b>")
    assert titles(page) == [one.title_en]
    assert "“no-such-thing” is not in the catalogue" in page.text
    assert "“<b>” is not in the catalogue" in page.text
    assert page.find("//link[@rel='canonical']/@href") == [f"{settings.BASE_URL}/en/box/?item={one.slug}"]


def test_a_draft_is_nobodys_business(client):
    draft = instrument(state="draft", title_en="Secret tool")
    page = open_box(client, draft.slug)
    assert "Secret tool" not in page.text
    assert titles(page) == []


def test_what_was_withdrawn_says_so(client):
    old = instrument(state="withdrawn", title_en="Old tool")
    page = open_box(client, old.slug)
    assert "“Old tool” was withdrawn, so it is left out." in page.text
    assert f"/en/instruments/{old.slug}/" in page.find("//a/@href")


def test_what_came_instead_takes_its_place(client):
    new, other = instrument(title_en="New tool"), instrument()
    old = instrument(title_en="Old tool")
    workflow.withdraw(old, by=None, reason_en="Renewed", replaced_by=new)
    page = open_box(client, old.slug, other.slug)
    assert titles(page) == ["New tool", other.title_en]
    assert "“Old tool” was withdrawn. “New tool” came instead of it" in page.text
    assert titles(open_box(client, new.slug, old.slug)) == ["New tool"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_came_instead_and_is_not_public_is_not_named(client, state):
    new, old = instrument(title_en="Hidden tool", state=state), instrument(title_en="Old tool")
    workflow.withdraw(old, by=None, reason_en="Renewed", replaced_by=new)
    page = open_box(client, old.slug)
    assert "Hidden tool" not in page.text
    assert titles(page) == []


def test_what_does_not_fit_is_counted(client):
    found = many(ITEMS_AT_MOST + 2)
    page = open_box(client, *(one.slug for one in found), words="velen")
    assert len(titles(page)) == ITEMS_AT_MOST
    assert f"The box holds {ITEMS_AT_MOST} instruments; 2 more did not fit." in page.text
    assert "The box is full" in page.text
    assert not page.find("//form[@role='search']")


@pytest.mark.parametrize(
    "query", ["?item=", "?item=%00", "?item=a%00b", "?item=%ff%fe", "?item=" + "x" * 3000, "?q=%00&item=..", "?x=1"]
)
def test_nothing_in_an_address_is_an_error(client, query):
    for address in PAGES.values():
        assert titles(read(client, address + query)) == []
    assert client.get(f"/en/box/files.zip{query}").status_code == 404


@given(st.lists(st.text(max_size=8), max_size=40))
def test_a_box_reads_what_it_wrote(given_items):
    box = Box.read(QueryDict(Box(tuple(given_items)).query_string[1:]))
    assert Box.read(QueryDict(box.query_string[1:])).items == box.items
    assert len(box.items) <= ITEMS_AT_MOST
    assert len(set(box.items)) == len(box.items)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=ITEMS_AT_MOST, unique=True), st.data())
def test_moving_loses_nothing_and_can_be_undone(numbers, data):
    box = Box(tuple(str(number) for number in numbers))
    item = data.draw(st.sampled_from(box.items))
    down = box.moved(item, by=1)
    assert sorted(down.items) == sorted(box.items)
    if item != box.items[-1]:
        assert down.moved(item, by=-1) == box
    assert item not in box.without(item).items


# --- the search on the page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_search_on_the_page_adds_to_the_box(client, language):
    inside = instrument(title_nl="Zeep in de hal", title_en="Soap in the hall")
    other = instrument(title_nl="Zeep in huis", title_en="Soap at home")
    page = open_box(client, inside.slug, language=language, words="zeep" if language == "nl" else "soap")
    hidden = page.find("//form[@role='search']//input[@type='hidden']")
    assert [(field.get("name"), field.get("value")) for field in hidden] == [("item", inside.slug)]
    [add] = page.find("//ul[contains(@class, 'found')]//a[contains(@class, 'button')]/@href")
    assert items(add) == [inside.slug, other.slug]
    assert page.texts("//ul[contains(@class, 'found')]//span[contains(@class, 'soft')]")
    assert len(titles(read(client, add))) == 2


def test_a_search_that_finds_nothing_leads_to_the_catalogue(client):
    page = open_box(client, instrument().slug, words="qqqqqqq")
    assert "Nothing found for “qqqqqqq”." in page.text
    assert "/en/instruments/?q=qqqqqqq" in page.find("//a/@href")


# --- each thing in short


def test_each_thing_shows_its_summary_box_in_short(client):
    one = instrument(whom_en="A manager", time="half-hour", cost="free", outcome_en="A list", languages=["nl"],
                     people_en="Six")  # fmt: skip
    file(of=one, name="lijst.csv", content=b"a")
    page = open_box(client, one.slug)
    told = zip(page.texts("//ol//dl//dt"), page.texts("//ol//dl//dd"), strict=True)
    assert dict(told) == {
        "For whom": "A manager", "Time": "Half an hour", "Cost": "free", "What you have afterwards": "A list",
        "Language": "Dutch",
    }  # fmt: skip
    assert [link.rpartition("/")[2] for link in page.find("//ol//a[@download]/@href")] == ["lijst.csv"]


# --- what it takes together


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(30, "30 minutes"), (60, "1 hour"), (150, "2 hours 30 minutes"), (480, "1 working day"), (720, "1½ working days"),
     (1000, "2 working days")],
)  # fmt: skip
def test_time_is_said_in_words(minutes, words):
    with override("en"):
        assert in_words(minutes) == words


def test_what_it_takes_together(client):
    box = [
        instrument(time="half-hour", cost="free", languages=["nl"]),
        instrument(time="two-hours", cost="free", languages=["nl", "en"]),
        instrument(),
    ]
    page = open_box(client, *(one.slug for one in box))
    told = page.texts("//dl[contains(@class, 'together')]//dd")
    assert told == [
        "about 2 hours 30 minutes, when each is used once; 1 does not say",
        "2 free, 1 not stated",
        "2 in Dutch, 1 in English",
    ]


def test_what_nobody_stated_is_not_counted_as_nothing(client):
    told = open_box(client, instrument().slug).texts("//dl[contains(@class, 'together')]//dd")
    assert told == ["not stated", "1 not stated", "not stated"]


# --- taking it along


def test_the_address_can_be_copied_and_mailed(client):
    one = instrument()
    page = open_box(client, one.slug, "gone")
    address = f"{settings.BASE_URL}/en/box/?item={one.slug}"
    assert page.find("//button/@data-copies") == [address]
    [mail] = [link for link in page.find("//a/@href") if link.startswith("mailto:")]
    assert address in unquote(mail)
    assert "+" not in mail


def test_all_files_come_in_one_archive_in_the_order_of_the_box(client):
    first, second = instrument(title_nl="Zeep"), instrument(title_nl="Water", url="https://example.org/water")
    file(of=first, name="lijst.csv", content=b"een")
    file(of=first, name="lijst.csv", content=b"twee")
    file(of=second, name="gids.csv", content=b"drie")
    page = open_box(client, second.slug, first.slug, language="nl")
    [address] = [link for link in page.find("//a[@download]/@href") if "bestanden.zip" in link]
    response = client.get(address, headers=BROWSER)
    assert response["Content-Disposition"].startswith('attachment; filename="doos.zip"')
    assert response["X-Content-Type-Options"] == "nosniff"
    archive = ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    names = [f"01-{second.slug}/gids.csv", f"02-{first.slug}/lijst.csv", f"02-{first.slug}/lijst-2.csv"]
    assert archive.namelist() == ["inhoud.txt", *names]
    assert [archive.read(name) for name in names] == [b"drie", b"een", b"twee"]
    contents = archive.read("inhoud.txt").decode()
    assert re.findall(r"^\d\. .*", contents, re.MULTILINE) == ["1. Water", "2. Zeep"]
    assert all(name in contents for name in names)
    assert "https://example.org/water" in contents
    assert {use.instrument for use in Use.objects.filter(kind="download", times=1)} == {first, second}


def test_a_file_that_was_lost_on_disk_is_left_out_of_the_archive(client):
    one = instrument()
    file(of=one, content=b"a")
    lost = file(of=one, name="lost.csv", content=b"b")
    lost.file.storage.delete(lost.file.name)
    response = client.get(f"/en/box/files.zip?item={one.slug}")
    archive = ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert archive.namelist() == ["contents.txt", f"01-{one.slug}/checklist.csv"]


def test_too_much_for_one_archive_is_said(client):
    one = instrument()
    made = file(of=one)
    File.objects.filter(pk=made.pk).update(size=ARCHIVE_AT_MOST + 1)
    page = open_box(client, one.slug)
    assert "too much for one ZIP" in page.text
    assert not [link for link in page.find("//a/@href") if "files.zip" in link]
    assert client.get(f"/en/box/files.zip?item={one.slug}").status_code == 404


def test_without_files_there_is_no_archive(client):
    one = instrument(url="https://example.org/")
    assert not [link for link in open_box(client, one.slug).find("//a/@href") if "files.zip" in link]


# --- how things get in


def test_an_instrument_and_its_card_lead_to_a_box_with_it(client):
    one = instrument()
    address = f"/en/box/?item={one.slug}"
    assert address in read(client, f"/en/instruments/{one.slug}/").find("//*[contains(@class, 'summary-box')]//a/@href")
    [link] = read(client, "/en/instruments/").find("//article//a[@data-boxes]")
    assert (link.get("href"), link.get("rel"), link.get("data-boxes")) == (address, "nofollow", one.slug)
    assert plain(link) == f"Put in the box: {one.title_en}"


def test_the_script_knows_how_much_fits(client):
    [header] = read(client, "/en/").find("//header//a[@data-box]")
    assert header.get("data-most") == str(ITEMS_AT_MOST)
    assert header.get("href") == header.get("data-box") == "/en/box/"


# --- how many questions


def test_a_box_takes_as_many_questions_for_one_as_for_thirty(client, django_assert_num_queries):
    like = instrument(audiences=["sme"], time="day", languages=["nl"])
    boxes = many(ITEMS_AT_MOST, like=like)
    for one in boxes:
        file(of=one, content=one.slug.encode())
    for number in (1, ITEMS_AT_MOST):
        with django_assert_num_queries(5):
            open_box(client, *(one.slug for one in boxes[:number]))
    with django_assert_num_queries(5 + 5):
        open_box(client, boxes[0].slug, words="velen")
