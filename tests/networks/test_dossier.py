"""The dossier: the fiche as accessible PDF under the official headings; and all projects as a list of operations."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from networks.models import State
from plumbing import typeset
from tests.factories import accounts, networks
from tests.networks.test_project_page import OFFICIAL
from tests.reading import read

pytestmark = pytest.mark.django_db
PATHS = {"nl": "/nl/projecten/{}/dossier.pdf", "en": "/en/projects/{}/dossier.pdf"}


def dossier(client: Client, made, language: str = "nl") -> PdfReader:
    response = client.get(PATHS[language].format(made.slug))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(response.content))


def headings(found: PdfReader) -> list[str]:
    return [entry.title for entry in found.outline if not isinstance(entry, list)]


def words(found: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in found.pages).split())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_dossier_is_tagged_and_says_its_title_and_language(client, language):
    found = dossier(client, networks.project(title_nl="Open deur", title_en="Open door"), language)
    catalogue = found.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == language
    assert "/StructTreeRoot" in catalogue
    assert found.metadata.title == {"nl": "Open deur", "en": "Open door"}[language]


def test_its_headings_are_the_official_nine(client):
    made = networks.project(goals_nl="Verbinden", output_nl="Een kaart")
    expected = [f"{number}. {heading}" for number, heading in enumerate(OFFICIAL, start=1)]
    assert headings(dossier(client, made)) == expected
    assert [title.split(". ")[0] for title in headings(dossier(client, made, "en"))] == list("123456789")


def test_the_dossier_says_what_the_page_says(client):
    made = networks.project(
        goals_nl="Meer **talent** op het werk", policy_nl="* mainstreaming\n* [meer](https://example.org/)",
        starts_on=date(2005, 9, 1), ends_on=None, promoter=accounts.organisation(name_nl="De Brug"),
    )  # fmt: skip
    made.means.create(source="esf", amount=None)
    made.seats.create(group="steering", internal=True, role_nl="regie zwaartepunt 3")
    said = words(dossier(client, made))
    expected = ["Meer talent op het werk", "mainstreaming", "Vanaf september 2005, zonder einddatum",
                "nader te bepalen", "regie zwaartepunt 3", "niet vermeld"]  # fmt: skip
    assert [text for text in expected if text not in said] == []


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_what_is_not_public_has_no_dossier(client, state):
    made = networks.project(state=state)
    assert client.get(PATHS["nl"].format(made.slug)).status_code == 404


def test_the_page_leads_to_the_dossier_in_its_language(client):
    made = networks.project()
    assert read(client, f"/nl/projecten/{made.slug}/").leads_to(PATHS["nl"].format(made.slug))
    assert read(client, f"/en/projects/{made.slug}/").leads_to(PATHS["en"].format(made.slug))


MARKDOWN = ["> a quotation\n> in two lines", "```\ncode\n```", "<b>bold</b>", "    code", "---", "1. one\n   * two",
            "![picture](x.png)", "| a |\n| - |", ""]  # fmt: skip


@settings(max_examples=40)
@given(text=st.text(max_size=200) | st.sampled_from(MARKDOWN))
def test_any_markdown_becomes_blocks_that_the_template_knows(text):
    def check(blocks: list[dict]) -> None:
        for block in blocks:
            assert block["kind"] in {"ul", "ol", "heading", "paragraph"}
            for item in block.get("items", []):
                check(item)

    check(typeset.blocks(text))


# --- the list of operations


def rows(client: Client, path: str = "/en/projects/list.csv") -> list[dict]:
    response = client.get(path)
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_list_of_operations_has_what_the_regulation_asks_of_what_is_published(client):
    networks.project(
        code="ESF-1", title_en="Open door", summary_en="For all", output_en="A guide", promoter=accounts.organisation(
        name_en="The Bridge"), starts_on=date(2005, 9, 1), ends_on=date(2007, 12, 31), total_cost=Decimal("1000.50"),
        fund="ESF", objective_en="Talent", intervention_en="Training", cofinancing_rate=Decimal(45), location="Gent",
    )  # fmt: skip
    networks.project(state=State.DRAFT, code="ESF-2")
    [row] = rows(client)
    assert list(row.values())[:14] == [
        "ESF-1", "Open door", "The Bridge", "For all", "A guide", "2005-09-01", "2007-12-31", "1000.50", "ESF",
        "Talent", "Training", "45.00", "Gent", "BE",
    ]  # fmt: skip
    assert rows(client, "/nl/projecten/lijst.csv")[0]["Code van de concrete actie"] == "ESF-1"


def test_what_is_unknown_is_empty_and_no_cell_is_a_formula(client):
    networks.project(title_en="=HYPERLINK(1)", starts_on=None, ends_on=None)
    [row] = rows(client)
    assert (row["Start"], row["End"], row["Total cost in euro"]) == ("", "", "")
    assert row["Name of the operation"].startswith("'=")


def test_the_list_takes_one_statement_however_long(client, django_assert_max_num_queries):
    for _ in range(5):
        networks.project(call=networks.call())
    with django_assert_max_num_queries(3):
        assert len(rows(client)) == 5
