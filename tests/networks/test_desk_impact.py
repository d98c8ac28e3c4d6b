"""What a published result does, for its promoter and for her report."""

import pytest
from django.utils import timezone

from instruments.models import Use
from networks.impact import impact_of
from networks.workflow import review
from tests import factories
from tests.factories import accounts, networks
from tests.forms import text_of
from tests.networks.test_desk_results import url
from tests.networks.test_result_form import COMPLETE

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    sent = networks.submission(by=person, organisation=organisation, stage="submitted", fields=COMPLETE)
    review.accept(sent, by=accounts.person(role="curator"))
    sent.refresh_from_db()
    Use.objects.create(instrument=sent.instrument, day=timezone.localdate(), kind="view", times=12)
    Use.objects.create(instrument=sent.instrument, day=timezone.localdate(), kind="download", times=1)
    return sent


def test_the_numbers_and_a_sentence_in_both_languages(client, published):
    page = text_of(client.get(published.get_absolute_url()))
    assert "was opened 12 times and downloaded 1 time in the Flemish Digital Knowledge Centre CSR" in page
    assert "12 keer geopend en 1 keer gedownload" in page


def test_the_list_shows_the_numbers_of_all(client, published):
    page = text_of(client.get(url("results")))
    assert "What the published ones do" in page
    assert "12" in page


def test_what_was_handed_in_stays_readable(client, published):
    assert "Nieuwe collega's voelen zich thuis." in text_of(client.get(published.get_absolute_url()))


def test_the_numbers_take_as_many_questions_for_one_as_for_thirty(django_assert_num_queries):
    instruments = factories.instruments.many(30)
    with django_assert_num_queries(2):
        impact_of(instruments[:1])
    with django_assert_num_queries(2):
        assert len(impact_of(instruments)) == 30


def test_a_draft_has_no_impact():
    assert impact_of([factories.instrument(state="draft")]) == {}


def test_the_desk_shows_what_is_under_way_and_the_projects(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    networks.submission(by=person, organisation=organisation, fields={"title_nl": ["Onthaal"]})
    networks.project(promoter=organisation, title_nl="Kompas", title_en="Compass")
    page = text_of(client.get("/en/my/"))
    assert "Onthaal" in page
    assert "Nobody but you and your partners reads it" in page
    assert "Compass" in page


def test_who_acts_for_nobody_has_a_quiet_desk(client):
    client.force_login(accounts.person())
    assert "My results" not in text_of(client.get("/en/my/"))
