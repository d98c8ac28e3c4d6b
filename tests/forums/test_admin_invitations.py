"""Staff list people by stakeholder group and invite them, and see what each answered."""

import pytest
from django.core import mail
from lxml import html

from forums.models import ForumState, Invitee
from forums.workflow import invitations
from tests.factories import organisation, person
from tests.factories.forums import forum, invited, listed, registration
from tests.forms import messages_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/forums/invitee/"


def page_of(made) -> str:
    return f"/admin/forums/forum/{made.pk}/invitations/"


@pytest.fixture
def facilitator(client):
    found = person(role="facilitator", language="en")
    client.force_login(found)
    return found


@pytest.fixture
def made():
    """A forum to which two groups are invited, and for which one can register."""
    return listed(to=forum(seats={"ngos": 2, "employers": 1}), group_slug="ngos", email="first@example.org").forum


def row(response, name: str) -> list[str]:
    page = html.fromstring(response.content.decode())
    return [cell.text_content().strip() for cell in page.xpath(f"//tbody/tr[th[contains(., '{name}')]]/td")]


def add(client, made, **values):
    group = made.invitations.get(group__slug=values.pop("group", "ngos")).pk
    return client.post(page_of(made), {"move": "add", "group": group, "people": "", **values}, follow=True)


def send(client, made, *slugs):
    groups = [one.pk for one in made.invitations.filter(group__slug__in=slugs)]
    return client.post(page_of(made), {"move": "send", "groups": groups}, follow=True)


def test_people_are_listed_by_line_and_by_organisation_and_invited_with_one_press(client, facilitator, made):
    sun = organisation(confirmed=True, member=person(email="an@example.org", language="en"))
    lines = "bo@example.org; Bo Bos; Zon; en\n\n cas@example.org\nfirst@example.org"
    response = add(client, made, people=lines, organisations=[sun.pk])
    assert "3 people put on the list. 1 was there already." in messages_of(response)
    assert set(made.invitees.values_list("email", "name", "organisation_name", "language")) >= {
        ("bo@example.org", "Bo Bos", "Zon", "en"), ("cas@example.org", "", "", "nl"), ("an@example.org", "", "", "en"),
    }  # fmt: skip
    assert mail.outbox == []
    assert "4 invitations sent." in messages_of(send(client, made, "ngos"))
    assert len(mail.outbox) == 4
    assert "Nobody on these lists" in messages_of(send(client, made, "ngos", "employers"))
    assert len(mail.outbox) == 4


def test_the_answers_are_seen_for_each_group(client, facilitator, made):
    comes, gone, _silent = (invited(to=made, group_slug="ngos") for _ in range(3))
    registration(of=made, email=comes.email)
    invitations.decline(gone)
    invitations.refuse(invited(email="wants.none@example.org"))
    listed(to=made, group_slug="ngos", email="wants.none@example.org")
    listed(to=made, group_slug="ngos")
    # places, listed, to invite, registered, declined, no answer, want none; "first" was sent with the first of them
    assert row(client.get(page_of(made)), "NGOs") == ["2", "6", "1", "1", "1", "2", "1"]
    assert row(client.get(page_of(made)), "employers") == ["1", "0", "0", "0", "0", "0", "0"]


@pytest.mark.parametrize(
    ("line", "said"),
    [("nobody", "Line 2: Enter a valid email address."), ("an@example.org;x;y;fr", "Line 2: The language is nl or en."),
     ("an@example.org;x;y;nl;z", "Line 2: There are more than four parts."), ("; An", "Line 2: This field cannot be"),
     (f"an@example.org;{'x' * 151}", "Line 2: Ensure this value has at most 150 characters")],
)  # fmt: skip
def test_a_wrong_line_is_named_and_nobody_is_listed(client, facilitator, made, line, said):
    response = add(client, made, people=f"bo@example.org\n{line}")
    assert said in text_of(response)
    assert made.invitees.count() == 1


def test_quotes_formulas_and_other_alphabets_are_text(client, facilitator, made):
    add(client, made, people='bo@example.org; "Bos; Bo"; =1+1; nl\ncas@example.org; Καίσαρ "C"')
    assert set(made.invitees.values_list("name", "organisation_name")) >= {("Bos; Bo", "=1+1"), ('Καίσαρ "C"', "")}


def test_nothing_chosen_is_said(client, facilitator, made):
    assert "Choose an organisation, or write at least one address." in text_of(add(client, made))
    assert "Choose at least one group." in text_of(send(client, made))


def test_a_draft_invites_nobody_and_says_why(client, facilitator):
    made = listed(to=forum(state=ForumState.DRAFT)).forum
    found = client.get(page_of(made))
    assert "Invitations go out for a forum that is published" in text_of(found)
    assert html.fromstring(found.content).xpath("//form[.//input[@value='send']]//input[@type='submit'][@disabled]")
    assert "Invitations go out for a forum that is published" in text_of(send(client, made, "employers"))
    assert mail.outbox == []


def test_without_groups_the_page_leads_to_them(client, facilitator):
    assert "Invite stakeholder groups first" in text_of(client.get(page_of(forum())))


def test_the_mail_is_shown_in_both_languages_before_it_goes_out(client, facilitator, made):
    text = text_of(client.get(page_of(made)))
    assert "Invitation: " in text
    assert "Uitnodiging: " in text
    assert "Geachte mevrouw of heer," in text


def test_who_was_invited_is_not_taken_off_and_who_was_not_can_be(client, facilitator, made):
    waiting, asked = made.invitees.get(), invited(to=made, group_slug="employers")
    assert client.post(f"{LIST}{asked.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{waiting.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Invitee.objects.all()) == [asked]


def test_the_list_is_filtered_by_answer_and_takes_as_many_statements_for_thirty_as_for_one(
    client, facilitator, made, django_assert_max_num_queries
):
    invited(to=made, email="asked@example.org", group_slug="employers")
    client.get(LIST)
    for _ in range(2):
        with django_assert_max_num_queries(18):
            text = text_of(client.get(f"{LIST}?answer=not-asked"))
        for _more in range(30):
            listed(to=made)
    assert "first@example.org" in text
    assert "asked@example.org" not in text


@pytest.mark.parametrize(("role", "status"), [("curator", 200), ("administrator", 200), ("moderator", 403)])
def test_who_organises_may_invite(client, made, role, status):
    client.force_login(person(role=role))
    assert client.get(page_of(made)).status_code == status
    assert client.post(page_of(made), {"move": "send"}).status_code == status


def test_strangers_are_sent_to_sign_in_and_others_away(client, made):
    assert client.get(page_of(made)).status_code == 302
    client.force_login(person())
    assert client.get(page_of(made), follow=True).status_code == 403


def test_the_pages_keep_the_content_policy_and_have_one_heading(client, facilitator, made):
    for address in (page_of(made), LIST, f"{LIST}{made.invitees.get().pk}/change/"):
        page = html.fromstring(client.get(address).content)
        assert not page.xpath("//script[not(@src) and not(@type='application/json')] | //style | //*[@style]"), address
        assert len(page.xpath("//h1")) == 1, address
