"""Proposals to link two projects: computed anew, kept, dismissed, and asked again on demand.

open ──keep──▶ kept (a draft link)
  └──dismiss──▶ dismissed ──ask_again──▶ open
"""

from datetime import datetime

from django.db import connection, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from networks import likeness
from networks.models import Link, Project, Proposal
from networks.workflow import NotAllowed, diagonal


@transaction.atomic
def compute() -> int:
    """Compare all published projects; returns how many proposals are open afterwards.

    What was kept or dismissed stays so, and two that are linked already are not proposed. An open proposal that is no
    longer likely goes: nobody had decided about it.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE networks_proposal IN SHARE ROW EXCLUSIVE MODE")  # one computation at a time
    now = timezone.now()
    known = set(Proposal.objects.exclude(state=Proposal.State.OPEN).values_list("left", "right"))
    known |= {tuple(sorted(ends)) for ends in Link.objects.between_projects().values_list("from_project", "to_project")}
    found = [
        Proposal(left_id=pair.left, right_id=pair.right, score=pair.score, reasons=pair.reasons, computed_at=now)
        for pair in likeness.pairs(likeness.works(Project.objects.published().with_work()))
        if (pair.left, pair.right) not in known
    ]
    Proposal.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["left", "right"], update_fields=["score", "reasons", "computed_at"]
    )
    Proposal.objects.filter(state=Proposal.State.OPEN, computed_at__lt=now).delete()
    return len(found)


def compute_soon() -> None:
    """Let the worker compare the projects once this transaction is through."""
    transaction.on_commit(lambda: computed_since.enqueue(timezone.now().isoformat()))


@task
def computed_since(asked_at: str) -> None:
    """Compute the proposals, unless that was done since: many projects published at once ask for it many times."""
    asked: datetime = parse_datetime(asked_at)
    if not Proposal.objects.filter(state=Proposal.State.OPEN, computed_at__gt=asked).exists():
        compute()


@transaction.atomic
def keep(proposal: Proposal, *, by: Person | None, kind: str = Link.Kind.SAME_THEME) -> Link:
    """It becomes a link, in draft: whoever kept it writes what they have in common, and publishes it.

    A link of this kind that somebody made meanwhile is the one. An instrument that both made is the one they share.
    """
    proposal = _locked(proposal)
    instrument = next((reason["ids"][0] for reason in proposal.reasons if reason["kind"] == "instruments"), None)
    if kind == Link.Kind.SHARES_INSTRUMENT and instrument is None:
        raise NotAllowed(_("Say which instrument they share; only that kind of link has one."))
    link = (
        Link.objects.between_projects().of_project(proposal.left).of_project(proposal.right).filter(kind=kind).first()
    )
    if link is None:
        shared = instrument if kind == Link.Kind.SHARES_INSTRUMENT else None
        link = Link(kind=kind, from_project=proposal.left, to_project=proposal.right, instrument_id=shared)
        link.demonstration = proposal.left.demonstration and proposal.right.demonstration
        diagonal.save(link, by=by)
    _judge(proposal, Proposal.State.KEPT, by=by, link=link)
    return link


@transaction.atomic
def dismiss(proposal: Proposal, *, by: Person | None, note: str = "") -> Proposal:
    """It is not asked again, however alike the two become."""
    return _judge(_locked(proposal), Proposal.State.DISMISSED, by=by, note=note)


@transaction.atomic
def ask_again(proposal: Proposal, *, by: Person | None) -> Proposal:
    """What was dismissed by mistake waits to be judged once more."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != Proposal.State.DISMISSED:
        raise NotAllowed(_("Only what was dismissed can be asked again."))
    proposal.state, proposal.judged_at, proposal.judged_by, proposal.note = Proposal.State.OPEN, None, None, ""
    proposal.save()
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("left", "right").get(pk=proposal.pk)
    if proposal.state != Proposal.State.OPEN:
        raise NotAllowed(_("It was judged already: %(state)s.") % {"state": proposal.get_state_display()})
    return proposal


def _judge(proposal: Proposal, to: str, *, by: Person | None, note: str = "", link: Link | None = None) -> Proposal:
    proposal.state, proposal.judged_at, proposal.judged_by = to, timezone.now(), by
    proposal.note, proposal.link = note, link
    proposal.save()
    return proposal
