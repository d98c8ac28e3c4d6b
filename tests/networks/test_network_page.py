"""The page of a learning network, and of a call: who, when, what came of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from instruments import origins
from networks.models import Network, State
from plumbing.files import checksum
from tests.factories import accounts, instrument, networks
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


def of(client: Client, made, language: str = "en", *, status: int = 200) -> Page:
    names = {
        "en": f"{made._meta.model_name}s",
        "nl": {"network": "netwerken", "call": "oproepen"}[made._meta.model_name],
    }
    return read(client, f"/{language}/{names[language]}/{made.slug}/", status=status)


def box(page: Page) -> dict[str, str]:
    names = page.texts("//*[contains(@class, 'summary-box')]//dt")
    return dict(zip(names, page.texts("//*[contains(@class, 'summary-box')]//dd"), strict=True))


def meeting(network: Network, **fields):
    usual = {"title_en": "Kick-off", "starts_at": datetime(2005, 9, 1, 12, tzinfo=UTC), "public": True}
    return network.meetings.create(**(usual | fields))


def document(of, content: bytes = b"Agenda"):
    file = ContentFile(content, "agenda.txt")
    return of.documents.create(title_en="Agenda", file=file, name="agenda.txt", language="en", media_type="text/plain",
                               size=len(content), sha256=checksum(file))  # fmt: skip


def test_members_stand_by_role_with_when(client):
    made = networks.network()
    made.members.create(organisation=accounts.organisation(name_en="Late Ltd"), since=date(2006, 1, 1))
    made.members.create(label_en="experts", role="expert", until=date(2007, 6, 1))
    made.members.create(organisation=accounts.organisation(name_en="First Ltd"), since=date(2005, 9, 1),
                        until=date(2006, 5, 1))  # fmt: skip
    found = of(client, made)
    said = dict(zip(found.texts("//*[@id='members']/..//dt"), found.texts("//*[@id='members']/..//dd"), strict=True))
    assert said == {
        "Member": "Late Ltd since January 2006First Ltd September 2005 to May 2006",
        "Expert": "experts until June 2007",
    }


def test_a_network_shows_its_projects_its_results_and_what_they_belong_to(client):
    project, tool = networks.project(), instrument()
    call = networks.call()
    made = networks.network(projects=[project, networks.project(state=State.DRAFT, title_en="Secret")], call=call)
    networks.product(instrument=tool, network=made)
    found = of(client, made)
    for address in (f"/en/projects/{project.slug}/", f"/en/instruments/{tool.slug}/", f"/en/calls/{call.slug}/"):
        assert found.leads_to(address), address
    assert "Secret" not in found.text


def test_the_diagonal_network_and_those_under_it_lead_to_each_other(client):
    under = networks.network()
    hidden = networks.network(state=State.DRAFT, title_en="Secret")
    over = networks.network(kind=Network.Kind.DIAGONAL)
    over.over.set([under, hidden])
    assert of(client, over).leads_to(f"/en/networks/{under.slug}/")
    assert of(client, under).leads_to(f"/en/networks/{over.slug}/")
    assert "Secret" not in of(client, over).text


def test_meetings_are_shown_once_they_are_public(client):
    made = networks.network()
    meeting(made, title_en="Kick-off", report_en="What was said")
    meeting(made, title_en="In private", public=False)
    meeting(made, title_en="Next time", starts_at=timezone.now() + timedelta(days=9))
    found = of(client, made)
    assert found.texts("//*[@class='meetings']//h3") == ["Next time", "Kick-off"]
    assert [text.startswith("coming") for text in found.texts("//*[@class='meetings__when']")] == [True, False]
    assert "14:00" in found.text  # noon in Greenwich, as Brussels says it in summer


def test_a_document_of_a_public_meeting_can_be_taken_home(client):
    made = document(meeting(networks.network()))
    [address] = of(client, made.meeting.network).find("//*[@class='meetings']//a[@download]/@href")
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"Agenda"
    assert response["X-Content-Type-Options"] == "nosniff"
    other_name = client.get(address.replace("agenda.txt", "other.txt"))
    assert (other_name.status_code, other_name["Location"]) == (301, address)


@pytest.mark.parametrize("hidden", ["meeting", "network"])
def test_a_document_of_what_is_not_public_is_for_staff_only(client, hidden):
    network = networks.network(state=State.DRAFT if hidden == "network" else State.PUBLISHED)
    made = document(meeting(network, public=hidden != "meeting"))
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(accounts.person())
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(accounts.person(role="curator"))
    response = client.get(made.get_absolute_url())
    assert response.status_code == 200
    list(response)


def test_a_document_that_is_lost_on_disk_is_not_there(client):
    made = document(meeting(networks.network()))
    made.file.storage.delete(made.file.name)
    assert client.get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("make", [networks.network, networks.call])
def test_drafts_do_not_exist_and_withdrawn_ones_say_why(client, make):
    of(client, make(state=State.DRAFT), status=404)
    gone = make(state=State.WITHDRAWN)
    assert "Stopped" in of(client, gone, status=410).text
    assert "Stopgezet" in of(client, gone, "nl", status=410).text


def test_a_call_says_how_it_stands_and_what_is_undetermined(client):
    today = timezone.localdate()
    made = networks.call(opens_on=today - timedelta(days=3))
    said = box(of(client, made))
    assert (said["State today"], said["Closes"], said["Budget"]) == ("open", "to be determined", "to be determined")
    made = networks.call(opens_on=today - timedelta(days=3), closes_on=today - timedelta(days=1), budget=5000)
    said = box(of(client, made))
    assert (said["State today"], said["Budget"]) == ("closed", "€5,000")


def test_a_call_leads_to_its_projects_and_networks(client):
    made = networks.call()
    project, network = networks.project(call=made), networks.network(call=made)
    networks.project(call=made, state=State.DRAFT, title_en="Secret")
    found = of(client, made)
    assert found.leads_to(f"/en/projects/{project.slug}/")
    assert found.leads_to(f"/en/networks/{network.slug}/")
    assert "Secret" not in found.text


def test_pages_take_the_same_few_statements_however_much_is_on_them(client):
    def statements(made) -> int:
        with CaptureQueriesContext(connection) as captured:
            of(client, made)
        return len(captured)

    def filled(times: int) -> tuple:
        call = networks.call()
        made = networks.network(call=call, projects=[networks.project(call=call) for _ in range(times)])
        made.over.set([networks.network() for _ in range(times)])
        networks.network(kind=Network.Kind.DIAGONAL).over.add(made)
        for number in range(times):
            document(meeting(made), bytes([number]))
            made.members.create(organisation=accounts.organisation())
            networks.product(instrument=instrument(), network=made)
        return made, call

    (poor, one), (rich, many) = filled(1), filled(5)
    assert statements(rich) == statements(poor) <= 19
    assert statements(many) == statements(one) <= 12


def test_an_instrument_names_the_project_and_network_it_came_out_of(client):
    tool = instrument()
    project, network = networks.project(title_en="Open doors"), networks.network(title_en="Talent")
    networks.product(instrument=tool, project=project, network=network)
    networks.product(instrument=tool, project=networks.project(state=State.DRAFT, title_en="Secret"))
    found = read(client, f"/en/instruments/{tool.slug}/")
    said = dict(zip(found.texts("//*[@id='makers']/..//dt"), found.texts("//*[@id='makers']/..//dd"), strict=True))
    assert said == {"result of the project": "Open doors", "result of the learning network": "Talent"}
    assert found.leads_to(f"/en/projects/{project.slug}/")
    assert found.leads_to(f"/en/networks/{network.slug}/")


def test_an_instrument_asks_once_where_it_came_from(client, django_assert_num_queries):
    tool = instrument()
    for _ in range(3):
        networks.product(instrument=tool, project=networks.project(), network=networks.network())
    with django_assert_num_queries(1):
        assert len(origins.of(tool)) == 6
