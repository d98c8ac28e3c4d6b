"""What editors may do with contributions and statements, and what they may not."""

import pytest
from django.db import IntegrityError, transaction

from forums.models import ContributionState, Move, MoveKind, Source
from forums.workflow import ChangedMeanwhile, NotAllowed, consolidation, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision, Filing
from forums.workflow.statements import Part, Words
from tests.factories import person, term
from tests.factories import strategy as made
from tests.factories.forums import forum, phase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TAKEN = Decision("taken-up")
NOT_TAKEN = Decision("not-taken-up", reason_en="Not for this forum")


def latest_move() -> int:
    return Move.objects.latest("pk").pk


def test_a_contribution_is_filed_under_a_question_and_themes(at, version):
    question = at.questions.create(phase=phase(of=at), title_en="What first?")
    one = made.contribution(to=at)
    themes = [term("theme", "diversity")]
    editor = person(role="curator")
    filed = consolidation.code(one, version, Filing(question, themes, "In one line"), by=editor)
    assert (filed.question, list(filed.themes.all()), filed.gist) == (question, themes, "In one line")
    move = Move.objects.get(kind=MoveKind.CODED)
    assert (move.by, move.contribution, move.before["themes"]) == (editor, one, [])


def test_a_question_of_another_forum_is_refused(at, version):
    other = forum()
    question = other.questions.create(phase=phase(of=other), title_en="Elsewhere?")
    with pytest.raises(NotAllowed, match="another forum"):
        consolidation.code(made.contribution(to=at), version, Filing(question), by=None)


@pytest.mark.parametrize("state", [ContributionState.SUBMITTED, ContributionState.REFUSED, ContributionState.WITHDRAWN])
def test_only_what_is_public_is_worked_with(at, version, state):
    hidden = made.contribution(to=at, state=state)
    statement = made.statement(of=version)
    for move in (
        lambda: consolidation.code(hidden, version, Filing(), by=None),
        lambda: consolidation.group(statement, [hidden], by=None),
        lambda: consolidation.decide(hidden, version, NOT_TAKEN, by=None),
    ):
        with pytest.raises(NotAllowed):
            move()


def test_what_was_said_to_another_forum_is_not_worked_with(version):
    with pytest.raises(NotAllowed):
        made.statement(of=version, behind=[made.contribution(to=forum())])


def test_a_contribution_put_twice_behind_a_statement_stands_there_once(at, version):
    one, statement = made.contribution(to=at), made.statement(of=version)
    assert len(consolidation.group(statement, [one, one], by=None)) == 1
    assert consolidation.group(statement, [one], by=None) == []
    assert statement.sources.count() == 1


def test_taking_back_needs_a_reason_and_keeps_it(at, version):
    one = made.contribution(to=at)
    statement = made.statement(of=version, behind=[one])
    with pytest.raises(NotAllowed, match="Say why"):
        consolidation.release(statement, one, by=None, why="  ")
    consolidation.release(statement, one, by=None, why="About something else")
    source = Source.objects.get()
    assert source.released_at
    assert source.released_why == "About something else"
    with pytest.raises(NotAllowed, match="does not stand behind"):
        consolidation.release(statement, one, by=None, why="Again")


def test_outcome_and_links_may_not_contradict_each_other(at, version):
    inside, outside = made.contribution(to=at), made.contribution(to=at)
    made.statement(of=version, behind=[inside])
    with pytest.raises(NotAllowed, match="stands behind a statement"):
        consolidation.decide(inside, version, NOT_TAKEN, by=None)
    with pytest.raises(NotAllowed, match="behind no statement"):
        consolidation.decide(outside, version, TAKEN, by=None)
    with pytest.raises(NotAllowed, match="Give a reason"):
        consolidation.decide(outside, version, Decision("not-taken-up"), by=None)
    with pytest.raises(NotAllowed, match="Choose what"):
        consolidation.decide(outside, version, Decision("perhaps"), by=None)


