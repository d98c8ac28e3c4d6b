"""The form by which a promoter keeps the data of a project: the nine parts of the fiche as steps, and one to send."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from instruments.models import Theme
from networks.forms.result import EMPTY, known, texts_of
from networks.forms.steps import CheckForm, Group, Row, Step, StepForm, TermsField, Text
from networks.models import Channel, Means, Partner, Precision, Project, Seat

LONG = 20_000


@dataclass(frozen=True)
class Moment:
    """A day, a month or a year, as somebody typed it."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def precision(self) -> str:
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def as_typed(day: date | None, precision: str) -> str:
    """A date as it is typed, no more exact than it is known."""
    if day is None:
        return ""
    return {
        Precision.DAY: f"{day.day}/{day.month}/{day.year}",
        Precision.MONTH: f"{day.month}/{day.year}",
        Precision.YEAR: str(day.year),
    }[precision]


class MomentField(forms.CharField):
    """`1/9/2005`, `9/2005` or `2005`, and the same the other way round with hyphens; the same in every language."""

    ways = (
        re.compile(r"(?:(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-])?(?P<year>\d{4})"),
        re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"),
    )

    def clean(self, value: str) -> Moment | None:
        typed = "".join(super().clean(value).split())
        if not typed:
            return None
        match = next(filter(None, (way.fullmatch(typed) for way in self.ways)), None)
        if match:
            moment = Moment(**{name: int(number or 0) for name, number in match.groupdict().items()})
            try:
                if 1900 <= moment.first_day.year <= 2100:
                    return moment
            except ValueError:
                pass  # the thirtieth of February
        raise ValidationError(_("Write a day, a month or a year: 1/9/2005, 9/2005 or 2005."))


class AmountField(forms.CharField):
    """An amount of money. `12.500`, `12 500,00` and `12,500.00` mean the same in every language: what is followed by
    three digits separates thousands.
    """

    def __init__(self, *, most: Decimal, **options) -> None:
        self.most = most
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: str) -> Decimal | None:
        typed = "".join(super().clean(value).replace("€", "").split())
        if not typed:
            return None
        match = re.fullmatch(r"(?P<whole>\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?", typed)
        if not match:
            raise ValidationError(_("Write an amount, such as 12 500 or 12 500,50."))
        amount = Decimal(f"{re.sub('[.,]', '', match['whole'])}.{match['cents'] or 0}")
        if amount > self.most:
            raise ValidationError(_("At most %(most)s."), params={"most": f"{self.most:,}".replace(",", " ")})
        return amount


MOST = Decimal(9_999_999_999)


class TitleForm(StepForm):
    themes = TermsField(Theme, label=_("Themes"), required=False)
    texts = (
        Text("title", _("Title"), 200, demanded=True),
        Text("summary", _("Summary"), 1000, lines=4, help=_("Shown in lists and when the page is shared.")),
    )
    groups = (Group(_("Title"), ("title", "summary")), Group(_("Subject"), ("themes",)))


