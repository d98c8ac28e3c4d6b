"""What the promoter sees of a request: beside its field, with a box for the answer that is kept like all she types."""

import pytest
from django.urls import reverse

from networks.models import Stage
from networks.workflow import requests, review
from tests.factories import person
from tests.factories.review import asked, handed_in, organisation
from tests.forms import filled_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return person(role="curator")


@pytest.fixture
def promoter(client):
    found = person(language="en")
    client.force_login(found)
    return found


@pytest.fixture
def request_of_title(promoter, curator):
    return asked(of=handed_in(of=organisation(responsible=[promoter])), by=curator, field="title_nl", text="Korter?")


def page_of(request, number: int = 1) -> str:
    return f"/en/my/submissions/{request.submission_id}/step-{number}/"


def test_each_request_stands_beside_its_field_with_a_box_for_the_answer(client, request_of_title):
    page = client.get(page_of(request_of_title))
    words = text_of(page)
    assert "The editors ask open" in words
    assert "Korter?" in words
    assert f'name="{request_of_title.answer_name}"' in page.content.decode()
    assert "Korter?" not in text_of(client.get(page_of(request_of_title, 2)))


def test_a_request_about_rows_stands_above_them(client, promoter, curator):
    found = asked(of=handed_in(of=organisation(responsible=[promoter])), by=curator, field="link", text="Meer?")
    assert "Meer?" in text_of(client.get(page_of(found, 4)))


def test_the_answer_is_kept_with_everything_else_and_goes_along_when_she_sends(client, promoter, request_of_title):
    page = client.get(page_of(request_of_title))
    fields = filled_in(page, "writing", **{request_of_title.answer_name: "Liever niet."}) | {"then": ""}
    assert client.post(page_of(request_of_title), fields).status_code == 302
    assert "Liever niet." in text_of(client.get(page_of(request_of_title)))
    last = client.get(page_of(request_of_title, 6))
    client.post(page_of(request_of_title, 6), filled_in(last, "writing") | {"then": "send"})
    request_of_title.refresh_from_db()
    assert request_of_title.submission.stage == Stage.SUBMITTED
    assert (request_of_title.answer, request_of_title.answered_by) == ("Liever niet.", promoter)


def test_an_answer_is_saved_while_she_types(client, request_of_title):
    token = request_of_title.submission.kept(request_of_title.answer_name).token
    answer = client.post(
        reverse("networks:autosave", args=[request_of_title.submission_id]),
        {request_of_title.answer_name: "Liever niet.", "shown": f'{{"{request_of_title.answer_name}": "{token}"}}'},
    )
    assert request_of_title.answer_name in answer.json()["saved"]


def test_where_it_stands_lists_the_requests_and_leads_to_each(client, request_of_title):
    page = client.get(f"/en/my/submissions/{request_of_title.submission_id}/")
    assert "What the editors ask Korter? open" in text_of(page)
    assert f'{page_of(request_of_title)}#request-{request_of_title.pk}"' in page.content.decode()


def test_a_settled_request_is_read_and_not_answered(client, curator, request_of_title):
    requests.close(request_of_title, by=curator)
    page = client.get(page_of(request_of_title))
    assert "The editors ask settled" in text_of(page)
    assert f'name="{request_of_title.answer_name}"' not in page.content.decode()


def test_what_a_reviewer_only_noted_is_hers(client, promoter, curator):
    found = handed_in(of=organisation(responsible=[promoter]))
    review.ask_changes(found, by=curator, note="Kijk nog eens.")
    assert "The editors ask" not in text_of(client.get(f"/en/my/submissions/{found.pk}/step-1/"))
    other = handed_in(of=found.organisation)
    requests.note(other, {"title_nl": "Geheim"}, by=curator)
    assert "Geheim" not in client.get(f"/en/my/submissions/{other.pk}/").content.decode()
