"""The page of an instrument: what it is good for first; of a withdrawn one, why it is gone and what to use instead."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from instruments import workflow
from instruments.models import State
from tests.factories import file, instrument, organisation, person
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
ROWS = ["For whom", "What for", "Time", "Cost", "People needed", "What you have afterwards", "Language", "Last checked"]


def of(client: Client, made, language: str = "en", *, status: int = 200) -> Page:
    path = f"/en/instruments/{made.slug}/" if language == "en" else f"/nl/instrumenten/{made.slug}/"
    return read(client, path, status=status)


def box(page: Page) -> dict[str, str]:
    names = page.texts("//*[contains(@class, 'summary-box')]//dt")
    return dict(zip(names, page.texts("//*[contains(@class, 'summary-box')]//dd"), strict=True))


def test_the_summary_box_comes_first_and_has_every_row(client):
    made = instrument(
        whom_en="A manager and five colleagues", purpose_en="To talk about time", time="half-hour", cost="free",
        cost_note_en="bring coffee", people_en="Six", outcome_en="A list", languages=["nl", "en"],
        checked_on=date(2026, 3, 9), body_en="What it is.",
    )  # fmt: skip
    found = of(client, made)
    assert list(box(found)) == ROWS
    assert box(found)["For whom"] == "A manager and five colleagues"
    assert box(found)["Cost"] == "free (bring coffee)"
    assert box(found)["Language"] == "Dutch, English"
    assert box(found)["Last checked"] == "9 March 2026"
    headings = found.texts("//main//h2")
    assert headings.index("In short") < headings.index("What it is")


def test_what_is_not_stated_says_so(client):
    stated = box(of(client, instrument(audiences=["sme"])))
    assert stated.pop("For whom") != "not stated"  # the audiences stand in
    assert set(stated.values()) == {"not stated"}


def test_files_tell_their_language_type_size_and_whether_they_are_accessible(client):
    made = instrument()
    file(of=made, name="Lijst.csv", content=b"a" * 2048, language="nl", title_nl="De lijst", accessibility="yes")
    file(of=made, name="List.csv", content=b"b" * 10, language="en", title_en="The list", accessibility="no")
    dutch, english = of(client, made).texts("//ul[contains(@class, 'files')]/li")
    assert dutch.startswith("De lijst")
    assert dutch.endswith("Dutch, CSV, 2.0 KB, accessible")
    assert english.startswith("The list")
    assert english.endswith("English, CSV, 10 bytes, not accessible")


@pytest.mark.parametrize(("language", "name"), [("nl", "lijst.csv"), ("en", "list.csv")])
def test_the_main_action_is_the_file_in_the_readers_language(client, language, name):
    made = instrument()
    file(of=made, name="lijst.csv", language="nl")
    file(of=made, name="list.csv", content=b"other", language="en")
    [address] = of(client, made, language).find("//*[contains(@class, 'summary-box')]//a[@download]/@href")
    assert address.endswith(f"/{name}")


def test_without_a_file_the_main_action_is_the_web_page(client):
    found = of(client, instrument(url="https://example.org/tool"))
    assert found.find("//a[contains(@class, 'button--main')]/@href") == ["https://example.org/tool"]


def test_it_says_who_made_it_for_whom_and_where_it_comes_from(client):
    made = instrument(publisher=organisation(name_en="Publisher"), origin_en="the project Open Doors")
    made.credits.create(organisation=organisation(name_en="Funder"), role="funder")
    found = of(client, made)
    said = dict(zip(found.texts("//*[@id='makers']/..//dt"), found.texts("//*[@id='makers']/..//dd"), strict=True))
    assert said == {"published by": "Publisher", "with support of": "Funder", "made in": "the project Open Doors"}


def test_editions_stand_newest_first_with_what_changed(client):
    made = instrument()
    first = made.editions.create(label="First", year=2002)
    made.editions.create(label="Second", year=2004, note_en="Shorter", replaces=first)
    assert of(client, made).texts("//*[@id='editions']/following-sibling::ul/li") == [
        "Second (2004) Shorter",
        "First (2002)",
    ]


def test_the_vocabulary_leads_to_the_catalogue(client):
    made = instrument(themes=["recruitment"], tags=["Job interview"])
    links = of(client, made).find("//a/@href")
    assert "/en/instruments/?theme=recruitment" in links
    assert "/en/instruments/?tag=job-interview" in links
    assert read(client, "/en/instruments/?tag=job-interview").total == 1


def test_the_citation_names_publisher_year_title_and_address(client):
    made = instrument(title_en="Fair talk", publisher=organisation(name_en="Fair Press"), year=2004)
    [citation] = of(client, made).texts("//*[@id='citation']")
    assert citation == f"Fair Press (2004). Fair talk. {settings.BASE_URL}/en/instruments/{made.slug}/"


def test_demonstration_content_says_so(client):
    assert (
        "demonstration"
        in of(client, instrument(demonstration=True)).texts("//header[contains(@class, 'instrument')]")[0]
    )
    assert "demonstration" not in of(client, instrument()).texts("//header[contains(@class, 'instrument')]")[0]


def test_a_text_in_the_other_language_is_marked(client):
    made = instrument(title_nl="Enkel hier", title_en="", body_nl="Wat het is", usage_nl="", usage_en="How")
    found = of(client, made)
    assert found.find("//h1/@lang") == ["nl"]
    assert "only in Dutch" in found.text
    assert found.find("//section[@aria-labelledby='what']//*[@lang='nl']")
    assert not found.find("//section[@aria-labelledby='how']//@lang")


def test_typed_markdown_is_shown_and_typed_markup_is_not(client):
    made = instrument(
        body_en="**Bold** <script>alert(1)</script> [away](javascript:alert(2)) [on](https://example.org/)"
    )
    [prose] = of(client, made).find("//section[@aria-labelledby='what']//*[contains(@class, 'prose')]")
    assert [strong.text for strong in prose.xpath(".//strong")] == ["Bold"]
    assert prose.xpath(".//a/@href") == ["https://example.org/"]
    assert not prose.xpath(".//script")


def test_a_page_takes_the_same_few_statements_however_much_is_on_it(client):
    def statements(made) -> int:
        with CaptureQueriesContext(connection) as captured:
            of(client, made)
        return len(captured)

    poor = instrument(tags=["een"])
    instrument(tags=["een"])
    rich = instrument(themes=["learning", "mobility", "recruitment"], sizes=["small", "micro"],
                      tags=["een", "twee", "drie"], related=[poor], publisher=organisation(), time="day",
                      format="paper", goals=["climate-action"])  # fmt: skip
    for number in range(5):
        file(of=rich, content=bytes([number]))
        rich.links.create(url=f"https://example.org/{number}")
        rich.editions.create(label=str(number))
        rich.credits.create(organisation=organisation(), role="author")
        instrument(tags=["een", "drie"])
    assert statements(rich) <= 26
    assert statements(rich) - statements(poor) <= 6  # prefetches that found nothing to follow


# --- withdrawn


def test_a_withdrawn_instrument_keeps_its_address_and_says_why(client):
    made = instrument(title_en="Old tool")
    workflow.withdraw(made, by=None, reason_en="It is wrong about the law.", reason_nl="De wet is veranderd.")
    found = of(client, made, status=410)
    assert found.heading == "Old tool"
    assert "It is wrong about the law." in found.text
    assert "De wet is veranderd." in of(client, made, "nl", status=410).text
    assert found.find("//meta[@name='robots']/@content") == ["noindex"]


def test_a_withdrawn_instrument_leads_to_what_replaces_it(client):
    new, old = instrument(title_en="New tool"), instrument()
    workflow.withdraw(old, by=None, reason_en="Renewed", replaced_by=new)
    assert of(client, old, status=410).leads_to(f"/en/instruments/{new.slug}/")


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_a_replacement_that_is_not_public_is_not_named(client, state):
    old, new = instrument(), instrument(title_en="Secret tool", state=state)
    workflow.withdraw(old, by=None, reason_en="Renewed", replaced_by=new)
    assert "Secret tool" not in of(client, old, status=410).text


# --- not published


def test_a_draft_does_not_exist_for_the_public(client):
    made = instrument(title_en="Secret tool", state=State.DRAFT)
    assert "Secret tool" not in of(client, made, status=404).text
    client.force_login(person(role="curator"))
    of(client, made, status=404)  # public pages are the same for everybody


def test_a_draft_that_was_dropped_leaves_no_tombstone(client):
    made = instrument(title_en="Secret tool", state=State.DRAFT)
    workflow.withdraw(made, by=None, reason_en="Never mind")
    assert "Secret tool" not in of(client, made, status=404).text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_curates_sees_a_draft_as_the_public_will(client, language):
    made = instrument(state=State.DRAFT)
    client.force_login(person(role="curator"))
    preview = read(client, reverse(f"admin:instruments_instrument_preview_{language}", args=[made.pk]))
    workflow.publish(made, by=None)
    public = of(client, made, language)
    assert preview.texts("//main//article") == public.texts("//main//article")
    assert preview.find("/html/@lang") == [language]
    assert preview.find("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize("who", ["nobody", "promoter"])
def test_nobody_else_sees_a_draft(client, who):
    made = instrument(title_en="Secret tool", state=State.DRAFT)
    if who == "promoter":
        client.force_login(person())
    response = client.get(reverse("admin:instruments_instrument_preview_en", args=[made.pk]))
    assert response.status_code in {302, 403}
    assert b"Secret tool" not in response.content