class PartnerRow(Row):
    name, title, another = "partner", _("Partner"), _("Another partner")

    organisation = forms.CharField(
        label=_("Organisation"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    role = forms.ChoiceField(label=_("What is its part?"), choices=[EMPTY, *Partner.Role.choices])


class FollowUpForm(StepForm):
    location = forms.CharField(label=_("Place"), max_length=100, required=False)
    texts = (
        Text("follow_up", _("Followed up by"), 300,
             help=_("The organisation or the department, and never the name of a person.")),
    )  # fmt: skip
    repeated = (PartnerRow,)
    groups = (Group(_("Who follows it up"), ("follow_up",)), Group(_("Partners"), ("partner", "location")))


class PolicyForm(StepForm):
    texts = (Text("policy", _("Place in policy"), LONG, lines=10),)
    groups = (Group(_("Place in policy"), ("policy",)),)


class GoalsForm(StepForm):
    texts = (
        Text("goals", _("Goals"), LONG, lines=8),
        Text("output", _("Expected output and products"), LONG, lines=6),
        Text("impact", _("Expected impact"), LONG, lines=6),
        Text("achievements", _("Actual achievements"), LONG, lines=6, help=_("What came of it, once it is known.")),
    )
    groups = (
        Group(_("Goals"), ("goals",)),
        Group(_("What is expected"), ("output", "impact")),
        Group(_("What came of it"), ("achievements",)),
    )


class ActionsForm(StepForm):
    texts = (Text("actions", _("Actions"), LONG, lines=12),)
    groups = (Group(_("Actions"), ("actions",)),)


class PeriodForm(StepForm):
    begins = MomentField(
        label=_("Begins"), required=False, max_length=20, help_text=_("For instance 9/2005. Empty: to be determined.")
    )
    ends = MomentField(
        label=_("Ends"), required=False, max_length=20, help_text=_("For instance 12/2007. Empty: open-ended.")
    )
    texts = (Text("period_note", _("What the period depends on"), 2000, lines=3),)
    groups = (Group(_("Period"), ("begins", "ends", "period_note")),)

    def clean(self) -> dict:
        cleaned = super().clean()
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if ends and "begins" in cleaned and not begins:
            self.add_error("begins", _("There is an end, so say when it begins."))
        elif begins and ends and ends.last_day < begins.first_day:
            self.add_error("ends", _("The end lies before the start."))
        return cleaned


class MeansRow(Row):
    name, title, another = "means", _("Source"), _("Another source")

    source = forms.ChoiceField(label=_("Where from?"), choices=[EMPTY, *Means.Source.choices])
    amount = AmountField(
        label=_("Amount in euro"), most=MOST, required=False, max_length=30, help_text=_("Empty: to be determined.")
    )
    cofinancing = forms.BooleanField(label=_("This is co-financing"), required=False)
    texts = (Text("name", _("Name of the source"), 200),)


class MeansForm(StepForm):
    total_cost = AmountField(
        label=_("Total cost in euro"), most=MOST, required=False, max_length=30,
        help_text=_("Empty: to be determined."),
    )  # fmt: skip
    texts = (Text("means_note", _("Note on the means"), 2000, lines=3),)
    repeated = (MeansRow,)
    groups = (Group(_("Sources"), ("means",)), Group(_("In all"), ("total_cost", "means_note")))


class SeatRow(Row):
    name, title, another = "seat", _("Seat"), _("Another seat")

    group = forms.ChoiceField(label=_("In which group?"), choices=[EMPTY, *Seat.Group.choices])
    organisation = forms.CharField(
        label=_("Organisation"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    internal = forms.BooleanField(label=_("From the agency that runs the fund"), required=False)
    texts = (Text("role", _("As what"), 300, help=_("A role or a kind of organisation, never a person.")),)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in ("organisation", "role_nl", "role_en")):
            self.demand("organisation", _("Say who: an organisation, or a role."))
        return cleaned


class GroupsForm(StepForm):
    texts = (Text("groups_note", _("Note on the groups"), 2000, lines=3),)
    repeated = (SeatRow,)
    groups = (Group(_("Working, steering and theme groups"), ("seat", "groups_note")),)


class CommunicationForm(StepForm):
    channels = forms.MultipleChoiceField(
        label=_("By which channels?"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    texts = (Text("communication", _("Communication"), LONG, lines=6),)
    groups = (Group(_("Communication"), ("channels", "communication")),)


STEPS: tuple[Step, ...] = (
    Step(1, _("Title"), TitleForm),
    Step(2, _("Who follows it up"), FollowUpForm),
    Step(3, _("Place in policy"), PolicyForm),
    Step(4, _("Goals, output, impact, products"), GoalsForm),
    Step(5, _("Actions"), ActionsForm),
    Step(6, _("Period"), PeriodForm),
    Step(7, _("Means"), MeansForm),
    Step(8, _("Groups"), GroupsForm),
    Step(9, _("Communication"), CommunicationForm),
    Step(10, _("Check and send"), CheckForm),
)


def starting_from(project: Project) -> dict[str, list[str]]:
    """The data of a project as they are now, as if they had been typed."""
    fields = {
        f"{name}_{language}": [text]
        for step in STEPS
        for name in (text.name for text in step.form.texts)
        for language, text in texts_of(project, name)
    }
    fields |= {
        "themes": [theme.slug for theme in project.themes.all()],
        "channels": list(project.channels),
        "location": [project.location],
        "begins": [as_typed(project.starts_on, project.precision)],
        "ends": [as_typed(project.ends_on, project.precision)],
        "total_cost": [amount_as_typed(project.total_cost)],
    }
    for number, partner in enumerate(project.partners.select_related("organisation")):
        fields[f"partner-{number}-organisation"] = [str(partner.organisation.name)]
        fields[f"partner-{number}-role"] = [partner.role]
    for number, means in enumerate(project.means.all()):
        fields |= {f"means-{number}-source": [means.source], f"means-{number}-amount": [amount_as_typed(means.amount)]}
        fields |= {f"means-{number}-cofinancing": ["on"] if means.cofinancing else []}
        fields |= {f"means-{number}-name_{language}": [text] for language, text in texts_of(means, "name")}
    for number, seat in enumerate(project.seats.select_related("organisation")):
        fields |= {f"seat-{number}-group": [seat.group], f"seat-{number}-internal": ["on"] if seat.internal else []}
        fields |= {f"seat-{number}-organisation": [str(seat.organisation.name)] if seat.organisation else []}
        fields |= {f"seat-{number}-role_{language}": [text] for language, text in texts_of(seat, "role")}
    return {name: [value for value in values if value] for name, values in fields.items()}


def amount_as_typed(amount: Decimal | None) -> str:
    """An amount as it is typed: `12500` or `12500,50`."""
    return "" if amount is None else f"{amount:f}".removesuffix(".00").replace(".", ",")


def made_of(judged: list[StepForm]) -> dict:
    """What a project is made of, from its judged steps: its columns and vocabulary by their names, `starts_on`,
    `ends_on` and `precision`, `partners`, `means` and `seats` (dicts by the columns of their rows; an organisation that
    nobody knows is None, with its `organisation_name`), and `remark`. What is wrong is left out.
    """
    cleaned: dict = {}
    for form in judged:
        cleaned |= form.cleaned_data
    begins, ends = cleaned.pop("begins", None), cleaned.pop("ends", None)
    known_to = [moment.precision for moment in (begins, ends) if moment]
    cleaned["starts_on"] = begins.first_day if begins else None
    cleaned["ends_on"] = ends.last_day if ends else None
    cleaned["precision"] = min(known_to, key=[Precision.YEAR, Precision.MONTH, Precision.DAY].index, default="month")
    for rows, column in (("partner", "partners"), ("seat", "seats"), ("means", "means")):
        cleaned[column] = [_with_organisation(row) for row in cleaned.pop(rows)]
    return cleaned


def _with_organisation(row: dict) -> dict:
    if "organisation" not in row:
        return row
    name = row["organisation"]
    return row | {"organisation": known(name) if name else None, "organisation_name": name}
