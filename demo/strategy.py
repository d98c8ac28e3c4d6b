"""The strategy of the demonstration: what was said at an invented forum, and two versions of what came of it."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organisation
from demo.forums import load_forum
from forums.models import (
    Channel,
    Chapter,
    Contribution,
    Forum,
    Naming,
    Question,
    Reservation,
    StakeholderGroup,
    Statement,
    Strategy,
    StrategyVersion,
)
from forums.workflow import consolidation, contributions, reservations, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.contributions import Receipt, Wording
from forums.workflow.statements import Part, Words
from networks.models import PolicyFeedback

CONTENT = Path(__file__).with_name("content") / "strategy.toml"
FIRST, SECOND = timedelta(days=-90), timedelta(days=-30)  # when the versions were published


@transaction.atomic
def load_strategy() -> bool:
    """Load the strategy with its forum, unless it is there; whether it was added."""
    item = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    if Strategy.objects.filter(slug=item["strategy"]["slug"]).exists():
        return False
    forum = Forum.objects.filter(slug=item["forum"]["slug"]).first() or load_forum(item["forum"])
    texts = {name: text for name, text in item["strategy"].items() if not name.startswith("note")}
    strategy = Strategy.objects.create(**texts, demonstration=True)
    strategy.forums.add(forum)
    voices = load_contributions(forum, item["contribution"])
    first = load_first(strategy, item, voices)
    load_second(first, item, voices)
    return True


def load_contributions(forum: Forum, items: list[dict]) -> dict[str, Contribution]:
    """The ledger of the forum; those who wrote are known by their group only."""
    questions = list(Question.objects.filter(forum=forum))
    return {item["key"]: load_contribution(forum, questions, item) for item in items}


def load_first(strategy: Strategy, item: dict, voices: dict[str, Contribution]) -> StrategyVersion:
    version = strategies.begin(strategy, by=None)
    chapters = [
        statements.save_chapter(Chapter(version=version, **texts), by=None) for texts in item["chapter"]
    ]  # fmt: skip
    for one in item["statement"]:
        behind = [voices[key] for key in one["behind"]]
        statements.write(chapters[one["chapter"]], words(one), by=None, contributions=behind)
    decide(version, item["outcome"], voices)
    return strategies.publish(version, by=None, at=timezone.now() + FIRST)


def load_second(first: StrategyVersion, item: dict, voices: dict[str, Contribution]) -> StrategyVersion:
    """Merged, split, reworded and dropped; then a reservation is signed and actions begin."""
    version = strategies.begin(first.strategy, by=None)
    version.note_nl, version.note_en = item["strategy"]["note_nl"], item["strategy"]["note_en"]
    version.save(update_fields=["note_nl", "note_en"])
    known = {one["key"]: version.statements.get(text_nl=one["text_nl"]) for one in item["statement"]}
    known["list"] = statements.merge([known[key] for key in item["merge"]["statements"]], words(item["merge"]), by=None)
    parts = [
        Part(words(part), {voices[key].pk for key in part["behind"]}) for part in item["split"]["part"]
    ]  # fmt: skip
    statements.split(known[item["split"]["statement"]], parts, by=None)
    reworded = statements.reword(known[item["reword"]["statement"]], words(item["reword"]), by=None)
    consolidation.group(reworded, [voices[key] for key in item["reword"]["behind"]], by=None)
    dropped = item["drop"]
    statements.drop(
        known[dropped["statement"]], by=None, reason_nl=dropped["reason_nl"], reason_en=dropped["reason_en"]
    )
    decide(version, [item["dropped"]], voices, anew=[voices[key] for key in item["reword"]["behind"]])
    version = strategies.publish(version, by=None, at=timezone.now() + SECOND)
    load_reservation(known[item["reservation"]["statement"]], item["reservation"])
    for action in item["action"]:
        load_action(known[action["statement"]], action)
    return version


def words(item: dict) -> Words:
    return Words(*(item.get(name, "") for name in ("text_nl", "text_en", "unsourced_nl", "unsourced_en")))


def decide(
    version: StrategyVersion, items: list[dict], voices: dict[str, Contribution], anew: list[Contribution] = ()
) -> None:
    """What the content says of some; the others that have no outcome yet, and those `anew`, are taken up."""
    for item in items:
        decision = Decision(item["kind"], item["reason_nl"], item["reason_en"])
        consolidation.decide(voices[item["contribution"]], version, decision, by=None)
    decided = set(version.outcomes.values_list("contribution", flat=True)) - {one.pk for one in anew}
    for one in voices.values():
        if one.pk not in decided:
            consolidation.decide(one, version, Decision("taken-up"), by=None)


def load_reservation(statement: Statement, item: dict) -> None:
    """Signed by the promoter of the demonstration for her organisation, if there is one."""
    statement.refresh_from_db()
    member = Membership.objects.filter(person__email="promoter@example.org", organisation__confirmed=True).first()
    if member:
        made = Reservation(
            statement=statement, organisation=member.organisation, signed_by=item["signed_by_nl"],
            group=StakeholderGroup.objects.get(slug=item["group"]), text_nl=item["text_nl"], text_en=item["text_en"],
        )  # fmt: skip
        reservations.reserve(made, by=member.person)


def load_action(statement: Statement, item: dict) -> None:
    owner = Organisation.objects.filter(demonstration=True).order_by("slug").first()
    action = statement.actions.create(
        title_nl=item["title_nl"], title_en=item["title_en"], owner=owner,
        due=timezone.localdate() + timedelta(days=item["due"]),
    )  # fmt: skip
    action.feedback.set(PolicyFeedback.objects.filter(demonstration=True, title_en=item.get("feedback")))
    strategies.report_progress(
        action, progress=item["progress"], by=None, note_nl=item["note_nl"], note_en=item["note_en"]
    )


def load_contribution(forum: Forum, questions: list[Question], item: dict) -> Contribution:
    """Entered by staff, from the minutes of the forum or from a letter."""
    group = StakeholderGroup.objects.get(slug=item["group"])
    said = Wording(text=item["text"], language=item["language"], group=group, naming=Naming.GROUP)
    came = Receipt(
        channel=item.get("channel", Channel.MINUTES), received_on=forum.ends_at.date(),
        question=questions[item["question"]], gist=item["gist"],
    )  # fmt: skip
    return contributions.enter(forum, said, came, by=None, at=forum.ends_at)
