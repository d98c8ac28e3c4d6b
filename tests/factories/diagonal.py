"""What the diagonal network writes down, through the workflow like everybody's."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from accounts.models import Membership, Organisation, Person
from networks.models import DiagonalNote, Link, Network, Opportunity, PolicyFeedback, Project, Proposal, Recommendation
from networks.workflow import diagonal
from tests.factories import accounts, networks
from tests.factories.instruments import term

_numbers = count(1)
REASON = {"reason_nl": "Vergissing", "reason_en": "Mistake"}


def link(
    *, source: Project | Network | None = None, target: Project | Network | None = None, state: str = "published",
    by: Person | None = None, **fields,
) -> Link:  # fmt: skip
    """A link between two projects on the same theme, published unless said otherwise."""
    made = Link(**({"kind": Link.Kind.SAME_THEME} | fields))
    for side, end in (("from", source or networks.project()), ("to", target or networks.project())):
        setattr(made, f"{side}_{end._meta.model_name}", end)
    return _moved(diagonal.save(made, by=by), state, by)


def opportunity(
    *, state: str = "published", by: Person | None = None, projects: Iterable[Project] = (),
    networks: Iterable[Network] = (), themes: Iterable[str] = (), **fields,
) -> Opportunity:  # fmt: skip
    """An opportunity, open for all to see unless said otherwise."""
    made = Opportunity(**(_title("Opportuniteit", fields) | fields))
    sets = {"projects": projects, "networks": networks, "themes": [term("theme", slug) for slug in themes]}
    return _moved(diagonal.save(made, by=by, sets=sets), state, by)


def recommendation(
    *, to: Network | None = None, state: str = "sent", by: Person | None = None, themes: Iterable[str] = (),
    public: bool = False, **fields,
) -> Recommendation:  # fmt: skip
    """A recommendation to a network, sent unless said otherwise; `public` publishes it too."""
    made = Recommendation(**(_title("Aanbeveling", fields) | {"network": to or networks.network()} | fields))
    made = _moved(diagonal.save(made, by=by, sets={"themes": [term("theme", slug) for slug in themes]}), state, by)
    return diagonal.publish(made, by=by) if public else made


def feedback(
    *, state: str = "sent", by: Person | None = None, public: bool = False, themes: Iterable[str] = (),
    networks: Iterable[Network] = (), **fields,
) -> PolicyFeedback:  # fmt: skip
    """Feedback to a government body, sent unless said otherwise; `public` publishes it too."""
    usual = {"addressee": accounts.organisation(kind=Organisation.Kind.GOVERNMENT, confirmed=True)}
    made = PolicyFeedback(**(_title("Terugkoppeling", fields) | usual | fields))
    sets = {"themes": [term("theme", slug) for slug in themes], "networks": networks}
    made = _moved(diagonal.save(made, by=by, sets=sets), state, by)
    return diagonal.publish(made, by=by) if public else made


def proposal(*, left: Project | None = None, right: Project | None = None, **fields) -> Proposal:
    """A proposal that waits to be judged, with a reason."""
    left, right = sorted([left or networks.project(), right or networks.project()], key=lambda one: one.pk)
    usual = {"score": 0.8, "reasons": [{"kind": "themes", "slugs": ["learning"]}], "computed_at": timezone.now()}
    return Proposal.objects.create(left=left, right=right, **(usual | fields))


def responsible(network: Network, **fields) -> Person:
    """Somebody who answers for a network: she is responsible for a confirmed member of it."""
    person = accounts.person(**fields)
    member = accounts.organisation(confirmed=True)
    Membership.objects.create(person=person, organisation=member, role=Membership.Role.RESPONSIBLE)
    network.members.create(organisation=member)
    return person


def overdue(recommendation: Recommendation, *, days: int = 1) -> Recommendation:
    """The day of the reply has passed."""
    recommendation.due_on = timezone.localdate() - timedelta(days=days)
    Recommendation.objects.filter(pk=recommendation.pk).update(due_on=recommendation.due_on)
    return recommendation


def soon() -> date:
    return timezone.localdate() + timedelta(days=20)


def _title(words: str, fields: dict) -> dict:
    number = next(_numbers)
    titles = {"title_nl": f"{words} {number}", "title_en": f"{words} (English) {number}", "text_nl": "De tekst"}
    return {name: text for name, text in titles.items() if fields.get(f"title_{name[-2:]}", "given") != ""}


def _moved[Note: DiagonalNote](note: Note, state: str, by: Person | None) -> Note:
    """The note in a state, by the moves that lead there."""
    for move in WAYS[type(note)][state]:
        note = move(note, by)
    return note


def _replied(outcome: str):
    def move(note: Recommendation, by: Person | None) -> Recommendation:
        said = diagonal.Reply(outcome, "Ons antwoord", "Our reply", soon() if outcome == "pending" else None)
        return diagonal.reply(note, said, by=by, organisation=None)

    return move


def _publish(note, by):
    return diagonal.publish(note, by=by)


def _send(note, by):
    return diagonal.send(note, by=by)


def _withdraw(note, by):
    return diagonal.withdraw(note, by=by, **REASON)


def _close(note, by):
    return diagonal.close(note, by=by, outcome_nl="Ze werken samen", outcome_en="They work together")


def _answer(note, by):
    return diagonal.answer(note, by=by, on=timezone.localdate(), reply_nl="Dank u", reply_en="Thank you")


WAYS = {
    Link: {"draft": (), "published": (_publish,), "withdrawn": (_publish, _withdraw)},
    Opportunity: {
        "draft": (), "published": (_publish,), "closed": (_publish, _close), "withdrawn": (_publish, _withdraw),
    },
    Recommendation: {
        "draft": (), "sent": (_send,), "pending": (_send, _replied("pending")), "adopted": (_send, _replied("adopted")),
        "declined": (_send, _replied("declined")), "withdrawn": (_send, _withdraw),
    },
    PolicyFeedback: {
        "draft": (), "sent": (_send,), "answered": (_send, _answer), "closed": (_send, _close),
        "withdrawn": (_send, _withdraw),
    },
}  # fmt: skip