def test_two_editors_do_not_overwrite_what_each_other_decided(at, version):
    one = made.contribution(to=at)
    seen = latest_move()
    consolidation.decide(one, version, NOT_TAKEN, by=None, seen=seen)
    with pytest.raises(ChangedMeanwhile) as error:
        consolidation.decide(one, version, Decision("not-taken-up", reason_en="Mine"), by=None, seen=seen)
    assert error.value.theirs.reason_en == "Not for this forum"
    assert version.outcomes.get().reason_en == "Not for this forum"


def test_the_same_decision_twice_is_one(at, version):
    one = made.contribution(to=at)
    consolidation.decide(one, version, NOT_TAKEN, by=None)
    consolidation.decide(one, version, NOT_TAKEN, by=None)
    assert Move.objects.filter(kind=MoveKind.DECIDED).count() == 1


def test_a_decision_can_be_taken_back(at, version):
    one = made.contribution(to=at)
    consolidation.decide(one, version, NOT_TAKEN, by=None)
    consolidation.undecide(one, version, by=None)
    consolidation.undecide(one, version, by=None)
    assert not version.outcomes.exists()
    assert Move.objects.filter(kind=MoveKind.UNDECIDED).count() == 1


def test_two_editors_do_not_overwrite_each_others_words(version):
    statement = made.statement(of=version, text_nl="Eerst")
    seen = latest_move()
    statements.reword(statement, Words("Beter"), by=None, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        statements.reword(statement, Words("Anders"), by=None, seen=seen)
    statement.refresh_from_db()
    assert statement.text_nl == "Beter"
    assert Move.objects.filter(kind=MoveKind.REWORDED).get().before["text_nl"] == "Eerst"


def test_merged_statements_pass_on_everything_and_stand_no_more(at, version):
    a, b, both = (made.contribution(to=at) for _ in range(3))
    one, two = made.statement(of=version, behind=[a, both]), made.statement(of=version, behind=[b, both])
    new = statements.merge([one, two], Words(text_en="Together"), by=None)
    assert list(version.statements.standing()) == [new]
    assert set(new.ancestors.all()) == {one, two}
    assert {source.contribution for source in new.sources.all()} == {a, b, both}
    with pytest.raises(NotAllowed, match="meanwhile"):
        statements.merge([one, new], Words(text_en="Again"), by=None)


def test_merging_takes_two_statements_of_one_draft_and_words(at, version):
    one = made.statement(of=version)
    other = made.statement(of=made.draft(forums=[at]))
    for chosen, words in (
        ([one], Words("x")),
        ([one, other], Words("x")),
        ([one, made.statement(of=version)], Words()),
    ):
        with pytest.raises(NotAllowed):
            statements.merge(chosen, words, by=None)
    assert version.statements.standing().count() == 2


def test_a_merger_of_what_was_reworded_meanwhile_is_refused(version):
    one, two = made.statement(of=version), made.statement(of=version)
    seen = latest_move()
    statements.reword(one, Words("Heel anders"), by=None)
    with pytest.raises(ChangedMeanwhile):
        statements.merge([one, two], Words("Samen"), by=None, seen=seen)


def test_a_split_leaves_no_contribution_behind(at, version):
    a, b = made.contribution(to=at), made.contribution(to=at)
    one = made.statement(of=version, behind=[a, b])
    with pytest.raises(NotAllowed, match=f"Still open: {b.number}"):
        statements.split(one, [Part(Words("Deel 1"), {a.pk}), Part(Words("Deel 2"), set())], by=None)
    with pytest.raises(NotAllowed, match="Look at it again"):
        statements.split(one, [Part(Words("Deel 1"), {a.pk, b.pk}), Part(Words("Deel 2"), {999_999})], by=None)
    first, second = statements.split(one, [Part(Words("Deel 1"), {a.pk}), Part(Words("Deel 2"), {a.pk, b.pk})], by=None)
    assert [source.contribution for source in first.sources.all()] == [a]
    assert {source.contribution for source in second.sources.all()} == {a, b}
    assert list(version.statements.standing()) == [first, second]


@pytest.mark.parametrize("many", [0, 1, 13])
def test_a_split_gives_two_to_twelve_statements(version, many):
    one = made.statement(of=version)
    with pytest.raises(NotAllowed, match="two to 12"):
        statements.split(one, [Part(Words(f"Deel {number}")) for number in range(many)], by=None)


def test_a_statement_is_dropped_with_a_reason_only(at, version):
    one = made.statement(of=version, behind=[made.contribution(to=at)])
    with pytest.raises(NotAllowed, match="Give a reason"):
        statements.drop(one, by=None)
    statements.drop(one, by=None, reason_en="Said in another statement")
    assert not version.statements.standing().exists()
    with pytest.raises(NotAllowed):
        statements.reword(one, Words("Toch"), by=None)


def test_a_statement_moves_to_a_place_in_a_chapter(version):
    first, second = made.chapter(of=version), made.chapter(of=version)
    a, b, c = (made.statement(of=version, chapter=first) for _ in range(3))
    statements.move(c, chapter=first, after=a, by=None)
    assert list(first.statements.all()) == [a, c, b]
    statements.move(b, chapter=second, after=None, by=None)
    assert list(second.statements.all()) == [b]
    with pytest.raises(NotAllowed, match="no longer"):
        statements.move(a, chapter=first, after=b, by=None)


def test_the_same_words_do_not_stand_twice(version):
    made.statement(of=version, text_nl="Zelfde", text_en="Same")
    with pytest.raises(NotAllowed, match="already"):
        made.statement(of=version, text_nl="Zelfde", text_en="Same")


def test_a_chapter_needs_a_title(version):
    with pytest.raises(NotAllowed):
        made.chapter(of=version, title_nl="", title_en="")


def test_nothing_moves_in_a_published_version(at):
    version = made.published(forum=at)
    statement = version.statements.get()
    one = statement.sources.first().contribution
    for move in (
        lambda: statements.reword(statement, Words("Anders"), by=None),
        lambda: statements.drop(statement, by=None, reason_en="No"),
        lambda: consolidation.group(statement, [made.contribution(to=at)], by=None),
        lambda: consolidation.release(statement, one, by=None, why="No"),
        lambda: consolidation.decide(one, version, Decision("in-part"), by=None),
        lambda: consolidation.undecide(one, version, by=None),
        lambda: made.chapter(of=version),
    ):
        with pytest.raises(NotAllowed, match="published"):
            move()


def test_what_an_author_withdraws_leaves_drafts_and_stays_in_what_is_published(at):
    old = made.published(forum=at, contributions=2)
    version = strategies.begin(old.strategy, by=None)
    one = at.contributions.first()
    at.contributions.filter(pk=one.pk).update(state="withdrawn", withdrawn_at=one.published_at)
    consolidation.author_withdrew(one, by=None)
    assert one not in {source.contribution for source in version.statements.get().sources.standing()}
    assert one in {source.contribution for source in old.statements.get().sources.standing()}
    assert not version.outcomes.filter(contribution=one).exists()
    assert old.outcomes.filter(contribution=one).exists()


def test_what_was_withdrawn_before_a_version_began_comes_along_only_to_say_so(at):
    old = made.published(forum=at, contributions=2)
    one = at.contributions.first()
    at.contributions.filter(pk=one.pk).update(state="withdrawn", withdrawn_at=one.published_at)
    version = strategies.begin(old.strategy, by=None)
    [source] = version.statements.get().sources.filter(contribution=one)
    assert source.released_why
    assert not version.outcomes.filter(contribution=one).exists()


def test_a_move_is_kept_as_it_was(version):
    move = Move.objects.first()
    for change in (move.delete, lambda: Move.objects.update(kind=MoveKind.DROPPED)):
        with pytest.raises(IntegrityError, match="move_kept"), transaction.atomic():
            change()
