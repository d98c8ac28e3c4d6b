"""The way of a submission: begun, sent, taken, answered, decided, withdrawn.

draft ──send──▶ submitted ──ask_changes──▶ changes asked ──send──▶ submitted
                    ├──accept──▶ accepted         (a result becomes an instrument)
                    └──decline──▶ declined
draft, submitted and changes asked ──withdraw──▶ withdrawn
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from instruments.models import Instrument
from networks import emails, promises
from networks.models import Kind, Move, Network, Project, Round, Stage, Submission
from networks.workflow import NotAllowed, requests

MOVES = {
    Stage.DRAFT: {Stage.SUBMITTED, Stage.WITHDRAWN},
    Stage.SUBMITTED: {Stage.CHANGES_ASKED, Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN},
    Stage.CHANGES_ASKED: {Stage.SUBMITTED, Stage.WITHDRAWN},
    Stage.ACCEPTED: set(),
    Stage.DECLINED: set(),
    Stage.WITHDRAWN: set(),
}
ABOUT = {Project: "project", Network: "network", Instrument: "edition_of"}


@transaction.atomic
def begin(
    *, by: Person | None, organisation: Organisation, kind: str = Kind.RESULT,
    about: Project | Network | Instrument | None = None, fields: Mapping[str, Iterable[str]] | None = None,
) -> Submission:  # fmt: skip
    """A new draft of an organisation, that starts from `fields` (a name and its values as a form posts them).

    `about` is the project or network that it comes from, or the instrument that it is a new edition of. Raises
    NotAllowed when there is an open change of the project, or an open edition of the instrument, already.
    """
    submission = Submission.begun_with(
        fields or {}, kind=kind, organisation=organisation, begun_by=by, demonstration=organisation.demonstration
    )
    if about is not None:
        setattr(submission, ABOUT[type(about)], about)
    if Submission.objects.in_the_way_of(submission).exists():
        raise NotAllowed(_("There is an open one already; go on with that."))
    submission.save()
    submission.refresh_from_db()
    Move.objects.create(submission=submission, to_stage=Stage.DRAFT, by=by)
    return submission


@transaction.atomic
def send(submission: Submission, *, by: Person | None) -> Submission:
    """Draft or changes asked becomes submitted: what is typed now is kept as it is, with a day by which staff answer.

    The caller has judged the fields. Raises NotAllowed while staff have not confirmed the organisation.
    """
    submission = locked(submission)
    if not submission.organisation.confirmed:
        raise NotAllowed(_("Staff have not confirmed your organisation yet; your draft is kept."))
    if submission.stage == Stage.CHANGES_ASKED:
        requests.answer_as_typed(submission, by=by)
    now = timezone.now()
    submission.submitted_at = submission.submitted_at or now
    submission.round += 1
    submission.due_on = promises.answer_by(timezone.localdate(now), again=submission.round > 1)
    move(submission, Stage.SUBMITTED, by=by)
    Round.objects.create(submission=submission, number=submission.round, sent_by=by, typed=submission.typed)
    emails.received(submission, by=by)
    return submission


@transaction.atomic
def withdraw(submission: Submission, *, by: Person | None, note: str = "") -> Submission:
    """Whoever handed it in takes it back; the text stays readable to the partnership."""
    submission = locked(submission)
    submission.due_on = None
    move(submission, Stage.WITHDRAWN, by=by, note=note)
    return submission


def locked(submission: Submission) -> Submission:
    """The row as it is now, locked until the end of the transaction."""
    return Submission.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=submission.pk)


def move(submission: Submission, to: str, *, by: Person | None, note: str = "") -> None:
    """Save the submission in another state and record the move. For the functions of this module: they lock and check.

    Raises NotAllowed when no arrow leads there.
    """
    if to not in MOVES[submission.stage]:
        raise NotAllowed(
            _("It is “%(now)s”, so it cannot become “%(then)s”.")
            % {"now": submission.get_stage_display(), "then": Stage(to).label}
        )
    Move.objects.create(submission=submission, from_stage=submission.stage, to_stage=to, by=by, note=note)
    submission.stage = to
    submission.save(update_fields=[field.name for field in submission._meta.concrete_fields
                                   if not field.primary_key and not field.generated
                                   and field.name not in {"typed", "saves"}])  # fmt: skip
