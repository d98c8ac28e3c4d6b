"""Who is at the table, and who is not: by stakeholder group, never by person."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from forums.models import Answer, Forum, Registration, RegistrationState, StakeholderGroup


@dataclass(frozen=True)
class Row:
    """A stakeholder group of a forum. `seats` is how many places were declared for it; None: none were. `invited` is to
    how many of its people an invitation was mailed, and `declined` how many of those said that they do not come.
    """

    group: StakeholderGroup
    seats: int | None
    seated: int
    waiting: int
    attended: int
    invited: int
    declined: int
    organisations: tuple[str, ...]

    @property
    def empty(self) -> int:
        """Declared places that nobody has taken."""
        return max(0, (self.seats or 0) - self.seated)


@dataclass(frozen=True)
class Table:
    """All groups that were invited or came, and what is missing."""

    rows: tuple[Row, ...]
    counted_there: bool

    @property
    def missing(self) -> list[Row]:
        """Invited groups of which nobody has a seat."""
        return [row for row in self.rows if row.seats and not row.seated]

    @property
    def seated(self) -> int:
        return sum(row.seated for row in self.rows)

    @property
    def invited(self) -> int:
        return sum(row.invited for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.waiting for row in self.rows)

    @property
    def empty(self) -> int:
        return sum(row.empty for row in self.rows)


def of(forum: Forum) -> Table:
    """The table of a forum, in four queries however many come."""
    seats = dict(forum.invitations.values_list("group", "seats"))
    counts = {
        row["group"]: row
        for row in forum.registrations.order_by().values("group").annotate(
            seated=Count("pk", filter=Q(state=RegistrationState.SEATED)),
            waiting=Count("pk", filter=Q(state=RegistrationState.WAITING)),
            attended=Count("pk", filter=Q(attended=True)),
        )
        if row["seated"] or row["waiting"]
    }  # fmt: skip
    asked = {
        row["invitation__group"]: row
        for row in forum.invitees.with_answer().filter(invited_at__isnull=False).order_by()
        .values("invitation__group").annotate(
            invited=Count("pk"), declined=Count("pk", filter=Q(answered=Answer.DECLINED)),
        )
    }  # fmt: skip
    named: dict[int, set[str]] = {}
    for group, name in _organisations(forum):
        named.setdefault(group, set()).add(name)
    groups = StakeholderGroup.objects.in_order().filter(pk__in={*seats, *counts})
    nobody, unasked = {"seated": 0, "waiting": 0, "attended": 0}, {"invited": 0, "declined": 0}
    rows = tuple(
        Row(
            group=group,
            seats=seats.get(group.pk),
            organisations=tuple(sorted(named.get(group.pk, ()), key=str.casefold)),
            **{name: counts.get(group.pk, nobody)[name] for name in nobody},
            **{name: asked.get(group.pk, unasked)[name] for name in unasked},
        )
        for group in groups
    )  # fmt: skip
    return Table(rows, counted_there=any(row.attended for row in rows))


def _organisations(forum: Forum) -> list[tuple[int, str]]:
    """Organisations whose people agreed that they are named, each with its group."""
    listed = Registration.objects.seated().filter(forum=forum, listed=True).select_related("organisation")
    return [(one.group_id, one.organisation_label) for one in listed.order_by(F("pk")) if one.organisation_label]
