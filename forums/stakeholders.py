"""Who is a registered stakeholder at a forum, and for whom she speaks there.

Somebody who is registered for the forum speaks for the group that she named then, and for the organisation that she
named if she acts for it. Somebody who is not, and acts for an organisation that staff confirmed, speaks for it, and for
the group to which organisations of its kind belong. Everybody else reads along.
"""

from dataclasses import dataclass

from accounts.models import Organisation, Person
from forums.models import Forum, StakeholderGroup


@dataclass(frozen=True)
class Stakeholder:
    """A person with the group that she speaks for, and the organisation if there is one."""

    person: Person
    group: StakeholderGroup
    organisation: Organisation | None = None


def stakeholder(forum: Forum, person: Person, organisation: Organisation | None = None) -> Stakeholder | None:
    """How this person speaks at this forum; `organisation` is the one that she acts for now. None: not at all."""
    place = forum.registrations.confirmed().of_address(person.email).select_related("group", "organisation").first()
    if place:
        hers = place.organisation if place.organisation and acts_for(person, place.organisation) else None
        return Stakeholder(person, place.group, hers)
    if organisation and acts_for(person, organisation):
        group = StakeholderGroup.objects.of_kind(organisation.kind)
        return Stakeholder(person, group, organisation) if group else None
    return None


def acts_for(person: Person, organisation: Organisation) -> bool:
    """Whether somebody speaks for an organisation that staff confirmed."""
    return organisation.confirmed and organisation.memberships.filter(person=person).exists()
