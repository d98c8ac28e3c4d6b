"""Requests of reviewers, each pinned to a field."""

import pytest

from instruments.models import Theme
from networks.models import FieldRequest, Stage
from networks.sheet import Reader, pin, sheet
from networks.workflow import NotAllowed, requests, review, submissions
from tests.factories import person
from tests.factories.review import asked, handed_in, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return person(role="curator")


@pytest.fixture
def promoter():
    return person()


def test_what_is_noted_is_not_told_before_changes_are_asked(curator):
    found = handed_in()
    requests.note(found, {"title_nl": "Korter?", "summary_nl": "Voor wie?"}, by=curator)
    assert found.requests.told().count() == 0
    review.ask_changes(found, by=curator)
    assert found.requests.told().count() == 2


def test_the_promoter_finds_each_at_its_field(curator):
    request = asked(of=handed_in(), by=curator, field="title_nl")
    assert request.submission.requests.told().by_field() == {"title_nl": [request]}


def test_what_was_only_noted_is_taken_back(curator):
    found = handed_in()
    [request] = requests.note(found, {"title_nl": "Korter?"}, by=curator)
    requests.take_back(request, by=curator)
    assert not found.requests.exists()


def test_what_was_told_is_not_taken_back(curator):
    request = asked(of=handed_in(), by=curator)
    with pytest.raises(NotAllowed):
        requests.take_back(request, by=curator)
    assert FieldRequest.objects.filter(pk=request.pk).exists()


def test_an_answer_is_kept_with_who_and_when(curator, promoter):
    request = requests.answer(asked(of=handed_in(), by=curator), " Voor kmo's. ", by=promoter)
    assert (request.state, request.answer, request.answered_by) == ("answered", "Voor kmo's.", promoter)
    assert request.answered_at


def test_she_may_write_another_answer_as_long_as_it_is_her_turn(curator, promoter):
    request = requests.answer(asked(of=handed_in(), by=curator), "Voor kmo's.", by=promoter)
    assert requests.answer(request, "Voor iedereen.", by=promoter).answer == "Voor iedereen."
    submissions.send(request.submission, by=promoter)
    with pytest.raises(NotAllowed):
        requests.answer(request, "Te laat.", by=promoter)


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_answer_is_none(curator, promoter, text):
    with pytest.raises(NotAllowed):
        requests.answer(asked(of=handed_in(), by=curator), text, by=promoter)


def test_what_was_not_told_cannot_be_answered(curator, promoter):
    found = handed_in()
    [request] = requests.note(found, {"title_nl": "Korter?"}, by=curator)
    with pytest.raises(NotAllowed):
        requests.answer(request, "Neen.", by=promoter)


def test_a_closed_request_is_neither_answered_nor_closed_again(curator, promoter):
    request = requests.close(asked(of=handed_in(), by=curator), by=curator)
    assert (request.state, request.closed_by) == ("closed", curator)
    with pytest.raises(NotAllowed):
        requests.close(request, by=curator)
    with pytest.raises(NotAllowed):
        requests.answer(request, "Neen.", by=promoter)


def test_what_was_only_noted_is_not_closed(curator):
    [request] = requests.note(handed_in(), {"title_nl": "Korter?"}, by=curator)
    with pytest.raises(NotAllowed):
        requests.close(request, by=curator)


def test_what_the_promoter_typed_as_an_answer_goes_along_when_she_sends(curator, promoter):
    request = asked(of=handed_in(), by=curator)
    sent_again(request.submission, by=promoter, **{request.answer_name: " Voor kmo's. "})
    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == ("answered", "Voor kmo's.", promoter)


def test_an_answer_that_she_leaves_as_it_is_stays_as_old_as_it_is(curator, promoter):
    request = asked(of=handed_in(), by=curator)
    sent = sent_again(request.submission, by=promoter, **{request.answer_name: "Voor kmo's."})
    given = sent.requests.get().answered_at
    review.ask_changes(sent, by=curator, note="En nog iets.")
    submissions.send(sent, by=promoter)
    assert sent.requests.get().answered_at == given


def test_an_answer_to_the_request_of_another_submission_is_ignored(curator, promoter):
    other = asked(of=handed_in(), by=curator)
    mine = asked(of=handed_in(), by=curator)
    sent_again(mine.submission, by=promoter, **{other.answer_name: "Ha."})
    other.refresh_from_db()
    assert other.is_open


def test_open_requests_hold_nothing_up_and_stay_visible(curator):
    found = asked(of=handed_in(), by=curator).submission
    sent = submissions.send(found, by=None)
    assert sent.stage == Stage.SUBMITTED
    review.accept(sent, by=curator)
    assert found.requests.unresolved().count() == 1


def test_the_reviewer_sees_what_the_field_held_then_and_now(curator):
    request = asked(of=handed_in(), by=curator, field="summary_nl")
    sent = sent_again(request.submission, summary_nl="Nieuwe mensen snel een plaats geven.")
    rounds = {one.number: one.typed for one in sent.rounds.all()}
    read = sheet(sent, rounds[2], rounds[1])
    [found] = pin(read, Reader(sent), rounds, now=2)
    assert found.before == "Nieuwe mensen een plaats geven."
    assert found.difference == "Nieuwe mensen<ins> snel</ins> een plaats geven."
    assert found.is_sent_again
    assert read.cells["summary_nl"].requests == [found]
    assert [name for name, cell in read.cells.items() if cell.is_changed] == ["summary_nl"]


def test_a_field_that_did_not_change_says_so(curator):
    request = asked(of=handed_in(), by=curator, field="themes")
    sent = sent_again(request.submission, summary_nl="Iets anders.")
    rounds = {one.number: one.typed for one in sent.rounds.all()}
    [found] = pin(sheet(sent, rounds[2]), Reader(sent), rounds, now=2)
    assert found.before == str(Theme.objects.get(slug="learning").label)
    assert found.difference == ""
