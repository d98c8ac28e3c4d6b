"""A strategy is published when nothing is missing, and authors are told once."""

import pytest
from django.utils import timezone

from forums import missing
from forums.models import VersionState
from forums.workflow import NotAllowed, consolidation, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Words
from forums.workflow.strategy import NotReady
from plumbing.models import Mail
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.factories.forums import forum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def what_is_missing(version) -> str:
    with pytest.raises(NotReady) as error:
        strategies.publish(version, by=None)
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT
    assert str(error.value) == " ".join(map(str, error.value.missing))
    return str(error.value)


def test_an_empty_version_is_not_published(version):
    assert what_is_missing(version) == "There is no statement yet."


def test_a_statement_with_neither_source_nor_reason_is_named(version):
    made.statement(of=version, text_nl="Los", text_en="Loose")
    made.statement(of=version, unsourced_en="A fact")
    assert what_is_missing(version) == "Statements without a contribution and without a reason: “Loose”"


def test_every_contribution_without_an_outcome_is_named(at, version):
    one, two = made.contribution(to=at), made.contribution(to=at)
    made.statement(of=version, behind=[one, two])
    made.decided(version, one)
    assert what_is_missing(version) == f"Contributions without an outcome: number {two.number}"


def test_a_long_list_says_how_many_more(at, version):
    made.statement(of=version, unsourced_en="A fact")
    for _ in range(missing.SHOWN + 2):
        made.contribution(to=at)
    assert what_is_missing(version).endswith("number 20, and 2 other ones")


def test_what_was_taken_back_after_the_decision_is_named(at, version):
    one = made.contribution(to=at)
    statement = made.statement(of=version, behind=[one], unsourced_en="A fact")
    made.decided(version, one)
    consolidation.release(statement, one, by=None, why="Elsewhere")
    assert "Taken up, but behind no statement: number 1" in what_is_missing(version)


def test_what_was_put_behind_a_statement_after_the_decision_is_named(at, version):
    one = made.contribution(to=at)
    made.decided(version, one, kind="not-taken-up")
    made.statement(of=version, behind=[one])
    assert "Not taken up, but behind a statement: number 1" in what_is_missing(version)


def test_what_waits_for_a_moderator_is_named(at, version):
    made.contribution(to=at, state="submitted")
    made.statement(of=version, unsourced_en="A fact")
    assert "Waiting for a moderator: number 1" in what_is_missing(version)


def test_what_a_moderator_refused_after_all_is_named(at, version):
    one = made.contribution(to=at)
    made.statement(of=version, behind=[one], unsourced_en="A fact")
    at.contributions.update(state="refused")
    assert "No longer public, but behind a statement: number 1" in what_is_missing(version)


def test_contributions_to_other_forums_are_not_asked_for(version):
    made.contribution(to=forum())
    made.statement(of=version, unsourced_en="A fact")
    assert strategies.publish(version, by=None).state == VersionState.PUBLISHED


def test_a_version_is_published_once(at):
    version = made.published(forum=at)
    with pytest.raises(NotAllowed, match="published"):
        strategies.publish(version, by=None)


def test_an_author_is_told_in_her_language_what_became_of_hers(at, django_capture_on_commit_callbacks):
    author = person(language="nl", email="author@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        made.published(forum=at, contributions=1, by=author)
    mail = Mail.objects.get()
    assert mail.to == "author@example.org"
    assert "opgenomen" in mail.text
    assert "/nl/strategie/" in mail.text
    assert at.contributions.get().outcomes.get().told_at


def test_nobody_is_told_twice_the_same_but_another_outcome_is_told(at):
    author = person()
    old = made.published(forum=at, contributions=1, by=author)
    second = strategies.publish(strategies.begin(old.strategy, by=None), by=None)
    assert Mail.objects.count() == 1
    third = strategies.begin(second.strategy, by=None)
    consolidation.decide(at.contributions.get(), third, Decision("in-part", reason_en="Half"), by=None)
    strategies.publish(third, by=None)
    assert [mail.to for mail in Mail.objects.all()] == [author.email] * 2


def test_who_has_no_account_is_not_written_to(at):
    made.published(forum=at, contributions=2)
    assert not Mail.objects.exists()


def test_the_next_version_begins_as_the_last_one_stood(at):
    old = made.published(forum=at, contributions=2)
    new = strategies.begin(old.strategy, by=None)
    [before], [after] = old.statements.all(), new.statements.all()
    assert (after.text_nl, after.chapter.follows, after.ancestors.get()) == (before.text_nl, before.chapter, before)
    assert {one.contribution_id for one in after.sources.all()} == {one.contribution_id for one in before.sources.all()}
    assert new.outcomes.count() == 2
    with pytest.raises(NotAllowed, match="draft of version 2"):
        strategies.begin(old.strategy, by=None)


def test_chapters_without_a_statement_do_not_come_along(at):
    version = made.draft(forums=[at])
    full, empty = made.chapter(of=version, title_en="Full"), made.chapter(of=version, title_en="Empty")
    made.statement(of=version, chapter=full, unsourced_en="A fact")
    statements.drop(made.statement(of=version, chapter=empty), by=None, reason_en="No")
    new = strategies.begin(strategies.publish(version, by=None).strategy, by=None)
    assert [chapter.title_en for chapter in new.chapters.all()] == ["Full"]


def test_progress_of_an_action_is_reported_and_every_report_kept(at):
    statement = made.published(forum=at).statements.get()
    action = statement.actions.create(title_en="A helpdesk", owner=organisation())
    strategies.report_progress(action, progress="under-way", by=None, note_en="Begun")
    with pytest.raises(NotAllowed, match="why"):
        strategies.report_progress(action, progress="stopped", by=None)
    with pytest.raises(NotAllowed):
        strategies.report_progress(action, progress="asleep", by=None)
    strategies.report_progress(action, progress="done", by=None)
    action.refresh_from_db()
    assert action.progress == "done"
    assert [report.progress for report in action.reports.all()] == ["done", "under-way"]


def test_erasing_a_person_keeps_what_she_did_under_no_name(at):
    editor, author = person(role="curator"), person()
    version = made.draft(forums=[at])
    one = made.contribution(to=at, by=author)
    statement = statements.write(made.chapter(of=version), Words("Stelling"), by=editor, contributions=[one])
    made.decided(version, one)
    strategies.publish(version, by=editor)
    at.contributions.update(erased_at=timezone.now(), author_name="", person=None)
    editor.delete()
    author.delete()
    assert statement.sources.get().contribution == one
    one.refresh_from_db()
    assert one.signature == "former participant"
