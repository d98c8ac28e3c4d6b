"""What the portal knows of a person. Each app that keeps personal data says here how it is shown to her and forgotten.

    class NetworksConfig(AppConfig):
        def ready(self):
            personal_data.register("networks", export=submissions.export, anonymise=submissions.anonymise)

`export(person)` returns what JSON can hold. `anonymise(person)` drops what is hers alone, in the transaction of the
erasure. The row of the person stays, without a name: what points to it says "former participant" by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from accounts.models import FORMER, Invitation, JoinRequest, Membership, Person
from plumbing.models import Mail


@dataclass(frozen=True)
class Holder:
    """An app that keeps personal data."""

    export: Callable[[Person], object]
    anonymise: Callable[[Person], None]


_holders: dict[str, Holder] = {}


def register(name: str, *, export: Callable[[Person], object], anonymise: Callable[[Person], None]) -> None:
    """Called once by each app that keeps personal data, when the portal starts; `name` is the heading in the export."""
    _holders[name] = Holder(export, anonymise)


def export(person: Person) -> dict[str, object]:
    """All that the portal knows of a person, app by app."""
    return {name: holder.export(person) for name, holder in _holders.items()}


def anonymise(person: Person) -> None:
    """Every app forgets a person; the account itself comes last, as others may look something up by it."""
    for holder in reversed(_holders.values()):
        holder.anonymise(person)


def export_account(person: Person) -> dict[str, object]:
    """What this app and the packages around it know."""
    memberships = Membership.objects.of(person)
    return {
        "email": person.email,
        "other_emails": list(_addresses(person).exclude(email__iexact=person.email).values_list("email", flat=True)),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": person.language,
        "joined": person.date_joined,
        "last_login": person.last_login,
        "staff_roles": list(person.groups.values_list("name", flat=True)),
        "second_factors": list(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")),
        "organisations": [{"name": str(row.organisation), "role": row.role} for row in memberships],
        "invitations_received": list(_invitations(person).values("organisation__slug", "role", "invited_at")),
        "invitations_sent": list(
            Invitation.objects.filter(invited_by=person).values("organisation__slug", "email", "role", "invited_at")
        ),
        "requests_to_join": list(
            JoinRequest.objects.filter(person=person).values("organisation__slug", "message", "asked_at", "answer")
        ),
        "mails": list(_mails(person).values("to", "subject", "text", "created_at", "sent_at")),
    }


def anonymise_account(person: Person) -> None:
    """Everything that hangs on the account; the account itself is emptied by workflow.erase."""
    _mails(person).delete()
    _invitations(person).delete()
    JoinRequest.objects.filter(person=person).delete()
    Membership.objects.filter(person=person).delete()
    Mail.objects.filter(handled_by_id=person.pk).update(handled_by=str(FORMER))
    about = ContentType.objects.get_for_model(Person)
    LogEntry.objects.filter(content_type=about, object_id=str(person.pk)).update(object_repr=str(FORMER))
    Authenticator.objects.filter(user=person).delete()
    _addresses(person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def _addresses(person: Person):
    return EmailAddress.objects.filter(user=person)


def _hers(person: Person, column: str) -> Q:
    """Rows whose column holds one of her addresses."""
    hers = Q(**{f"{column}__iexact": person.email})
    for email in _addresses(person).filter(verified=True).values_list("email", flat=True):
        hers |= Q(**{f"{column}__iexact": email})
    return hers


def _mails(person: Person):
    return Mail.objects.filter(_hers(person, "to") | _hers(person, "reply_to"))


def _invitations(person: Person):
    return Invitation.objects.filter(_hers(person, "email") | Q(accepted_by=person))
