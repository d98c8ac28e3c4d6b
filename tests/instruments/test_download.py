"""A file to take home: under its own name, never run by a browser, and only when it is public."""

import pytest
from django.test import Client

from instruments import workflow
from instruments.models import State
from tests.factories import file, instrument, person

pytestmark = pytest.mark.django_db


def address(of, *, name: str = "") -> str:
    return f"/nl/instrumenten/{of.instrument.slug}/bestanden/{of.pk}/{name or of.name}"


def content(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_file_comes_whole_under_its_own_name(client):
    made = file(of=instrument(), name="Gesprek op café.csv", content=b"Vraag;Antwoord\n")
    response = client.get(address(made))
    assert b"".join(response.streaming_content) == b"Vraag;Antwoord\n"
    assert response["Content-Disposition"].startswith('attachment; filename="Gesprek-op-cafe.csv"')
    assert response["Content-Length"] == "15"
    assert response["Content-Type"].startswith("text/csv")


def test_a_name_with_signs_reaches_the_browser_whole(client):
    made = file(of=instrument())
    made.name = 'Gids "vóór" thuis.csv'
    made.save()
    disposition = client.get(made.get_absolute_url())
    list(disposition.streaming_content)
    assert disposition["Content-Disposition"] == (
        "attachment; filename=\"Gids-voor-thuis.csv\"; filename*=UTF-8''Gids%20%22v%C3%B3%C3%B3r%22%20thuis.csv"
    )


def test_a_browser_saves_it_and_never_runs_it(client):
    made = file(of=instrument(), name="oefening.html", content=b"<!doctype html><script>alert(1)</script>")
    response = client.get(address(made))
    list(response.streaming_content)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not response.cookies


def test_the_file_is_at_one_address_under_each_language(client):
    made = file(of=instrument())
    assert content(client, address(made)) == content(client, made.get_absolute_url().replace("/nl/", "/en/").replace(
        "instrumenten", "instruments").replace("bestanden", "files"))  # fmt: skip


def test_another_name_leads_to_the_right_one(client):
    made = file(of=instrument(), name="lijst.csv")
    response = client.get(address(made, name="oude-naam.csv"))
    assert (response.status_code, response["Location"]) == (301, address(made))


def test_another_instruments_address_does_not_give_the_file(client):
    made, other = file(of=instrument()), instrument()
    assert client.get(address(made).replace(made.instrument.slug, other.slug)).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
@pytest.mark.parametrize("name", ["", "geraden.csv"])
def test_what_is_not_published_gives_its_files_to_curators_only(client, state, name):
    made = file(of=instrument(state=state))
    assert client.get(address(made, name=name)).status_code == 404
    client.force_login(person())
    assert client.get(address(made, name=name)).status_code == 404
    client.force_login(person(role="curator"))
    assert content(client, address(made))


def test_a_withdrawal_closes_the_file_at_once(client):
    made = file(of=instrument())
    assert content(client, address(made))
    workflow.withdraw(made.instrument, by=None, reason_nl="Fout")
    assert client.get(address(made)).status_code == 404
