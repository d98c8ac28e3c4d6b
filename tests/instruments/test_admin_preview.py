import pytest
from django.urls import reverse

from tests.factories import file, instrument, person

pytestmark = pytest.mark.django_db


def preview(found, language):
    return reverse(f"admin:instruments_instrument_preview_{language}", args=[found.pk])


@pytest.fixture(autouse=True)
def curator(client):
    curator = person(role="curator", language="nl")
    client.force_login(curator)
    return curator


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_preview_is_the_public_page_in_the_language_asked_for(client, state):
    found = instrument(state=state, title_nl="Gids", title_en="Guide", body_en="What it is about")
    response = client.get(preview(found, "en"))
    assert "instruments/instrument.html" in [template.name for template in response.templates]
    page = response.content.decode()
    assert '<html lang="en"' in page
    assert "What it is about" in page
    assert preview(found, "nl") in page  # the switch of language leads to the other preview


def test_the_preview_of_what_is_withdrawn_is_its_tombstone(client):
    found = instrument(state="withdrawn", reason="There is a better one")
    response = client.get(preview(found, "en"))
    assert "There is a better one" in response.content.decode()
    assert "instruments/tombstone.html" in [template.name for template in response.templates]


def test_a_text_that_is_not_translated_shows_the_other_language_as_the_public_sees_it(client):
    found = instrument(state="draft", title_nl="Alleen Nederlands", title_en="")
    assert '<h1 lang="nl"' in client.get(preview(found, "en")).content.decode()


def test_the_files_of_a_draft_open_from_its_preview(client):
    made = file(of=instrument(state="draft"), content=b"Question;Answer\n")
    response = client.get(made.get_absolute_url())
    assert response.getvalue() == b"Question;Answer\n"
    response.close()


def test_the_admin_stays_in_the_language_of_its_reader_after_a_preview(client):
    found = instrument()
    client.get(preview(found, "en"))
    assert '<html lang="nl"' in client.get("/admin/").content.decode()
