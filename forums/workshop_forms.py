"""The forms of the workshop: the filter, and one for each step."""

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forums.models import Chapter, Contribution, Language, OutcomeKind, Question, StakeholderGroup, Statement
from forums.workflow.statements import PARTS_AT_MOST, Part, Words
from forums.workshop import Board
from instruments.models import Theme

LONG = 2000
REASON = 500
AGAIN = "open"  # no outcome any more


class FilterForm(forms.Form):
    """Which contributions are listed; everything in it is optional."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.in_order(), label=_("Stakeholder group"), required=False, empty_label=_("all"),
        to_field_name="slug",
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("both")), *Language.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[
            ("", _("all")), ("open", _("no outcome yet")), *OutcomeKind.choices, ("nowhere", _("behind no statement")),
            ("loose", _("taken up, but behind no statement")), ("torn", _("not taken up, but behind a statement")),
        ],
    )  # fmt: skip
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Question"), required=False, empty_label=_("all")
    )

    def __init__(self, *args, board: Board, **kwargs) -> None:
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        self.fields["question"].queryset = questions(board)

    @property
    def wanted(self) -> dict:
        """What is asked for; a value that nobody knows is left out."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})


def questions(board: Board) -> QuerySet[Question]:
    return Question.objects.filter(forum__strategies=board.version.strategy_id).order_by("forum", "position", "pk")


class ChapterChoice(forms.ModelChoiceField):
    def label_from_instance(self, chapter: Chapter) -> str:
        return str(chapter.title)


class StepForm(forms.Form):
    """A step on what was ticked. `seen` is the last move that the editor had before her."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, board: Board, contributions: list[Contribution], statements: list[Statement], **kwargs):
        self.board, self.contributions, self.statements = board, contributions, statements
        super().__init__(*args, auto_id="step_%s", **kwargs)
        self.initial.setdefault("seen", board.seen)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on what was ticked."""

    def offer_chapters(self, initial: Chapter | None = None) -> None:
        field = self.fields["chapter"]
        field.queryset = self.board.version.chapters.order_by("position", "pk")
        field.empty_label = None
        self.initial.setdefault("chapter", initial.pk if initial else None)

    def offer_statements(self, name: str, *, first: str = "") -> None:
        shown = [(one.pk, f"{one.number} {Truncator(str(one)).words(10)}") for one in self.board.statements.values()]
        self.fields[name].choices = [("", first), *shown] if first else shown


def text(label: str, *, rows: int = 4, most: int = LONG) -> forms.CharField:
    """A text in one language; either of the two will do."""
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}))


def words_of(cleaned: dict) -> Words:
    """The words of a statement as they were typed."""
    return Words(*(cleaned.get(name, "") for name in ("text_nl", "text_en", "unsourced_nl", "unsourced_en")))


class GroupForm(StepForm):
    statement = forms.TypedChoiceField(label=_("Statement"), coerce=int)
    passage = text(_("Which passage is meant"), rows=2)

    def prepare(self) -> None:
        self.offer_statements("statement")
        if self.statements:
            self.initial.setdefault("statement", self.statements[0].pk)


class WriteForm(StepForm):
    chapter = ChapterChoice(Chapter.objects.none(), label=_("Chapter"))
    text_nl, text_en = text(_("The statement in Dutch")), text(_("The statement in English"))
    unsourced_nl = text(_("Why it stands here without a contribution, in Dutch"), rows=2, most=REASON)
    unsourced_en = text(_("Why it stands here without a contribution, in English"), rows=2, most=REASON)

    def prepare(self) -> None:
        self.offer_chapters()
        if self.contributions:
            del self.fields["unsourced_nl"], self.fields["unsourced_en"]


class CodeForm(StepForm):
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Question"), required=False, empty_label=_("none")
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gist = forms.CharField(label=_("In one line, in the other language"), required=False, max_length=300)

    def prepare(self) -> None:
        forum_ids = {one.forum_id for one in self.contributions}
        self.fields["question"].queryset = questions(self.board).filter(forum__in=forum_ids)
        self.fields["themes"].queryset = Theme.objects.in_use()
        if len(self.contributions) == 1:
            [one] = self.contributions
            self.initial |= {"question": one.question_id, "themes": one.themes.all(), "gist": one.gist}
        else:
            del self.fields["gist"]


