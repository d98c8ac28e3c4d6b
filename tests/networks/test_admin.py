"""Curators keep calls, projects and networks in the admin, both languages side by side, through the workflow."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from networks.models import Call, Meeting, Network, ProgrammePhase, Project, State
from networks.workflow import publication
from tests.factories import instrument, networks, organisation, person, term
from tests.forms import filled_in, messages_of, text_of
from tests.reading import read

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("make", [networks.call, networks.project, networks.network])


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def address(thing, page: str = "change") -> str:
    return reverse(f"admin:networks_{thing._meta.model_name}_{page}", args=[thing.pk])


def save(client, found, **changes):
    data = filled_in(client.get(address(found)), f"{found._meta.model_name}_form", **changes)
    return client.post(address(found), data | {"_continue": "1"}, follow=True)


@KINDS
def test_saving_keeps_both_languages_records_why_and_is_found_at_once(client, curator, make):
    found = make(title_nl="Talent", title_en="Talent", summary_nl="kort", summary_en="short")
    save(client, found, summary_nl="langer", reason="Clearer")
    found.refresh_from_db()
    newest = found.history.filter(version=found.version).latest("history_id")
    assert (found.version, newest.history_user, newest.history_change_reason) == (3, curator, "Clearer")
    assert found.text_state("summary", "en") == "stale"
    assert "Clearer" in text_of(client.get(address(found, "history")))
    lists = {"call": "oproepen", "project": "projecten", "network": "netwerken"}
    assert read(client, f"/nl/{lists[found._meta.model_name]}/?q=langer").total == 1


@KINDS
def test_the_second_save_overwrites_nothing(client, curator, make):
    found = make(title_nl="Talent")
    mine = filled_in(client.get(address(found)), f"{found._meta.model_name}_form", title_nl="Mijn talent")
    theirs = type(found).objects.get(pk=found.pk)
    theirs.title_nl = "Hun talent"
    publication.save(theirs, by=person(role="curator", first_name="Otto"))
    response = client.post(address(found), mine)
    found.refresh_from_db()
    assert found.title_nl == "Hun talent"
    assert "Changed meanwhile" in text_of(response)
    assert 'value="Mijn talent"' in response.content.decode()
    client.post(address(found), filled_in(response, f"{found._meta.model_name}_form", overwrite="on"))
    found.refresh_from_db()
    assert found.title_nl == "Mijn talent"


@KINDS
def test_moves_are_buttons_and_ask_what_they_need(client, curator, make):
    found = make(state=State.DRAFT)
    assert client.get(address(found, "publish")).status_code == 404
    client.post(address(found, "publish"))
    found.refresh_from_db()
    assert found.state == State.PUBLISHED
    assert "Give a reason" in text_of(client.post(address(found, "withdraw"), {}))
    client.post(address(found, "withdraw"), {"reason_en": "Stopped early"})
    found.refresh_from_db()
    assert (found.state, found.withdrawal_reason_en) == (State.WITHDRAWN, "Stopped early")
    assert "Stopped early" in text_of(client.get(address(found)))


@KINDS
def test_several_are_published_at_once_and_what_could_not_is_named(client, curator, make):
    good, bad = make(state=State.DRAFT), make(state=State.DRAFT, summary_nl="", summary_en="")
    data = {"action": "publish_selected", "_selected_action": [good.pk, bad.pk]}
    response = client.post(reverse(f"admin:networks_{good._meta.model_name}_changelist"), data, follow=True)
    good.refresh_from_db()
    assert good.state == State.PUBLISHED
    assert "Still missing: a summary." in response.content.decode()


@KINDS
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_draft_is_previewed_as_the_public_will_see_it(client, curator, make, language):
    found = make(state=State.DRAFT)
    page = read(client, address(found, f"preview_{language}"))
    assert page.find("/html/@lang") == [language]
    assert page.find("//meta[@name='robots']/@content") == ["noindex"]
    assert page.heading == getattr(found, f"title_{language}")


@KINDS
def test_nobody_deletes_and_the_address_of_what_was_published_is_fixed(client, make):
    client.force_login(person(superuser=True, language="en"))
    found = make()
    assert client.post(address(found, "delete"), {"post": "yes"}).status_code == 403
    save(client, found, slug="another")
    assert type(found).objects.get().slug == found.slug


@KINDS
@pytest.mark.parametrize("role", ["", "facilitator", "moderator"])
def test_who_may_not_publish_does_not(client, make, role):
    found = make(state=State.DRAFT)
    client.force_login(person(role=role))
    assert client.post(address(found, "publish")).status_code in {302, 403}
    assert client.post(address(found, "withdraw"), {"reason_en": "No"}).status_code in {302, 403}
    found.refresh_from_db()
    assert found.state == State.DRAFT


@KINDS
def test_a_title_is_asked_for(client, curator, make):
    assert "Give a title in at least one language." in text_of(save(client, make(), title_nl="", title_en=""))


def test_the_form_of_a_project_has_the_nine_parts_in_order(client, curator):
    headings = [section.fieldset.name for section in client.get(address(networks.project())).context["sections"]]
    numbers = [int(str(name)[0]) for name in headings if name and str(name)[0].isdigit()]
    assert list(dict.fromkeys(numbers)) == list(range(1, 10))


def test_a_new_project_with_partners_means_seats_and_a_product(client, curator):
    promoter, tool = organisation(confirmed=True), instrument()
    add = reverse("admin:networks_project_add")
    data = filled_in(
        client.get(add), "project_form", title_nl="Open deur", promoter=str(promoter.pk), channels=["website", "press"],
        **{f"{part}-TOTAL_FORMS": "1" for part in ("partners", "means", "seats")},
    ) | {
        "partners-0-role": "expert", "partners-0-organisation": organisation().pk, "partners-0-position": "0",
        "means-0-source": "esf", "means-0-amount": "", "means-0-position": "0",
        "seats-0-group": "steering", "seats-0-role_nl": "experten", "seats-0-position": "0",
    }  # fmt: skip
    response = client.post(add, data | {"_save": "1"})
    assert response.status_code == 302, text_of(response)
    made = Project.objects.get()
    assert (made.slug, made.state, made.channels, made.promoter) == (
        "open-deur",
        "draft",
        ["website", "press"],
        promoter,
    )
    assert (made.partners.count(), made.means.get().amount, made.seats.count()) == (1, None, 1)
    save(client, made, **{"products-TOTAL_FORMS": "1", "products-0-instrument": str(tool.pk), "products-0-network": "",
                          "products-0-project": str(made.pk)})  # fmt: skip
    assert made.products.get().instrument == tool


def test_a_project_that_leaves_a_network_is_no_longer_found_under_it(client, curator):
    project = networks.project()
    network = networks.network(slug="talent", projects=[project])
    assert read(client, "/en/projects/?network=talent").total == 1
    save(client, network, projects=[])
    assert not read(client, "/en/projects/?network=talent").total
    assert Network.objects.get().projects.count() == 0


def test_a_meeting_takes_documents_that_say_what_they_are(client, curator):
    network = networks.network()
    made = network.meetings.create(title_en="Kick-off", starts_at=datetime(2005, 9, 1, 12, tzinfo=UTC))
    page = client.get(address(made))
    data = filled_in(page, "meeting_form", **{"documents-TOTAL_FORMS": "1"}) | {
        "documents-0-file": SimpleUploadedFile("Agenda van de dag.pdf", b"%PDF-1.7 x"), "documents-0-name": "",
        "documents-0-language": "nl", "documents-0-meeting": str(made.pk),
    }  # fmt: skip
    client.post(address(made), data)
    document = Meeting.objects.get().documents.get()
    assert (document.name, document.media_type, document.size) == ("Agenda-van-de-dag.pdf", "application/pdf", 10)
    assert address(made) in client.get(address(network)).content.decode()


def test_calls_and_phases_are_made(client, curator):
    add = reverse("admin:networks_programmephase_add")
    client.post(add, filled_in(client.get(add), "programmephase_form", slug="phase-one", title_en="Phase one"))
    add = reverse("admin:networks_call_add")
    data = filled_in(client.get(add), "call_form", title_en="Call", phase=str(ProgrammePhase.objects.get().pk),
                     opens_on="2005-09-01", closes_on="2005-08-01")  # fmt: skip
    assert "The call closes before it opens." in text_of(client.post(add, data))
    client.post(add, data | {"closes_on": "2005-10-01"})
    assert Call.objects.get().phase.slug == "phase-one"


def restoring(found, version: int) -> str:
    row = found.history.filter(version=version).latest("history_id")
    return reverse(f"admin:networks_{found._meta.model_name}_restore", args=[found.pk, row.pk])


@KINDS
def test_an_earlier_version_is_compared_and_brought_back_as_a_new_one(client, curator, make):
    found = make(title_nl="Talent", summary_nl="oud", themes=["learning"])
    save(client, found, summary_nl="nieuw", themes=[str(term("theme", "diversity").pk)])
    page = client.get(address(found, "history")).content.decode()
    assert restoring(found, 2) in page
    told = client.get(restoring(found, 2))
    assert "<del>nieuw</del><ins>oud</ins>" in told.content.decode()
    found.refresh_from_db()
    assert found.summary_nl == "nieuw"
    client.post(restoring(found, 2))
    found.refresh_from_db()
    assert (found.summary_nl, found.state, found.version) == ("oud", State.PUBLISHED, 4)
    assert [theme.slug for theme in found.themes.all()] == ["learning"]
    assert "nieuw" in text_of(client.get(address(found, "history")))
    lists = {"call": "oproepen", "project": "projecten", "network": "netwerken"}
    path = f"/nl/{lists[found._meta.model_name]}/"
    assert (read(client, f"{path}?q=oud").total, read(client, f"{path}?q=nieuw").total) == (1, 0)


@KINDS
def test_a_version_without_a_summary_does_not_come_back_to_what_is_published(client, curator, make):
    found = make(state=State.DRAFT, summary_nl="", summary_en="")
    found.summary_nl = "Kort"
    publication.save(found, by=curator)
    publication.publish(found, by=curator)
    told = client.post(restoring(found, 1), follow=True)
    assert "Still missing: a summary." in messages_of(told)
    found.refresh_from_db()
    assert (found.summary_nl, found.version) == ("Kort", 3)


@KINDS
def test_nobody_restores_what_she_may_not_change_or_a_version_of_something_else(client, curator, make):
    found, other = make(), make()
    row = other.history.first().pk
    name = f"admin:networks_{found._meta.model_name}_restore"
    assert client.post(reverse(name, args=[found.pk, row])).status_code == 404
    client.force_login(person(role="facilitator"))
    for method in (client.get, client.post):
        assert method(restoring(found, 1)).status_code == 403
    assert found.history.filter(version=3).count() == 0


def test_a_network_that_comes_back_has_its_projects_again_and_says_what_does_not(client, curator):
    inside, outside = networks.project(), networks.project()
    found = networks.network(projects=[inside])
    publication.save(found, by=curator)
    found.projects.set([outside])
    publication.index([found], left=[inside.pk])
    assert "Members, meetings and results stay as they are." in text_of(client.get(restoring(found, 2)))
    client.post(restoring(found, 2))
    assert list(found.projects.all()) == [inside]
    assert read(client, f"/nl/projecten/?network={found.slug}").total == 1


def test_a_version_whose_code_another_one_has_meanwhile_does_not_come_back(client, curator):
    found = networks.project(code="P-1")
    found.code = "P-2"
    publication.save(found, by=curator)
    networks.project(code="P-1")
    assert "already exists" in messages_of(client.post(restoring(found, 1), follow=True))
    found.refresh_from_db()
    assert found.code == "P-2"
