"""The way of what the diagonal network writes down: saved, published, sent, answered, closed, withdrawn.

link            draft ──publish──▶ published
opportunity     draft ──publish──▶ published ──close──▶ closed ──publish──▶ published
recommendation  draft ──send──▶ sent ──reply──▶ pending ──reply──▶ adopted or declined (also at once, or pending again)
feedback        draft ──send──▶ sent ──answer──▶ answered      (sent ──close──▶ closed ──answer──▶ answered)

Everything may be withdrawn, with a reason; of these a link and an opportunity may be published again. A recommendation
or feedback is shown to everybody once it is published: that is no state of its own, it can be done from the sending on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from networks import emails, note_documents, promises
from networks.models import DiagonalNote, Link, Network, Opportunity, PolicyFeedback, Project, Recommendation, State
from networks.models.diagonal import WITHDRAWN
from networks.workflow import ChangedMeanwhile, NotAllowed

REPLY_WITHIN = 30  # working days that a network has for its reply, unless another day is named

_R, _F, _O = Recommendation.State, PolicyFeedback.State, Opportunity.State
MOVES: dict[type[DiagonalNote], dict[str, set[str]]] = {
    Link: {
        State.DRAFT: {State.PUBLISHED, WITHDRAWN},
        State.PUBLISHED: {WITHDRAWN},
        State.WITHDRAWN: {State.PUBLISHED},
    },
    Opportunity: {
        _O.DRAFT: {_O.PUBLISHED, WITHDRAWN},
        _O.PUBLISHED: {_O.CLOSED, WITHDRAWN},
        _O.CLOSED: {_O.PUBLISHED, WITHDRAWN},
        _O.WITHDRAWN: {_O.PUBLISHED},
    },
    Recommendation: {
        _R.DRAFT: {_R.SENT, WITHDRAWN},
        _R.SENT: {*Recommendation.REPLIES, WITHDRAWN},
        _R.PENDING: {*Recommendation.REPLIES, WITHDRAWN},
        _R.ADOPTED: {WITHDRAWN},
        _R.DECLINED: {WITHDRAWN},
        _R.WITHDRAWN: set(),
    },
    PolicyFeedback: {
        _F.DRAFT: {_F.SENT, WITHDRAWN},
        _F.SENT: {_F.ANSWERED, _F.CLOSED, WITHDRAWN},
        _F.ANSWERED: {WITHDRAWN},
        _F.CLOSED: {_F.ANSWERED, WITHDRAWN},
        _F.WITHDRAWN: set(),
    },
}
FROZEN = (Recommendation, PolicyFeedback)  # once they are sent, their texts stay what was answered


@transaction.atomic
def save[Note: DiagonalNote](
    note: Note, *, by: Person | None, sets: Mapping[str, Iterable[models.Model]] | None = None,
    read_version: int | None = None, still_right: Iterable[str] = (),
) -> Note:  # fmt: skip
    """Save the texts and fields, and what it is about: `sets` names relations (`themes`) and what they are to hold.

    Raises ChangedMeanwhile when `read_version` is no longer the current one, NotAllowed when it was sent or withdrawn.
    """
    before = _locked(note) if note.pk else None
    if before and read_version is not None and before.version != read_version:
        raise ChangedMeanwhile(before)
    if before and not is_open_to_edits(before):
        raise NotAllowed(_("It was sent or withdrawn, so it stays as it is."))
    note.remember_staleness(before, still_right)
    was = _texts_changed(before, note) if before else {}
    note.version = before.version + 1 if before else 1
    if note.owner_id is None and before is None:
        note.owner = by
    note.save()
    for name, things in (sets or {}).items():
        getattr(note, name).set(things)
    note.moves.create(from_state=before.state if before else "", to_state=note.state, by=by, before=was)
    note_documents.write(note)
    return note


@transaction.atomic
def publish[Note: DiagonalNote](note: Note, *, by: Person | None) -> Note:
    """Everybody may read it from now on.

    A link or an opportunity becomes published; a recommendation or feedback is shown as it stands. Raises NotAllowed
    when it is a draft that has to be sent first, or when it names what the public may not see.
    """
    note = _locked(note)
    _refuse_hidden(note)
    if isinstance(note, FROZEN):
        if note.is_public:
            raise NotAllowed(_("It is published already."))
        if note.state in {State.DRAFT, WITHDRAWN}:
            raise NotAllowed(_("Only what was sent can be published."))
        to = note.state
    else:
        to = State.PUBLISHED
        _refuse_no_arrow(note, to)
    note.published_at = note.published_at or timezone.now()
    note.withdrawn_at, note.withdrawal_reason_nl, note.withdrawal_reason_en = None, "", ""
    if isinstance(note, Opportunity):
        note.closed_at, note.outcome_nl, note.outcome_en = None, "", ""
    _record(note, to, by=by, note="published" if to == note.state else "")
    return note


@transaction.atomic
def withdraw[Note: DiagonalNote](note: Note, *, by: Person | None, reason_nl: str = "", reason_en: str = "") -> Note:
    """It is no longer shown or answered; what was public keeps a page that gives the reason."""
    note = _locked(note)
    _refuse_no_arrow(note, WITHDRAWN)
    if not (reason_nl or reason_en):
        raise NotAllowed(_("Give a reason: visitors will read it."))
    note.withdrawn_at = timezone.now()
    note.withdrawal_reason_nl, note.withdrawal_reason_en = reason_nl, reason_en
    if isinstance(note, Recommendation):
        note.due_on = None
    _record(note, WITHDRAWN, by=by, note=reason_nl or reason_en)
    return note


@transaction.atomic
def close(
    note: Opportunity | PolicyFeedback, *, by: Person | None, outcome_nl: str = "", outcome_en: str = ""
) -> Opportunity | PolicyFeedback:
    """An opportunity is taken or gone, and what came of it is told; feedback stays without an answer."""
    note = _locked(note)
    _refuse_no_arrow(note, "closed")
    if isinstance(note, Opportunity) and not (outcome_nl or outcome_en):
        raise NotAllowed(_("Say what came of it: visitors will read it."))
    note.closed_at = timezone.now()
    if isinstance(note, Opportunity):
        note.outcome_nl, note.outcome_en = outcome_nl, outcome_en
    _record(note, "closed", by=by, note=outcome_nl or outcome_en)
    return note


@transaction.atomic
def send(note: Recommendation | PolicyFeedback, *, by: Person | None, due_on: date | None = None):
    """A recommendation goes to the responsible people of its network, feedback to whom it is addressed to.

    A network has until `due_on` for its reply. Raises NotAllowed when it is not public, or when nobody is addressed.
    """
    note = _locked(note)
    _refuse_no_arrow(note, "sent")
    today = timezone.localdate()
    note.sent_at = timezone.now()
    if isinstance(note, Recommendation):
        if note.network.state != State.PUBLISHED:
            raise NotAllowed(_("The learning network is not published, so it cannot be asked anything."))
        if due_on is not None and due_on <= today:
            raise NotAllowed(_("The day by which you ask for an answer lies in the past."))
        note.due_on = due_on or promises.after(today, REPLY_WITHIN)
    elif note.addressee is None:
        raise NotAllowed(_("Say first to which organisation it is addressed."))
    _record(note, "sent", by=by)
    if isinstance(note, Recommendation):
        for person in note.network.responsible_people(today):
            emails.recommendation_sent(note, person)
    return note


@dataclass(frozen=True)
class Reply:
    """What a network says: adopted, declined with a reason, or under consideration until a day."""

    outcome: str
    reply_nl: str = ""
    reply_en: str = ""
    until: date | None = None


@transaction.atomic
def reply(
    recommendation: Recommendation, said: Reply, *, by: Person | None, organisation: Organisation | None
) -> Recommendation:
    """The network replies, and the owner of the recommendation gets a mail.

    `organisation` is the one that answers for the network. Raises NotAllowed when the reason or the day is missing.
    """
    recommendation = _locked(recommendation)
    if said.outcome not in Recommendation.REPLIES:
        raise NotAllowed(_("A reply is: adopted, declined, or under consideration."))
    _refuse_no_arrow(recommendation, said.outcome)
    if said.outcome == Recommendation.State.DECLINED and not (said.reply_nl or said.reply_en):
        raise NotAllowed(_("Say why the network does not adopt it."))
    waits = said.outcome == Recommendation.State.PENDING
    if waits and (said.until is None or said.until <= timezone.localdate()):
        raise NotAllowed(_("Say by which day to come the network will know."))
    recommendation.reply_nl, recommendation.reply_en = said.reply_nl, said.reply_en
    recommendation.replied_at = timezone.now()
    recommendation.replied_by, recommendation.replied_for = by, organisation
    recommendation.due_on = said.until if waits else None
    _record(recommendation, said.outcome, by=by, note=said.reply_nl or said.reply_en)
    if recommendation.owner and recommendation.owner != by:
        emails.recommendation_answered(recommendation)
    return recommendation


@transaction.atomic
def answer(
    feedback: PolicyFeedback, *, by: Person | None, on: date, reply_nl: str = "", reply_en: str = ""
) -> PolicyFeedback:
    """What policy said to it, on a day. Raises NotAllowed without a text, or when the day cannot be."""
    feedback = _locked(feedback)
    _refuse_no_arrow(feedback, PolicyFeedback.State.ANSWERED)
    if not (reply_nl or reply_en):
        raise NotAllowed(_("Give the text of the reply."))
    if not timezone.localdate(feedback.sent_at) <= on <= timezone.localdate():
        raise NotAllowed(_("The reply came between the day of sending and today."))
    feedback.reply_nl, feedback.reply_en, feedback.replied_on, feedback.closed_at = reply_nl, reply_en, on, None
    _record(feedback, PolicyFeedback.State.ANSWERED, by=by, note=reply_nl or reply_en)
    return feedback


def remind(at: date) -> int:
    """Remind the networks whose reply was due before this day, once for each day due; returns how many."""
    reminded = 0
    for pk in Recommendation.objects.to_remind(at).values_list("pk", flat=True):
        with transaction.atomic():
            found = Recommendation.objects.to_remind(at).select_for_update(of=("self",), skip_locked=True)
            if recommendation := found.filter(pk=pk).first():
                recommendation.reminded_on = at
                recommendation.save(update_fields=["reminded_on"])
                for person in recommendation.network.responsible_people(at):
                    emails.recommendation_overdue(recommendation, person)
                reminded += 1
    return reminded


def possible(note: DiagonalNote) -> list[str]:
    """The names of the moves that can be made now."""
    arrows = MOVES[type(note)][note.state]
    if isinstance(note, FROZEN):
        shown = not note.is_public and note.state not in {State.DRAFT, WITHDRAWN}
    else:
        shown = State.PUBLISHED in arrows
    can = {
        "send": "sent" in arrows, "reply": Recommendation.State.ADOPTED in arrows,
        "answer": PolicyFeedback.State.ANSWERED in arrows, "publish": shown,
        "close": "closed" in arrows, "withdraw": WITHDRAWN in arrows,
    }  # fmt: skip
    return [name for name, may in can.items() if may]


def is_open_to_edits(note: DiagonalNote) -> bool:
    """Whether its texts may still change."""
    return note.state == State.DRAFT or (note.state != WITHDRAWN and not isinstance(note, FROZEN))


def _locked[Note: DiagonalNote](note: Note) -> Note:
    return type(note).objects.select_for_update(of=("self",)).get(pk=note.pk)


def _refuse_no_arrow(note: DiagonalNote, to: str) -> None:
    if to not in MOVES[type(note)][note.state]:
        labels = dict(note._meta.get_field("state").flatchoices)
        raise NotAllowed(
            _("It is “%(now)s”, so it cannot become “%(then)s”.")
            % {"now": labels[note.state], "then": labels.get(to, to)}
        )


def _refuse_hidden(note: DiagonalNote) -> None:
    """What is public names nothing that is not."""
    for thing in subjects(note):
        if thing.state != State.PUBLISHED:
            raise NotAllowed(_("“%(title)s” is not published, so nothing public can name it.") % {"title": thing})


def subjects(note: DiagonalNote) -> list[Project | Network]:
    """The projects and networks that it names."""
    if isinstance(note, Link):
        return [note.source, note.target]
    if isinstance(note, Recommendation):
        return [note.network]
    return [*note.projects.all(), *note.networks.all()]


def _texts_changed(before: DiagonalNote, now: DiagonalNote) -> dict[str, str]:
    """The texts that an edit changes, as they were."""
    columns = [f"{name}_{language}" for name in now.bilingual_texts for language in ("nl", "en")]
    return {column: getattr(before, column) for column in columns if getattr(before, column) != getattr(now, column)}


def _record(thing: DiagonalNote, to: str, *, by: Person | None, note: str = "") -> None:
    """Save it in its new state, with a row in its history."""
    thing.moves.create(from_state=thing.state, to_state=to, by=by, note=note)
    thing.state = to
    thing.version += 1
    thing.save()
    note_documents.write(thing)
