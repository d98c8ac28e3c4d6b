"""Forums and what belongs to them, through the workflow like everybody's."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Person
from forums.models import (
    Attachment,
    Contribution,
    Forum,
    ForumDocument,
    ForumState,
    Invitee,
    Phase,
    PhaseKind,
    ProgrammePart,
    Question,
    Registration,
    Reply,
    StakeholderGroup,
    Support,
)
from forums.workflow import attachments, contributions, invitations, meetings, moderation, registrations, responses
from plumbing.files import checksum, clean_name, media_type
from tests.factories.accounts import organisation, person
from tests.factories.files import PDF, upload
from tests.factories.instruments import term

_numbers = count(1)
SPRING = datetime(2027, 3, 18, 8, 30, tzinfo=UTC)  # half past nine in Brussels


def group(slug: str = "employers", **fields) -> StakeholderGroup:
    """A stakeholder group, made if the portal does not start with it."""
    fields = {"label_nl": f"{slug} (nl)", "label_en": f"{slug} (en)"} | fields
    return StakeholderGroup.objects.get_or_create(slug=slug, defaults=fields)[0]


def forum(
    *, state: str = ForumState.PUBLISHED, by: Person | None = None, starts_at: datetime | None = None, hours: float = 4,
    themes: Iterable[str] = (), seats: Mapping[str, int] | None = None, **fields,
) -> Forum:  # fmt: skip
    """A forum in both languages, a month from now unless said otherwise. `seats` invites groups by their addresses."""
    number = next(_numbers)
    texts = {
        "title_nl": f"Forum {number}", "title_en": f"Forum (English) {number}",
        "summary_nl": "Waarover het gaat", "summary_en": "What it is about",
    }  # fmt: skip
    made = Forum(**({"kind": "multi-stakeholder"} | texts | fields))
    if not made.month:
        made.starts_at = starts_at or timezone.now() + timedelta(days=30)
        made.ends_at = made.starts_at + timedelta(hours=hours)
    meetings.save(made, by=by)
    made.themes.set([term("theme", slug) for slug in themes])
    for slug, number in (seats or {}).items():
        made.invitations.create(group=group(slug), seats=number)
    if state != ForumState.DRAFT:
        made = meetings.publish(made, by=by)
    if state == ForumState.CANCELLED:
        made = meetings.cancel(made, by=by, reason_nl="Te weinig plaatsen", reason_en="Too few seats")
    return made


def everything_of_a_forum(**fields) -> Forum:
    """A forum of which no part of its page is left out."""
    made = forum(
        level="cooperate", themes=["learning"], seats={"employers": 2, "ngos": 1}, place_nl="Brussel",
        place_en="Brussels", online=True, languages=["nl", "en"], services=["captions"], capacity=10,
        organiser=organisation(),
        body_nl="# Kop", body_en="# Heading", report_nl="Verslag", report_en="Report", **fields,
    )  # fmt: skip
    phase(of=made, kind=PhaseKind.REGISTRATION)
    part(of=made, starts_at=made.starts_at, by="Facilitator", body_nl="Koffie", body_en="Coffee")
    document(of=made)
    question(of=made, body_nl="Denk aan tijd.", body_en="Think of time.")
    answered(entered(at=made, gist="More time"))
    return made


def answered(one: Contribution) -> None:
    """Support, a reply and a file, so that its page has all its parts."""
    who = person(first_name="Bo")
    union = organisation(name_nl="Bond", name_en="Union", kind="trade-union", member=who, confirmed=True)
    responses.support(one, by=who, organisation=union)
    said = responses.reply(one, responses.Answer("Mee eens", "nl", "organisation"), by=who, organisation=union)
    moderation.publish(said, by=person())
    scan_attached(to=one)


def scan_attached(*, to: Contribution) -> Attachment:
    """The scan of a letter, kept by staff with what they entered from it."""
    return attachments.attach(to, upload("brief.pdf", PDF))


def document(*, of: Forum, content: bytes = b"Agenda;9:30\n", name: str = "agenda.csv", **fields) -> ForumDocument:
    """A file of a forum."""
    upload = ContentFile(content, name=clean_name(name))
    return ForumDocument.objects.create(
        **({"title_nl": "Agenda", "title_en": "Agenda", "kind": "agenda", "language": "nl"} | fields), forum=of,
        file=upload, name=upload.name, size=len(content), sha256=checksum(upload), media_type=media_type(upload, name),
    )  # fmt: skip


def phase(
    *, of: Forum, kind: str = PhaseKind.CONTRIBUTION, opens: datetime | None = None, closes: datetime | None = None,
    **fields,
) -> Phase:  # fmt: skip
    """A phase that goes on: since yesterday, until a week from now."""
    opens = opens or timezone.now() - timedelta(days=1)
    return of.phases.create(kind=kind, opens=opens, closes=closes or opens + timedelta(days=8), **fields)


def part(*, of: Forum, **fields) -> ProgrammePart:
    """A part of the programme."""
    return of.programme.create(**({"title_nl": "Onthaal", "title_en": "Welcome"} | fields))


def registration(
    *, of: Forum, email: str = "", confirmed: bool = True, group_slug: str = "employers", name: str = "An Anders",
    language: str = "en", at: datetime | None = None, person: Person | None = None, **details,
) -> Registration:  # fmt: skip
    """Somebody's place; the phase for it is made when the forum has none."""
    if not registrations.is_open(of, at):
        phase(of=of, kind=PhaseKind.REGISTRATION)
    made = registrations.register(
        of, registrations.Details(name=name, group=group(group_slug), **details),
        email=email or f"guest{next(_numbers)}@example.org", language=language, person=person, at=at,
    )  # fmt: skip
    return registrations.confirm(made, at=at) if confirmed else made


