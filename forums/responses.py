"""Support and replies as they are read: by stakeholder group, in the order of the groups, never as one total."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from forums.models import Contribution, Reply, StakeholderGroup, Support
from forums.trace import ByGroup


@dataclass(frozen=True)
class Responses:
    """What answers a contribution, counted."""

    supported: list[ByGroup] = field(default_factory=list)
    replied: list[ByGroup] = field(default_factory=list)


@dataclass(frozen=True)
class OfGroup:
    """The public replies of a stakeholder group to one contribution."""

    group: StakeholderGroup | None
    replies: list[Reply]


def count(contributions: Iterable[int]) -> dict[int, Responses]:
    """Of each contribution its supporters and its public replies; in three queries, however many there are."""
    ids = list(contributions)
    groups = list(StakeholderGroup.objects.in_order())
    supported = _by_group(Support.objects.filter(contribution__in=ids), groups)
    replied = _by_group(Reply.objects.published().filter(contribution__in=ids), groups)
    return {pk: Responses(supported.get(pk, []), replied.get(pk, [])) for pk in ids}


def supported_before(contribution: Contribution) -> list[ByGroup]:
    """Whose support was given before the contribution said what it says now."""
    if contribution.version == 1:
        return []
    latest = contribution.versions.order_by("-number").values("at")[:1]
    rows = Support.objects.filter(contribution=contribution, at__lt=latest)
    return _by_group(rows, list(StakeholderGroup.objects.in_order())).get(contribution.pk, [])


def replies_to(contribution: Contribution) -> list[OfGroup]:
    """The public replies, the groups in their order and within each the oldest first."""
    rows = Reply.objects.published().filter(contribution=contribution).select_related("group", "organisation")
    found = defaultdict(list)
    for reply in rows.order_by("group__position", "group__slug", "published_at", "pk"):
        found[reply.group].append(reply)
    return [OfGroup(group, replies) for group, replies in found.items()]


def _by_group(rows: QuerySet, groups: list[StakeholderGroup]) -> dict[int, list[ByGroup]]:
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows.order_by().values("contribution", "group").annotate(count=Count("pk")):
        counted[row["contribution"]][row["group"]] = row["count"]
    return {
        pk: [ByGroup(group, counts[group.pk]) for group in groups if group.pk in counts]
        for pk, counts in counted.items()
    }
