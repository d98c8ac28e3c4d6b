"""The queue of the reviewers: how it can be narrowed, and what the start page counts of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.waiting import Waiting
from networks import promises
from networks.models import DECIDED, Stage, Submission
from networks.models.submission import SubmissionQuerySet

PARAMETER = "queue"


@dataclass(frozen=True)
class Narrowing:
    """A part of the queue; `counted` ones are on the start page."""

    name: str
    label: str
    narrow: Callable[[SubmissionQuerySet, Person, date], SubmissionQuerySet]
    counted: str = ""
    is_wrong: bool = False


NARROWINGS = (
    Narrowing("", _("With us"), lambda found, person, today: found.with_staff()),
    Narrowing("to-take", _("To take"), lambda found, person, today: found.to_take(), _("Submissions to take")),
    Narrowing(
        "mine", _("Mine"), lambda found, person, today: found.with_staff().filter(reviewer=person),
        _("Submissions that you have"),
    ),
    Narrowing(
        "late", _("Late"), lambda found, person, today: found.late(today), _("Submissions that are late"), is_wrong=True
    ),
    Narrowing("promoter", _("With the promoter"), lambda found, person, today: found.filter(stage=Stage.CHANGES_ASKED)),
    Narrowing("decided", _("Decided"), lambda found, person, today: found.filter(stage__in=DECIDED)),
    Narrowing("withdrawn", _("Withdrawn"), lambda found, person, today: found.filter(stage=Stage.WITHDRAWN)),
    Narrowing("all", _("All"), lambda found, person, today: found),
)  # fmt: skip


def narrowed(found: SubmissionQuerySet, name: str, person: Person) -> SubmissionQuerySet:
    """The part of the queue of this name, the most urgent first; what is with staff for any other name."""
    chosen = next((one for one in NARROWINGS if one.name == name), NARROWINGS[0])
    return chosen.narrow(found, person, timezone.localdate())


@dataclass(frozen=True)
class Part:
    """A part of the queue as a link above it; `count` is how many wait there, where that is to be known."""

    label: str
    query: str
    is_chosen: bool
    count: int | None


def parts(person: Person, chosen: str) -> Iterator[Part]:
    """All parts, for who looks at the one with the name `chosen`."""
    names = {part.name for part in NARROWINGS}
    for part in NARROWINGS:
        is_counted = bool(part.counted) or not part.name
        count = narrowed(Submission.objects.reviewable_by(person), part.name, person).count() if is_counted else None
        is_chosen = part.name == (chosen if chosen in names else "")
        yield Part(part.label, urlencode({PARAMETER: part.name}) if part.name else "", is_chosen, count)


def waiting(person: Person) -> Iterator[Waiting]:
    """What the start page tells a reviewer."""
    if not person.has_perm("networks.review_submission"):
        return
    found = Submission.objects.reviewable_by(person)
    address = reverse("admin:networks_submission_changelist")
    for part in NARROWINGS:
        if part.counted:
            count = narrowed(found, part.name, person).count()
            yield Waiting(part.counted, count, f"{address}?{PARAMETER}={part.name}", part.is_wrong)


def place(submission: Submission) -> tuple[int, int]:
    """Where it stands in the queue, and how long the queue is; 0 when it does not wait."""
    waiting_ids = list(Submission.objects.with_staff().values_list("pk", flat=True))
    return (waiting_ids.index(submission.pk) + 1 if submission.pk in waiting_ids else 0), len(waiting_ids)


def days_left(due_on: date | None) -> str:
    """How long staff have to answer, in words."""
    if due_on is None:
        return ""
    today = timezone.localdate()
    if due_on == today:
        return gettext("today")
    days = abs(promises.working_days_until(due_on, today)) or 1
    if due_on < today:
        return ngettext("%(count)d working day late", "%(count)d working days late", days) % {"count": days}
    return ngettext("%(count)d working day left", "%(count)d working days left", days) % {"count": days}


def since_last_time(submission: Submission) -> str:
    """What changed since the reviewers saw it, in words; for a row of `with_queue`."""
    if submission.round == 1:
        return gettext("new")
    parts = [ngettext("%(count)d field changed", "%(count)d fields changed", submission.changed)
             % {"count": submission.changed}]  # fmt: skip
    if submission.asked:
        parts.append(
            ngettext("%(settled)d of %(count)d request answered", "%(settled)d of %(count)d requests answered",
                     submission.asked) % {"settled": submission.settled, "count": submission.asked}
        )  # fmt: skip
    return ", ".join(parts)
