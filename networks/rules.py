"""What somebody of a partnership may do beyond writing.

Everybody writes. A result that is sent binds its organisation: to the licence, to the rights of the makers and to the
publicity duties of the fund. So it is sent and taken back by somebody who is responsible, there or at the promoter of
the project; where an organisation has named nobody, anybody of it may.
"""

from django.db.models import Q, QuerySet

from accounts.models import Membership, Person
from networks.models import Submission


def who_may_send(submission: Submission) -> QuerySet[Person]:
    """The people who may send a submission and take it back."""
    there = Q(organisation=submission.organisation_id)
    if submission.project_id and submission.project.promoter_id:
        there |= Q(organisation=submission.project.promoter_id)
    memberships = Membership.objects.filter(there)
    if memberships.filter(role=Membership.Role.RESPONSIBLE).exists():
        memberships = memberships.filter(role=Membership.Role.RESPONSIBLE)
    return Person.objects.filter(pk__in=memberships.values("person"), is_active=True)


def may_send(person: Person, submission: Submission) -> bool:
    """Whether a person may send a submission and take it back."""
    return who_may_send(submission).filter(pk=person.pk).exists()
