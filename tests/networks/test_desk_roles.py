"""Each page of the promoter's desk, tried by everybody: the partnership gets in, and for others there is nothing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from networks.models import Stage
from tests.factories import accounts, networks
from tests.factories.review import file, handed_in, organisation

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "responsible", "colleague", "partner", "other promoter", "without organisation", "curator")
GET_AND_POST = {
    "submission": (), "submission_step": (1,), "withdraw_submission": (), "like_it": (), "submission_file": None,
}  # fmt: skip
POSTED = {"autosave": (), "add_file": ()}
OF_ONESELF = ("results", "start_result", "my_projects")


@pytest.fixture
def people():
    """Everybody, by what she is to the submission."""
    names = ("responsible", "colleague", "partner", "other promoter", "without organisation")
    found = {name: accounts.person(language="en") for name in names}
    found["home"] = organisation(responsible=[found["responsible"]], contributors=[found["colleague"]])
    partner = organisation(responsible=[found["partner"]])
    organisation(responsible=[found["other promoter"]])
    found["project"] = networks.project(promoter=found["home"], partners=[partner])
    return found | {"curator": accounts.person(role="curator")}


def enter(client, people, who):
    if who != "nobody":
        client.force_login(people[who])


def address(name, *args):
    with override("en"):
        return reverse(f"networks:{name}", args=args)


def draft_of(people):
    return networks.submission(by=people["responsible"], organisation=people["home"], about=people["project"])


def expected(who, name):
    if who == "nobody":
        return 302
    if who in {"other promoter", "without organisation", "curator"}:
        return 404
    return 403 if name == "withdraw_submission" and who != "responsible" else 200


@pytest.mark.parametrize("who", PEOPLE)
def test_the_pages_of_a_draft_are_open_to_its_partnership_alone(client, people, who):
    draft = draft_of(people)
    there = file(of=draft)
    enter(client, people, who)
    for name, more in GET_AND_POST.items():
        page = address(name, draft.pk, *((there.pk, there.name) if more is None else more))
        answer = client.get(page)
        b"".join(answer)  # a file is closed once it is read
        assert (name, answer.status_code) == (name, expected(who, name))


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_else_writes_sends_or_takes_back(client, people, who):
    draft = draft_of(people)
    before = draft.typed
    enter(client, people, who)
    inside = expected(who, "submission") == 200
    for name in POSTED:
        status = client.post(address(name, draft.pk), {"title_en": "From elsewhere"}).status_code
        assert inside == (status not in {401, 302, 404})
    if not inside:
        for page in (address("submission_step", draft.pk, 1), address("withdraw_submission", draft.pk)):
            assert client.post(page, {"title_en": "From elsewhere", "then": "send"}).status_code == expected(who, "")
        draft.refresh_from_db()
        assert (draft.stage, draft.typed, draft.files.count()) == (Stage.DRAFT, before, 0)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_was_handed_in_is_read_by_its_partnership_and_on_the_review_page(client, people, who):
    found = handed_in(by=people["responsible"], of=people["home"])
    enter(client, people, who)
    outside = {"partner": 404}  # a result that names no project is the organisation's own
    assert client.get(address("submission", found.pk)).status_code == outside.get(who, expected(who, "submission"))


@pytest.mark.parametrize("who", PEOPLE)
def test_one_s_own_pages_name_nothing_of_others(client, people, who):
    draft_of(people)
    enter(client, people, who)
    inside = expected(who, "submission") == 200
    for name in OF_ONESELF:
        response = client.get(address(name))
        assert response.status_code in ({302} if who == "nobody" else {200, 302})
        if response.status_code == 200 and not inside:
            assert people["project"].title_en not in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("responsible", 302), ("colleague", 302), ("partner", 403), ("other promoter", 404),
     ("without organisation", 404), ("curator", 404)],
)  # fmt: skip
def test_only_its_promoter_changes_a_project(client, people, who, status):
    enter(client, people, who)
    answer = client.post(address("change_project", people["project"].slug))
    assert answer.status_code == status
    assert people["project"].submissions.exists() == (who in {"responsible", "colleague"})


def test_a_project_without_a_promoter_is_not_that_of_who_has_no_organisation(client, people):
    orphan = networks.project()
    type(orphan).objects.filter(pk=orphan.pk).update(promoter=None)
    enter(client, people, "without organisation")
    assert orphan.title_en not in client.get(address("my_projects")).content.decode()
    assert client.post(address("change_project", orphan.slug)).status_code == 404
