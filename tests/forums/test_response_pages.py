"""Supporting and replying on the site: a button each, without a script; shown by group, and nowhere as one total."""

import csv
import io
import json
import re

import pytest
from django.utils import timezone

from forums import open_data, trace
from forums.models import ContributionState, PhaseKind, Reply, Support
from forums.workflow import contributions, moderation
from forums.workflow import strategy as strategies
from tests.factories import organisation, person, strategy
from tests.factories.forums import entered, forum, handed_in, phase, question, replied, stakeholder, supported, wording
from tests.forms import filled_in, text_of
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    """A contribution to which support and replies are asked."""
    made = forum(moderation="after", title_en="Round table")
    phase(of=made, kind=PhaseKind.DISCUSSION)
    return entered(at=made, text="Meer tijd")


@pytest.fixture
def her(client, one):
    """A stakeholder of the forum, who is signed in."""
    found = stakeholder(of=one.forum, group_slug="ngos", language="en", first_name="Bo", last_name="Bos")
    client.force_login(found)
    return found


def public(one) -> str:
    return f"/en/forums/{one.forum.slug}/contributions/{one.number}/"


def page_of(one) -> str:
    return f"/en/my/forums/{one.forum.slug}/contributions/{one.number}/"


def closed(one) -> None:
    one.forum.phases.filter(kind=PhaseKind.DISCUSSION).update(closes=timezone.now())


def test_from_the_page_of_a_contribution_to_support_and_back(client, one, her):
    assert read(client, public(one)).leads_to(page_of(one))
    assert read(client, f"/en/forums/{one.forum.slug}/contributions/").leads_to(page_of(one))
    found = read(client, page_of(one))
    assert "You speak for the group NGOs." in found.text
    assert "at most 800 characters" in found.text
    done = client.post(page_of(one), {"move": "support"}, follow=True)
    assert Page(done).texts("//*[@role='status']//li") == ["You support this contribution."]
    assert "Supported by NGOs 1" in read(client, public(one)).text
    assert "Supported by NGOs 1" in read(client, f"/en/forums/{one.forum.slug}/contributions/").text
    client.post(page_of(one), {"move": "take back"})
    assert "Supported by" not in read(client, public(one)).text
    assert not Support.objects.exists()


def test_a_reply_is_typed_sent_read_by_everybody_and_withdrawn(client, one, her):
    typed = filled_in(client.get(page_of(one)), "replying", text="Agreed", move="reply")
    assert typed["author_name"] == ["Bo Bos"]
    client.post(page_of(one), typed)
    found = read(client, public(one))
    assert found.texts("//*[@class='replies']/h3") == ["NGOs"]
    assert "Agreed Bo Bos" in found.text
    assert found.find("//article//div[@lang='en']")
    own = read(client, page_of(one))
    assert not own.find("//form[@id='replying']")
    client.post(page_of(one), {"move": "withdraw"})
    assert "Agreed" not in read(client, public(one)).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", ""), ("text", "x" * 801), ("language", "fr"), ("naming", "both"), ("naming", "x"), ("author_name", "")],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client, one, her, field, value):
    typed = filled_in(client.get(page_of(one)), "replying", text="Agreed", move="reply") | {field: value}
    found = Page(client.post(page_of(one), typed))
    assert found.response.status_code == 200
    assert found.find(f"//*[contains(@class, 'form-errors')]//a[starts-with(@href, '#id_{field}')]")
    assert found.texts("//textarea[@id='id_text']") == [value if field == "text" else "Agreed"]
    assert not Reply.objects.exists()


def test_a_refused_reply_shows_why_and_an_appeal_goes_to_another_moderator(client, one, her):
    said = replied(one, by=her, text="Nonsense")
    moderation.refuse(said, by=person(role="moderator"), ground="offensive", reason="Not in this tone")
    found = read(client, page_of(one))
    assert "Insults or threatens. Not in this tone" in found.text
    assert "Nonsense" not in read(client, public(one)).text
    typed = filled_in(client.get(page_of(one)), "appealing", move="appeal")
    assert Page(client.post(page_of(one), typed)).find("//*[contains(@class, 'form-errors')]")
    client.post(page_of(one), typed | {"appeal-text": "It was a quotation"})
    found = read(client, page_of(one))
    assert "You appealed: It was a quotation" in found.text
    assert not found.find("//form[@id='appealing']")
    assert found.find("//form[@id='replying']")  # she may say it otherwise


def test_what_she_typed_waits_while_she_signs_in_again(client, one, her):
    typed = filled_in(client.get(page_of(one)), "replying", text="Agreed", move="reply")
    session = client.session
    client.logout()
    assert client.post(page_of(one), typed).status_code == 302
    client.force_login(her)
    assert session.session_key != client.session.session_key
    found = read(client, page_of(one))
    assert not Reply.objects.exists()
    assert found.find("//form[@id='replying']")


