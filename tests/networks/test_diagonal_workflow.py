"""Every move of what the diagonal network writes down, tried from every state."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from networks.models import DiagonalNote, Link, Opportunity, PolicyFeedback, Recommendation
from networks.workflow import ChangedMeanwhile, NotAllowed, diagonal
from plumbing.models import Mail
from tests.factories import diagonal as made
from tests.factories import organisation, person
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
MAKE = {
    Link: made.link,
    Opportunity: made.opportunity,
    Recommendation: made.recommendation,
    PolicyFeedback: made.feedback,
}
TRIES = {
    "publish": lambda note: diagonal.publish(note, by=None),
    "send": lambda note: diagonal.send(note, by=None),
    "reply": lambda note: diagonal.reply(note, diagonal.Reply("adopted"), by=None, organisation=None),
    "answer": lambda note: diagonal.answer(note, by=None, on=timezone.localdate(), reply_nl="Dank u"),
    "close": lambda note: diagonal.close(note, by=None, outcome_nl="Gedaan"),
    "withdraw": lambda note: diagonal.withdraw(note, by=None, reason_en="Mistake"),
}
# what each move leads to; everything else is refused
LEADS = {
    Link: {
        "draft": {"publish": "published", "withdraw": "withdrawn"},
        "published": {"withdraw": "withdrawn"},
        "withdrawn": {"publish": "published"},
    },
    Opportunity: {
        "draft": {"publish": "published", "withdraw": "withdrawn"},
        "published": {"close": "closed", "withdraw": "withdrawn"},
        "closed": {"publish": "published", "withdraw": "withdrawn"},
        "withdrawn": {"publish": "published"},
    },
    Recommendation: {
        "draft": {"send": "sent", "withdraw": "withdrawn"},
        "sent": {"reply": "adopted", "publish": "sent", "withdraw": "withdrawn"},
        "pending": {"reply": "adopted", "publish": "pending", "withdraw": "withdrawn"},
        "adopted": {"publish": "adopted", "withdraw": "withdrawn"},
        "declined": {"publish": "declined", "withdraw": "withdrawn"},
        "withdrawn": {},
    },
    PolicyFeedback: {
        "draft": {"send": "sent", "withdraw": "withdrawn"},
        "sent": {"answer": "answered", "close": "closed", "publish": "sent", "withdraw": "withdrawn"},
        "answered": {"publish": "answered", "withdraw": "withdrawn"},
        "closed": {"answer": "answered", "publish": "closed", "withdraw": "withdrawn"},
        "withdrawn": {},
    },
}
FROM_EVERYWHERE = [
    pytest.param(model, state, move, id=f"{model.__name__}: {move} when {state}")
    for model, states in LEADS.items()
    for state in states
    for move in TRIES
    if move in {"publish", "withdraw"} or move in {name for leads in states.values() for name in leads}
]


@pytest.mark.parametrize(("model", "state", "move"), FROM_EVERYWHERE)
def test_each_move_leads_where_it_should_or_nowhere(model, state, move):
    note = MAKE[model](state=state)
    moves = note.moves.count()
    target = LEADS[model][state].get(move)
    assert (move in diagonal.possible(note)) == (target is not None)
    if target is None:
        with pytest.raises(NotAllowed):
            TRIES[move](note)
    else:
        TRIES[move](note)
    note.refresh_from_db()
    assert note.state == (target or state)
    assert note.moves.count() == moves + (target is not None)


def test_the_table_of_moves_names_every_state():
    for model, states in LEADS.items():
        assert set(states) == set(dict(model._meta.get_field("state").flatchoices))
        assert set(diagonal.MOVES[model]) == set(states)


@pytest.mark.parametrize("make", MAKE.values())
def test_the_history_says_who_when_and_why(make):
    facilitator = person(role="facilitator")
    note = diagonal.withdraw(make(state="draft", by=facilitator), by=facilitator, reason_nl="Bestaat al")
    begun, withdrawn = note.moves.all()
    assert (begun.from_state, begun.to_state, begun.by) == ("", "draft", facilitator)
    assert (withdrawn.from_state, withdrawn.to_state, withdrawn.note) == ("draft", "withdrawn", "Bestaat al")
    assert str(withdrawn.get_to_state_display()) == "ingetrokken"
    assert note.owner == facilitator


def test_an_edit_keeps_what_the_text_was():
    note = made.opportunity(title_nl="Eerst")
    note.title_nl = "Later"
    diagonal.save(note, by=None)
    edit = note.moves.last()
    assert edit.is_edit
    assert edit.before == {"title_nl": "Eerst"}
    assert note.text_state("title", "en") == "stale"


def test_the_line_ends_of_a_browser_are_no_edit_of_the_text():
    note = made.opportunity(text_nl="een\ntwee", text_en="one, two")
    note.text_nl = "een\r\ntwee"
    diagonal.save(note, by=None)
    assert note.moves.last().before == {}
    assert note.text_state("text", "en") == "current"


def test_the_second_of_two_editors_is_told():
    note = made.opportunity(state="draft")
    mine, theirs = Opportunity.objects.get(pk=note.pk), Opportunity.objects.get(pk=note.pk)
    theirs.title_nl = "Van haar"
    diagonal.save(theirs, by=None, read_version=theirs.version)
    with pytest.raises(ChangedMeanwhile) as told:
        diagonal.save(mine, by=None, read_version=mine.version)
    assert told.value.theirs.title_nl == "Van haar"


@pytest.mark.parametrize(("make", "state"), [(made.recommendation, "sent"), (made.feedback, "answered")])
def test_what_was_sent_stays_as_it_was_read(make, state):
    note = make(state=state)
    note.title_nl = "Toch iets anders"
    with pytest.raises(NotAllowed):
        diagonal.save(note, by=None)


class TestPublishing:
    @pytest.mark.parametrize("hidden", ["draft", "withdrawn"])
    def test_names_nothing_that_is_not_public(self, hidden):
        secret = project(state=hidden)
        for note in (made.link(source=secret, state="draft"), made.opportunity(projects=[secret], state="draft")):
            with pytest.raises(NotAllowed):
                diagonal.publish(note, by=None)

    @pytest.mark.parametrize("make", [made.recommendation, made.feedback])
    def test_shows_what_was_sent_once(self, make):
        note = make(public=True)
        assert note.is_public
        with pytest.raises(NotAllowed):
            diagonal.publish(note, by=None)

    def test_of_an_opportunity_again_opens_it(self):
        note = diagonal.publish(made.opportunity(state="closed"), by=None)
        assert (note.state, note.closed_at, note.outcome_nl) == ("published", None, "")

    def test_takes_back_the_reason_of_the_withdrawal(self):
        note = diagonal.publish(made.link(state="withdrawn"), by=None)
        assert note.is_public
        assert not note.withdrawal_reason


class TestReasons:
    @pytest.mark.parametrize("make", MAKE.values())
    def test_a_withdrawal_needs_one(self, make):
        with pytest.raises(NotAllowed):
            diagonal.withdraw(make(), by=None)

    def test_an_opportunity_is_closed_with_an_outcome(self):
        with pytest.raises(NotAllowed):
            diagonal.close(made.opportunity(), by=None)

    def test_an_answer_has_a_text(self):
        with pytest.raises(NotAllowed):
            diagonal.answer(made.feedback(), by=None, on=timezone.localdate())

    @pytest.mark.parametrize("days", [-1, 1])
    def test_an_answer_came_between_the_sending_and_today(self, days):
        with pytest.raises(NotAllowed):
            diagonal.answer(made.feedback(), by=None, on=timezone.localdate() + timedelta(days=days), reply_nl="Dank u")

    def test_feedback_goes_to_somebody(self):
        with pytest.raises(NotAllowed):
            diagonal.send(made.feedback(state="draft", addressee=None), by=None)


class TestSending:
    def test_reaches_who_is_responsible_for_members_and_promoters(self):
        group = network()
        expected = {made.responsible(group, language="en").email}
        promoter = person()
        group.projects.add(project(promoter=_led_by(promoter)))
        diagonal.send(made.recommendation(to=group, state="draft"), by=None)
        assert {to for message in mail.outbox for to in message.to} == expected | {promoter.email}

    def test_reaches_nobody_else(self):
        group = network()
        contributor = person()
        group.members.create(organisation=organisation(member=contributor, confirmed=True))
        group.members.create(organisation=_led_by(person(), confirmed=False))
        group.members.create(organisation=_led_by(person()), role="expert")
        group.members.create(organisation=_led_by(person()), until=date(2006, 1, 1))
        group.members.create(organisation=_led_by(person(is_active=False)))
        group.members.create(label_nl="Een groep zonder naam")
        made.responsible(network())
        diagonal.send(made.recommendation(to=group, state="draft"), by=None)
        assert mail.outbox == []

    def test_speaks_the_language_of_the_reader_and_leads_to_her_desk(self):
        group = network(title_en="Diversity network")
        made.responsible(group, language="en")
        note = diagonal.send(made.recommendation(to=group, state="draft", title_en="Meet R&D"), by=None)
        [message] = mail.outbox
        assert message.subject == "A recommendation to your network: Meet R&D"
        assert f"/en/my/recommendations/{note.pk}/" in message.body
        assert "Diversity network" in message.body

    def test_gives_thirty_working_days_or_until_a_named_day(self):
        assert made.recommendation().due_on > timezone.localdate() + timedelta(days=40)
        named = diagonal.send(made.recommendation(state="draft"), by=None, due_on=made.soon())
        assert named.due_on == made.soon()

    def test_asks_for_no_reply_in_the_past(self):
        with pytest.raises(NotAllowed):
            diagonal.send(made.recommendation(state="draft"), by=None, due_on=timezone.localdate())

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_needs_a_network_that_is_published(self, state):
        with pytest.raises(NotAllowed):
            diagonal.send(made.recommendation(to=network(state=state), state="draft"), by=None)


class TestReplies:
    def test_tell_the_owner(self):
        owner = person(role="facilitator", language="en")
        diagonal.reply(
            made.recommendation(by=owner),
            diagonal.Reply("declined", "Te duur", "Too dear"),
            by=person(),
            organisation=None,
        )
        [message] = mail.outbox
        assert message.to == [owner.email]
        assert "Too dear" in message.body

    @pytest.mark.parametrize(
        "said",
        [
            diagonal.Reply("declined"),
            diagonal.Reply("pending", "We zien wel"),
            diagonal.Reply("pending", until=date(2005, 9, 1)),
            diagonal.Reply("withdrawn", "x"),
            diagonal.Reply("sent"),
            diagonal.Reply(""),
        ],
    )
    def test_that_say_too_little_are_refused(self, said):
        note = made.recommendation()
        with pytest.raises(NotAllowed):
            diagonal.reply(note, said, by=None, organisation=None)
        note.refresh_from_db()
        assert note.state == "sent"

    def test_may_wait_more_than_once(self):
        note = made.recommendation(state="pending")
        later = diagonal.Reply("pending", "Nog even", until=made.soon() + timedelta(days=30))
        note = diagonal.reply(note, later, by=None, organisation=None)
        assert note.due_on == later.until
        assert diagonal.reply(note, diagonal.Reply("adopted"), by=None, organisation=None).due_on is None


class TestReminders:
    def test_go_out_once_for_each_day_that_was_due(self):
        group = network()
        made.responsible(group)
        note = made.overdue(made.recommendation(to=group))
        mail.outbox.clear()
        today = timezone.localdate()
        assert [diagonal.remind(today), diagonal.remind(today), diagonal.remind(today + timedelta(days=9))] == [1, 0, 0]
        assert len(mail.outbox) == 1
        note = diagonal.reply(note, diagonal.Reply("pending", until=made.soon()), by=None, organisation=None)
        assert diagonal.remind(made.soon()) == 0
        assert diagonal.remind(made.soon() + timedelta(days=1)) == 1
        assert len(mail.outbox) == 2

    @pytest.mark.parametrize("state", ["draft", "adopted", "declined", "withdrawn"])
    def test_leave_alone_who_owes_nothing(self, state):
        made.recommendation(state=state)
        assert diagonal.remind(timezone.localdate() + timedelta(days=400)) == 0

    def test_are_kept_in_the_outbox_under_the_recommendation(self):
        group = network()
        made.responsible(group)
        note = made.overdue(made.recommendation(to=group))
        diagonal.remind(timezone.localdate())
        assert Mail.objects.filter(about=f"networks.recommendation:{note.pk}").count() == 2


def test_a_move_undone_is_a_mail_unsent(monkeypatch):
    group = network()
    made.responsible(group)
    note = made.recommendation(to=group, state="draft")
    monkeypatch.setattr("networks.emails.mail.enqueue", _fail)
    with pytest.raises(RuntimeError):
        diagonal.send(note, by=None)
    note.refresh_from_db()
    assert note.state == "draft"


def _fail(*args, **kwargs):
    raise RuntimeError


def _led_by(someone, **fields):
    found = organisation(member=someone, **({"confirmed": True} | fields))
    someone.memberships.update(role="responsible")
    return found


def test_every_kind_has_its_kind_of_note():
    assert {model for model in DiagonalNote.__subclasses__() if not model._meta.abstract} == set(MAKE)
