"""Every action on a contribution, tried by everybody: what is hers she does, what is not hers is not there."""

import pytest

from forums.models import Contribution, ContributionState
from forums.workflow import moderation
from tests.factories import organisation, person
from tests.factories.files import PDF, upload
from tests.factories.forums import entered, forum, handed_in, question, stakeholder
from tests.forms import filled_in

pytestmark = pytest.mark.django_db
HERS = {"own page": 200, "write": 200, "save": 302, "autosave": 200, "add a file": 201, "withdraw": 302}
NOT_HERS = dict.fromkeys(HERS, 404)
OUTSIDE = {"own page": 302, "write": 302, "save": 302, "autosave": 401, "add a file": 401, "withdraw": 302}
READER = {"look": 200, "publish": 403, "refuse": 403, "answer the appeal": 403}
MODERATOR = {"look": 200, "publish": 302, "refuse": 302, "answer the appeal": 302}
NO_STAFF = dict.fromkeys(READER, 302)  # to the door of the admin
WHO = {
    "author": HERS | NO_STAFF | {"enter": 302},
    "colleague": NOT_HERS | NO_STAFF | {"enter": 302},
    "participant": NOT_HERS | NO_STAFF | {"enter": 302},
    "moderator": NOT_HERS | MODERATOR | {"enter": 403},
    "curator": NOT_HERS | READER | {"enter": 200},
    "facilitator": NOT_HERS | READER | {"enter": 200},
    "administrator": NOT_HERS | MODERATOR | {"enter": 200},
    "stranger": OUTSIDE | NO_STAFF | {"enter": 302},
}


@pytest.fixture
def made():
    """An author's contribution that waits for a moderator, and one that was refused and appealed against."""
    author, colleague = person(first_name="An"), person()
    soap = organisation(member=author, confirmed=True)
    soap.memberships.create(person=colleague)
    at = question(of=forum(moderation="before"))
    waits = handed_in(to=at, by=author, organisation=soap)
    refused = handed_in(to=question(of=at.forum, during=at.phase), by=author)
    moderation.refuse(refused, by=person(role="moderator"), ground="other", reason="Daarom")
    appeal = moderation.appeal(refused, by=author, text="Toch wel")
    return {"waits": waits, "appeal": appeal, "author": author, "colleague": colleague}


def somebody(who: str, made: dict):
    if who in made:
        return made[who]
    return stakeholder(of=made["waits"].forum) if who == "participant" else person(role=who)


@pytest.mark.parametrize("who", WHO)
def test_each_does_what_is_hers_to_do(client, made, who):
    if who != "stranger":
        client.force_login(somebody(who, made))
    one, own = made["waits"], f"/en/my/contributions/{made['waits'].pk}/"
    admin, appeal = f"/admin/forums/contribution/{one.pk}/", f"/admin/forums/appeal/{made['appeal'].pk}/change/"
    page = client.get(f"{own}write/")
    typed = filled_in(page, "writing", text="Anders", then="") if page.status_code == 200 else {}
    done = {
        "look": client.get(f"{admin}change/"),
        "enter": client.get("/admin/forums/contribution/add/"),
        "own page": client.get(own),
        "write": page,
        "save": client.post(f"{own}write/", typed),
        "autosave": client.post(f"{own}autosave/", {"text": "Anders", "shown": '{"text": "1-"}'}),
        "add a file": client.post(f"{own}files/", {"files": upload("x.pdf", PDF)}),
        "publish": client.post(f"{admin}publish/"),
        "refuse": client.post(f"{admin}refuse/", {"ground": "other", "reason": "Daarom"}),
        "answer the appeal": client.post(appeal, {"granted": "no", "answer": "Daarom"}),
        "withdraw": client.post(f"{own}withdraw/"),
    }
    assert {move: response.status_code for move, response in done.items()} == WHO[who]
    one.refresh_from_db()
    became = {"author": "withdrawn", "moderator": "refused", "administrator": "refused"}
    assert one.state == became.get(who, ContributionState.SUBMITTED)
    assert one.text == "Meer tijd"
    assert one.attachments.count() == (who == "author")


@pytest.mark.parametrize("role", ["moderator", "curator", "facilitator", "administrator"])
def test_nobody_of_the_staff_types_over_what_was_said_or_takes_it_out_of_the_ledger(client, role):
    one = entered(at=forum())
    client.force_login(person(role=role))
    client.post(f"/admin/forums/contribution/{one.pk}/change/", {"text": "Iets anders", "gist": "", "state": "refused"})
    assert client.post(f"/admin/forums/contribution/{one.pk}/delete/", {"post": "yes"}).status_code == 403
    again = Contribution.objects.get()
    assert (again.text, again.state, again.version) == ("Meer tijd", ContributionState.PUBLISHED, 1)
