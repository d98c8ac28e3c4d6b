"""A person takes along what the forums know of her, and is forgotten; text and totals stay."""

import pytest

from accounts import personal_data
from forums import table
from forums.models import Registration
from tests.factories import person
from tests.factories.forums import forum, registration
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_she_takes_her_registrations_along_those_of_her_address_too():
    who = person(email="an@example.org")
    registration(of=forum(title_nl="Met account"), email=who.email, person=who, confirmed=False)
    registration(of=forum(title_nl="Zonder account"), email="AN@example.org", needs={"diet": "no nuts"})
    registration(of=forum())
    found = personal_data.export(who)["forums"]["registrations"]
    assert {(row["forum__title_nl"], row["needs__diet"]) for row in found} == {
        ("Met account", None), ("Zonder account", "no nuts"),
    }  # fmt: skip


def test_after_an_erasure_the_table_counts_as_before_and_nobody_is_named():
    who, made = person(email="an@example.org"), forum()
    registration(of=made, email=who.email, person=who, confirmed=False, listed=True, organisation_name="Zon")
    before = table.of(made).seated
    personal_data.anonymise(who)
    one = Registration.objects.get()
    assert (one.name, one.email, one.person, one.listed) == ("", "", None, False)
    assert table.of(made).seated == before == 1
    assert personal_data.export(who)["forums"]["registrations"] == []


def test_the_desk_shows_the_forums_that_she_goes_to(client):
    who = person(email="an@example.org", language="en")
    registration(of=forum(title_en="Round table"), email=who.email, person=who, confirmed=False)
    registration(of=forum(title_en="Somebody else's"))
    client.force_login(who)
    found = read(client, "/en/my/")
    [panel] = found.texts("//section[@aria-labelledby='my-forums']")
    assert "Round table" in panel
    assert "Somebody" not in panel
    read(client, found.find("//section[@aria-labelledby='my-forums']//li//a/@href")[0])
