"""Organisations at the desk: registered, confirmed, joined, led and left; somebody always stays responsible."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts import workflow
from accounts.models import JoinRequest, Membership, Organisation
from tests.factories import organisation, person
from tests.forms import messages_of
from tests.reading import read

pytestmark = pytest.mark.django_db
GOOD = {"name_nl": "Zeepsop vzw", "name_en": "", "kind": "ngo", "website": ""}


@pytest.fixture
def anna(client):
    found = person(first_name="Anna", language="en")
    client.force_login(found)
    return found


class TestRegistering:
    def test_who_registers_is_responsible_and_staff_are_asked_to_confirm(self, client, anna, settings):
        response = client.post(reverse("accounts:register"), GOOD, follow=True)
        found = Organisation.objects.get(slug="zeepsop-vzw")
        assert response.redirect_chain[-1][0] == reverse("accounts:organisation", args=[found.pk])
        assert (found.confirmed, found.memberships.get().is_responsible) == (False, True)
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == ([settings.CONTACT_EMAIL], "Nieuwe organisatie te bevestigen: Zeepsop vzw")
        assert "nog niet bevestigd" in read(client, reverse("desk")).text

    @pytest.mark.parametrize("change", [
        {"name_nl": ""}, {"kind": ""}, {"kind": "x"}, {"name_nl": "a" * 201}, {"website": "javascript:alert(1)"},
        {"name_nl": "a\x00b"}, {"name_nl": "Reeds Hier"}, {"name_nl": "reeds hier", "name_en": "Here already"},
    ], ids=str)  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_is_made(self, client, anna, change):
        organisation(name_nl="Reeds hier")
        page = client.post(reverse("accounts:register"), GOOD | change)
        assert (page.status_code, b'role="alert"' in page.content) == (200, True)
        assert (Organisation.objects.count(), mail.outbox) == (1, [])

    def test_a_name_without_letters_of_ours_gets_an_address_too(self, anna):
        for name in ("日本", "中国"):
            workflow.register_organisation(by=anna, **GOOD | {"name_nl": name})
        assert set(Organisation.objects.values_list("slug", flat=True)) == {"organisation", "organisation-2"}

    def test_who_registers_one_after_the_other_waits_for_the_editors(self, client, anna):
        for number in range(3):
            workflow.register_organisation(by=anna, **GOOD | {"name_nl": f"Zeep {number}"})
        page = client.post(reverse("accounts:register"), GOOD)
        assert "Wacht tot de redactie" in page.content.decode()
        assert Organisation.objects.count() == 3


class TestConfirming:
    def test_staff_confirm_once_and_its_people_hear_it_in_their_language(self, client, anna):
        found = organisation(name_nl="Zeepsop", responsible=anna, member=person(language="nl"))
        client.force_login(person(role="curator", language="en"))
        address = reverse("admin:accounts_organisation_confirm", args=[found.pk])
        assert "is confirmed" in messages_of(client.post(address, follow=True))
        assert {sent.subject for sent in mail.outbox} == {"Zeepsop is confirmed", "Zeepsop is bevestigd"}
        assert "confirmed already" in messages_of(client.post(address, follow=True))
        assert len(mail.outbox) == 2
        found.refresh_from_db()
        assert found.confirmed

    @pytest.mark.parametrize("role", ["moderator", "facilitator", ""])
    def test_nobody_else_confirms(self, client, anna, role):
        found = organisation(responsible=anna)
        client.force_login(person(role=role) if role else anna)
        assert client.post(reverse("admin:accounts_organisation_confirm", args=[found.pk])).status_code in {302, 403}
        found.refresh_from_db()
        assert not found.confirmed

    def test_the_field_itself_is_no_door(self, client):
        client.force_login(person(role="curator"))
        found = organisation(name_nl="Zeepsop")
        client.post(
            reverse("admin:accounts_organisation_change", args=[found.pk]),
            {"name_nl": "Anders", "name_en": "", "kind": "ngo", "website": "", "confirmed": "on"},
        )
        found.refresh_from_db()
        assert (found.name_nl, found.confirmed) == ("Anders", False)

    def test_what_staff_write_down_themselves_needs_none(self, client):
        client.force_login(person(role="curator"))
        client.post(reverse("admin:accounts_organisation_add"), GOOD | {"slug": "zeepsop"})
        assert Organisation.objects.get().confirmed

    def test_what_waits_is_counted_on_the_start_page(self, client, anna):
        organisation(responsible=anna)
        organisation()
        workflow.ask_to_join(organisation(confirmed=True), by=anna)
        client.force_login(person(role="curator", language="en"))
        lines = {str(line.label): line for line in client.get("/admin/").context["waiting"] if "waits=" in line.url}
        assert {label: line.count for label, line in lines.items()} == {
            "Organisations to confirm": 1, "Somebody asks to join": 1
        }  # fmt: skip
        for line in lines.values():
            assert client.get(line.url).context["cl"].result_count == 1


class TestJoining:
    def test_one_finds_what_is_confirmed_and_not_ones_own(self, client, anna):
        organisation(name_nl="Zeepsop", confirmed=True)
        organisation(name_nl="Zeepbel")
        organisation(name_nl="Zeepkist", confirmed=True, member=anna)
        page = read(client, reverse("accounts:join") + "?q=ZEEP")
        assert "Zeepsop" in page.text
        assert "Zeepbel" not in page.text
        assert page.find("//main//ul[@class='counted']/li")[1:] == []

    @pytest.mark.parametrize("words", ["", "\x00", "%", "x" * 5000, "zzz"])
    def test_any_words_are_legal(self, client, anna, words):
        assert client.get(reverse("accounts:join"), {"q": words}).status_code == 200

    def test_its_responsible_people_hear_it_and_answer(self, client, anna):
        boss = person(language="nl")
        found = organisation(name_nl="Zeepsop", responsible=boss, confirmed=True, member=person())
        client.post(reverse("accounts:ask", args=[found.pk]), {"message": "Wij werken samen."})
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == ([boss.email], "Anna vraagt om op te treden voor Zeepsop")
        assert "Wij werken samen." in sent.body
        client.force_login(boss)
        assert "Anna" in read(client, reverse("desk")).text
        request = JoinRequest.objects.get()
        client.post(reverse("accounts:answer", args=[found.pk, request.pk]), {"answer": "yes"})
        assert Membership.objects.get(person=anna).role == "contributor"
        assert mail.outbox[-1].subject == "You now act for Zeepsop"
        client.post(reverse("accounts:answer", args=[found.pk, request.pk]), {"answer": "no"})
        assert len(mail.outbox) == 2

    def test_no_is_told_too(self, anna):
        found = organisation(name_nl="Zeepsop", responsible=person(), confirmed=True)
        workflow.answer_join_request(workflow.ask_to_join(found, by=anna), accept=False, by=found.people.get())
        assert mail.outbox[-1].subject == "You cannot act for Zeepsop"
        assert not anna.memberships.exists()
        workflow.ask_to_join(found, by=anna)  # and she may ask again

    def test_where_nobody_is_responsible_staff_answer(self, client, anna, settings):
        found = organisation(name_nl="Zeepsop", confirmed=True, member=person())
        request = workflow.ask_to_join(found, by=anna)
        assert mail.outbox[0].to == [settings.CONTACT_EMAIL]
        client.force_login(person(role="curator"))
        assert "Anna" in client.get(reverse("admin:accounts_organisation_change", args=[found.pk])).content.decode()
        address = reverse("admin:accounts_organisation_answer", args=[found.pk, request.pk])
        client.post(address, {"answer": "yes", "role": "responsible"})
        assert Membership.objects.get(person=anna).is_responsible

    def test_one_asks_once_at_a_time_and_not_for_ones_own(self, anna):
        found = organisation(confirmed=True)
        workflow.ask_to_join(found, by=anna)
        with pytest.raises(workflow.NotAllowed):
            workflow.ask_to_join(found, by=anna)
        with pytest.raises(workflow.NotAllowed):
            workflow.ask_to_join(organisation(member=anna), by=anna)

    def test_what_nobody_confirmed_is_out_of_reach(self, client, anna):
        assert client.get(reverse("accounts:ask", args=[organisation().pk])).status_code == 404


class TestLeading:
    @pytest.fixture
    def house(self, anna):
        """Anna and Bert are responsible, Cas contributes."""
        found = organisation(name_nl="Zeepsop", responsible=anna)
        for name, role in (("Bert", "responsible"), ("Cas", "contributor")):
            found.memberships.create(person=person(first_name=name, language="nl"), role=role)
        return found

    def of(self, house, name) -> Membership:
        return house.memberships.get(person__first_name=name)

    def test_the_responsible_change_roles(self, client, house):
        cas = self.of(house, "Cas")
        client.post(reverse("accounts:role", args=[house.pk, cas.pk]), {"role": "responsible"})
        assert self.of(house, "Cas").is_responsible
        client.post(reverse("accounts:role", args=[house.pk, cas.pk]), {"role": "king"})
        assert self.of(house, "Cas").is_responsible

    def test_the_responsible_remove_and_it_is_told(self, client, house):
        cas = self.of(house, "Cas")
        address = reverse("accounts:remove", args=[house.pk, cas.pk])
        assert "Cas" in read(client, address).heading
        client.post(address)
        assert [sent.subject for sent in mail.outbox] == ["U treedt niet meer op voor Zeepsop"]
        assert client.post(address).status_code == 404

    @pytest.mark.parametrize(("who", "status"), [("Cas", 403), ("stranger", 404)])
    def test_nobody_else_does(self, client, house, who, status):
        client.force_login(person() if who == "stranger" else self.of(house, "Cas").person)
        bert = self.of(house, "Bert")
        request = workflow.ask_to_join(house, by=person())
        for address in (
            reverse("accounts:role", args=[house.pk, bert.pk]), reverse("accounts:remove", args=[house.pk, bert.pk]),
            reverse("accounts:answer", args=[house.pk, request.pk]),
        ):  # fmt: skip
            assert client.post(address, {"role": "contributor", "answer": "yes"}).status_code == status
        assert self.of(house, "Bert").is_responsible
        assert house.memberships.count() == 3

    def test_strangers_find_no_page_and_contributors_no_buttons(self, client, house):
        address = reverse("accounts:organisation", args=[house.pk])
        assert "Iemand uitnodigen" in read(client, address).text
        client.force_login(self.of(house, "Cas").person)
        assert "Iemand uitnodigen" not in read(client, address).text
        client.force_login(person())
        assert client.get(address).status_code == 404

    def test_people_of_another_house_are_out_of_reach(self, client, house):
        other = organisation(member=person())
        member = other.memberships.get()
        for name in ("role", "remove"):
            assert client.post(reverse(f"accounts:{name}", args=[house.pk, member.pk]), {}).status_code == 404

    def test_who_leaves_goes_without_a_mail(self, client, house):
        client.post(reverse("accounts:leave", args=[house.pk]))
        assert (house.memberships.count(), mail.outbox) == (2, [])

    def test_the_last_responsible_can_neither_leave_nor_step_back(self, client, house, anna):
        workflow.change_role(self.of(house, "Bert"), "contributor", by=anna)
        address = reverse("accounts:leave", args=[house.pk])
        assert "verantwoordelijk" in client.post(address, follow=True).content.decode()
        with pytest.raises(workflow.NotAllowed):
            workflow.change_role(self.of(house, "Anna"), "contributor", by=anna)
        assert self.of(house, "Anna").is_responsible


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_that_leave_at_once_leave_one():
    house = organisation(responsible=person(), confirmed=True)
    house.memberships.create(person=person(), role="responsible")
    refused, start = [], Barrier(2)

    def leave(membership: Membership) -> None:
        start.wait()
        try:
            workflow.remove(membership, by=membership.person)
        except workflow.NotAllowed:
            refused.append(membership)
        finally:
            connection.close()

    threads = [Thread(target=leave, args=[one]) for one in house.memberships.select_related("person", "organisation")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [one.pk for one in house.memberships.all()] == [one.pk for one in refused]
