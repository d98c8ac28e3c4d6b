"""The review page: everything about one submission, and everything that can be done with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from instruments.models import Instrument, State
from networks.models import Kind, Stage
from networks.workflow import requests, review, submissions
from plumbing.models import Mail
from tests.factories import instrument, person
from tests.factories import networks as made
from tests.factories.review import asked, file, handed_in, in_stage, organisation, sent_again
from tests.forms import filled_in, messages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def address(submission) -> str:
    return reverse("admin:networks_submission_change", args=[submission.pk])


def press(client, submission, action: str, **changes):
    """Fill in the form of the page and press a button."""
    page = client.get(address(submission))
    answer = client.post(address(submission), filled_in(page, "review", **changes) | {"action": action})
    submission.refresh_from_db()
    return answer


def test_the_page_shows_every_field_in_words_dutch_and_english_side_by_side(client, curator):
    found = handed_in(of=organisation(name_en="The House"))
    words = text_of(client.get(address(found)))
    for part in (
        found.reference, "The House", "Gids voor onthaal", "Guide to welcoming", "Guide", "Dutch English",
        "onthaal, peterschap", "https://example.org/meer", "Creative Commons Attribution 4.0", "1 of 1 in the queue",
        "20 working days left", "Nobody has it",
    ):  # fmt: skip
        assert part in words


def test_the_texts_carry_their_language(client, curator):
    page = client.get(address(handed_in())).content.decode()
    assert '<p class="words" lang="nl">Gids voor onthaal</p>' in page
    assert '<p class="words" lang="en">Guide to welcoming</p>' in page


def test_what_a_promoter_typed_is_text_and_nothing_else(client, curator):
    found = handed_in(fields={"summary_nl": ["<script>alert(1)</script>"]})
    page = client.get(address(found)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_files_are_shown_with_what_the_scanner_said(client, curator):
    found = handed_in()
    file(of=found, name="goed.txt")
    file(of=found, name="ziek.txt", content=b"?", scan="infected", scan_note="Eicar")
    words = text_of(client.get(address(found)))
    assert "goed.txt text/plain, 6 bytes found clean" in words
    assert "ziek.txt text/plain, 1 byte infected Eicar" in words
    assert "This cannot go over when you accept: ziek.txt (infected)" in words


def test_it_is_taken(client, curator):
    found = handed_in()
    answer = press(client, found, "take")
    assert answer.url == address(found)
    assert found.reviewer == curator
    assert "You have it" in text_of(client.get(address(found)))


def test_it_is_taken_over_and_handed_over_with_a_word(client, curator):
    other = person(role="curator", first_name="Bea")
    found = handed_in(reviewer=other)
    press(client, found, "take-over")
    assert found.reviewer == curator
    press(client, found, "hand-over", to=str(other.pk), word="Jouw vak.")
    assert found.reviewer == other
    assert "Jouw vak." in text_of(client.get(address(found)))
    press(client, found, "hand-over", to="")
    assert found.reviewer is None


def test_requests_are_noted_at_their_fields_and_a_judgement_with_them(client, curator):
    found = handed_in()
    answer = press(
        client, found, "save", **{"ask-title_nl": "Korter?", "ask-file": "Welke taal?", "feasibility": "3"}
    )  # fmt: skip
    assert answer.status_code == 302
    assert dict(found.requests.values_list("field", "text")) == {"title_nl": "Korter?", "file": "Welke taal?"}
    assert found.judgements.get().feasibility == 3
    page = client.get(address(found))
    assert "2 requests are noted." in messages_of(page)
    assert "noted" in text_of(page)


def test_saving_nothing_writes_nothing(client, curator):
    found = handed_in()
    press(client, found, "save")
    press(client, found, "save")
    assert not found.requests.exists()
    assert not found.judgements.exists()


def test_an_unchanged_judgement_is_not_given_anew(client, curator):
    found = handed_in()
    press(client, found, "save", feasibility="3", judgement_note="Goed.")
    given = found.judgements.get()
    press(client, found, "save")
    assert found.judgements.get().at == given.at


def test_a_request_is_taken_back_before_it_is_told_and_closed_after(client, curator):
    found = handed_in()
    [noted] = requests.note(found, {"title_nl": "Korter?"}, by=curator)
    press(client, found, f"take-back:{noted.pk}")
    assert not found.requests.exists()
    request = asked(of=found, by=curator, field="title_nl")
    sent_again(found, title_nl="Gids")
    press(client, found, f"close:{request.pk}")
    assert found.requests.get().is_closed


def test_a_request_of_another_submission_is_not_closed_here(client, curator):
    request = asked(of=handed_in(), by=curator)
    answer = press(client, handed_in(), f"close:{request.pk}")
    assert answer.status_code == 404
    request.refresh_from_db()
    assert request.is_open


def test_save_and_next_goes_to_the_most_urgent_that_nobody_else_has(client, curator):
    found = handed_in()
    handed_in(reviewer=person(role="curator"))
    following = handed_in()
    assert press(client, found, "next").url == address(following)
    review.decline(following, by=curator, reason="Nee.")
    assert press(client, found, "next").url == reverse("admin:networks_submission_changelist")


def test_changes_are_asked_with_what_was_just_written(client, curator):
    found = handed_in(of=organisation(responsible=[person(language="en")]))
    press(client, found, "ask", **{"ask-title_nl": "Korter?", "note": "Bijna goed."})
    assert found.stage == Stage.CHANGES_ASKED
    assert found.requests.told().get().text == "Korter?"
    text = Mail.objects.drafts().get().text
    assert "Bijna goed." in text
    assert "Title (Dutch): Korter?" in text


def test_it_is_accepted_and_published(client, curator):
    found = handed_in()
    press(client, found, "accept")
    assert found.stage == Stage.ACCEPTED
    assert found.instrument.state == State.PUBLISHED
    assert "It is accepted." in messages_of(client.get(address(found)))


def test_it_is_accepted_as_a_draft_when_she_takes_the_tick_away(client, curator):
    found = handed_in()
    press(client, found, "accept", publish=None)
    assert found.instrument.state == State.DRAFT


def test_what_cannot_go_over_is_left_behind_only_by_a_tick(client, curator):
    found = handed_in()
    file(of=found, name="vreemd.txt", scan="waiting")
    answer = press(client, found, "accept")
    assert answer.status_code == 409
    assert "vreemd.txt (waiting to be scanned)" in text_of(answer)
    press(client, found, "accept", leave_behind="on")
    assert found.stage == Stage.ACCEPTED


def test_a_refusal_keeps_everything_that_was_written(client, curator):
    found = handed_in()
    answer = press(client, found, "decline", **{"ask-title_nl": "Korter?", "judgement_note": "Twijfel."})
    assert answer.status_code == 409
    words = text_of(answer)
    assert "Give a reason" in words
    assert "Nothing was done, and nothing that you wrote is lost." in words
    assert "Korter?" in words
    assert "Twijfel." in words
    assert not found.requests.exists()
    assert found.stage == Stage.SUBMITTED


def test_it_is_declined_with_a_reason(client, curator):
    found = handed_in()
    press(client, found, "decline", note="Het bestaat al.")
    assert (found.stage, found.decision_note) == (Stage.DECLINED, "Het bestaat al.")


def test_a_page_that_was_open_while_it_was_sent_anew_decides_nothing(client, curator):
    found = handed_in()
    stale = filled_in(client.get(address(found)), "review", note="Nee.") | {"action": "decline"}
    review.ask_changes(found, by=curator, note="Korter.")
    submissions.send(found, by=None)
    answer = client.post(address(found), stale)
    assert answer.status_code == 409
    assert "It was sent anew meanwhile" in text_of(answer)


def test_who_does_not_have_it_is_offered_no_decision(client, curator):
    found = handed_in(reviewer=person(role="curator", first_name="Bea"))
    page = client.get(address(found))
    assert "Take it over from Bea" in text_of(page)
    assert 'value="accept"' not in page.content.decode()


@pytest.mark.parametrize("stage", [Stage.CHANGES_ASKED, Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN])
def test_what_is_not_with_staff_is_read_and_not_decided(client, curator, stage):
    found = in_stage(stage, reviewer=curator)
    page = client.get(address(found))
    assert page.status_code == 200
    assert 'value="accept"' not in page.content.decode()


def test_after_it_was_sent_again_each_change_is_seen_and_each_request_with_then_and_now(client, curator):
    request = asked(of=handed_in(), by=curator, field="summary_nl", text="Voor wie?")
    requests.answer(request, "Voor kmo's.", by=person(first_name="Piet"))
    found = sent_again(request.submission, summary_nl="Nieuwe mensen snel een plaats geven.")
    page = client.get(address(found))
    words = text_of(page)
    assert page.content.decode().count("Nieuwe mensen<ins> snel</ins> een plaats geven.") == 2
    assert "Answer of Piet" in words
    assert "Voor kmo's." in words
    assert "1 field changed, 1 of 1 request answered" in words
    before = client.get(address(found), {"round": "1"})
    assert "You read what was sent as number 1 of 2." in text_of(before)
    assert "Nieuwe mensen een plaats geven." in text_of(before)
    assert 'value="accept"' not in before.content.decode()


def test_while_the_promoter_writes_staff_read_what_was_sent(client, curator):
    found = asked(of=handed_in(), by=curator).submission
    found.keep({"title_nl": ["Nog niet af"]}, seen=None, by=0)
    words = text_of(client.get(address(found)))
    assert "Gids voor onthaal" in words
    assert "Nog niet af" not in words.replace(str(found), "")


def test_a_new_edition_is_read_beside_what_is_public(client, curator):
    published = instrument(title_nl="Gids voor onboarding", title_en="Guide to welcoming")
    found = handed_in(edition_of=published)
    page = client.get(address(found)).content.decode()
    assert "Gids voor <del>onboarding</del><ins>onthaal</ins>" in page
    assert "Gids voor <del>" not in client.get(address(found), {"beside": "nothing"}).content.decode()


def test_data_of_a_project_are_read_beside_what_is_public_and_accepted(client, curator):
    promoter = organisation()
    project = made.project(promoter=promoter, title_nl="Leren in bedrijven")
    found = handed_in(kind=Kind.FICHE, of=promoter, project=project)
    assert "Leren in <del>bedrijven</del><ins>het bedrijf</ins>" in client.get(address(found)).content.decode()
    press(client, found, "accept")
    project.refresh_from_db()
    assert project.title_nl == "Leren in het bedrijf"


def test_judgements_of_others_are_hidden_until_hers_is_given(client, curator):
    found = handed_in()
    review.judge(found, {"feasibility": 4, "note": "Sterk."}, by=person(role="curator", first_name="Bea"))
    words = text_of(client.get(address(found)))
    assert "Sterk." not in words
    assert "1 more that you see once you have given yours" in words
    press(client, found, "save", transfer="2")
    assert "Sterk." in text_of(client.get(address(found)))


def test_what_has_a_title_like_it_is_pointed_out(client, curator):
    instrument(title_nl="Gids voor onthaal in kmo's", title_en="Guide to welcoming in SMEs")
    other = handed_in(fields={"title_nl": ["Gids voor het onthaal"]})
    made.submission(fields={"title_nl": ["Gids voor onthaal, ontwerp"]})
    page = client.get(address(handed_in()))
    words = text_of(page)
    assert "Is it one of these?" in words
    assert "Guide to welcoming in SMEs published" in words
    assert f'href="{address(other)}"' in page.content.decode()
    assert "ontwerp" not in words


def test_mails_and_moves_are_listed(client, curator):
    found = handed_in(of=organisation(responsible=[person(email="an@example.org")]), reviewer=curator)
    review.ask_changes(found, by=curator, note="Korter.")
    words = text_of(client.get(address(found)))
    assert "an@example.org" in words
    assert "waits for you" in words
    assert "to Cara" in words
    assert "Korter." in words


@pytest.mark.parametrize("fields", [{"to": "999999"}, {"note": "x" * 5_001}, {"read_round": "x"}, {"feasibility": "9"}])
def test_bad_input_is_told_and_does_nothing(client, curator, fields):
    found = handed_in()
    answer = press(client, found, "accept", **fields)
    assert answer.status_code == 409
    assert found.stage == Stage.SUBMITTED
    assert not Instrument.objects.exists()


@pytest.mark.parametrize("action", ["", "bogus", "close:x", "accept:9:9", "close:99999999999999999999"])
def test_a_button_that_nobody_made_does_no_harm(client, curator, action):
    found = handed_in()
    assert press(client, found, action).status_code in {302, 404}
    assert found.stage in {Stage.SUBMITTED, Stage.ACCEPTED}


@pytest.mark.parametrize("query", ["round=x", "round=99", "round=-1", "beside=bogus", "round=1&beside=last"])
def test_an_address_that_nobody_made_shows_the_last_round(client, curator, query):
    assert client.get(f"{address(handed_in())}?{query}").status_code == 200


def test_six_rounds_with_many_requests_take_as_many_statements_as_one_with_one(client, curator):
    found = handed_in(reviewer=curator, of=organisation(responsible=[person()]))
    requests.note(found, {"title_nl": "Waarom?"}, by=curator)
    client.get(address(found))
    with CaptureQueriesContext(connection) as one:
        client.get(address(found))
    for number in range(2, 7):
        requests.note(found, dict.fromkeys(["title_en", "summary_nl", "type", "themes", "link"], "Waarom?"), by=curator)
        review.ask_changes(found, by=curator)
        sent_again(found, summary_nl=f"Nieuwe mensen een plaats geven, {number}.")
    with CaptureQueriesContext(connection) as six:
        page = client.get(address(found))
    assert len(page.context["rounds"]) == 6
    assert len(page.context["open_requests"]) == 26
    assert len(six) <= len(one)
