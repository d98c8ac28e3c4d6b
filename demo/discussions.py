"""What is said, supported and answered at the forums of the demonstration, by invented organisations that act through
accounts that nobody can sign in with.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, Person
from forums.models import Contribution, Forum, Naming, StakeholderGroup, Support
from forums.workflow import attachments, contributions, moderation, responses
from forums.workflow.contributions import Receipt, Wording
from forums.workflow.responses import Answer

CONTENT = Path(__file__).with_name("content") / "discussions.toml"
SINCE = timedelta(days=-5)  # within the phase of the forum that is to come


@transaction.atomic
def load_discussions() -> int:
    """Load what is said at the forums, unless something is; returns how many contributions were added."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    if Support.objects.exists():
        return 0
    speakers = {item["key"]: load_speaker(item) for item in content["speaker"]}
    moderator = Person.objects.get(email="moderator@example.org")
    said = {item["key"]: load_contribution(item, speakers, moderator) for item in content["contribution"]}
    for item in content["reply"]:
        answer(said[item["to"]], item, speakers[item["speaker"]], moderator)
    for item in content["past"]:
        one = Contribution.objects.get(forum__slug=item["forum"], text__startswith=item["begins"])
        at = one.forum.ends_at + timedelta(hours=20)
        support(one, [speakers[key] for key in item["supported"]], at)
        for reply in item.get("reply", []):
            answer(one, reply, speakers[reply["speaker"]], moderator, at=at)
    return len(said)


def load_speaker(item: dict) -> tuple[Person, Organisation]:
    """Somebody who acts for an organisation of the demonstration."""
    organisation = Organisation.objects.get(slug=item["organisation"])
    email = f"demo-{item['key']}@example.org"
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, first_name="Demo", last_name=str(organisation.name)
    )
    Membership.objects.get_or_create(person=person, organisation=organisation)
    return person, organisation


def load_contribution(item: dict, speakers: dict[str, tuple[Person, Organisation]], moderator: Person) -> Contribution:
    forum = Forum.objects.get(slug=item["forum"])
    question = forum.questions.all()[item["question"]]
    at = timezone.now() + SINCE
    if "channel" in item:
        group = StakeholderGroup.objects.get(slug=item["group"])
        wording = Wording(item["text"].strip(), item["language"], group, Naming.GROUP)
        receipt = Receipt(item["channel"], at.date(), question, item["gist"])
        one = contributions.enter(forum, wording, receipt, by=None, at=at)
        attachments.attach(one, file_of(item))
    else:
        person, organisation = speakers[item["speaker"]]
        group = StakeholderGroup.objects.of_kind(organisation.kind)
        wording = Wording(item["text"].strip(), item["language"], group, Naming.ORGANISATION, organisation=organisation)
        one = contributions.begin(question, by=person, at=at)
        if "file" in item:
            attachments.add(one, file_of(item), by=person, at=at)
        one = contributions.hand_in(one, wording, by=person, at=at)
        if not item.get("waits"):
            one = moderation.publish(one, by=moderator, at=at)
        Contribution.objects.filter(pk=one.pk).update(gist=item["gist"])
    support(one, [speakers[key] for key in item.get("supported", [])], at)
    return one


def file_of(item: dict) -> SimpleUploadedFile:
    """A small text file, which opens everywhere."""
    return SimpleUploadedFile(item["file"], item["file_text"].encode(), "text/plain")


def support(one: Contribution, supporters: list[tuple[Person, Organisation]], at: datetime) -> None:
    for person, organisation in supporters:
        responses.support(one, by=person, organisation=organisation, at=at)


def answer(
    one: Contribution,
    item: dict,
    speaker: tuple[Person, Organisation],
    moderator: Person,
    *,
    at: datetime | None = None,
) -> None:
    person, organisation = speaker
    said = Answer(item["text"], item["language"], Naming.ORGANISATION)
    at = at or timezone.now() + SINCE + timedelta(days=1)
    reply = responses.reply(one, said, by=person, organisation=organisation, at=at)
    if not item.get("waits"):
        moderation.publish(reply, by=moderator, at=at)
