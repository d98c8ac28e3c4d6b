"""The promoter's lists: what is under way, what is past, where a new one begins, and how it is taken back."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from networks.models import Kind, Stage, Submission
from tests import factories
from tests.factories import accounts, networks
from tests.forms import text_of
from tests.networks.test_result_form import COMPLETE

pytestmark = pytest.mark.django_db


def url(name, *arguments, language="en"):
    with override(language):
        return reverse(f"networks:{name}", args=arguments)


@pytest.fixture
def owner(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    return person, organisation


def test_the_addresses_of_the_contract(db):
    assert url("results", language="nl") == "/nl/mijn/resultaten/"
    assert url("results") == "/en/my/results/"
    assert url("my_projects", language="nl") == "/nl/mijn/projecten/"
    assert url("my_projects") == "/en/my/projects/"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["results", "my_projects", "start_result"])
def test_the_lists_are_pages_in_both_languages(client, owner, name, language):
    assert client.get(url(name, language=language)).status_code == 200


@pytest.mark.parametrize("name", ["results", "my_projects", "start_result"])
def test_who_acts_for_nobody_is_told_so(client, name):
    client.force_login(accounts.person())
    assert client.get(url(name), follow=True).status_code == 200


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SUBMITTED, Stage.WITHDRAWN])
def test_each_state_is_told_in_words(client, owner, stage):
    made = networks.submission(by=owner[0], organisation=owner[1], stage=stage, fields=COMPLETE)
    page = text_of(client.get(url("results")))
    assert made.reference in page
    assert {"draft": "Nobody but you", "submitted": "You have an answer by", "withdrawn": "Taken back"}[stage] in page
    assert client.get(made.get_absolute_url()).status_code == 200


def test_nobody_sees_what_others_hand_in(client, owner):
    others = networks.submission(fields={"title_nl": ["Geheim"]})
    mine = networks.submission(organisation=owner[1])
    page = text_of(client.get(url("results")))
    assert mine.reference in page
    assert others.reference not in page


def test_a_list_takes_the_same_number_of_questions_for_one_and_for_thirty(client, owner, django_assert_num_queries):
    networks.submission(by=owner[0], organisation=owner[1])
    client.get(url("results"))
    with django_assert_num_queries(5):
        client.get(url("results"))
    for _ in range(29):
        networks.submission(by=owner[0], organisation=owner[1])
    with django_assert_num_queries(5):
        client.get(url("results"))


def test_a_result_begins_where_it_comes_from(client, owner):
    project = networks.project(promoter=owner[1], title_nl="Kompas")
    response = client.post(url("start_result"), {"about": f"project-{project.pk}"})
    draft = Submission.objects.get()
    assert response["Location"] == url("submission_step", draft.pk, 1)
    assert (draft.project, draft.organisation, draft.typed["origin_nl"]) == (project, owner[1], ["Kompas"])


def test_a_result_of_a_network_or_of_nothing(client, owner):
    network = networks.network()
    network.members.create(organisation=owner[1])
    client.post(url("start_result"), {"about": f"network-{network.pk}"})
    client.post(url("start_result"), {"about": "none"})
    assert set(Submission.objects.values_list("network", "project")) == {(network.pk, None), (None, None)}


def test_a_new_edition_begins_from_what_is_published(client, owner):
    published = factories.instrument(publisher=owner[1])
    client.post(url("start_result"), {"about": f"edition-{published.pk}"})
    draft = Submission.objects.get()
    assert draft.edition_of == published
    assert draft.typed["title_nl"] == [published.title_nl]
    again = client.post(url("start_result"), {"about": f"edition-{published.pk}"})
    assert "go on with that" in text_of(again)


@pytest.mark.parametrize("about", ["", "project-999999", "edition-1", "drop table"])
def test_only_what_is_hers_can_be_chosen(client, owner, about):
    networks.project()
    response = client.post(url("start_result"), {"about": about})
    assert response.status_code == 200
    assert b'role="alert"' in response.content
    assert not Submission.objects.exists()


def test_a_promoter_changes_the_data_of_a_project_and_a_partner_does_not(client, owner):
    ours, theirs = networks.project(promoter=owner[1]), networks.project(partners=[owner[1]])
    page = client.get(url("my_projects"))
    assert text_of(page).count("Change the data") == 1
    response = client.post(url("change_project", ours.slug))
    draft = Submission.objects.get()
    assert (draft.kind, draft.project) == (Kind.FICHE, ours)
    assert response["Location"] == url("submission_step", draft.pk, 1)
    assert client.post(url("change_project", theirs.slug)).status_code == 403
    assert client.post(url("change_project", networks.project().slug)).status_code == 404
    assert client.get(url("change_project", ours.slug)).status_code == 405


def test_the_old_text_stays_while_a_change_is_under_way(client, owner):
    ours = networks.project(promoter=owner[1], title_nl="Oud")
    client.post(url("change_project", ours.slug))
    Submission.objects.get().keep({"title_nl": ["Nieuw"]}, seen=None, by=1)
    assert "Oud" in client.get(url("project", ours.slug, language="nl")).content.decode()
    assert client.post(url("change_project", ours.slug))["Location"] == url("my_projects")
    assert "A change is under way" in text_of(client.get(url("my_projects")))


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SUBMITTED])
def test_what_is_open_can_be_taken_back(client, owner, stage):
    made = networks.submission(by=owner[0], organisation=owner[1], stage=stage)
    assert client.get(url("withdraw_submission", made.pk)).status_code == 200
    response = client.post(url("withdraw_submission", made.pk), {"note": "Toch niet\x00"})
    made.refresh_from_db()
    assert made.stage == Stage.WITHDRAWN
    assert "Toch niet" in text_of(client.get(response["Location"]))


def test_what_was_taken_back_cannot_be_taken_back_again(client, owner):
    made = networks.submission(by=owner[0], organisation=owner[1], stage=Stage.WITHDRAWN)
    assert client.post(url("withdraw_submission", made.pk)).status_code == 409


def test_a_contributor_does_not_take_back(client, owner):
    made = networks.submission(by=owner[0], organisation=owner[1])
    owner[1].memberships.create(person=accounts.person(), role="responsible")
    assert client.post(url("withdraw_submission", made.pk)).status_code == 403
    assert "Take it back" not in text_of(client.get(made.get_absolute_url()))