def listed(
    *, to: Forum | None = None, email: str = "", group_slug: str = "employers", name: str = "Bea Bos",
    language: str = "en", **fields,
) -> Invitee:  # fmt: skip
    """Somebody on the list of a group, whom nobody has invited yet; of a forum for which one can register."""
    to = to or forum()
    if not to.phases.filter(kind=PhaseKind.REGISTRATION).exists():
        phase(of=to, kind=PhaseKind.REGISTRATION)
    asked = to.invitations.get_or_create(group=group(group_slug), defaults={"seats": 2})[0]
    email = email or f"asked{next(_numbers)}@example.org"
    [made] = invitations.add(asked, [invitations.Guest(email, name, language=language, **fields)])
    return made


def invited(*, to: Forum | None = None, at: datetime | None = None, **fields) -> Invitee:
    """Somebody who was invited by mail."""
    made = listed(to=to, **fields)
    invitations.send(made.forum, [made.invitation], at=at)
    made.refresh_from_db()
    return made


def question(*, of: Forum | None = None, during: Phase | None = None, **fields) -> Question:
    """A question to which contributions are taken now."""
    of = of or forum()
    texts = {"title_nl": "Wat is nodig?", "title_en": "What is needed?"}
    return of.questions.create(phase=during or phase(of=of), **(texts | fields))


def wording(text: str = "Meer tijd", **fields) -> contributions.Wording:
    """What a contribution says."""
    usual = {
        "language": "nl",
        "group": group(),
        "naming": "both",
        "author_name": "An Anders",
        "organisation_name": "Zon",
    }
    return contributions.Wording(text=text, **(usual | fields))


def handed_in(*, to: Question, by: Person, at: datetime | None = None, **fields) -> Contribution:
    """A contribution that its author handed in."""
    return contributions.hand_in(contributions.begin(to, by=by, at=at), wording(**fields), by=by, at=at)


def entered(*, at: Forum, channel: str = "letter", gist: str = "", **fields) -> Contribution:
    """A contribution that staff took out of a letter."""
    receipt = contributions.Receipt(channel, date(2027, 1, 5), gist=gist)
    return contributions.enter(at, wording(**fields), receipt, by=None)


def stakeholder(*, of: Forum, group_slug: str = "employers", **fields) -> Person:
    """Somebody with an account who is registered for a forum."""
    found = person(**fields)
    registration(of=of, email=found.email, person=found, confirmed=False, group_slug=group_slug)
    return found


def supported(one: Contribution, *, by: Person | None = None, group_slug: str = "employers") -> Support:
    """Support by somebody who is registered for the forum; its phase must be open."""
    return responses.support(one, by=by or stakeholder(of=one.forum, group_slug=group_slug))


def replied(
    one: Contribution, *, by: Person | None = None, group_slug: str = "employers", text: str = "Mee eens", **fields
) -> Reply:
    """A reply of somebody who is registered for the forum; its phase must be open."""
    usual = {"language": "nl", "naming": "person", "author_name": "Bo Bos"}
    by = by or stakeholder(of=one.forum, group_slug=group_slug)
    return responses.reply(one, responses.Answer(text=text, **(usual | fields)), by=by)


def attached(to: Contribution, *, name: str = "brief.pdf", content: bytes = PDF) -> Attachment:
    """A file that the author of a contribution adds to what she writes; handed in with her next version."""
    return attachments.add(to, upload(name, content), by=to.person)