def test_who_is_no_stakeholder_is_told_how_to_become_one_and_changes_nothing(client, one):
    client.force_login(person(language="en"))
    found = read(client, page_of(one))
    assert "register for the forum" in found.text
    assert not found.find("//main//form//button[@name='move']")
    for move in ("support", "take back", "reply"):
        done = Page(client.post(page_of(one), {"move": move, "text": "x"}, follow=True))
        assert "is registered for the forum" in " ".join(done.texts("//*[@role='status']"))
    assert {client.post(page_of(one), {"move": move}).status_code for move in ("withdraw", "appeal", "x")} == {404}
    assert not Support.objects.exists()
    assert not Reply.objects.exists()


def test_outside_the_phase_everything_is_readable_and_nothing_moves(client, one, her):
    supported(one)
    said = replied(one, by=her)
    closed(one)
    found = read(client, public(one))
    assert "Supported by employers 1" in found.text
    assert said.text in found.text
    assert not found.leads_to(page_of(one))
    own = read(client, page_of(one))
    assert own.find("//button/@value") == ["withdraw"]
    client.post(page_of(one), {"move": "support"})
    assert Support.objects.count() == 1


def test_a_colleague_sees_that_her_organisation_supports_it_and_may_take_it_back(client, one):
    giver, colleague = person(), person(language="en")
    soap = organisation(name_en="Soap", member=giver, confirmed=True)
    soap.memberships.create(person=colleague)
    for who in (giver, colleague):
        client.force_login(who)
        client.post(page_of(one), {"move": "support"})
    assert Support.objects.get().person == giver
    assert "Soap supports it: a colleague said so." in read(client, page_of(one)).text
    client.post(page_of(one), {"move": "take back"})
    assert not Support.objects.exists()


def test_author_colleague_stranger_and_staff_each_get_what_is_theirs(client):
    made = forum(moderation="before")
    author = stakeholder(of=made, language="en", first_name="An")
    waits = handed_in(to=question(of=made), by=author)
    address = page_of(waits)
    assert client.get(address).status_code == 302
    for who in (author, stakeholder(of=made), person(role="moderator"), person(role="curator"), person()):
        client.force_login(who)
        assert client.get(address).status_code == client.post(address, {"move": "support"}).status_code == 404
    moderation.publish(waits, by=person(role="moderator"))
    client.force_login(author)
    found = read(client, address)
    assert "It is your own contribution: others support it." in found.text
    client.post(address, {"move": "support"})
    assert not Support.objects.exists()
    client.post(address, filled_in(client.get(address), "replying", text="To make it clearer", move="reply"))
    assert Reply.objects.get().state == ContributionState.SUBMITTED
    assert "To make it clearer" not in read(client, public(waits)).text
    assert "waits for a moderator" in read(client, address).text
    for who in (person(), person(role="moderator")):  # nobody sees or moves the reply of another one here
        client.force_login(who)
        assert "To make it clearer" not in read(client, address).text
        assert client.post(address, {"move": "withdraw"}).status_code == 404


def test_of_a_draft_of_a_forum_nobody_gets_anything(client):
    made = forum(state="draft")
    one = entered(at=made)
    client.force_login(person())
    assert client.get(page_of(one)).status_code == 404


def test_support_of_what_it_said_before_is_told_apart(client):
    made = question(of=forum(moderation="after"))
    one = handed_in(to=made, by=person(), text="Meer tijd")
    supported(one, group_slug="ngos")
    assert "before it was changed" not in read(client, public(one)).text
    contributions.change(one, wording("Minder tijd"), by=one.person)
    supported(one)
    found = read(client, public(one)).texts("//div[contains(@class, 'responses')]")
    assert found == ["Supported by employers 1 NGOs 1", "Of these, before it was changed: NGOs 1"]


@pytest.fixture
def many(one):
    """Support of seven: four employers and three NGOs; two employers and an NGO reply."""
    for slug, supporters, repliers in (("employers", 4, 2), ("ngos", 3, 1)):
        for _ in range(supporters):
            supported(one, group_slug=slug)
        for _ in range(repliers):
            replied(one, group_slug=slug)
    return one


def test_no_page_tells_how_many_support_it_together(client, many):
    for address in (public(many), f"/en/forums/{many.forum.slug}/contributions/"):
        found = read(client, address)
        assert found.texts("//ul[@class='by-group'][1]/li")[:2] == ["employers 4", "NGOs 3"]
        assert not re.search(r"\b7\b", found.text)
    client.force_login(stakeholder(of=many.forum, language="en"))
    assert not re.search(r"\b7\b", re.sub(r"\d{1,2}:\d\d|\d+ \w+ \d{4}", "", read(client, page_of(many)).text))


