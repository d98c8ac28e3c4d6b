"""Inviting people: each once, in her own language, and nobody who does not want it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.translation import override

from accounts import personal_data
from accounts.models import Organisation
from forums import table
from forums.models import Answer, ForumState, Invitee, PhaseKind, Refusal
from forums.workflow import NotAllowed, invitations, meetings, registrations
from forums.workflow.invitations import Guest
from plumbing.models import Mail
from tests.factories import organisation, person
from tests.factories.forums import SPRING, forum, group, invited, listed, phase, registration

pytestmark = pytest.mark.django_db


def answer(invitee: Invitee) -> str:
    return Invitee.objects.with_answer().get(pk=invitee.pk).answered


def invitation_mails() -> list[tuple[str, str]]:
    return [(sent.to[0], sent.subject) for sent in mail.outbox if sent.subject.startswith("Invitation: ")]


def test_each_is_invited_once_however_often_it_is_sent_and_who_is_added_later_gets_hers():
    made = forum(title_en="Round table")
    first = invited(to=made, email="first@example.org")
    invitations.send(made, [first.invitation])
    later = listed(to=made, email="later@example.org")
    assert answer(later) == Answer.NOT_ASKED
    sent = invitations.send(made, [first.invitation])
    assert (sent.invited, sent.refused) == (1, 0)
    assert invitation_mails() == [
        (one, "Invitation: Round table") for one in ("first@example.org", "later@example.org")
    ]
    assert {answer(first), answer(later)} == {Answer.NONE}


def test_only_the_chosen_groups_are_invited():
    made = forum()
    chosen, other = listed(to=made, group_slug="ngos"), listed(to=made, group_slug="employers")
    invitations.send(made, [chosen.invitation])
    assert [answer(chosen), answer(other)] == [Answer.NONE, Answer.NOT_ASKED]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_of_staff_who_send_at_once_send_each_invitation_once():
    made = forum()
    asked = [listed(to=made) for _ in range(5)]
    at_once = Barrier(4)

    def send(_number: int) -> int:
        at_once.wait(timeout=30)
        try:
            return invitations.send(made, [asked[0].invitation]).invited
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [0, 0, 0, 5]
    close_old_connections()
    assert sorted(to for to, _subject in invitation_mails()) == sorted(one.email for one in asked)


def test_the_mail_is_in_the_language_of_who_reads_it_names_her_group_and_has_a_link_that_staff_do_not_see():
    made = forum(title_nl="Ronde tafel", title_en="Round table", starts_at=SPRING)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=SPRING - timedelta(days=30), closes=SPRING)
    sent = invited(
        to=made, language="nl", organisation_name="Bakkerij Zon", group_slug="ngos", at=SPRING - timedelta(days=20)
    )
    [told] = mail.outbox
    assert told.subject == "Uitnodiging: Ronde tafel"
    for said in ("Beste Bea Bos,", "Bakkerij Zon", sent.invitation.group.label_nl, "donderdag 18 maart 2027",
                 "/nl/forums/uitnodiging/"):  # fmt: skip
        assert said in told.body, said
    assert Mail.objects.get().secret


def test_without_a_name_she_is_still_addressed():
    invited(name="")
    assert mail.outbox[0].body.startswith("Dear Sir or Madam,")


def test_the_language_of_an_account_counts_where_staff_wrote_none():
    person(email="an@example.org", language="en")
    made = forum(seats={"ngos": 1})
    added = invitations.add(made.invitations.get(), [Guest("An@example.org"), Guest("bo@example.org")])
    assert [one.language for one in added] == ["en", "nl"]


def test_an_organisation_brings_everybody_who_acts_for_it():
    an, bo = person(email="an@example.org", first_name="An", language="en"), person(email="bo@example.org")
    gone = person(email="gone@example.org", is_active=False)
    sun = organisation(member=an, responsible=bo, name_nl="Zon")
    sun.memberships.create(person=gone)
    made = forum(seats={"ngos": 1})
    added = invitations.add(made.invitations.get(), invitations.people_of(Organisation.objects.filter(pk=sun.pk)))
    assert {(one.email, one.name, one.language, one.organisation) for one in added} == {
        ("an@example.org", "An", "en", sun), ("bo@example.org", "", "nl", sun),
    }  # fmt: skip


def test_an_address_is_on_the_lists_of_a_forum_once():
    made = forum(seats={"ngos": 1, "employers": 1})
    first, second = made.invitations.all()
    assert len(invitations.add(first, [Guest("an@example.org"), Guest("AN@example.org")])) == 1
    assert invitations.add(second, [Guest("An@Example.org")]) == []
    assert invitations.add(forum(seats={"ngos": 1}).invitations.get(), [Guest("an@example.org")])


def test_who_asked_for_no_invitations_gets_none_to_any_forum_until_she_takes_it_back():
    first = invited(email="an@example.org")
    invitations.refuse(first)
    invitations.refuse(first)
    mail.outbox.clear()
    later = listed(to=forum(), email="AN@example.org")
    sent = invitations.send(later.forum, [later.invitation])
    assert (sent.invited, sent.refused, mail.outbox) == (0, 1, [])
    assert answer(later) == Answer.NOT_ASKED
    invitations.take_back_refusal(first)
    assert invitations.send(later.forum, [later.invitation]).invited == 1


def test_of_who_wants_no_invitations_no_address_is_kept():
    invitations.refuse(invited(email="an@example.org"))
    assert "example" not in str(Refusal.objects.values().get())


def test_who_is_registered_already_is_not_invited():
    made = forum()
    registration(of=made, email="an@example.org")
    mail.outbox.clear()
    one = listed(to=made, email="AN@example.org")
    assert answer(one) == Answer.COMES
    assert invitations.send(made, [one.invitation]).invited == 0
    assert mail.outbox == []


def test_who_registers_without_her_link_has_answered_too():
    made = forum()
    one = invited(to=made, email="an@example.org")
    asked = registration(of=made, email="AN@example.org", confirmed=False)
    assert answer(one) == Answer.NONE
    registrations.confirm(asked)
    assert answer(one) == Answer.COMES
    registrations.cancel(asked)
    assert answer(one) == Answer.DECLINED


def test_who_declined_may_still_register():
    made = forum()
    one = invited(to=made)
    invitations.decline(one)
    invitations.decline(one)
    assert answer(one) == Answer.DECLINED
    registration(of=made, email=one.email)
    assert answer(one) == Answer.COMES
    with override("en"), pytest.raises(NotAllowed, match="Cancel your registration"):
        invitations.decline(one)


def test_by_her_own_link_there_is_nothing_to_confirm_and_by_one_passed_on_there_is():
    made = forum()
    one, other = invited(to=made), invited(to=made)
    details = registrations.Details(name="An", group=group())
    own = registrations.register(made, details, email=one.email.upper(), language="en", invitee=one)
    passed_on = registrations.register(made, details, email="colleague@example.org", language="en", invitee=other)
    assert [own.state, passed_on.state] == ["seated", "unconfirmed"]
    registrations.confirm(passed_on)
    assert [answer(one), answer(other)] == [Answer.COMES, Answer.COMES]


@pytest.mark.parametrize("what", ["draft", "cancelled", "over", "without a phase", "phase over"])
def test_nobody_is_invited_to_what_nobody_can_register_for(what):
    states = {"draft": ForumState.DRAFT, "cancelled": ForumState.CANCELLED}
    made = forum(state=states.get(what, ForumState.PUBLISHED), seats={"ngos": 1})
    now = timezone.now()
    if what != "without a phase":
        opens = now - timedelta(days=20 if what == "phase over" else 1)
        phase(of=made, kind=PhaseKind.REGISTRATION, opens=opens)
    invitations.add(made.invitations.get(), [Guest("an@example.org")])
    at = now + timedelta(days=40) if what == "over" else now
    with pytest.raises(NotAllowed):
        invitations.send(made, made.invitations.all(), at=at)
    assert mail.outbox == []


def test_the_table_counts_who_was_invited_and_who_declined_by_group():
    made = forum(seats={"ngos": 3, "employers": 1})
    asked = [invited(to=made, group_slug="ngos") for _ in range(3)]
    listed(to=made, group_slug="ngos")
    invitations.decline(asked[0])
    registration(of=made, email=asked[1].email, group_slug="ngos")
    rows = {row.group.slug: (row.invited, row.declined, row.seated) for row in table.of(made).rows}
    assert rows == {"ngos": (3, 1, 1), "employers": (0, 0, 0)}


def test_after_400_days_names_are_gone_and_the_counts_stay():
    made = forum(starts_at=datetime(2027, 3, 1, tzinfo=UTC))
    one = invited(to=made, organisation_name="Zon")
    assert invitations.forget(at=made.ends_at + timedelta(days=399)) == 0
    assert invitations.forget(at=made.ends_at + timedelta(days=401)) == 1
    one.refresh_from_db()
    assert (one.name, one.email, one.organisation_name) == ("", "", "")
    assert str(one)
    assert table.of(made).invited == 1


def test_who_has_an_account_takes_her_invitations_along_and_is_forgotten_with_it():
    who = person(email="an@example.org")
    one = invited(email="AN@example.org")
    [found] = personal_data.export(who)["forums"]["invitations"]
    assert found["email"] == "AN@example.org"
    personal_data.anonymise(who)
    one.refresh_from_db()
    assert one.email == ""
    assert personal_data.export(who)["forums"]["invitations"] == []


def test_a_group_of_which_people_are_listed_is_not_taken_off_the_forum():
    made = invited().forum
    meetings.cancel(made, by=None, reason_nl="x")
    with pytest.raises(Exception, match="protected"):
        made.invitations.all().delete()
