"""People and organisations for tests."""

from itertools import count

from django.contrib.auth.models import Group

from accounts.models import Membership, Organisation, Person

_numbers = count(1)


def person(
    *, email: str = "", role: str = "", superuser: bool = False, password: str = "a long password", **fields
) -> Person:
    """Somebody with an account. A `role` (curator, moderator, facilitator, administrator) makes her staff."""
    found = Person.objects.create_user(
        email or f"person{next(_numbers)}@example.org", password, is_staff=bool(role) or superuser,
        is_superuser=superuser, **fields,
    )  # fmt: skip
    found.emailaddress_set.create(email=found.email, verified=True, primary=True)
    if role:
        found.groups.add(Group.objects.get(name=role))
    return found


def organisation(
    *,
    name_nl: str = "",
    name_en: str = "",
    kind: str = Organisation.Kind.COMPANY,
    member: Person | None = None,
    responsible: Person | None = None,
    **fields,
) -> Organisation:
    """An organisation, of which `member` is a contributor and `responsible` responsible."""
    number = next(_numbers)
    found = Organisation.objects.create(
        slug=fields.pop("slug", f"organisation-{number}"),
        name_nl=name_nl or (f"Organisatie {number}" if not name_en else ""),
        name_en=name_en, kind=kind, **fields,
    )  # fmt: skip
    if member:
        Membership.objects.create(person=member, organisation=found)
    if responsible:
        Membership.objects.create(person=responsible, organisation=found, role=Membership.Role.RESPONSIBLE)
    return found
