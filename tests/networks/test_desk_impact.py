"""What a published result does, for its promoter and for her report."""

import pytest
from django.utils import timezone

from instruments.models import Use
from networks.impact import impact_of
from networks.workflow import publication, review
from tests import factories
from tests.factories import accounts, diagonal, networks
from tests.forms import text_of
from tests.networks.test_desk_results import url
from tests.networks.test_result_form import COMPLETE

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    sent = networks.submission(by=person, organisation=organisation, stage="submitted", fields=COMPLETE,
                               about=networks.project(promoter=organisation))  # fmt: skip
    review.accept(sent, by=accounts.person(role="curator"))
    sent.refresh_from_db()
    Use.objects.create(instrument=sent.instrument, day=timezone.localdate(), kind="view", times=12)
    Use.objects.create(instrument=sent.instrument, day=timezone.localdate(), kind="download", times=1)
    Use.objects.create(instrument=sent.instrument, day=timezone.localdate(), kind="boxed", times=3)
    return sent


def test_the_numbers_and_a_sentence_in_both_languages(client, published):
    page = text_of(client.get(published.get_absolute_url()))
    said = "was opened 12 times, downloaded 1 time and put in a box 3 times in the Flemish Digital Knowledge"
    assert said in page
    assert "12 keer geopend, 1 keer gedownload en 3 keer in een doos gelegd" in page
    assert "other project" not in page


def test_the_list_shows_the_numbers_of_all(client, published):
    page = text_of(client.get(url("results")))
    assert "What the published ones do" in page
    assert "12" in page


def test_what_was_handed_in_stays_readable(client, published):
    assert "Nieuwe collega's voelen zich thuis." in text_of(client.get(published.get_absolute_url()))


def test_the_numbers_take_as_many_questions_for_one_as_for_thirty(django_assert_num_queries):
    instruments, builder = factories.instruments.many(30), networks.project()
    for one in instruments:
        project = networks.project()
        networks.product(instrument=one, project=project)
        diagonal.link(source=builder, target=project, kind="builds-on")
    with django_assert_num_queries(4):
        impact_of(instruments[:1])
    with django_assert_num_queries(4):
        assert [len(impact.links) for impact in impact_of(instruments).values()] == [1] * 30


def test_who_shares_it_or_builds_on_what_made_it_is_named(client, published):
    made_in = published.project
    builder = networks.project(title_en="Compass")
    sharer = networks.network(title_en="Circle")
    diagonal.link(source=builder, target=made_in, kind="builds-on")
    diagonal.link(source=made_in, target=sharer, kind="shares-instrument", instrument=published.instrument)
    impact = impact_of([published.instrument])[published.instrument_id]
    assert impact.links == (builder, sharer)
    page = text_of(client.get(published.get_absolute_url()))
    assert "2 other projects or networks share it or build on what it came out of: “Compass”, “Circle”." in page
    assert "door anderen gelinkt 2" in page


@pytest.mark.parametrize(
    ("kind", "backwards", "public", "counts"),
    [("builds-on", False, True, 1), ("builds-on", True, True, 0), ("builds-on", False, False, 0),
     ("same-theme", False, True, 0), ("contradicts", False, True, 0)],
)  # fmt: skip
def test_only_a_published_link_that_rests_on_it_counts(published, kind, backwards, public, counts):
    ends = networks.project(), published.project
    source, target = reversed(ends) if backwards else ends
    diagonal.link(source=source, target=target, kind=kind, state="published" if public else "draft")
    assert len(impact_of([published.instrument])[published.instrument_id].links) == counts


def test_a_project_that_is_not_public_is_not_named(published):
    hidden = networks.project(title_en="Hidden")
    diagonal.link(source=hidden, target=published.project, kind="builds-on")
    publication.withdraw(hidden, by=None, reason_en="Stopped", reason_nl="Gestopt")
    assert impact_of([published.instrument])[published.instrument_id].links == ()


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
