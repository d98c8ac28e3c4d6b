"""What waits for moderators: lines of the start page of the admin, and of their desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forums.models import Appeal, Contribution, Reply
from instruments.waiting import Waiting


def waiting(person: Person) -> Iterator[Waiting]:
    """What nobody has read yet, and appeals that she may decide."""
    if not person.has_perm("forums.moderate_contribution"):
        return
    for label, rows, address in (
        (_("Contributions to moderate"), Contribution.objects.awaiting_moderation(), "contribution"),
        (_("Replies to moderate"), Reply.objects.awaiting_moderation(), "reply"),
        (_("Appeals to decide"), Appeal.objects.open_for(person), "appeal"),
    ):
        state = "open" if address == "appeal" else "submitted"
        listed = f"{reverse(f'admin:forums_{address}_changelist')}?state__exact={state}"
        yield Waiting(label, rows.count(), listed, is_wrong=False)
