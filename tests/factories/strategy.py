"""Strategies and what stands behind them, through the workflow like everybody's."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import Person
from forums.models import (
    Chapter,
    Contribution,
    ContributionState,
    Forum,
    PhaseKind,
    Reservation,
    Statement,
    Strategy,
    StrategyVersion,
    Support,
)
from forums.workflow import consolidation, reservations, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Part, Words
from tests.factories.accounts import organisation, person
from tests.factories.forums import forum as a_forum
from tests.factories.forums import group, phase

_numbers = count(1)


def contribution(
    *, to: Forum, by: Person | None = None, state: str = ContributionState.PUBLISHED, stakeholders: str = "employers",
    **fields,
) -> Contribution:  # fmt: skip
    """A contribution in the ledger of a forum, public unless said otherwise."""
    Forum.objects.filter(pk=to.pk).update(numbered=F("numbered") + 1)
    to.refresh_from_db(fields=["numbered"])
    now = timezone.now()
    fields = {"language": "nl", "text": f"Bijdrage {to.numbered}", "author_name": "Somebody"} | fields
    return Contribution.objects.create(
        forum=to, person=by, group=group(stakeholders), state=state, number=to.numbered, submitted_at=now, version=1,
        published_at=now, withdrawn_at=now if state == ContributionState.WITHDRAWN else None, **fields,
    )  # fmt: skip


def draft(*, forums: Iterable[Forum] = (), **fields) -> StrategyVersion:
    """The first draft of a strategy that one forum works on, or these."""
    number = next(_numbers)
    texts = {"title_nl": f"Strategie {number}", "title_en": f"Strategy {number}"}
    strategy = Strategy.objects.create(**({"slug": f"strategy-{number}"} | texts | fields))
    strategy.forums.set(forums or [a_forum()])
    return strategies.begin(strategy, by=None)


def chapter(*, of: StrategyVersion, **fields) -> Chapter:
    """A chapter of a draft."""
    fields = {"title_nl": "Hoofdstuk", "title_en": "Chapter"} | fields
    return statements.save_chapter(Chapter(version=of, **fields), by=None)


def statement(
    *, of: StrategyVersion, chapter: Chapter | None = None, behind: Iterable[Contribution] = (), **words
) -> Statement:
    """A statement of a draft, in its first chapter unless said otherwise."""
    number = next(_numbers)
    words = {"text_nl": f"Stelling {number}", "text_en": f"Statement {number}"} | words
    chapter = chapter or of.chapters.first() or _chapter(of)
    return statements.write(chapter, Words(**words), by=None, contributions=behind)


def _chapter(version: StrategyVersion) -> Chapter:
    return chapter(of=version)


def decided(version: StrategyVersion, *contributions: Contribution, kind: str = "taken-up", **reason) -> None:
    """Say what becomes of these contributions; not taken up has a reason."""
    if kind == "not-taken-up":
        reason = {"reason_nl": "Valt buiten dit forum", "reason_en": "Not for this forum"} | reason
    for one in contributions:
        consolidation.decide(one, version, Decision(kind, **reason), by=None)


def published(
    *, contributions: int = 2, by: Person | None = None, forum: Forum | None = None, **fields
) -> StrategyVersion:
    """A published version with one statement, behind which all contributions stand."""
    forum = forum or a_forum()
    version = draft(forums=[forum], **fields)
    made = [contribution(to=forum, by=by) for _ in range(contributions)]
    statement(of=version, behind=made, unsourced_nl="" if made else "Feit", unsourced_en="" if made else "Fact")
    decided(version, *made)
    return strategies.publish(version, by=None)


def everything_of_a_strategy(*, slug: str = "together", first: int = 0, at: Forum | None = None) -> StrategyVersion:
    """A second version of which no part of its pages is left out. `first` is the number of its first statement."""
    if first:  # a sequence is not rolled back with a test: it is set each time
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('forums_statement_id_seq', %s, false)", [first - 2])
    forum = at or a_forum(title_en="Everything of a strategy")
    old = published(
        slug=slug, forum=forum, contributions=3, by=person(), demonstration=True, intro_nl="Inleiding", intro_en="Intro"
    )
    begun = strategies.begin(old.strategy, by=None)
    begun.note_nl, begun.note_en = "Herzien", "Revised"
    begun.save()
    [whole] = begun.statements.all()
    one, *others = forum.contributions.order_by("number")
    halves = [Part(Words("Helft", "Half"), {one.pk}), Part(Words("Rest", "Rest"), {other.pk for other in others})]
    half, _rest = statements.split(whole, halves, by=None)
    late = contribution(to=forum, gist="In one line")
    decided(begun, late, kind="not-taken-up")
    Support.objects.create(contribution=one, person=None, group=group("ngos"))
    gone = statement(of=begun)
    statements.drop(gone, by=None, reason_en="Said elsewhere")
    new = strategies.publish(begun, by=None)
    action = half.actions.create(title_en="A helpdesk", owner=organisation(), due=date(2027, 5, 1))
    strategies.report_progress(action, progress="under-way", by=None, note_en="Begun")
    reservation(on=half)
    reservations.withdraw(reservation(on=half), by=None)
    return new


def reservation(*, on: Statement, by: Person | None = None, **fields) -> Reservation:
    """A reservation of an organisation on a published statement, while its forum asks for them."""
    signer = by or person()
    speaks_for = fields.pop("organisation", None) or organisation(confirmed=True, member=signer)
    forum = on.version.strategy.forums.first()
    if not reservations.open_for(on.version):
        phase(of=forum, kind=PhaseKind.RESERVATION)
    texts = {"text_nl": "Niet zonder middelen", "text_en": "Not without means", "signed_by": "The chair"}
    made = Reservation(statement=on, organisation=speaks_for, group=group("ngos"), **(texts | fields))
    return reservations.reserve(made, by=signer)
