"""Submissions that staff have before them, complete, through the workflow like everybody's."""

from collections.abc import Iterable, Mapping

from django.core.files.base import ContentFile

from accounts.models import Membership, Organisation, Person
from networks.models import Kind, Stage, Submission, SubmissionFile
from networks.workflow import requests, review, submissions
from plumbing.files import checksum, media_type
from tests.factories import accounts
from tests.factories import networks as made
from tests.factories.instruments import term

RESULT = {
    "title_nl": ["Gids voor onthaal"], "title_en": ["Guide to welcoming"], "type": ["guide"], "year": ["2006"],
    "languages": ["nl", "en"], "summary_nl": ["Nieuwe mensen een plaats geven."],
    "summary_en": ["Giving new people a place."], "themes": ["learning"], "audiences": ["sme"],
    "url": ["https://example.org/gids"], "licence": ["CC-BY-4.0"], "rights": ["on"], "supported": ["no"],
    "tags": ["onthaal, peterschap"], "link-0-url": ["https://example.org/meer"], "link-0-label_nl": ["Meer"],
}  # fmt: skip
FICHE = {"title_nl": ["Leren in het bedrijf"], "summary_nl": ["Wat het project doet."], "goals_nl": ["Nieuwe doelen."]}
EDITION = {"edition_label": ["2"], "edition_note_nl": ["Herzien"], "edition_note_en": ["Revised"]}


def organisation(*, responsible: Iterable[Person] = (), contributors: Iterable[Person] = (), **fields) -> Organisation:
    """A confirmed organisation with its people."""
    found = accounts.organisation(confirmed=True, **fields)
    for role, people in (("responsible", responsible), ("contributor", contributors)):
        for person in people:
            Membership.objects.create(person=person, organisation=found, role=role)
    return found


def handed_in(
    *, by: Person | None = None, of: Organisation | None = None, fields: Mapping[str, Iterable[str]] | None = None,
    kind: str = Kind.RESULT, edition_of=None, project=None, reviewer: Person | None = None,
) -> Submission:  # fmt: skip
    """A complete submission that waits for staff; a new edition, or data of a project, if told so."""
    term("theme", "learning")
    of = of or organisation()
    if kind == Kind.FICHE:
        project = project or made.project(promoter=of)
    usual = FICHE if kind == Kind.FICHE else RESULT | (EDITION if edition_of else {})
    begun = submissions.begin(
        by=by, organisation=of, kind=kind, about=edition_of or project, fields=usual | dict(fields or {})
    )
    sent = submissions.send(begun, by=by)
    return review.take(sent, by=reviewer) if reviewer else sent


def in_stage(stage: str, *, by: Person | None = None, reviewer: Person | None = None, **fields) -> Submission:
    """A submission in any state; decisions are the reviewer's."""
    if stage == Stage.DRAFT:
        return made.submission(by=by, **fields)
    found, reviewer = handed_in(by=by, **fields), reviewer or accounts.person(role="curator")
    moves = {
        Stage.SUBMITTED: lambda: found,
        Stage.CHANGES_ASKED: lambda: review.ask_changes(found, by=reviewer, note="Korter, graag."),
        Stage.ACCEPTED: lambda: review.accept(found, by=reviewer),
        Stage.DECLINED: lambda: review.decline(found, by=reviewer, reason="Het bestaat al."),
        Stage.WITHDRAWN: lambda: submissions.withdraw(found, by=by),
    }
    return moves[stage]()


def asked(*, of: Submission, by: Person, field: str = "summary_nl", text: str = "Voor wie is het?"):
    """A request that the promoter reads beside the field; the submission is hers again."""
    requests.note(of, {field: text}, by=by)
    review.ask_changes(of, by=by)
    of.refresh_from_db()
    return of.requests.get(field=field)


def sent_again(submission: Submission, *, by: Person | None = None, **typed: str) -> Submission:
    """The promoter types something else and sends it anew."""
    submission.keep({name: [text] for name, text in typed.items()}, seen=None, by=by.pk if by else 0)
    return submissions.send(submission, by=by)


def file(
    *, of: Submission, name: str = "gids.txt", content: bytes = b"Welkom", scan: str = "clean", **fields
) -> SubmissionFile:
    """A file of a submission, as the scanner left it."""
    upload = ContentFile(content, name=name)
    scanned = {"scanned_at": of.begun_at} if scan in {"clean", "infected"} else {}
    return SubmissionFile.objects.create(
        submission=of, file=upload, name=name, size=len(content), sha256=checksum(upload),
        media_type=media_type(upload, name), scan=scan, **(scanned | fields),
    )  # fmt: skip
