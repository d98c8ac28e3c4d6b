"""Writing a submission in steps: whatever is typed is kept, by everybody of the partnership and by nobody else."""

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from networks.models import Kind, Stage, Submission
from plumbing.typed import fingerprint
from tests import factories
from tests.factories import accounts, networks
from tests.forms import filled_in, text_of
from tests.networks.test_result_form import COMPLETE

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(owner):
    person, organisation = owner
    return networks.submission(by=person, organisation=organisation, fields=COMPLETE)


@pytest.fixture
def owner():
    return networks.promoter()


@pytest.fixture
def hers(client, owner):
    client.force_login(owner[0])
    return client


def address(submission, number=1, language="en", name="submission_step"):
    with override(language):
        return reverse(
            f"networks:{name}", args=[submission.pk, number] if name == "submission_step" else [submission.pk]
        )


def saves(client, submission, number=1, then="", **changes):
    """Open a step, change fields, press a button."""
    page = client.get(address(submission, number))
    assert page.status_code == 200
    return client.post(address(submission, number), filled_in(page, "writing", then=then, **changes))


def typed(submission, name):
    submission.refresh_from_db()
    return submission.typed.get(name)


def test_what_is_typed_is_kept_right_or_wrong(hers, draft):
    response = saves(hers, draft, title_en="x" * 300, year="ooit")
    assert response.status_code == 302
    assert typed(draft, "title_en") == ["x" * 300]
    assert typed(draft, "year") == ["ooit"]
    page = hers.get(address(draft))
    assert "at most 200 characters" in text_of(page)


def test_an_unticked_box_is_kept_too(hers, draft):
    saves(hers, draft, 3, themes=["environment"])
    assert typed(draft, "themes") == ["environment"]
    saves(hers, draft, 3, themes=None)
    assert typed(draft, "themes") == []


def test_what_was_not_touched_counts_no_save(hers, draft):
    saves(hers, draft, summary_nl="x")
    assert draft.saves == {}


def test_a_line_ends_in_the_same_way_whoever_sends_it(hers, draft):
    saves(hers, draft, 2, body_nl="een\r\ntwee")
    assert typed(draft, "body_nl") == ["een\ntwee"]
    saves(hers, draft, 2)
    assert draft.kept("body_nl").count == 1


@pytest.mark.parametrize(
    ("then", "leads"), [("3", "step-3/"), ("", "step-1/"), ("99", "step-1/"), ("language", "stap-1/")]
)
def test_every_button_saves_first(hers, draft, then, leads):
    response = saves(hers, draft, then=then, year="1999")
    assert typed(draft, "year") == ["1999"]
    assert leads in response["Location"]
    assert hers.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("number", range(1, 7))
def test_every_step_of_a_result_is_a_page(hers, draft, number, language):
    assert hers.get(address(draft, number, language)).status_code == 200


@pytest.mark.parametrize("number", range(1, 11))
def test_every_step_of_a_fiche_is_a_page(hers, owner, number):
    project = networks.project(promoter=owner[1])
    change = networks.submission(by=owner[0], organisation=owner[1], kind=Kind.FICHE, about=project)
    assert hers.get(address(change, number)).status_code == 200
    assert hers.get(address(change, 11)).status_code == 404


def test_two_people_who_write_different_fields_do_not_meet(hers, draft):
    page = hers.get(address(draft))
    draft.keep({"year": ["2001"]}, seen=None, by=1)
    hers.post(address(draft), filled_in(page, "writing", title_en="Mine"))
    assert (typed(draft, "title_en"), typed(draft, "year")) == (["Mine"], ["2001"])


@pytest.fixture
def met(hers, owner, draft):
    """The answer to a save of two fields, of which somebody else saved one meanwhile."""
    page = hers.get(address(draft))
    draft.keep({"title_en": ["Theirs"]}, seen=None, by=owner[0].pk)
    return hers.post(address(draft), filled_in(page, "writing", title_en="Mine", year="2003"))


def test_the_second_tab_is_told_and_shows_both_texts(met, draft):
    assert met.status_code == 409
    assert "Theirs" in text_of(met)
    assert filled_in(met, "writing")["title_en"] == ["Mine"]
    assert (typed(draft, "title_en"), typed(draft, "year")) == (["Theirs"], ["2003"])  # the rest is kept


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_she_chooses_field_by_field(hers, met, draft, choice, kept):
    again = hers.post(address(draft), filled_in(met, "writing", **{"choice-title_en": choice}))
    assert again.status_code == 302
    assert typed(draft, "title_en") == [kept]


def test_too_much_is_refused_beside_the_field_and_not_lost(hers, draft):
    page = hers.get(address(draft, 2))
    response = hers.post(address(draft, 2), filled_in(page, "writing", body_nl="x" * 100_001, summary_nl="Kort"))
    assert response.status_code == 409
    assert "100000" in text_of(response)
    assert len(filled_in(response, "writing")["body_nl"][0]) == 100_001
    assert typed(draft, "summary_nl") == ["Kort"]


