"""An organisation signs a reservation on a statement, and takes it back.

A reservation is made on what is published. While the next version is being written it passes on at once to whatever
the statement has become there, so that nobody loses it on the way.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from forums.models import (
    Activity,
    Phase,
    Reservation,
    Statement,
    Strategy,
    StrategyVersion,
    VersionState,
)
from forums.stakeholders import acts_for
from forums.workflow import NotAllowed, statements

FORGOTTEN = "–"  # stands where the name of somebody stood who was erased


@transaction.atomic
def reserve(reservation: Reservation, *, by: Person, at: datetime | None = None) -> Reservation:
    """Sign a reservation on a statement of the latest published version, while a forum of the strategy asks for them.

    It is not saved before: it has its statement, organisation, words and the name that signs.
    """
    at = at or timezone.now()
    statement, organisation = reservation.statement, reservation.organisation
    version = _with_drafts_locked(statement)
    if not is_latest(version) or statement.retired_at:
        raise NotAllowed(_("There is a later version of this statement; attach the reservation there."))
    if not open_for(version, at):
        raise NotAllowed(_("Reservations are not asked now. What was signed stays where it is."))
    if not acts_for(by, organisation):
        raise NotAllowed(_("You do not act for this organisation, or the editors have not confirmed it yet."))
    if not (reservation.text_nl.strip() or reservation.text_en.strip()) or not reservation.signed_by.strip():
        raise NotAllowed(_("A reservation needs words and a signature."))
    if Reservation.objects.standing().filter(statement=statement, organisation=organisation).exists():
        raise NotAllowed(_("Your organisation has a reservation on this statement already. Withdraw that one first."))
    reservation.person, reservation.signed_at = by, at
    reservation.save(force_insert=True)
    _pass_on(reservation)
    return reservation


@transaction.atomic
def withdraw(reservation: Reservation, *, by: Person | None, at: datetime | None = None) -> Reservation:
    """Take a reservation back, here and wherever it passed on. That it stood there, and until when, stays."""
    _with_drafts_locked(reservation.statement)
    found = Reservation.objects.select_for_update().get(pk=reservation.pk)
    if found.withdrawn_at:
        raise NotAllowed(_("It is withdrawn already."))
    if by is not None and not by.is_staff and not acts_for(by, found.organisation):
        raise NotAllowed(_("You do not act for this organisation, or the editors have not confirmed it yet."))
    at, rows = at or timezone.now(), {found.pk}
    while rows:
        Reservation.objects.standing().filter(pk__in=rows).update(withdrawn_at=at)
        rows = set(Reservation.objects.filter(via__in=rows).values_list("pk", flat=True))
    found.refresh_from_db()
    return found


def forget(person: Person) -> int:
    """Take the name of somebody who is erased from what she signed; the organisation's reservation stays."""
    return Reservation.objects.filter(person=person).update(person=None, signed_by=FORGOTTEN)


def open_for(version: StrategyVersion, at: datetime | None = None) -> bool:
    """Whether a forum of the strategy asks for reservations at a moment."""
    phases = Phase.objects.open(at).permitting(Activity.RESERVE)
    return phases.filter(forum__strategies=version.strategy_id).exists()


def is_latest(version: StrategyVersion) -> bool:
    """Whether it is published and no later version is."""
    published = StrategyVersion.objects.published().filter(strategy=version.strategy_id)
    return published.order_by("-number").values_list("pk", flat=True).first() == version.pk


def _with_drafts_locked(statement: Statement) -> StrategyVersion:
    """The version of a statement, while nobody merges, splits, publishes or begins a version of this strategy."""
    version = StrategyVersion.objects.select_related("strategy").get(pk=statement.version_id)
    Strategy.objects.select_for_update(no_key=True).get(pk=version.strategy_id)
    drafts = version.strategy.versions.filter(state=VersionState.DRAFT).order_by("pk")
    list(drafts.select_for_update().values_list("pk", flat=True))
    return version


def _pass_on(reservation: Reservation) -> None:
    """To every statement that descends from its own, step by step, as far as drafts go."""
    made = [reservation]
    while made:
        made = Reservation.objects.bulk_create(
            statements.passed_on(one, descendant)
            for one in made
            for descendant in one.statement.descendants.order_by("pk")
        )
