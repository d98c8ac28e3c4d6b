"""Forums in the admin: made, published, cancelled, and never by who may not."""

import pytest
from lxml import html

from forums.models import Forum, ForumState
from forums.workflow import meetings
from tests.factories import person
from tests.factories.forums import everything_of_a_forum, forum, phase
from tests.forms import filled_in, messages_of, text_of
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST = "/admin/forums/forum/"
ORGANISERS = ("curator", "facilitator", "administrator")


def change(made: Forum) -> str:
    return f"{LIST}{made.pk}/change/"


def saved(client, made: Forum | None = None, **changes):
    address = change(made) if made else f"{LIST}add/"
    return client.post(address, filled_in(client.get(address), "forum_form", **changes))


@pytest.fixture
def facilitator(client):
    found = person(role="facilitator", language="en")
    client.force_login(found)
    return found


def test_a_facilitator_makes_a_forum_and_publishes_it(client, facilitator):
    response = saved(client, title_nl="Samen", summary_nl="Waarover", kind="stakeholder", starts_at_0="2027-03-18",
                     starts_at_1="09:30", ends_at_0="2027-03-18", ends_at_1="13:00", languages=["nl"])  # fmt: skip
    made = Forum.objects.get()
    assert response["Location"] == LIST
    assert (made.slug, made.state, made.starts_at.isoformat()) == ("samen", "draft", "2027-03-18T08:30:00+00:00")
    response = client.post(f"{LIST}{made.pk}/publish/", follow=True)
    assert "“Samen” is published." in messages_of(response)
    made.refresh_from_db()
    assert made.state == ForumState.PUBLISHED
    assert made.history.latest().history_user == facilitator


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"title_nl": "", "title_en": ""}, "Give a title"), ({"summary_nl": "", "summary_en": ""}, "needs a summary"),
     ({"ends_at_0": "", "ends_at_1": ""}, "Say when it ends"),
     ({"starts_at_0": "", "starts_at_1": ""}, "Say when it starts"),
     ({"ends_at_0": "2001-01-01"}, "It ends before it starts"), ({"month": "2027-03-01"}, "Leave the month empty"),
     ({"capacity": "0"}, "greater than or equal to 1"), ({"capacity": "many"}, "Enter a whole number"),
     ({"title_nl": "x" * 201}, "at most 200 characters"), ({"starts_at_0": "31-31-2027"}, "Enter a valid date")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_saved(client, facilitator, changes, said):
    made = forum(title_en="Together")
    response = saved(client, made, **changes)
    assert response.status_code == 200
    assert said in text_of(response)
    assert Forum.objects.get().version == made.version


def test_a_phase_that_overlaps_its_like_is_refused_beside_the_form(client, facilitator):
    made = phase(of=forum()).forum
    values = filled_in(client.get(change(made)), "forum_form")
    values["phases-TOTAL_FORMS"] = ["2"]
    for field in ("kind", "opens_0", "opens_1", "closes_0", "closes_1"):
        values[f"phases-1-{field}"] = values[f"phases-0-{field}"]
    response = client.post(change(made), values)
    assert response.status_code == 200
    assert made.phases.count() == 1


def test_two_organisers_do_not_overwrite_each_other_unknowingly(client, facilitator):
    made = forum(title_en="Together")
    values = filled_in(client.get(change(made)), "forum_form", title_en="Mine")
    theirs = Forum.objects.get()
    theirs.title_en = "Theirs"
    meetings.save(theirs, by=person(first_name="An", last_name="Other"))
    response = client.post(change(made), values)
    assert "An Other saved this forum while you had it open" in text_of(response)
    assert Forum.objects.get().title_en == "Theirs"
    again = client.post(change(made), filled_in(response, "forum_form"))
    assert again["Location"] == LIST
    assert Forum.objects.get().title_en == "Mine"


def test_cancelling_asks_for_a_reason_and_gives_it_to_visitors(client, facilitator):
    made = forum()
    refused = client.post(f"{LIST}{made.pk}/cancel/", {"reason_nl": "", "reason_en": ""})
    assert "Give a reason" in text_of(refused)
    client.post(f"{LIST}{made.pk}/cancel/", {"reason_nl": "Staking", "reason_en": "Strike"})
    assert "Strike" in read(client, f"/en/forums/{made.slug}/").text


def test_the_preview_is_the_page_as_it_will_be(client, facilitator):
    made = forum(state=ForumState.DRAFT, title_en="Not yet")
    found = read(client, f"{LIST}{made.pk}/preview/en/")
    assert found.heading == "Not yet"
    assert "Preview (draft)" in found.text
    assert found.find(f"//a[@href='{LIST}{made.pk}/preview/nl/']")


def test_nobody_deletes_a_forum_or_a_stakeholder_group(client):
    client.force_login(person(superuser=True))
    made = forum(seats={"ngos": 1})
    group = made.invitations.get().group
    assert client.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/forums/stakeholdergroup/{group.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ORGANISERS)
def test_who_organises_may_make_publish_and_cancel(client, role):
    client.force_login(person(role=role))
    made = forum(state=ForumState.DRAFT)
    assert client.get(change(made)).status_code == 200
    assert client.post(f"{LIST}{made.pk}/publish/").status_code == 302
    assert client.post(f"{LIST}{made.pk}/cancel/", {"reason_nl": "x"}).status_code == 302
    made.refresh_from_db()
    assert made.state == ForumState.CANCELLED


def test_a_moderator_looks_and_changes_nothing(client):
    client.force_login(person(role="moderator"))
    made = forum(state=ForumState.DRAFT)
    assert client.get(change(made)).status_code == 200
    assert client.post(change(made), {"title_nl": "x"}).status_code == 403
    assert client.post(f"{LIST}{made.pk}/publish/").status_code == 403
    assert client.post(f"{LIST}{made.pk}/cancel/", {"reason_nl": "x"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    made.refresh_from_db()
    assert made.state == ForumState.DRAFT


def test_strangers_are_sent_to_sign_in_and_others_away(client):
    made = forum()
    addresses = [LIST, change(made), f"{LIST}{made.pk}/preview/nl/", f"{LIST}{made.pk}/cancel/"]
    assert {client.get(address).status_code for address in addresses} == {302}
    client.force_login(person())
    assert {client.get(address, follow=True).status_code for address in addresses} == {403}


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, facilitator, django_assert_max_num_queries):
    forum()
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
    for _ in range(29):
        forum()
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_the_pages_keep_the_content_policy_and_have_one_heading(client, facilitator):
    made = everything_of_a_forum()
    for address in (LIST, change(made), f"{LIST}add/", f"{LIST}{made.pk}/cancel/", "/admin/forums/stakeholdergroup/"):
        page = html.fromstring(client.get(address).content)
        assert not page.xpath("//script[not(@src) and not(@type='application/json')] | //style | //*[@style]"), address
        assert len(page.xpath("//h1")) == 1, address
