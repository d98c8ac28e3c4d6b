"""Letters into the ledger, moderation and appeals in the admin, each by who may."""

import pytest
from lxml import html

from forums.models import Appeal, Contribution, ContributionState
from forums.workflow import contributions, moderation
from tests.factories import person
from tests.factories.forums import entered, forum, group, handed_in, question
from tests.forms import filled_in, messages_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/forums/contribution/"


def sign_in(client, role: str):
    found = person(role=role, language="en")
    client.force_login(found)
    return found


def typed(made, **changes) -> dict:
    usual = {
        "forum": made.pk,
        "channel": "letter",
        "received_on": "2027-01-05",
        "text": "Meer tijd",
        "language": "nl",
        "group": group("ngos").pk,
        "naming": "organisation",
        "organisation_name": "Zon",
        "gist": "More time",
    }
    return usual | changes  # fmt: skip


@pytest.mark.parametrize("role", ["curator", "facilitator", "administrator"])
def test_staff_enter_a_letter_and_it_has_the_next_number(client, role):
    sign_in(client, role)
    made = forum()
    assert client.post(f"{LIST}add/", typed(made))["Location"] == LIST
    one = Contribution.objects.get()
    assert (one.number, one.channel, one.state, one.gist, one.versions.count()) == (
        1, "letter", ContributionState.PUBLISHED, "More time", 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"channel": "web"}, "Select a valid choice"), ({"text": ""}, "required"), ({"received_on": ""}, "required"),
     ({"received_on": "long ago"}, "Enter a valid date"), ({"gist": "x" * 301}, "at most 300")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_takes_no_number(client, changes, said):
    sign_in(client, "curator")
    made = forum()
    assert said in text_of(client.post(f"{LIST}add/", typed(made, **changes)))
    made.refresh_from_db()
    assert made.numbered == 0


def test_a_question_of_another_forum_is_refused(client):
    sign_in(client, "curator")
    assert "belongs to another forum" in text_of(client.post(f"{LIST}add/", typed(forum(), question=question().pk)))


def test_the_words_of_an_author_are_read_and_only_the_line_of_the_editors_is_written(client):
    sign_in(client, "curator")
    one = handed_in(to=question(of=forum(moderation="after")), by=person())
    address = f"{LIST}{one.pk}/change/"
    client.post(address, filled_in(client.get(address), "contribution_form", gist="More time", text="Anders"))
    one.refresh_from_db()
    assert (one.gist, one.text, one.version) == ("More time", "Meer tijd", 1)


def test_a_moderator_publishes_one_or_several_and_refuses_with_a_reason(client):
    sign_in(client, "moderator")
    made = question()
    one, two, three, four = (handed_in(to=made, by=person()) for _ in range(4))
    assert client.post(f"{LIST}{one.pk}/publish/").status_code == 302
    client.post(LIST, {"action": "publish_selected", "_selected_action": [two.pk, three.pk]})
    assert "required" in text_of(client.post(f"{LIST}{four.pk}/refuse/", {"ground": "other", "reason": " "}))
    said = messages_of(client.post(f"{LIST}{four.pk}/refuse/", {"ground": "other", "reason": "Omdat"}, follow=True))
    assert "Contribution 4 is not published." in said
    states = list(Contribution.objects.order_by("number").values_list("state", flat=True))
    assert states == [*[ContributionState.PUBLISHED] * 3, ContributionState.REFUSED]


def test_an_appeal_is_answered_by_another_moderator_and_not_by_the_one_who_refused(client):
    first, author = sign_in(client, "moderator"), person()
    one = handed_in(to=question(), by=author)
    moderation.refuse(one, by=first, ground="other", reason="Omdat")
    appeal = moderation.appeal(one, by=author, text="Toch wel")
    address = f"/admin/forums/appeal/{appeal.pk}/change/"
    assert "another moderator decides" in text_of(client.post(address, {"granted": "yes", "answer": "Goed"}))
    sign_in(client, "moderator")
    assert "Toch wel" in text_of(client.get(address))
    assert client.post(address, {"granted": "yes", "answer": "Goed"}).status_code == 302
    one.refresh_from_db()
    assert one.state == ContributionState.PUBLISHED
    assert Appeal.objects.get().state == "granted"


def test_a_draft_of_an_author_is_not_for_staff(client):
    sign_in(client, "curator")
    draft = contributions.begin(question(), by=person())
    assert client.get(f"{LIST}{draft.pk}/change/").status_code == 302
    assert "0 contributions" in text_of(client.get(LIST))


def test_who_may_not_does_not(client):
    one = handed_in(to=question(), by=person())
    sign_in(client, "facilitator")
    assert client.post(f"{LIST}{one.pk}/publish/").status_code == 403
    assert client.get(f"{LIST}{one.pk}/refuse/").status_code == 403
    sign_in(client, "moderator")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{one.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(person())
    assert client.get(LIST, follow=True).status_code == 403
    one.refresh_from_db()
    assert one.state == ContributionState.SUBMITTED


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, django_assert_max_num_queries):
    sign_in(client, "curator")
    made = forum()
    entered(at=made)
    client.get(LIST)
    with django_assert_max_num_queries(24):
        client.get(LIST)
    for _ in range(29):
        entered(at=made)
    with django_assert_max_num_queries(24):
        client.get(LIST)


def test_the_pages_keep_the_content_policy_and_have_one_heading(client):
    client.force_login(person(superuser=True, language="en"))
    one = handed_in(to=question(), by=person())
    addresses = [LIST, f"{LIST}add/", f"{LIST}{one.pk}/change/", f"{LIST}{one.pk}/refuse/", "/admin/forums/appeal/"]
    for address in addresses:
        page = html.fromstring(client.get(address).content)
        assert not page.xpath("//script[not(@src) and not(@type='application/json')] | //style | //*[@style]"), address
        assert len(page.xpath("//h1")) == 1, address
