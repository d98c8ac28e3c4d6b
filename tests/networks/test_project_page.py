"""The page of a project is its fiche: nine parts, in the official order, and what is not known says so."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from networks.models import State
from tests.factories import accounts, instrument, networks
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
OFFICIAL = [
    "Titel",
    "Verantwoordelijke/procesopvolging vanuit het ESF-Agentschap",
    "Situering in het Vlaamse beleid",
    "Ontwerp van doelen met verwachte output/impact/producten",
    "Ontwerp van actie-inhoud",
    "Periode",
    "Te voorziene middelen (met eventuele cofinanciering) in de begroting",
    "Samenstelling werk-/stuur-/themagroep/…",
    "Communicatieve ondersteuning? (nieuwsbrief, e-zine, website, folder, perstekst,…)",
]


def of(client: Client, made, language: str = "en", *, status: int = 200) -> Page:
    return read(client, f"/{language}/{'projects' if language == 'en' else 'projecten'}/{made.slug}/", status=status)


def part(page: Page, number: int) -> str:
    """What a part says, below its heading."""
    [words] = page.texts(f"//section[@aria-labelledby='part-{number}']")
    return words.removeprefix(page.texts(f"//*[@id='part-{number}']")[0]).strip()


def box(page: Page) -> dict[str, str]:
    names = page.texts("//*[contains(@class, 'summary-box')]//dt")
    return dict(zip(names, page.texts("//*[contains(@class, 'summary-box')]//dd"), strict=True))


def test_the_nine_parts_stand_in_the_official_order_under_the_official_headings(client):
    found = of(client, networks.project(), "nl").texts("//*[@class='fiche']//h2")
    assert found == [f"{number}. {heading}" for number, heading in enumerate(OFFICIAL, start=1)]
    assert len(of(client, networks.project(), "en").texts("//*[@class='fiche']//h2")) == 9


def test_each_text_stands_in_its_part(client):
    made = networks.project(
        title_en="Talent first", follow_up_en="the agency", policy_en="mainstreaming", goals_en="links",
        output_en="a network", impact_en="better results", achievements_en="a map", actions_en="a steering group",
        period_note_en="depends on the call", means_note_en="and in kind", groups_note_en="and experts",
        communication_en="on the website",
    )  # fmt: skip
    found = of(client, made)
    expected = [(1, "Talent first"), (2, "the agency"), (3, "mainstreaming"), (5, "a steering group"),
                (6, "depends on the call"), (7, "and in kind"), (8, "and experts"), (9, "on the website")]  # fmt: skip
    for number, words in expected:
        assert words in part(found, number)
    goals = part(found, 4)
    places = [goals.index(words) for words in ("links", "a network", "better results", "a map")]
    assert all(one < other for one, other in pairwise(places))


def test_parts_without_a_word_say_that_nothing_is_stated(client):
    found = of(client, networks.project(starts_on=None, ends_on=None))
    assert [part(found, number) for number in (2, 3, 4, 5, 8, 9)] == ["not stated"] * 6
    assert part(found, 6) == "To be determined"
    assert part(found, 7) == "To be determined"


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"starts_on": date(2005, 9, 1), "ends_on": date(2007, 12, 31)}, "September 2005 to December 2007"),
        ({"starts_on": date(2005, 9, 1), "ends_on": None}, "From September 2005, open-ended"),
        ({"starts_on": None, "ends_on": None}, "To be determined"),
        ({"starts_on": date(2005, 9, 5), "ends_on": date(2007, 3, 1), "precision": "day"},
         "5 September 2005 to 1 March 2007"),
        ({"starts_on": date(2005, 9, 5), "ends_on": date(2005, 12, 1), "precision": "year"}, "2005"),
    ],
)  # fmt: skip
def test_a_period_is_said_as_precisely_as_it_is_known(client, dates, said):
    assert part(of(client, networks.project(**dates)), 6) == said


def test_means_are_given_by_source_and_an_empty_amount_is_to_be_determined(client):
    made = networks.project()
    made.means.create(source="esf", amount=Decimal(50000), position=1)
    made.means.create(source="flanders", amount=Decimal("12500.50"), cofinancing=True, position=2)
    found = of(client, made)
    assert "European Social Fund €50,000" in part(found, 7)
    assert "Flemish government €12,500.50 (co-financing)" in part(found, 7)
    assert "Total €62,500.50" in part(found, 7)
    assert "€ 12.500,50" in part(of(client, made, "nl"), 7)
    made.means.create(source="other", amount=None, position=3)
    found = of(client, made)
    assert "Other source to be determined" in part(found, 7)
    assert "Total" not in part(found, 7)
    assert box(found)["Means"] == "partly to be determined"
    assert not re.search(r"€0\b", found.text)


def test_groups_name_organisations_and_roles_inside_the_agency_first(client):
    made = networks.project()
    made.seats.create(group="steering", role_en="all promoters")
    made.seats.create(group="steering", organisation=accounts.organisation(name_en="The Board"), role_en="chair")
    made.seats.create(group="steering", internal=True, role_en="the directors")
    said = part(of(client, made), 8)
    assert said == (
        "Steering group, from the ESF Agency the directors Steering group, from outside all promoters The Board chair"
    )


def test_who_takes_part_stands_with_the_role(client):
    made = networks.project(promoter=accounts.organisation(name_en="Open Door"))
    made.partners.create(organisation=accounts.organisation(name_en="The Bridge"), role="expert")
    found = of(client, made)
    said = dict(zip(found.texts("//*[@id='makers']/..//dt"), found.texts("//*[@id='makers']/..//dd"), strict=True))
    assert said == {"promoter": "Open Door", "expert": "The Bridge"}
    assert box(found)["Promoter"] == "Open Door"


def test_a_project_leads_to_its_call_network_themes_and_results(client):
    call = networks.call()
    made = networks.project(call=call, themes=["recruitment"])
    network = networks.network(projects=[made])
    shown, hidden = instrument(title_en="A tool"), instrument(title_en="Secret tool", state="draft")
    for tool in (shown, hidden):
        networks.product(instrument=tool, project=made)
    found = of(client, made)
    for address in (f"/en/calls/{call.slug}/", f"/en/networks/{network.slug}/", "/en/themes/recruitment/",
                    f"/en/instruments/{shown.slug}/"):  # fmt: skip
        assert found.leads_to(address), address
    assert "Secret tool" not in found.text


def test_what_is_not_published_is_not_named(client):
    made = networks.project(call=networks.call(state=State.DRAFT, title_en="Secret call"))
    networks.network(projects=[made], state=State.DRAFT, title_en="Secret network")
    assert "Secret" not in of(client, made).text


def test_the_fields_of_the_list_of_operations_are_shown_where_given(client):
    made = networks.project(code="ESF-2005-12", total_cost=Decimal(1000), cofinancing_rate=Decimal("45.50"),
                            fund="ESF", location="Gent")  # fmt: skip
    found = of(client, made)
    said = dict(
        zip(found.texts("//*[@id='operation']/..//dt"), found.texts("//*[@id='operation']/..//dd"), strict=True)
    )
    assert said == {"Code of the operation": "ESF-2005-12", "Fund": "ESF", "Total cost": "€1,000",
                    "Share paid by the Union": "45.5 %", "Place": "Gent (BE)"}  # fmt: skip
    assert not of(client, networks.project()).find("//*[@id='operation']")


def test_a_text_in_the_other_language_is_marked(client):
    found = of(client, networks.project(title_nl="Enkel hier", title_en="", goals_nl="Het doel"))
    assert found.find("//h1/@lang") == ["nl"]
    assert "only in Dutch" in found.text
    assert found.find("//section[@aria-labelledby='part-4']//*[@lang='nl']")


def test_typed_markup_is_not_run(client):
    found = of(client, networks.project(goals_en="**Bold** <script>alert(1)</script>"))
    assert not found.find("//section[@aria-labelledby='part-4']//script")
    assert found.texts("//section[@aria-labelledby='part-4']//strong") == ["Bold"]


def test_demonstration_content_says_so(client):
    assert "demonstration" in of(client, networks.project(demonstration=True)).texts("//main//header")[0]
    assert "demonstration" not in of(client, networks.project()).texts("//main//header")[0]


def test_a_draft_does_not_exist(client):
    made = networks.project(state=State.DRAFT, title_en="Secret")
    assert "Secret" not in of(client, made, status=404).text
    client.force_login(accounts.person(role="curator"))
    of(client, made, status=404)  # public pages are the same for everybody


def test_a_withdrawn_project_keeps_its_address_and_says_why(client):
    made = networks.project(title_en="Old plan", state=State.WITHDRAWN)
    found = of(client, made, status=410)
    assert found.heading == "Old plan"
    assert "Stopped" in found.text
    assert "Stopgezet" in of(client, made, "nl", status=410).text


def test_a_page_takes_the_same_few_statements_however_much_is_on_it(client):
    def statements(made) -> int:
        with CaptureQueriesContext(connection) as captured:
            of(client, made)
        return len(captured)

    poor, rich = networks.project(), networks.project(call=networks.call(), themes=["learning", "mobility"])
    networks.product(instrument=instrument(), project=poor)
    poor.partners.create(organisation=accounts.organisation())
    poor.seats.create(group="steering", organisation=accounts.organisation())
    for number in range(5):
        networks.product(instrument=instrument(), project=rich)
        rich.partners.create(organisation=accounts.organisation())
        rich.means.create(source="esf", amount=number)
        rich.seats.create(group="steering", organisation=accounts.organisation())
        networks.network(projects=[rich])
    assert statements(rich) <= 15
    assert statements(rich) == statements(poor)
