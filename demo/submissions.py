"""What the demonstration's promoter handed in: a live submission in every state, through the doors of the workflow."""

import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Organisation, Person
from instruments.models import Instrument, Use
from networks import promises
from networks.forms import fiche, result
from networks.models import Judgement, Kind, Project, Stage, Submission
from networks.workflow import files, requests, review, submissions

CONTENT = Path(__file__).with_name("content") / "submissions.toml"
# what each goes through, one after the other
WAYS = {
    "draft": (),
    "submitted": ("send",),
    "late": ("send",),
    "taken": ("send", "take", "judge", "note"),
    "sent-again": ("send", "take", "note", "ask", "again"),
    "changes-asked": ("send", "take", "note", "ask"),
    "accepted": ("send", "accept"),
    "declined": ("send", "decline"),
    "withdrawn": ("send", "withdraw"),
}
PREFIXES = ("request_", "again_", "answer_")
APART = ("end", "file", "note", "judgement", "days_ago", *Judgement.CRITERIA)


def load_submissions() -> int:
    """Load the submissions unless there are some; returns how many were added."""
    promoter, curator = (Person.objects.get(email=f"{role}@example.org") for role in ("promoter", "curator"))
    organisation = promoter.organisations.order_by("slug").first()
    handed_in = Submission.objects.filter(demonstration=True)
    if organisation is None:
        return 0
    before = handed_in.count()
    with transaction.atomic():
        if not handed_in.filter(kind=Kind.RESULT).exists():
            load_results(promoter, organisation, curator)
        project = Project.objects.published().filter(promoter=organisation).order_by("pk").first()
        if project and not handed_in.filter(kind=Kind.FICHE).exists():
            load_change(promoter, organisation, project)
    return handed_in.count() - before


def load_results(promoter: Person, organisation: Organisation, curator: Person) -> None:
    """The results of the content file, and a new edition of something that is published."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    project = Project.objects.published().filter(promoter=organisation).order_by("pk").first()
    for item in content["submission"]:
        own = {name: value for name, value in item.items() if name not in APART and not name.startswith(PREFIXES)}
        fields = {name: values(value) for name, value in {**content["usual"], **own}.items()}
        started = submissions.begin(by=promoter, organisation=organisation, about=project, fields=fields)
        type_in(started, {"title_nl": item["title_nl"]}, promoter)
        if "file" in item:
            add_file(started, item["file"], item["summary_nl"], by=promoter)
        for move in WAYS[item["end"]]:
            started = MOVES[move](started, item, promoter, curator)
        if "days_ago" in item:
            move_back(started, timedelta(days=item["days_ago"]))
        if started.stage == Stage.ACCEPTED:
            load_uses(started.instrument)
    published = Instrument.objects.published().exclude(title_nl="").filter(demonstration=True, publisher=organisation)
    published = published.order_by("pk").first()
    if published:
        fields = result.starting_from(published) | {
            "edition_label": ["herzien"], "edition_note_nl": ["Voorbeelden uit kleine bedrijven toegevoegd."],
            "rights": ["on"], "supported": ["no"], "licence": ["CC-BY-4.0"],
        }  # fmt: skip
        fields["summary_nl"] = [f"{published.summary_nl} Met voorbeelden uit kleine bedrijven."]
        edition = submissions.begin(by=promoter, organisation=organisation, about=published, fields=fields)
        add_file(edition, "herziene-uitgave.txt", fields["summary_nl"][0], by=promoter)
        submissions.send(edition, by=promoter)


def load_change(promoter: Person, organisation: Organisation, project: Project) -> None:
    """A change of the data of a project, that waits for staff while the old text stays public."""
    added = {"achievements_nl": ["Twaalf kleine bedrijven werkten mee, twee meer dan gepland."]}
    change = submissions.begin(
        by=promoter, organisation=organisation, kind=Kind.FICHE, about=project,
        fields=fiche.starting_from(project) | added,
    )  # fmt: skip
    submissions.send(change, by=promoter)


def move_back(submission: Submission, by: timedelta) -> None:
    """As if all of it had happened earlier: what is late, and how soon staff answer, shows only in time."""
    submission.moves.update(at=F("at") - by)
    submission.rounds.update(sent_at=F("sent_at") - by)
    for kept in submission.saves.values():
        kept["at"] = (datetime.fromisoformat(kept["at"]) - by).isoformat()
    submission.begun_at -= by
    submission.submitted_at -= by
    submission.decided_at = submission.decided_at and submission.decided_at - by
    submission.due_on = submission.due_on and promises.answer_by(timezone.localdate(submission.submitted_at))
    submission.save(update_fields=["saves", "begun_at", "submitted_at", "decided_at", "due_on"])


def load_uses(instrument: Instrument) -> None:
    """A first day of visitors, for the numbers on the promoter's desk."""
    times = {Use.Kind.VIEW: 23, Use.Kind.DOWNLOAD: 9, Use.Kind.BOXED: 4, Use.Kind.LINK: 2}
    Use.objects.bulk_create(
        Use(instrument=instrument, day=timezone.localdate(), kind=kind, times=number) for kind, number in times.items()
    )


def values(value: object) -> list[str]:
    """As a form posts them."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def add_file(submission: Submission, name: str, text: str, *, by: Person) -> None:
    """A small text file, which opens everywhere."""
    upload = SimpleUploadedFile(name, f"{submission.title}\n\n{text}\n".encode(), "text/plain")
    added = files.add(submission, upload, by=by)
    type_in(submission, {f"file-{added.pk}-language": "nl", f"file-{added.pk}-accessible": "yes"}, by)


def type_in(submission: Submission, fields: dict[str, str], by: Person) -> None:
    submission.keep({name: [text] for name, text in fields.items()}, seen=None, by=by.pk)


def starting(item: dict, prefix: str) -> Iterable[tuple[str, str]]:
    """What an item says about fields: `request_title_nl` and the like."""
    return ((name.removeprefix(prefix), text) for name, text in item.items() if name.startswith(prefix))


def judge(submission: Submission, item: dict, promoter: Person, curator: Person) -> Submission:
    review.judge(
        submission, {name: item.get(name) for name in Judgement.CRITERIA} | {"note": item["judgement"]}, by=curator
    )
    return submission


def note(submission: Submission, item: dict, promoter: Person, curator: Person) -> Submission:
    requests.note(submission, dict(starting(item, "request_")), by=curator)
    return submission


def send_again(submission: Submission, item: dict, promoter: Person, curator: Person) -> Submission:
    """The promoter changes a field, answers a request, and sends it again."""
    told = {request.field: request for request in submission.requests.told()}
    answers = {told[field].answer_name: text for field, text in starting(item, "answer_")}
    type_in(submission, {**dict(starting(item, "again_")), **answers}, promoter)
    return submissions.send(submission, by=promoter)


MOVES = {
    "send": lambda found, item, promoter, curator: submissions.send(found, by=promoter),
    "take": lambda found, item, promoter, curator: review.take(found, by=curator),
    "judge": judge,
    "note": note,
    "ask": lambda found, item, promoter, curator: review.ask_changes(found, by=curator, note=item["note"]),
    "again": send_again,
    "accept": lambda found, item, promoter, curator: review.accept(found, by=curator, note=item["note"]),
    "decline": lambda found, item, promoter, curator: review.decline(found, by=curator, reason=item["note"]),
    "withdraw": lambda found, item, promoter, curator: submissions.withdraw(found, by=promoter, note=item["note"]),
}