def test_fields_of_another_step_or_of_nothing_are_not_taken(hers, draft):
    page = hers.get(address(draft))
    data = filled_in(page, "writing") | {"summary_nl": "x", "stage": "accepted"}
    data["shown"] = json.dumps({"summary_nl": "0-", "stage": "0-", "title_nl": "0-"})
    hers.post(address(draft), data)
    draft.refresh_from_db()
    assert draft.typed["summary_nl"] == COMPLETE["summary_nl"]
    assert draft.stage == Stage.DRAFT


@pytest.mark.parametrize("shown", ["", "[]", "{", "null", '{"title_nl": 7}', '{"title_nl": "x-y"}'])
def test_a_page_that_does_not_say_what_it_showed_loses_nothing(hers, draft, shown):
    response = hers.post(address(draft), {"shown": shown, "title_nl": ["Iets anders"]})
    assert response.status_code in {302, 409}
    assert typed(draft, "title_nl") in (["Iets anders"], COMPLETE["title_nl"])


def test_what_is_missing_is_listed_with_links_to_the_fields(hers, owner):
    empty = networks.submission(by=owner[0], organisation=owner[1], fields={"title_nl": []})
    page = hers.get(address(empty, 6))
    assert "10 things to do before you can send it" in text_of(page)
    assert b'step-2/?check=1#id_summary_nl"' in page.content
    asked = hers.get(address(empty, 2) + "?check=1")
    assert b'id="id_summary_nl_error"' in asked.content


def test_it_is_not_sent_while_something_is_missing(hers, owner):
    empty = networks.submission(by=owner[0], organisation=owner[1], fields={"title_nl": []})
    response = saves(hers, empty, 6, then="send", remark="Dag")
    assert response.status_code == 409
    assert typed(empty, "remark") == ["Dag"]
    assert empty.stage == Stage.DRAFT


def test_sending_gives_a_receipt(hers, draft):
    response = saves(hers, draft, 6, then="send")
    draft.refresh_from_db()
    assert draft.stage == Stage.SUBMITTED
    receipt = hers.get(response["Location"])
    assert draft.reference in text_of(receipt)
    assert "What happens next" in text_of(receipt)


def test_it_is_not_sent_before_staff_confirmed_the_organisation(hers, owner, draft):
    owner[1].confirmed = False
    owner[1].save()
    response = saves(hers, draft, 6, then="send")
    assert response.status_code == 409
    assert "not confirmed your organisation" in text_of(response)


def test_what_was_sent_cannot_be_written(hers, draft):
    page = hers.get(address(draft))
    saves(hers, draft, 6, then="send")
    response = hers.post(address(draft), filled_in(page, "writing", title_nl="Te laat"))
    assert response["Location"] == draft.get_absolute_url()
    assert typed(draft, "title_nl") == COMPLETE["title_nl"]


def test_a_contributor_writes_and_the_responsible_sends(client, owner, draft):
    colleague = accounts.person(first_name="Mia", last_name="Peeters")
    owner[1].memberships.create(person=colleague, role="responsible")
    client.force_login(owner[0])
    page = client.get(address(draft, 6))
    assert "Mia Peeters" in text_of(page)
    assert b'value="send"' not in page.content
    assert saves(client, draft, 6, then="send").status_code == 403
    client.force_login(colleague)
    assert saves(client, draft, 6, then="send").status_code == 302


def partner_of(draft_of):
    person, organisation = networks.promoter()
    project = networks.project(promoter=draft_of[1], partners=[organisation])
    return person, networks.submission(by=draft_of[0], organisation=draft_of[1], about=project, fields=COMPLETE)


def test_a_partner_writes_along(client, owner):
    person, shared = partner_of(owner)
    client.force_login(person)
    assert saves(client, shared, title_en="From the partner").status_code == 302
    assert typed(shared, "title_en") == ["From the partner"]


@pytest.mark.parametrize("name", ["submission", "submission_step", "autosave", "withdraw_submission"])
def test_a_stranger_finds_nothing(client, draft, name):
    for stranger in (networks.promoter()[0], accounts.person(role="curator"), accounts.person()):
        client.force_login(stranger)
        assert client.get(address(draft, name=name)).status_code == 404
        assert client.post(address(draft, name=name)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, draft):
    assert "/login/" in client.get(address(draft))["Location"]


def test_what_is_posted_without_a_session_waits_until_she_has_signed_in(client, hers, owner, draft):
    page = hers.get(address(draft))
    hers.logout()
    response = hers.post(address(draft), filled_in(page, "writing", title_en="Typed for an hour", then="send"))
    assert "/login/" in response["Location"]
    assert "step-1" in response["Location"]
    assert typed(draft, "title_en") is None
    hers.force_login(owner[0])
    back = hers.get(address(draft))
    assert back.status_code == 302
    assert typed(draft, "title_en") == ["Typed for an hour"]
    assert draft.stage == Stage.DRAFT
    assert hers.get(address(draft)).status_code == 200