def test_no_cell_of_the_open_data_tells_how_many_support_it_together(client, many):
    response = client.get(f"/en/forums/{many.forum.slug}/contributions.csv")
    [row] = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    answers = {name: number for name, number in row.items() if name.startswith(("support_", "replies_"))}
    assert {name: number for name, number in answers.items() if number != "0"} == {
        "support_employers": "4", "support_ngos": "3", "replies_employers": "2", "replies_ngos": "1",
    }  # fmt: skip
    assert len(answers) == 16
    assert "7" not in row.values()


def test_no_value_of_the_json_tells_how_many_support_it_together(many):
    version = strategy.draft(forums=[many.forum])
    strategy.statement(of=version, behind=[many])
    strategy.decided(version, many)
    data = open_data.as_data(trace.read(strategies.publish(version, by=None)))
    [said] = data["contributions"]
    assert said["support_by_group"] == {"employers": 4, "ngos": 3}
    assert said["replies_by_group"] == {"employers": 2, "ngos": 1}
    assert data["chapters"][0]["statements"][0]["support_by_group"] == {"employers": 4, "ngos": 3}
    assert not re.search(r": 7[,}]", json.dumps(data))


def test_a_page_of_a_contribution_takes_as_many_statements_for_thirty_answers_as_for_one(
    client, one, django_assert_num_queries
):
    soap = organisation()
    supported(one)
    replied(one)
    with django_assert_num_queries(11):
        client.get(public(one))
    for _ in range(29):
        supported(one)
        said = replied(one)
        Reply.objects.filter(pk=said.pk).update(organisation=soap)
    with django_assert_num_queries(11):
        client.get(public(one))


def test_moderators_find_replies_in_the_admin_publish_and_refuse_them(client):
    made = forum(moderation="before")
    phase(of=made, kind=PhaseKind.DISCUSSION)
    first, second = (replied(entered(at=made), text=text) for text in ("Mee eens", "Onzin"))
    client.force_login(person(role="moderator", language="en"))
    desk = read(client, "/en/my/")
    assert desk.texts("//section[@aria-labelledby='moderation']//li") == [
        "Contributions to moderate 0", "Replies to moderate 2", "Appeals to decide 0",
    ]  # fmt: skip
    assert "2 Replies to moderate" in text_of(client.get("/admin/"))
    address = "/admin/forums/reply/"
    assert "Mee eens" in text_of(client.get(f"{address}?state__exact=submitted"))
    client.post(f"{address}{first.pk}/publish/")
    assert "Onzin" in text_of(client.get(f"{address}{second.pk}/refuse/"))
    client.post(f"{address}{second.pk}/refuse/", {"ground": "offensive", "reason": "Zo niet"})
    assert [Reply.objects.get(pk=said.pk).state for said in (first, second)] == ["published", "refused"]
    assert "Zo niet" in text_of(client.get(f"{address}{second.pk}/change/"))
    appeal = moderation.appeal(second, by=second.person, text="Het was beleefd")
    client.force_login(person(role="moderator", language="en"))
    assert "Onzin" in text_of(client.get(f"/admin/forums/appeal/{appeal.pk}/change/"))
    client.post(f"/admin/forums/appeal/{appeal.pk}/change/", {"granted": "yes", "answer": "Akkoord"})
    assert Reply.objects.get(pk=second.pk).state == "published"


@pytest.mark.parametrize(
    ("role", "reads", "moderates"),
    [("moderator", 200, 302), ("administrator", 200, 302), ("curator", 200, 403), ("facilitator", 200, 403),
     ("", 302, 302)],
)  # fmt: skip
def test_only_moderators_decide_on_replies(client, one, role, reads, moderates):
    said = replied(one)
    client.force_login(person(role=role))
    address = f"/admin/forums/reply/{said.pk}/"
    assert client.get(f"{address}change/").status_code == reads
    assert client.post(f"{address}refuse/", {"ground": "other", "reason": "x"}).status_code == moderates
    said.refresh_from_db()
    assert (said.state == ContributionState.REFUSED) == (role in {"moderator", "administrator"})


def test_her_desk_lists_what_she_wrote(client, one, her):
    replied(one, by=her)
    handed_in(to=question(of=one.forum), by=her)
    found = read(client, "/en/my/")
    [panel] = found.texts("//section[@aria-labelledby='my-contributions']")
    assert "Reply to contribution 1 Round table published" in panel
    assert "What is needed? Round table, 2 published" in panel
    assert "moderation" not in found.find("//section/@aria-labelledby")
