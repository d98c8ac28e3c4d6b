"""Mails about submissions. Called inside the move that causes them, so that a move undone is a mail unsent.

Mails that carry a decision are drafts in the outbox: staff read them, change them and send them.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import override

from accounts.models import Membership, Organisation, Person
from networks.models import Recommendation, Submission
from networks.sheet import sheet
from plumbing import mail
from plumbing.models import Mail

ANSWERS_TO = settings.CONTACT_EMAIL


def received(submission: Submission, *, by: Person | None) -> None:
    """It has arrived: its reference, what happens next and by when. To who is responsible and to who sent it."""
    for person in _once_each([*readers(submission.organisation), *([by] if by else [])]):
        mail.enqueue(
            "networks/received", to=person.email, language=person.language, context={"submission": submission},
            reply_to=ANSWERS_TO, about=submission, once=_key("received", submission, person),
        )  # fmt: skip


def changes_asked(submission: Submission, *, note: str, by: Person) -> None:
    """What is asked, field by field."""
    asked = list(submission.requests.told().unresolved())

    def told() -> dict:
        cells = sheet(submission, submission.typed).cells
        names = {name: cell.label for name, cell in cells.items()}
        requests = [{"label": names.get(one.field, one.field), "text": one.text} for one in asked]
        return {"note": note, "requests": requests}

    _draft("changes_asked", submission, by, told)


def accepted(submission: Submission, *, by: Person, with_judgements: bool) -> None:
    _draft("accepted", submission, by, lambda: _judgements(submission, with_judgements))


def declined(submission: Submission, *, by: Person, with_judgements: bool) -> None:
    _draft("declined", submission, by, lambda: _judgements(submission, with_judgements))


def late(person: Person, submissions: Iterable[Submission], *, today: date) -> None:
    """To one of the staff: what should have been answered already. Once a day."""
    mail.enqueue(
        "networks/late", to=person.email, language=person.language, context={"submissions": list(submissions)},
        about="late submissions", once=f"networks/late:{today:%Y-%m-%d}:{person.pk}",
    )  # fmt: skip


def readers(organisation: Organisation) -> list[Person]:
    """Who is told of a decision: the responsible people of an organisation; all its people where nobody is."""
    memberships = organisation.memberships.filter(person__is_active=True).select_related("person").order_by("pk")
    responsible = memberships.filter(role=Membership.Role.RESPONSIBLE)
    return [membership.person for membership in responsible or memberships]


def about(submission: Submission) -> "list[Mail]":
    """Every mail about a submission, the newest first."""
    return list(Mail.objects.filter(about=f"{submission._meta.label_lower}:{submission.pk}"))


def _draft(template: str, submission: Submission, by: Person, told: Callable[[], dict]) -> None:
    """A mail that waits for staff, to each reader; `told` is asked in her language. What waited about an earlier
    decision is out of date.
    """
    for earlier in about(submission):
        if earlier.state == Mail.State.DRAFT:
            mail.drop(earlier, by=by)
    for person in readers(submission.organisation):
        with override(person.language):
            context = {"submission": submission, **told()}
        mail.draft(
            f"networks/{template}", to=person.email, language=person.language, context=context, reply_to=ANSWERS_TO,
            about=submission, once=_key(template, submission, person),
        )  # fmt: skip


def _judgements(submission: Submission, wanted: bool) -> dict:
    return {"judgements": list(submission.judgements.all()) if wanted else []}


def _once_each(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def _key(kind: str, submission: Submission, person: Person) -> str:
    """The same mail is never made twice: one a kind, a time that it was sent, and a person."""
    return f"networks/{kind}:{submission.pk}:{submission.round}:{person.pk}"


def recommendation_sent(recommendation: Recommendation, person: Person) -> None:
    """Somebody who answers for the network finds what is recommended, and by when a reply is due."""
    _of_recommendation("recommendation_sent", recommendation, person)


def recommendation_overdue(recommendation: Recommendation, person: Person) -> None:
    """The day has passed and there is no reply. Once for each day that was due."""
    _of_recommendation("recommendation_overdue", recommendation, person, once=f"{recommendation.due_on:%Y-%m-%d}")


def recommendation_answered(recommendation: Recommendation) -> None:
    """Its owner reads what the network says."""
    _of_recommendation(
        "recommendation_answered", recommendation, recommendation.owner, once=f"v{recommendation.version}"
    )


def _of_recommendation(template: str, recommendation: Recommendation, person: Person, *, once: str = "") -> None:
    mail.enqueue(
        f"networks/{template}", to=person.email, language=person.language, context={"recommendation": recommendation},
        about=recommendation, once=f"networks/{template}:{recommendation.pk}:{once}:{person.pk}",
    )  # fmt: skip
