"""The database itself refuses what is wrong with forums, contributions and strategies, whoever writes it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from forums.models import (
    Action,
    ActionReport,
    Appeal,
    Attachment,
    Chapter,
    Contribution,
    Descent,
    Invitee,
    ModerationDecision,
    Move,
    Needs,
    Outcome,
    Refusal,
    Registration,
    Reply,
    Reservation,
    Source,
    Statement,
    Strategy,
    StrategyVersion,
    Support,
)
from forums.workflow import statements
from forums.workflow import strategy as strategies
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.factories.forums import (
    document,
    entered,
    forum,
    group,
    invited,
    listed,
    part,
    phase,
    question,
    registration,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CHECKSUM = "a" * 64
Attempt = Callable[[], object]


def change(row: models.Model, **fields) -> None:
    """Past every door, as a bare update."""
    type(row).objects.filter(pk=row.pk).update(**fields)


def delete(row: models.Model) -> None:
    """As a bare delete, without what Django looks after."""
    type(row).objects.filter(pk=row.pk)._raw_delete("default")


def changed(make: Attempt, **fields) -> Attempt:
    return lambda: change(make(), **fields)


def deleted(make: Attempt) -> Attempt:
    return lambda: delete(make())


def without(other: str, attempt: Attempt) -> Attempt:
    """Tried while another rule, which PostgreSQL looks at before, is gone for a moment."""

    def tried() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE forums_{other.partition('_')[0]} DROP CONSTRAINT {other}")
        attempt()

    return tried


# Rows as they should be, to be spoilt.


def reply(**fields) -> Reply:
    usual = {"language": "nl", "text": "Ja", "group": group(), "state": "submitted"}
    return Reply.objects.create(**({"contribution": entered(at=forum())} | usual | fields))


def decision(**fields) -> ModerationDecision:
    usual = {"contribution": entered(at=forum()), "published": False, "ground": "other", "reason": "Daarom"}
    return ModerationDecision.objects.create(moderator=person(), **(usual | fields))


def appeal() -> Appeal:
    refused = decision()
    return Appeal.objects.create(decision=refused, refused_by=refused.moderator, text="Toch wel")


def attachment(**fields) -> Attachment:
    usual = {"file": "x", "name": "x.pdf", "size": 1, "media_type": "application/pdf", "sha256": CHECKSUM}
    return Attachment.objects.create(contribution=entered(at=forum()), **(usual | fields))


def statement() -> Statement:
    """Of a draft, with a contribution behind it."""
    at = forum()
    return made.statement(of=made.draft(forums=[at]), behind=[made.contribution(to=at)])


def source() -> Source:
    return statement().sources.get()


def dropped() -> Statement:
    gone = made.statement(of=made.draft())
    statements.drop(gone, by=None, reason_nl="Dubbel")
    gone.refresh_from_db()
    return gone


def carried() -> Statement:
    """Of a second version, still a draft, that carries a statement with two contributions and a reservation over."""
    first = made.published()
    made.reservation(on=first.statements.get())
    return strategies.begin(first.strategy, by=None).statements.get()


def reservation(**fields) -> Reservation:
    """On a statement of a draft, past the door that lets only published ones have them."""
    usual = {"statement": statement(), "organisation": organisation(), "text_nl": "Neen", "signed_by": "De voorzitter",
             "signed_at": NOW}  # fmt: skip
    return Reservation.objects.create(**(usual | fields))


def outcome(**fields) -> Outcome:
    at = forum()
    usual = {"contribution": made.contribution(to=at), "version": made.draft(forums=[at]), "kind": "taken-up"}
    return Outcome.objects.create(**(usual | fields))


def action(**fields) -> Action:
    return Action.objects.create(statement=statement(), owner=organisation(), **({"title_nl": "Doen"} | fields))


def move() -> Move:
    return statement().version.moves.latest("pk")


def published_statement() -> Statement:
    return made.published().statements.get()


# What is refused, where a changed field does not say it all.


def group_invited_twice() -> None:
    forum(seats={"ngos": 1}).invitations.create(group=group("ngos"), seats=1)


def invited_twice(email: str = "AN@example.org") -> None:
    asked = listed(email="an@example.org")
    Invitee.objects.create(forum=asked.forum, invitation=asked.invitation, email=email)


def invited_for_another_forum() -> None:
    change(listed(), forum=forum())


def two_phases_at_once() -> None:
    first = phase(of=forum())
    first.forum.phases.create(kind=first.kind, opens=first.closes - timedelta(hours=1), closes=first.closes)


def document_twice() -> None:
    first = document(of=forum())
    document(of=first.forum, title_nl="Nog eens", name="other.csv")


def registered_twice() -> None:
    first = registration(of=forum(), email="an@example.org")
    Registration.objects.create(forum=first.forum, group=first.group, name="An", email="AN@example.org")


def number_twice() -> None:
    first = entered(at=forum())
    change(entered(at=first.forum), number=first.number)


def two_drafts() -> None:
    asked, who = question(), person()
    for _ in range(2):
        Contribution.objects.create(forum=asked.forum, question=asked, person=who, language="nl")


def question_in_a_phase_of_another_forum() -> None:
    change(question(), phase=phase(of=forum()))


def contribution_to_a_question_of_another_forum() -> None:
    change(entered(at=forum()), question=question())


def version_of_a_contribution_twice() -> None:
    first = entered(at=forum()).versions.get()
    first.contribution.versions.create(number=first.number, text="Anders", language="nl")


def attached_twice() -> None:
    first = attachment()
    first.pk = None
    first.save(force_insert=True)


def supported_twice(**by: object) -> None:
    one = entered(at=forum())
    for _ in range(2):
        Support.objects.create(contribution=one, group=group(), **by)


def replied_twice() -> None:
    first = reply(person=person())
    reply(contribution=first.contribution, person=first.person)


def decided_by_the_same() -> None:
    asked = appeal()
    change(asked, state="granted", decided_by=asked.refused_by, decided_at=NOW, answer="Ja")


def version_number_twice() -> None:
    first = made.published()
    StrategyVersion.objects.create(strategy=first.strategy, number=1)


def two_draft_versions() -> None:
    StrategyVersion.objects.create(strategy=made.draft().strategy, number=2)


def chapter_of_another_version() -> None:
    change(statement(), chapter=made.chapter(of=made.draft()))


def descends_twice() -> None:
    new = carried()
    Descent.objects.create(ancestor=new.ancestors.get(), descendant=new, kind="carried")


def descends(kind: str = "carried", *, turned: bool = False) -> Statement:
    """From another statement of the same draft; returns that one."""
    old = statement()
    new = made.statement(of=old.version)
    old, new = (new, old) if turned else (old, new)
    Descent.objects.create(ancestor=old, descendant=new, kind=kind)
    return old


def source_twice() -> None:
    one = source()
    Source.objects.create(contribution=one.contribution, statement=one.statement)


def source_via(**fields) -> Attempt:
    """One more source that says it came by way of an old one."""

    def attempt() -> None:
        new = carried()
        old = Source.objects.filter(statement=new.ancestors.get()).first()
        other = made.contribution(to=new.version.strategy.forums.get())
        ends = {
            "other contribution": {"contribution": other, "statement": new},
            "no descendant": {"contribution": old.contribution, "statement": made.statement(of=new.version)},
        }
        Source.objects.create(via=old, via_statement=old.statement, **ends[fields["ends"]])

    return attempt


def reservation_via(ends: str) -> Attempt:
    """One more reservation that says it came by way of an old one."""

    def attempt() -> None:
        new = carried()
        old = Reservation.objects.get(statement=new.ancestors.get())
        one = {
            "other organisation": {"statement": new, "organisation": organisation()},
            "no descendant": {"statement": made.statement(of=new.version), "organisation": old.organisation},
        }
        reservation(via=old, via_statement=old.statement, **one[ends])

    return attempt


def reserved_twice() -> None:
    first = reservation()
    reservation(statement=first.statement, organisation=first.organisation)


def outcome_twice() -> None:
    first = outcome()
    outcome(contribution=first.contribution, version=first.version)


def source_moved() -> None:
    one = source()
    change(one, contribution=made.contribution(to=one.contribution.forum))


def source_of_what_was_dropped() -> None:
    gone = dropped()
    Source.objects.create(contribution=made.contribution(to=gone.version.strategy.forums.get()), statement=gone)


def retired_without_its_sources() -> None:
    change(descends(), retired_at=NOW)


def retired_without_its_reservations() -> None:
    old = descends(turned=False)
    old.sources.update(released_at=NOW, released_why="Elders")
    reservation(statement=old)
    change(old, retired_at=NOW)


def published_without(what: str) -> Attempt:
    """A second version that leaves something of the first behind."""

    def attempt() -> None:
        first = made.published(contributions=2 if what == "source" else 0)
        old = first.statements.get()
        if what == "reservation":
            made.reservation(on=old)
        second = StrategyVersion.objects.create(strategy=first.strategy, number=2)
        if what != "statement":
            new = made.statement(of=second)
            Descent.objects.create(ancestor=old, descendant=new, kind="carried")
        change(second, state="published", published_at=NOW)

    return attempt


def written_into_a_published_version() -> None:
    one = published_statement()
    Statement.objects.create(version=one.version, chapter=one.chapter, text_nl="Nog iets")


def source_into_a_published_version() -> None:
    one = published_statement()
    Source.objects.create(contribution=made.contribution(to=forum()), statement=one)


def descent_into_a_published_version() -> None:
    older, newer = published_statement(), published_statement()
    Descent.objects.create(ancestor=older, descendant=newer, kind="carried")


EMPTY = {"title_nl": "", "title_en": ""}
WRONG: list[tuple[str, str, Attempt]] = [
    ("stakeholdergroup_has_a_label", "", changed(group, label_nl="", label_en="")),
    ("stakeholdergroup_kinds_known", "", changed(group, kinds=["choir"])),
    ("forum_has_a_title", "", changed(forum, **EMPTY)),
    ("forum_kind_known", "", changed(forum, kind="party")),
    ("forum_level_known", "", changed(forum, level="obey")),
    ("forum_state_known", "", changed(forum, state="lost")),
    ("forum_moderation_known", "", changed(forum, moderation="never")),
    ("forum_languages_known", "", changed(forum, languages=["nl", "xx"])),
    ("forum_services_known", "", changed(forum, services=["valet"])),
    ("forum_ends_after_it_starts", "ends first", changed(forum, ends_at=datetime(2001, 1, 1, tzinfo=UTC))),
    ("forum_ends_after_it_starts", "never ends", changed(forum, ends_at=None)),
    ("forum_ends_after_it_starts", "month and day", changed(forum, month="2027-03-01")),
    ("forum_month_by_its_first_day", "", changed(forum, starts_at=None, ends_at=None, month="2027-03-02")),
    ("forum_capacity_plausible", "", changed(forum, capacity=0)),
    ("forum_published_when", "", changed(forum, published_at=None)),
    ("forum_published_with_summary", "", changed(forum, summary_nl="", summary_en="")),
    ("forum_cancelled_when_and_why", "no moment", changed(forum, state="cancelled", cancellation_reason_nl="Ziek")),
    ("forum_cancelled_when_and_why", "no reason", changed(forum, state="cancelled", cancelled_at=NOW)),
    ("forum_cancelled_when_and_why", "not cancelled", changed(forum, cancelled_at=NOW)),
    ("invitation_once_a_group", "", group_invited_twice),
    ("invitation_seats_plausible", "", lambda: forum(seats={"ngos": 0})),
    ("invitee_once_a_forum", "", invited_twice),
    ("invitee_language_known", "", changed(listed, language="fr")),
    ("invitee_somebody_or_erased", "nobody", changed(listed, email="")),
    ("invitee_somebody_or_erased", "erased with a name", changed(listed, email="", erased_at=NOW)),
    ("invitee_declined_once_invited", "", changed(listed, declined_at=NOW)),
    ("invitee_invitation_same_forum", "", invited_for_another_forum),
    ("invitee_kept", "", deleted(invited)),
    ("refusal_is_a_digest", "", lambda: Refusal.objects.create(pk="an@example.org")),
    ("programmepart_has_a_title", "", lambda: part(of=forum(), **EMPTY)),
    ("programmepart_ends_after_it_starts", "", lambda: part(of=forum(), starts_at=NOW, ends_at=NOW)),
    ("programmepart_ends_after_it_starts", "never starts", lambda: part(of=forum(), ends_at=NOW)),
    ("phase_kind_known", "", lambda: phase(of=forum(), kind="nap")),
    ("phase_closes_after_it_opens", "", lambda: phase(of=forum(), opens=NOW, closes=NOW)),
    ("phase_of_a_kind_one_at_a_time", "", two_phases_at_once),
    ("forumdocument_once", "", document_twice),
    ("forumdocument_kind_known", "", lambda: document(of=forum(), kind="joke")),
    ("forumdocument_has_a_title", "", lambda: document(of=forum(), **EMPTY)),
    ("forumdocument_has_a_name", "", lambda: change(document(of=forum()), name="")),
    ("forumdocument_has_a_checksum", "", lambda: change(document(of=forum()), sha256="z" * 64)),
    ("registration_once_an_address", "", registered_twice),
    ("registration_state_known", "",
     without("registration_confirmed_when", lambda: change(registration(of=forum()), state="lost"))),
    ("registration_language_known", "", lambda: change(registration(of=forum()), language="fr")),
    ("registration_of_somebody_or_erased", "no name", lambda: change(registration(of=forum()), name="")),
    ("registration_of_somebody_or_erased", "erased", lambda: change(registration(of=forum()), erased_at=NOW)),
    ("registration_confirmed_when", "", lambda: change(registration(of=forum()), confirmed_at=None)),
    ("registration_seated_when", "", lambda: change(registration(of=forum()), seated_at=None)),
    ("registration_cancelled_when", "no moment", lambda: change(registration(of=forum()), state="cancelled")),
    ("registration_cancelled_when", "not cancelled", lambda: change(registration(of=forum()), cancelled_at=NOW)),
    ("registration_attended_if_confirmed", "",
     lambda: change(registration(of=forum(), confirmed=False), attended=True)),
    ("registration_kept", "", lambda: delete(registration(of=forum()))),
    ("needs_are_something", "", lambda: Needs.objects.create(registration=registration(of=forum()))),
    ("question_has_a_title", "", changed(question, **EMPTY)),
    ("question_phase_same_forum", "", question_in_a_phase_of_another_forum),
    ("contribution_language_known", "", lambda: change(entered(at=forum()), language="fr")),
    ("contribution_naming_known", "", lambda: change(entered(at=forum()), naming="nickname")),
    ("contribution_erased_has_no_author", "", lambda: change(entered(at=forum()), erased_at=NOW)),
    ("contribution_withdrawn_when", "no moment", lambda: change(entered(at=forum()), state="withdrawn")),
    ("contribution_withdrawn_when", "not withdrawn", lambda: change(entered(at=forum()), withdrawn_at=NOW)),
    ("contribution_published_when", "",
     lambda: change(entered(at=forum()), state="published", published_at=None)),
    ("contribution_number_once", "", number_twice),
    ("contribution_one_draft_a_question", "", two_drafts),
    ("contribution_state_known", "",
     without("contribution_numbered_once_handed_in", lambda: change(entered(at=forum()), state="lost"))),
    ("contribution_channel_known", "", lambda: change(entered(at=forum()), channel="pigeon")),
    ("contribution_numbered_once_handed_in", "no number", lambda: change(entered(at=forum()), number=None)),
    ("contribution_numbered_once_handed_in", "no text", lambda: change(entered(at=forum()), text="")),
    ("contribution_on_paper_received_when", "", lambda: change(entered(at=forum()), received_on=None)),
    ("contribution_question_same_forum", "", contribution_to_a_question_of_another_forum),
    ("contribution_kept", "", lambda: delete(entered(at=forum()))),
    ("contributionversion_once", "", version_of_a_contribution_twice),
    ("contributionversion_says_something", "",
     lambda: entered(at=forum()).versions.create(number=2, text="", language="nl")),
    ("contributionversion_kept", "changed", lambda: change(entered(at=forum()).versions.get(), text="Anders")),
    ("contributionversion_kept", "deleted", lambda: delete(entered(at=forum()).versions.get())),
    ("attachment_once", "", attached_twice),
    ("attachment_has_a_name", "", lambda: attachment(name="")),
    ("attachment_has_a_checksum", "", lambda: attachment(sha256="z" * 64)),
    ("attachment_language_known", "", lambda: attachment(language="fr")),
    ("attachment_there_before_it_leaves", "leaving", lambda: attachment(leaving=True)),
    ("attachment_there_before_it_leaves", "gone", lambda: attachment(until=1)),
    ("attachment_there_before_it_leaves", "gone before it came", lambda: attachment(since=2, until=1)),
    ("attachment_scan_known", "", without("attachment_scanned_when", changed(attachment, scan="eaten"))),
    ("attachment_scanned_when", "", lambda: attachment(scan="clean")),
    ("attachment_kept", "", deleted(lambda: attachment(since=1))),
    ("reply_language_known", "", lambda: reply(language="fr")),
    ("reply_naming_known", "", lambda: reply(naming="nickname")),
    ("reply_erased_has_no_author", "", lambda: reply(erased_at=NOW, author_name="An")),
    ("reply_withdrawn_when", "", lambda: reply(state="withdrawn")),
    ("reply_published_when", "", lambda: reply(state="published")),
    ("reply_state_known_and_not_empty", "unknown", lambda: reply(state="lost")),
    ("reply_state_known_and_not_empty", "empty", lambda: reply(text="")),
    ("reply_short", "", lambda: reply(text="x" * 801)),
    ("reply_one_at_a_time", "", replied_twice),
    ("support_once_a_person", "", lambda: supported_twice(person=person())),
    ("support_once_an_organisation", "", lambda: supported_twice(organisation=organisation())),
    ("support_once_a_voice", "", lambda: supported_twice(voice=uuid4())),
    ("moderationdecision_on_one_thing", "nothing", lambda: decision(contribution=None)),
    ("moderationdecision_on_one_thing", "two things", lambda: decision(reply=reply())),
    ("moderationdecision_refused_with_reason", "no reason", lambda: decision(reason="")),
    ("moderationdecision_refused_with_reason", "no ground", lambda: decision(ground="")),
    ("moderationdecision_refused_with_reason", "published", lambda: decision(published=True)),
    ("moderationdecision_kept", "", deleted(decision)),
    ("appeal_says_why", "", changed(appeal, text="")),
    ("appeal_state_known", "", without("appeal_decided_by_another", changed(appeal, state="lost"))),
    ("appeal_decided_by_another", "the same", decided_by_the_same),
    ("appeal_decided_by_another", "nobody", changed(appeal, state="denied", decided_at=NOW, answer="Neen")),
    ("appeal_names_who_refused", "", lambda: change(appeal(), refused_by=person())),
    ("appeal_kept", "", deleted(appeal)),
    ("strategy_has_a_title", "", lambda: Strategy.objects.create(slug="x")),
    ("strategyversion_number_once", "", version_number_twice),
    ("strategyversion_one_draft", "", two_draft_versions),
    ("strategyversion_numbered_from_one", "", changed(made.draft, number=0)),
    ("strategyversion_published_when", "a draft", changed(made.draft, published_at=NOW)),
    ("strategyversion_published_when", "no moment", changed(made.draft, state="published")),
    ("strategyversion_frozen", "the version", changed(made.published, note_nl="Anders")),
    ("strategyversion_frozen", "its deletion", deleted(made.published)),
    ("strategyversion_frozen", "a chapter", lambda: change(published_statement().chapter, title_nl="Anders")),
    ("strategyversion_frozen", "a statement", changed(published_statement, text_nl="Anders")),
    ("strategyversion_frozen", "a new statement", written_into_a_published_version),
    ("strategyversion_frozen", "a statement gone", deleted(published_statement)),
    ("strategyversion_frozen", "an outcome", lambda: change(made.published().outcomes.first(), kind="in-part")),
    ("strategyversion_frozen", "a source", source_into_a_published_version),
    ("strategyversion_frozen", "a descent", descent_into_a_published_version),
    ("version_carries_every_statement", "", published_without("statement")),
    ("version_carries_every_source", "", published_without("source")),
    ("version_carries_every_reservation", "", published_without("reservation")),
    ("chapter_has_a_title", "", lambda: Chapter.objects.create(version=made.draft())),
    ("statement_says_something", "", changed(statement, text_nl="", text_en="")),
    ("statement_dropped_is_retired", "", changed(statement, dropped_nl="Dubbel")),
    ("statement_chapter_same_version", "", chapter_of_another_version),
    ("statement_retired_for_good", "", changed(dropped, retired_at=None, dropped_nl="")),
    ("statement_passed_on_or_dropped", "", changed(statement, retired_at=NOW)),
    ("statement_sources_passed_on", "", retired_without_its_sources),
    ("statement_reservations_passed_on", "", retired_without_its_reservations),
    ("descent_once", "", descends_twice),
    ("descent_kind_known", "", lambda: descends("stolen")),
    ("descent_of_something_older", "", lambda: descends(turned=True)),
    ("descent_kept", "changed", lambda: change(carried().came_from.get(), kind="split")),
    ("descent_kept", "deleted", lambda: delete(carried().came_from.get())),
    ("source_once", "", source_twice),
    ("source_via_both_or_none", "", lambda: Source.objects.create(
        contribution=made.contribution(to=forum()), statement=statement(), via_statement=statement())),
    ("source_taken_back_with_reason", "", changed(source, released_at=NOW)),
    ("source_via_same_contribution", "", source_via(ends="other contribution")),
    ("source_via_ancestor", "", source_via(ends="no descendant")),
    ("source_ends_stay", "", source_moved),
    ("source_of_a_standing_statement", "", source_of_what_was_dropped),
    ("source_kept", "", deleted(source)),
    ("outcome_once_a_version", "", outcome_twice),
    ("outcome_kind_known", "", lambda: outcome(kind="lost")),
    ("outcome_not_taken_up_with_reason", "", lambda: outcome(kind="not-taken-up")),
    ("reservation_says_something", "", lambda: reservation(text_nl="")),
    ("reservation_is_signed", "", lambda: reservation(signed_by="")),
    ("reservation_once_an_organisation", "", reserved_twice),
    ("reservation_via_both_or_none", "", lambda: reservation(via_statement=statement())),
    ("reservation_via_same_organisation", "", reservation_via("other organisation")),
    ("reservation_via_ancestor", "", reservation_via("no descendant")),
    ("reservation_kept", "", deleted(reservation)),
    ("action_has_a_title", "", lambda: action(title_nl="")),
    ("action_progress_known", "", lambda: action(progress="stuck")),
    ("actionreport_progress_known", "", lambda: ActionReport.objects.create(action=action(), progress="stuck")),
    ("actionreport_stopped_with_reason", "",
     lambda: ActionReport.objects.create(action=action(), progress="stopped")),
    ("move_kind_known", "", lambda: Move.objects.create(version=made.draft(), kind="danced")),
    ("move_kept", "changed", changed(move, kind="merged")),
    ("move_kept", "deleted", deleted(move)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "attempt"), [(rule, attempt) for rule, _case, attempt in WRONG],
                         ids=[f"{rule} {case}".strip() for rule, case, _attempt in WRONG])  # fmt: skip
def test_a_row_that_breaks_the_rule_is_refused(rule, attempt):
    @transaction.atomic
    def write() -> None:
        attempt()
        connection.check_constraints()  # those that wait for the end of the transaction

    with pytest.raises(IntegrityError) as refused:
        write()
    assert refused.value.__cause__.diag.constraint_name == rule


def rules_of_models() -> set[str]:
    """What the models declare."""
    found = apps.get_app_config("forums").get_models(include_auto_created=True)
    return {rule.name for model in found for rule in model._meta.constraints}


# Those made by hand in migrations: no key that names a row, no column that merely exists, no relation of one column.
BY_HAND = """
SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
 WHERE relname LIKE 'forums\\_%' AND relname NOT LIKE 'forums\\_historical%'
   AND (contype = 'f' AND cardinality(conkey) > 1 OR contype = 'x')
"""
TRIGGERS = """
SELECT proname, prosrc, array_agg(DISTINCT encode(tgargs, 'escape'))
  FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_class ON pg_class.oid = tgrelid
 WHERE relname LIKE 'forums\\_%' AND NOT tgisinternal GROUP BY proname, prosrc
"""


def rules_of_the_database() -> set[str]:
    """What migrations added to that: keys over several columns, and what triggers refuse by name."""
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        found = {name for (name,) in cursor.fetchall()}
        cursor.execute(TRIGGERS)
        for name, source_of_it, arguments in cursor.fetchall():
            found |= set(re.findall(r"forums_refuse\('(\w+)'\)", source_of_it))
            if name == "forums_kept":
                found |= {argument.removesuffix("\\000") for argument in arguments}
    return found


def test_every_rule_of_this_app_is_tried_here_and_no_other():
    assert rules_of_models() | rules_of_the_database() == {rule for rule, _case, _attempt in WRONG}


def test_the_rules_that_are_looked_for_are_found():
    assert len(rules_of_models()) > 70
    assert {"move_kept", "source_via_ancestor", "strategyversion_frozen", "statement_retired_for_good"} < (
        rules_of_the_database()
    )
