"""The steps of the workshop: what each needs to be ticked, its form, and the one move that it makes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forums import workshop_forms as forms
from forums.models import Chapter
from forums.workflow import consolidation, statements
from forums.workflow.consolidation import Decision, Filing

MANY = 100  # contributions or statements in one step


@dataclass(frozen=True)
class Step:
    """One thing to do. `contributions` and `statements` are the least and the most that can be ticked for it."""

    label: Promise
    form: type[forms.StepForm]
    act: Callable[[forms.StepForm, Person], object]
    contributions: tuple[int, int] = (0, MANY)
    statements: tuple[int, int] = (0, MANY)

    def lacks(self, contributions: list, statements: list) -> str:
        """What must be ticked first, in words; empty: the step can be made."""
        if not self.contributions[0] <= len(contributions) <= self.contributions[1]:
            return str(_("Tick at least one contribution first.") if not contributions else _("Those are too many."))
        least, most = self.statements
        if least == most == 1 and len(statements) != 1:
            return str(_("Tick one statement first."))
        if len(statements) < least:
            return str(_("Tick at least two statements first."))
        return "" if len(statements) <= most else str(_("Those are too many."))


def _group(form: forms.GroupForm, by: Person) -> None:
    statement = form.board.statements[form.cleaned_data["statement"]]
    consolidation.group(statement, form.contributions, by=by, passage=form.cleaned_data["passage"])


def _write(form: forms.WriteForm, by: Person) -> None:
    given = form.cleaned_data
    statements.write(given["chapter"], forms.words_of(given), by=by, contributions=form.contributions)


def _code(form: forms.CodeForm, by: Person) -> None:
    given = form.cleaned_data
    for one in form.contributions:
        question = given["question"] if given["question"] and given["question"].forum_id == one.forum_id else None
        filing = Filing(question, given["themes"], given.get("gist", one.gist))
        consolidation.code(one, form.board.version, filing, by=by, seen=given["seen"])


def _decide(form: forms.DecideForm, by: Person) -> None:
    given, version = form.cleaned_data, form.board.version
    for one in form.contributions:
        if given["kind"] == forms.AGAIN:
            consolidation.undecide(one, version, by=by, seen=given["seen"])
        else:
            decision = Decision(given["kind"], given["reason_nl"], given["reason_en"])
            consolidation.decide(one, version, decision, by=by, seen=given["seen"])


def _reword(form: forms.RewordForm, by: Person) -> None:
    [one] = form.statements
    statements.reword(one, forms.words_of(form.cleaned_data), by=by, seen=form.cleaned_data["seen"])


def _move(form: forms.MoveForm, by: Person) -> None:
    [one] = form.statements
    after = form.board.statements.get(form.cleaned_data["after"])
    statements.move(one, chapter=form.cleaned_data["chapter"], after=after, by=by)


def _release(form: forms.ReleaseForm, by: Person) -> None:
    [one] = form.statements
    ticked = form.cleaned_data["contribution"]
    for source in form.board.behind(one):
        if source.contribution_id in ticked:
            consolidation.release(one, source.contribution, by=by, why=form.cleaned_data["why"])


def _merge(form: forms.MergeForm, by: Person) -> None:
    given = form.cleaned_data
    statements.merge(
        form.statements, forms.words_of(given), by=by, chapter=given["chapter"], seen=given["seen"]
    )  # fmt: skip


def _split(form: forms.SplitForm, by: Person) -> None:
    [one] = form.statements
    statements.split(one, form.divided, by=by, seen=form.cleaned_data["seen"])


def _drop(form: forms.DropForm, by: Person) -> None:
    [one] = form.statements
    given = form.cleaned_data
    statements.drop(one, by=by, reason_nl=given["reason_nl"], reason_en=given["reason_en"], seen=given["seen"])


def _chapter(form: forms.ChapterForm, by: Person) -> None:
    texts = {name: form.cleaned_data[name] for name in ("title_nl", "title_en", "intro_nl", "intro_en")}
    statements.save_chapter(Chapter(version=form.board.version, **texts), by=by)


ONE, SOME, TWO = (1, 1), (1, MANY), (2, MANY)
STEPS = {
    "group": Step(_("Put behind a statement"), forms.GroupForm, _group, contributions=SOME),
    "write": Step(_("Write a statement"), forms.WriteForm, _write),
    "code": Step(_("Read and file"), forms.CodeForm, _code, contributions=SOME),
    "decide": Step(_("Say what becomes of it"), forms.DecideForm, _decide, contributions=SOME),
    "reword": Step(_("Reword"), forms.RewordForm, _reword, statements=ONE),
    "merge": Step(_("Merge"), forms.MergeForm, _merge, statements=TWO),
    "split": Step(_("Split"), forms.SplitForm, _split, statements=ONE),
    "move": Step(_("Move"), forms.MoveForm, _move, statements=ONE),
    "release": Step(_("Take contributions back"), forms.ReleaseForm, _release, statements=ONE),
    "drop": Step(_("Drop"), forms.DropForm, _drop, statements=ONE),
    "chapter": Step(_("Add a chapter"), forms.ChapterForm, _chapter),
}
FOR_CONTRIBUTIONS = ("code", "group", "write", "decide")
FOR_STATEMENTS = ("reword", "merge", "split", "move", "release", "drop")
