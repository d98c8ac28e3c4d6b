import pytest
from django.urls import reverse

from instruments import workflow
from instruments.models import Instrument, Theme
from tests.factories import instrument, person
from tests.forms import messages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def history(found):
    return reverse("admin:instruments_instrument_history", args=[found.pk])


def restore(found, version):
    return reverse("admin:instruments_instrument_restore", args=[found.pk, found.history.get(version=version).pk])


def edited(found, *, by, reason="", themes=None, **fields):
    for name, value in fields.items():
        setattr(found, name, value)
    workflow.save(found, by=by, reason=reason)
    if themes:
        found.themes.set(Theme.objects.filter(slug__in=themes))
    workflow.index([found])
    return found


def test_each_version_says_who_changed_what_and_why(client, curator):
    found = edited(instrument(summary_nl="een korte gids"), by=curator, reason="It grew", summary_nl="een lange gids")
    response = client.get(history(found))
    assert "een <del>korte</del><ins>lange</ins> gids" in response.content.decode()
    words = text_of(response)
    assert "Summary (Dutch)" in words
    assert "Cara: It grew" in words


def test_choices_and_vocabulary_are_shown_by_their_labels(client, curator):
    found = edited(instrument(themes=["learning"], cost="unknown"), by=curator, cost="paid", themes=["diversity"])
    page = client.get(history(found)).content.decode()
    assert "<del>not stated</del><ins>paid</ins>" in page
    assert "<del>Learning</del><ins>Diversity</ins>" in page


def test_publication_and_withdrawal_are_versions_too(client):
    found = instrument(state="withdrawn", reason="Too old")
    words = text_of(client.get(history(found)))
    assert "draft published" in words
    assert "published withdrawn" in words
    assert "Too old" in words


def test_an_edit_is_one_version_however_much_it_changes(client, curator):
    found = edited(instrument(state="draft"), by=curator, summary_nl="nieuw", themes=["diversity", "learning"])
    assert [version.row.version for version in client.get(history(found)).context["versions"]] == [2, 1]


def test_long_histories_come_in_parts(client, curator):
    found = instrument(state="draft")
    for number in range(24):
        edited(found, by=curator, year=2000 + number)
    response = client.get(history(found))
    assert len(response.context["versions"]) == 20
    older = client.get(history(found), {"before": response.context["older"]})
    assert [version.row.version for version in older.context["versions"]] == [5, 4, 3, 2, 1]


def test_the_history_costs_as_many_statements_for_one_version_as_for_ten(
    client, curator, django_assert_max_num_queries
):
    found = instrument()
    for number in range(10):
        edited(found, by=curator, year=2000 + number, themes=["diversity" if number % 2 else "learning"])
    with django_assert_max_num_queries(20):
        client.get(history(found))


class TestRestoring:
    def test_shows_first_what_will_change(self, client, curator):
        found = edited(instrument(summary_nl="oud", state="draft"), by=curator, summary_nl="nieuw")
        response = client.get(restore(found, 1))
        assert "<del>nieuw</del><ins>oud</ins>" in response.content.decode()
        found.refresh_from_db()
        assert found.summary_nl == "nieuw"

    def test_brings_texts_and_vocabulary_back_and_keeps_the_state(self, client, curator):
        found = edited(
            instrument(summary_nl="oud", state="draft", themes=["learning"]),
            by=curator,
            summary_nl="nieuw",
            themes=["diversity"],
        )
        workflow.publish(found, by=curator)
        client.post(restore(found, 1))
        found = Instrument.objects.get()
        assert (found.summary_nl, found.state, found.version) == ("oud", "published", 4)
        assert [theme.slug for theme in found.themes.all()] == ["learning"]
        assert found.history.count() == 4

    def test_what_is_published_keeps_what_it_needs(self, client, curator):
        found = edited(instrument(summary_nl="", summary_en="", state="draft"), by=curator, summary_nl="nieuw")
        workflow.publish(found, by=curator)
        assert "Still missing: a summary." in messages_of(client.post(restore(found, 1), follow=True))
        found = Instrument.objects.get()
        assert (found.summary_nl, found.version) == ("nieuw", 3)

    def test_a_version_of_another_instrument_is_not_found(self, client):
        found, other = instrument(), instrument()
        address = reverse("admin:instruments_instrument_restore", args=[found.pk, other.history.first().pk])
        assert client.post(address).status_code == 404