def test_what_waited_does_not_overwrite_what_others_wrote(hers, owner, draft):
    page = hers.get(address(draft))
    hers.logout()
    hers.post(address(draft), filled_in(page, "writing", title_en="Mine"))
    draft.keep({"title_en": ["Theirs"]}, seen=None, by=1)
    hers.force_login(owner[0])
    back = hers.get(address(draft))
    assert back.status_code == 409
    assert filled_in(back, "writing")["title_en"] == ["Mine"]


def test_what_a_stranger_posted_goes_nowhere(client, draft):
    client.post(address(draft), {"shown": '{"title_nl": "0-"}', "title_nl": "x"})
    client.force_login(networks.promoter()[0])
    assert client.get(address(draft)).status_code == 404
    assert typed(draft, "title_nl") == COMPLETE["title_nl"]


# autosave


def autosaves(client, submission, *, tab="", tokens=None, **fields):
    data = dict(fields)
    data["shown"] = json.dumps({name: (tokens or {}).get(name, "0-") for name in fields})
    return client.post(address(submission, name="autosave"), data | ({"tab": tab} if tab else {}))


def test_a_field_is_saved_and_the_answer_says_when(hers, draft):
    answer = autosaves(hers, draft, title_en=["A title"]).json()
    assert typed(draft, "title_en") == ["A title"]
    assert answer["saved"] == {"title_en": f"1-{fingerprint(['A title'])}"}
    assert len(answer["at"]) == 5


def test_what_is_wrong_is_told_and_kept(hers, draft):
    answer = autosaves(hers, draft, year=["ooit"], title_en=["ok"]).json()
    assert answer["wrong"]["year"]
    assert answer["wrong"]["title_en"] == []
    assert typed(draft, "year") == ["ooit"]


def test_what_somebody_else_saved_comes_back_to_choose_from(hers, owner, draft):
    draft.keep({"title_en": ["Theirs"]}, seen=None, by=owner[0].pk)
    answer = autosaves(hers, draft, title_en=["Mine"], year=["2002"]).json()
    assert answer["elsewhere"]["title_en"]["values"] == ["Theirs"]
    assert str(owner[0]) in answer["elsewhere"]["title_en"]["when"]
    assert list(answer["saved"]) == ["year"]
    tokens = {"title_en": answer["elsewhere"]["title_en"]["token"]}
    assert autosaves(hers, draft, tokens=tokens, title_en=["Mine"]).json()["elsewhere"] == {}
    assert typed(draft, "title_en") == ["Mine"]


def test_a_tab_that_missed_the_answer_is_not_in_its_own_way(hers, draft):
    autosaves(hers, draft, tab="abcd-1", title_en=["One"])
    answer = autosaves(hers, draft, tab="abcd-2", title_en=["One and two"]).json()
    assert answer["elsewhere"] == {}
    assert typed(draft, "title_en") == ["One and two"]


def test_a_save_that_arrives_late_does_not_undo_a_later_one(hers, draft):
    autosaves(hers, draft, tab="abcd-2", title_en=["Two"])
    autosaves(hers, draft, tab="abcd-1", title_en=["One"])
    assert typed(draft, "title_en") == ["Two"]


def test_another_tab_is_told(hers, draft):
    autosaves(hers, draft, tab="abcd-1", title_en=["One"])
    assert autosaves(hers, draft, tab="efgh-2", title_en=["Two"]).json()["elsewhere"]


def test_a_script_is_told_that_nobody_is_signed_in(client, draft):
    response = autosaves(client, draft, title_en=["x"])
    assert (response.status_code, response.json()) == (401, {"signed_in": False})


def test_a_script_gets_a_new_token_after_signing_in_again(hers, draft):
    assert len(hers.get(address(draft, name="autosave")).json()["csrf"]) == 64


def test_what_was_sent_is_closed_to_scripts_too(hers, draft):
    saves(hers, draft, 6, then="send")
    assert autosaves(hers, draft, title_en=["x"]).status_code == 409


def test_autosave_writes_no_history(hers, owner):
    project = networks.project(promoter=owner[1])
    change = networks.submission(by=owner[0], organisation=owner[1], kind=Kind.FICHE, about=project)
    before = project.history.count(), factories.instrument().history.count()
    autosaves(hers, change, title_nl=["Nieuw"])
    assert (project.history.count(), before[1]) == before
    assert (change.moves.count(), change.rounds.count()) == (1, 0)


def test_a_step_takes_the_same_number_of_questions_whatever_was_typed(hers, draft, django_assert_max_num_queries):
    many = {f"link-{n}-url": [f"https://example.org/{n}"] for n in range(20)}
    many |= {f"credit-{n}-organisation": ["x"] for n in range(20)}
    draft.keep(many, seen=None, by=1)
    with django_assert_max_num_queries(40):
        hers.get(address(draft, 4))
    assert Submission.objects.count() == 1
