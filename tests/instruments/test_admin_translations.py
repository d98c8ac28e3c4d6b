from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from instruments import workflow
from instruments.models import Instrument
from tests.factories import instrument, person
from tests.forms import text_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/instruments/instrument/translations/"


@pytest.fixture(autouse=True)
def curator(client):
    curator = person(role="curator", language="en")
    client.force_login(curator)
    return curator


def edited(found, **texts):
    for name, text in texts.items():
        setattr(found, name, text)
    workflow.save(found, by=None)
    workflow.index([found])
    return found


def listed(response):
    return [str(item.instrument) for item in response.context["queue"].items]


def test_a_stale_text_is_listed_with_what_changed_in_its_source(client):
    edited(instrument(summary_nl="een korte gids", summary_en="a short guide"), summary_nl="een lange gids")
    page = client.get(QUEUE, {"language": "en"}).content.decode()
    assert "een <del>korte</del><ins>lange</ins> gids" in page


def test_a_missing_text_is_listed_with_its_source(client):
    instrument(body_nl="Alleen in het Nederlands", body_en="")
    assert "Alleen in het Nederlands" in text_of(client.get(QUEUE, {"language": "en"}))
    assert "Nothing waits here." in text_of(client.get(QUEUE, {"language": "nl"}))


def test_each_text_leads_into_the_form_at_its_field(client):
    found = instrument(body_nl="Tekst", body_en="")
    form = reverse("admin:instruments_instrument_change", args=[found.pk])
    assert f'href="{form}#text-body_en"' in client.get(QUEUE, {"language": "en"}).content.decode()
    assert 'id="text-body_en"' in client.get(form).content.decode()


def test_the_counts_on_top_count_texts(client):
    edited(instrument(summary_nl="kort", summary_en="short", body_nl="x", body_en="x"), summary_nl="lang", body_nl="y")
    instrument(title_en="")
    words = text_of(client.get(QUEUE, {"language": "en"}))
    assert "Into English 2 stale texts 2 missing texts" in words
    assert "Into Dutch 0 stale texts 0 missing texts" in words


def test_what_waits_longest_comes_first(client):
    young = edited(instrument(title_en="Young", summary_nl="a", summary_en="a"), summary_nl="b")
    old = edited(instrument(title_en="Old", summary_nl="a", summary_en="a"), summary_nl="b")
    last = old.history.latest("history_id")
    old.history.filter(pk=last.pk).update(history_date=timezone.now() - timedelta(days=10))
    assert listed(client.get(QUEUE, {"language": "en"})) == [str(old), str(young)]


def test_a_text_waits_since_it_fell_behind_and_not_since_the_last_save(client):
    found = edited(instrument(summary_nl="a", summary_en="a"), summary_nl="b")
    since = found.history.latest("history_id").history_date
    edited(found, title_nl=f"{found.title_nl}!", title_en=f"{found.title_en}!")
    waiting = Instrument.objects.awaiting_translation("en").get()
    assert waiting.waiting_since == since


def test_withdrawn_instruments_wait_for_nobody(client):
    instrument(state="withdrawn", title_en="")
    assert listed(client.get(QUEUE, {"language": "en"})) == []


def test_the_queue_can_be_narrowed_to_a_type_and_a_state(client):
    instrument(type="paper", title_nl="Blad", title_en="")
    instrument(type="guide", title_nl="Gids", title_en="")
    edited(instrument(type="guide", title_en="Stale", summary_nl="a", summary_en="a"), summary_nl="b")
    assert listed(client.get(QUEUE, {"language": "en", "type": "paper"})) == ["Blad"]
    assert listed(client.get(QUEUE, {"language": "en", "state": "stale"})) == ["Stale"]
    assert set(listed(client.get(QUEUE, {"language": "en", "state": "missing"}))) == {"Blad", "Gids"}
    assert "Guide (2)" in text_of(client.get(QUEUE, {"language": "en"}))


@pytest.mark.parametrize("query", [{"language": "fr"}, {"type": "car"}, {"page": "999"}, {"page": "x"}, {"state": "?"}])
def test_an_address_that_makes_no_sense_still_gives_a_queue(client, query):
    assert client.get(QUEUE, query).status_code == 200