class DecideForm(StepForm):
    kind = forms.ChoiceField(
        label=_("What becomes of it"), widget=forms.RadioSelect,
        choices=[*OutcomeKind.choices, (AGAIN, _("open again: nothing is said yet"))],
    )  # fmt: skip
    reason_nl, reason_en = text(_("Why, in Dutch")), text(_("Why, in English"))

    def prepare(self) -> None:
        if len(self.contributions) == 1:
            before = self.board.version.outcomes.filter(contribution=self.contributions[0]).first()
            if before:
                self.initial |= {"kind": before.kind, "reason_nl": before.reason_nl, "reason_en": before.reason_en}


class RewordForm(StepForm):
    text_nl, text_en = text(_("The statement in Dutch")), text(_("The statement in English"))
    unsourced_nl = text(_("Why it stands here without a contribution, in Dutch"), rows=2, most=REASON)
    unsourced_en = text(_("Why it stands here without a contribution, in English"), rows=2, most=REASON)

    def prepare(self) -> None:
        for one in self.statements[:1]:
            self.initial |= {name: getattr(one, name) for name in self.fields if name != "seen"}


class MoveForm(StepForm):
    chapter = ChapterChoice(Chapter.objects.none(), label=_("Chapter"))
    after = forms.TypedChoiceField(label=_("After"), coerce=int, required=False, empty_value=None)

    def prepare(self) -> None:
        self.offer_chapters(self.statements[0].chapter if self.statements else None)
        self.offer_statements("after", first=str(_("the beginning of the chapter")))


class ReleaseForm(StepForm):
    contribution = forms.TypedMultipleChoiceField(
        label=_("Contributions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(label=_("Why"), max_length=REASON)

    def prepare(self) -> None:
        self.fields["contribution"].choices = behind_choices(self.board, self.statements)


def behind_choices(board: Board, statements: list[Statement]) -> list[tuple[int, str]]:
    """The contributions behind the first of these statements, to tick."""
    found = board.behind(statements[0]) if statements else []
    return [(one.contribution_id, _label(one.contribution)) for one in found]


def _label(contribution: Contribution) -> str:
    return f"{contribution.number}: {Truncator(contribution.gist or contribution.text).words(14)}"


class MergeForm(StepForm):
    chapter = ChapterChoice(Chapter.objects.none(), label=_("Chapter"))
    text_nl, text_en = text(_("The statement in Dutch"), rows=6), text(_("The statement in English"), rows=6)

    def prepare(self) -> None:
        self.offer_chapters(self.statements[0].chapter if self.statements else None)
        for name in ("text_nl", "text_en"):
            self.initial.setdefault(name, " ".join(filter(None, (getattr(one, name) for one in self.statements))))


class SplitForm(StepForm):
    """`parts` statements, two unless more are asked for."""

    parts = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        asked = str(self.data.get("parts") or self.initial.get("parts") or "2")
        self.many = min(max(int(asked), 2), PARTS_AT_MOST) if asked.isdecimal() and len(asked) < 3 else 2
        self.initial["parts"] = self.many
        choices = behind_choices(self.board, self.statements)
        for number in range(1, self.many + 1):
            for language, label in (("nl", _("Part %(number)d in Dutch")), ("en", _("Part %(number)d in English"))):
                self.fields[f"text_{language}_{number}"] = text(filled(label, number), rows=3)
                if self.statements and number == 1:
                    self.initial[f"text_{language}_1"] = getattr(self.statements[0], f"text_{language}")
            if choices:
                self.fields[f"behind_{number}"] = forms.TypedMultipleChoiceField(
                    label=filled(_("Behind part %(number)d"), number), coerce=int, required=False, choices=choices,
                    widget=forms.CheckboxSelectMultiple, initial=[pk for pk, _label in choices],
                )  # fmt: skip

    @property
    def divided(self) -> list[Part]:
        """The parts as they were typed."""
        given = self.cleaned_data
        return [
            Part(Words(given[f"text_nl_{number}"], given[f"text_en_{number}"]), set(given.get(f"behind_{number}", ())))
            for number in range(1, self.many + 1)
        ]


def _filled(label: object, number: int) -> str:
    return str(label) % {"number": number}


filled = lazy(_filled, str)


class DropForm(StepForm):
    reason_nl, reason_en = text(_("Why, in Dutch"), most=REASON), text(_("Why, in English"), most=REASON)


class ChapterForm(StepForm):
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    intro_nl, intro_en = text(_("Introduction in Dutch")), text(_("Introduction in English"))
