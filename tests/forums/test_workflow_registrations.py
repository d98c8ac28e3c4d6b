"""A place at a forum: asked for, confirmed, given in the order of confirming, given back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.models import ForumState, Needs, PhaseKind, Registration, RegistrationState
from forums.workflow import NotAllowed, meetings, registrations
from tests.factories import person
from tests.factories.forums import SPRING, forum, group, phase, registration

pytestmark = pytest.mark.django_db
SEATED, WAITING, CANCELLED = RegistrationState.SEATED, RegistrationState.WAITING, RegistrationState.CANCELLED


def details(**fields) -> registrations.Details:
    return registrations.Details(**({"name": "An Anders", "group": group()} | fields))


def state(made: Registration) -> str:
    made.refresh_from_db()
    return made.state


def subjects() -> list[str]:
    return [sent.subject for sent in mail.outbox]


def test_who_registers_without_an_account_gets_a_link_and_no_seat_yet():
    made = registration(of=forum(title_en="Round table", capacity=1), confirmed=False)
    assert made.state == RegistrationState.UNCONFIRMED
    assert subjects() == ["Please confirm your registration: Round table"]
    assert "/en/forums/registration/" in mail.outbox[0].body


def test_confirming_gives_a_seat_and_doing_so_twice_gives_no_second():
    made = registration(of=forum(title_en="Round table"), confirmed=False)
    registrations.confirm(made)
    registrations.confirm(made)
    assert state(made) == SEATED
    assert subjects()[1:] == ["You have a seat: Round table"]


def test_with_an_account_there_is_nothing_to_confirm():
    who = person(email="an@example.org")
    made = registration(of=forum(), email=who.email, person=who, confirmed=False)
    assert (made.state, made.person) == (SEATED, who)


def test_seats_go_in_the_order_of_confirming_and_the_rest_waits():
    made, now = forum(capacity=2), timezone.now()
    asked = [registration(of=made, confirmed=False) for _ in range(4)]
    for minutes, one in enumerate([asked[3], asked[1], asked[0], asked[2]]):
        registrations.confirm(one, at=now + timedelta(minutes=minutes))
    assert [state(one) for one in asked] == [WAITING, SEATED, WAITING, SEATED]
    assert list(made.registrations.queue()) == [asked[0], asked[2]]


def test_a_seat_given_back_goes_to_who_waits_longest():
    made = forum(capacity=1, title_en="Round table")
    first, second, third = (registration(of=made) for _ in range(3))
    mail.outbox.clear()
    registrations.cancel(first)
    assert [state(one) for one in (first, second, third)] == [CANCELLED, SEATED, WAITING]
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([first.email], "Your registration is cancelled: Round table"),
        ([second.email], "A seat came free for you: Round table"),
    ]


def test_who_waits_and_leaves_gives_no_seat_away():
    made = forum(capacity=1)
    first, second, third = (registration(of=made) for _ in range(3))
    registrations.cancel(second)
    assert [state(one) for one in (first, second, third)] == [SEATED, CANCELLED, WAITING]


def test_more_seats_go_to_the_waiting_list_at_once():
    made = forum(capacity=1)
    guests = [registration(of=made) for _ in range(4)]
    made.refresh_from_db()
    made.capacity = 3
    meetings.save(made, by=None)
    assert [state(one) for one in guests] == [SEATED, SEATED, SEATED, WAITING]
    made.capacity = None
    meetings.save(made, by=None)
    assert state(guests[3]) == SEATED


def test_fewer_seats_take_nobodys_away():
    made = forum(capacity=3)
    guests = [registration(of=made) for _ in range(3)]
    made.refresh_from_db()
    made.capacity = 1
    meetings.save(made, by=None)
    assert [state(one) for one in guests] == [SEATED] * 3
    registrations.cancel(guests[0])
    assert state(registration(of=made)) == WAITING


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["come", "leave first", "leave last", "more", "fewer"]), max_size=12))
def test_whatever_happens_no_seat_is_given_twice_and_nobody_is_overtaken(moves):
    made, at = forum(capacity=2, starts_at=SPRING), SPRING - timedelta(days=30)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=at, closes=SPRING)
    for number, move in enumerate(moves):
        at += timedelta(minutes=1)
        made.refresh_from_db()
        standing = list(made.registrations.confirmed().order_by("confirmed_at", "pk"))
        if move == "come":
            one = registrations.register(made, details(), email=f"{number}@example.org", language="nl", at=at)
            registrations.confirm(one, at=at)
        elif move.startswith("leave") and standing:
            registrations.cancel(standing[0 if move == "leave first" else -1], at=at)
        elif move in {"more", "fewer"}:
            made.capacity = max(1, made.capacity + (1 if move == "more" else -1))
            made.save()
            registrations.move_up(made, at=at)
        seated, queue = made.registrations.seated(), made.registrations.queue()
        if queue.exists():
            assert seated.count() >= made.capacity
            assert max(seated.values_list("confirmed_at", flat=True)) < queue.first().confirmed_at
    for one in made.registrations.all():  # each example starts anew
        one.erased_at is None and registrations.erase(one, at=at)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_people_for_the_last_seat_at_once_exactly_one_gets_it():
    made = forum(capacity=1)
    asked = [registration(of=made, confirmed=False) for _ in range(6)]
    at_once = Barrier(len(asked))

    def confirm(one: Registration) -> str:
        at_once.wait(timeout=30)
        try:
            return registrations.confirm(one).state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked)) as pool:
        states = list(pool.map(confirm, asked))
    close_old_connections()
    assert sorted(states) == [SEATED, *[WAITING] * 5]
    assert made.registrations.seated().count() == 1
    assert sum("You have a seat" in subject for subject in subjects()) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_address_sent_twice_at_once_is_one_registration():
    made = forum()
    phase(of=made, kind=PhaseKind.REGISTRATION)
    at_once = Barrier(4)

    def register(number: int) -> int:
        at_once.wait(timeout=30)
        try:
            return registrations.register(
                made, details(), email=f"{'A' if number % 2 else 'a'}n@example.org", language="nl"
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(register, range(4)))) == 1


@pytest.mark.parametrize("when", ["before", "after", "cancelled", "over"])
def test_outside_its_phase_nobody_registers(when):
    made, now = forum(starts_at=SPRING), SPRING - timedelta(days=2)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=SPRING - timedelta(days=9), closes=SPRING - timedelta(days=1))
    if when == "cancelled":
        meetings.cancel(made, by=None, reason_nl="x", at=now)
    at = {"before": SPRING - timedelta(days=10), "after": SPRING - timedelta(days=1), "cancelled": now,
          "over": SPRING + timedelta(days=1)}[when]  # fmt: skip
    with override("en"), pytest.raises(NotAllowed, match="Registration is not open"):
        registrations.register(made, details(), email="an@example.org", language="nl", at=at)


def test_who_registered_in_time_may_confirm_when_the_phase_has_closed_but_not_when_it_is_over():
    made = forum(starts_at=SPRING, hours=1)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=SPRING - timedelta(days=9), closes=SPRING - timedelta(days=1))
    early = SPRING - timedelta(days=2)
    asked = [registration(of=made, confirmed=False, at=early) for _ in range(2)]
    assert registrations.confirm(asked[0], at=SPRING - timedelta(hours=1)).state == SEATED
    with pytest.raises(NotAllowed):
        registrations.confirm(asked[1], at=SPRING + timedelta(hours=1))


def test_who_is_registered_already_is_told_by_mail_and_nobody_else_learns_of_it():
    made = forum(title_en="Round table")
    first = registration(of=made, email="an@example.org")
    again = registrations.register(made, details(name="Somebody Else"), email="AN@example.org", language="nl")
    assert again == first
    assert (state(first), first.name) == (SEATED, "An Anders")
    assert subjects()[-1] == "You are registered already: Round table"


def test_nobodys_mailbox_is_filled_by_somebody_else():
    made, now = forum(), timezone.now().replace(minute=10)
    phase(of=made, kind=PhaseKind.REGISTRATION)
    for _ in range(10):
        registrations.register(made, details(), email="victim@example.org", language="nl", at=now)
    assert len(mail.outbox) == registrations.MAILS_AN_HOUR
    registrations.register(made, details(), email="victim@example.org", language="nl", at=now + timedelta(hours=1))
    assert len(mail.outbox) == registrations.MAILS_AN_HOUR + 1


def test_a_cancelled_place_can_be_asked_for_again_at_the_end_of_the_queue():
    made = forum(capacity=1)
    first, second = registration(of=made, email="an@example.org"), registration(of=made)
    registrations.cancel(first)
    again = registration(of=made, email="an@example.org")
    assert (state(second), state(again)) == (SEATED, WAITING)


def test_moving_a_forum_tells_everybody_registered_once_and_nobody_else():
    made = forum(title_en="Round table", capacity=1)
    seated, waiting = registration(of=made), registration(of=made)
    registration(of=made, confirmed=False)
    registrations.cancel(registration(of=made))
    mail.outbox.clear()
    made.refresh_from_db()
    made.starts_at += timedelta(days=1)
    made.ends_at += timedelta(days=1)
    meetings.save(made, by=None)
    meetings.save(made, by=None)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted([seated.email, waiting.email])
    assert set(subjects()) == {"Another date, hour or place: Round table"}


def test_cancelling_a_forum_tells_everybody_registered_once_with_the_reason_in_their_language():
    made = forum(title_nl="Ronde tafel", title_en="Round table")
    registration(of=made, language="nl")
    registration(of=made, language="en")
    mail.outbox.clear()
    meetings.cancel(made, by=None, reason_nl="Staking", reason_en="Strike")
    assert subjects() == ["Geannuleerd: Ronde tafel", "Cancelled: Round table"]
    assert "Staking" in mail.outbox[0].body
    assert "Strike" in mail.outbox[1].body


def test_a_correction_of_a_text_tells_nobody():
    made = forum()
    registration(of=made)
    mail.outbox.clear()
    made.refresh_from_db()
    made.summary_nl = "Anders verwoord"
    meetings.save(made, by=None)
    assert mail.outbox == []


def test_each_with_a_seat_is_reminded_once_three_days_ahead():
    made, far = forum(starts_at=SPRING, capacity=1), forum(starts_at=SPRING + timedelta(days=30))
    early = SPRING - timedelta(days=20)
    for one in (made, far):
        phase(of=one, kind=PhaseKind.REGISTRATION, opens=early, closes=SPRING)
    seated, _waiting, _far = (registration(of=one, at=early) for one in (made, made, far))
    mail.outbox.clear()
    assert registrations.remind(at=SPRING - timedelta(days=4)) == 0
    assert registrations.remind(at=SPRING - timedelta(days=3)) == 1
    assert registrations.remind(at=SPRING - timedelta(days=1)) == 0
    assert [sent.to for sent in mail.outbox] == [[seated.email]]


def test_needs_are_kept_until_the_forum_has_passed_and_no_longer():
    made = forum(starts_at=SPRING, hours=2)
    early = SPRING - timedelta(days=9)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=early, closes=SPRING)
    one = registration(of=made, at=early, needs={"diet": "no nuts", "access": ""})
    assert Needs.objects.get().diet == "no nuts"
    assert registrations.forget(at=SPRING + timedelta(hours=1))["needs"] == 0
    assert registrations.forget(at=SPRING + timedelta(hours=3))["needs"] == 1
    assert state(one) == SEATED


def test_who_cancels_takes_her_needs_along():
    one = registration(of=forum(), needs={"access": "wheelchair"})
    registrations.cancel(one)
    assert not Needs.objects.exists()


def test_an_address_that_nobody_confirmed_is_forgotten_after_three_days():
    made, now = forum(), timezone.now()
    registration(of=made, confirmed=False)
    registration(of=made)
    assert registrations.forget(at=now + timedelta(days=2))["unconfirmed"] == 0
    assert registrations.forget(at=now + timedelta(days=4))["unconfirmed"] == 1
    assert Registration.objects.count() == 1


def test_a_year_later_names_are_gone_and_the_table_still_counts():
    made = forum(starts_at=SPRING, hours=2)
    early = SPRING - timedelta(days=9)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=early, closes=SPRING)
    one = registration(of=made, at=early)
    later = SPRING + timedelta(days=401)
    assert registrations.forget(at=later)["names"] == 1
    assert registrations.forget(at=later)["names"] == 0
    assert state(one) == SEATED
    assert (one.name, one.email, str(one)) == ("", "", str(Registration(erased_at=later)))


def test_attendance_is_noted_of_who_had_a_seat():
    made = forum(capacity=1)
    seated, waiting = registration(of=made), registration(of=made)
    assert registrations.note_attendance(seated, True).attended is True
    with pytest.raises(NotAllowed):
        registrations.note_attendance(waiting, True)


def test_a_draft_gives_no_seats():
    made = forum(state=ForumState.DRAFT)
    phase(of=made, kind=PhaseKind.REGISTRATION, opens=datetime(2026, 1, 1, tzinfo=UTC))
    assert not registrations.is_open(made)
    assert registrations.move_up(made) == []
