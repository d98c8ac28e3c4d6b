"""The form by which a promoter hands in a result, step by step, and what it makes of an instrument."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from accounts.models import Organisation
from instruments.models import (
    Audience,
    CompanySize,
    Cost,
    Credit,
    Format,
    Goal,
    Instrument,
    Language,
    Licence,
    Phase,
    Sector,
    Theme,
    TimeNeeded,
    Type,
)
from instruments.models.instrument import TAGS_AT_MOST
from networks.forms.steps import CheckForm, Fault, Group, Row, Step, StepForm, TermField, TermsField, Text
from networks.models import Network, Project, Submission, SubmissionFile

EMPTY = ("", _("Make a choice"))
OLDEST = 1900


class WhatForm(StepForm):
    """What it is."""

    type = forms.ChoiceField(
        label=_("What kind of result is it?"), choices=[(value, label) for value, label in Type.choices],
        widget=forms.RadioSelect, help_text=_("Choose the one that says best how it is used."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("In which year was it finished?"), required=False, min_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("In which languages does the result itself exist?"), choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    edition_label = forms.CharField(
        label=_("Which edition is it?"), max_length=60, required=False, help_text=_("For instance: 2, or spring 2007.")
    )

    texts = (
        Text("title", _("Title"), 200, demanded=True, help=_("As it stands on the result itself.")),
        Text("edition_note", _("What changed since the previous edition?"), 2000, lines=4),
    )
    groups = (
        Group(_("Title"), ("title",)),
        Group(_("Kind"), ("type",)),
        Group(_("Edition"), ("edition_label", "edition_note")),
        Group(_("Language and year"), ("languages", "year")),
    )

    def __init__(self, submission: Submission, **options) -> None:
        super().__init__(submission, **options)
        if not submission.edition_of_id:
            for name in ("edition_label", "edition_note_nl", "edition_note_en"):
                del self.fields[name]

    def clean_year(self) -> int | None:
        year, now = self.cleaned_data["year"], date.today().year  # noqa: DTZ011 (the year is the same everywhere)
        if year and year > now + 1:
            raise ValidationError(_("%(year)d is still to come."), params={"year": year})
        return year

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.submission.edition_of_id and not cleaned.get("edition_label"):
            self.demand("edition_label", _("Say which edition it is: the earlier one stays in the list of editions."))
        return cleaned


class TextsForm(StepForm):
    """The texts, in one or both languages."""

    texts = (
        Text("summary", _("Summary"), 600, lines=4, demanded=True,
             help=_("Two or three sentences for somebody who has never heard of it: what is it, what does it give?")),
        Text("body", _("What it is"), 20_000, lines=10,
             help=_("How it is put together and what is in it. An empty line begins a paragraph.")),
        Text("usage", _("How to use it"), 20_000, lines=8,
             help=_("Step by step; what to prepare; what to look out for.")),
        Text("whom", _("For whom"), 200, help=_("For instance: owners of companies of up to fifty people.")),
        Text("purpose", _("What for"), 300, help=_("For instance: to take on new colleagues without prejudice.")),
        Text("people", _("People needed"), 200, help=_("For instance: you and one colleague.")),
        Text("outcome", _("What you have afterwards"), 300, help=_("For instance: a plan on one page.")),
        Text("cost_note", _("Note on the cost"), 200),
    )  # fmt: skip
    cost = forms.ChoiceField(label=_("What does it cost?"), choices=[EMPTY, *Cost.choices[1:]], required=False)

    groups = (
        Group(_("Summary"), ("summary",)),
        Group(_("Description"), ("body", "usage")),
        Group(
            _("The box at the top of its page"), ("whom", "purpose", "people", "outcome", "cost", "cost_note"),
            help=_("What a visitor reads first. What you leave empty is shown as “not stated”."),
        ),
    )  # fmt: skip

    def clean_cost(self) -> str:
        return self.cleaned_data["cost"] or Cost.UNKNOWN


class FacetsForm(StepForm):
    """Whom it is for, and how it is found."""

    themes = TermsField(Theme, label=_("What is it about?"))
    audiences = TermsField(Audience, label=_("Whom is it for?"))
    sizes = TermsField(CompanySize, label=_("For companies of which size?"), required=False)
    sectors = TermsField(
        Sector, label=_("For which sectors?"), required=False, help_text=_("None means: for every sector.")
    )
    phases = TermsField(Phase, label=_("For which phase of the work?"), required=False)
    time = TermField(TimeNeeded, label=_("How long does it take to use it once?"), required=False, empty_label=EMPTY[1])
    format = TermField(Format, label=_("In which shape does it come?"), required=False, empty_label=EMPTY[1])
    goals = TermsField(Goal, label=_("Which Sustainable Development Goals does it serve?"), required=False)
    tags = TagField(
        label=_("Other words that people may look for"), required=False, help_text=_("Separated by commas."),
        widget=forms.TextInput,
    )  # fmt: skip

    groups = (
        Group(_("Subject"), ("themes", "tags")),
        Group(_("For whom"), ("audiences", "sizes", "sectors")),
        Group(_("Use"), ("phases", "time", "format")),
        Group(_("Sustainable Development Goals"), ("goals",), folded=True),
    )

    def clean_tags(self) -> list[str]:
        tags = self.cleaned_data["tags"]
        if len(tags) > TAGS_AT_MOST:
            raise ValidationError(
                _("%(count)d tags: at most %(most)d fit."), params={"count": len(tags), "most": TAGS_AT_MOST}
            )
        return tags


class LinkRow(Row):
    """A page on the web that belongs to the result."""

    name, title, another = "link", _("Link"), _("Another link")

    url = forms.URLField(label=_("Web address"), max_length=500, assume_scheme="https")
    language = forms.ChoiceField(
        label=_("Language of that page"), choices=[EMPTY, *Language.choices], required=False
    )  # fmt: skip
    texts = (Text("label", _("What it is"), 200),)


class FileRow(Row):
    """What is to be known of a file that was added; the number is the file's own."""

    name, title = "file", _("File")

    title_nl = forms.CharField(label=_("What it is (Dutch)"), max_length=200, required=False)
    title_en = forms.CharField(label=_("What it is (English)"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[EMPTY, *Language.choices],
        error_messages={"required": _("Say in which language this file is.")},
    )  # fmt: skip
    accessible = forms.ChoiceField(
        label=_("Can somebody who does not see read it with a screen reader?"), required=False,
        choices=[("", _("I do not know")), ("yes", _("Yes, it was checked")), ("no", _("No"))],
    )  # fmt: skip

    def __init__(self, data: QueryDict, file: SubmissionFile, *, sending: bool) -> None:
        super().__init__(data, file.pk, sending=sending)
        self.file = file
        self.empty_permitted = False

    @property
    def is_there(self) -> bool:
        return True

    @classmethod
    def all(cls, submission: Submission, data: QueryDict, *, sending: bool, writing: bool) -> "list[FileRow]":
        return [cls(data, file, sending=sending) for file in submission.files.all()]

    @classmethod
    def takes(cls, name: str) -> bool:
        return cls.number_in(name) >= 0

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.file.scan == SubmissionFile.Scan.INFECTED:
            self.demand("language", _("A virus was found in this file: take it out."))
        return cleaned

    def faults(self) -> Iterator[Fault]:
        for fault in super().faults():
            yield Fault(fault.name, fault.anchor, f"{self.file.name}: {fault.label}", fault.message)


class FilesForm(StepForm):
    """Files and links."""

    url = forms.URLField(
        label=_("Web address of the result itself"), max_length=500, required=False, assume_scheme="https",
        help_text=_("If it has a page of its own. We never copy what is behind it."),
    )  # fmt: skip
    repeated = (FileRow, LinkRow)
    groups = (
        Group(_("Files"), ("file",)),
        Group(_("Links"), ("url", "link")),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        for row in self.rows["file"]:
            if "file" in cleaned and row.is_valid():
                row.cleaned_data["file"] = row.file
        if not (self.rows["file"] or cleaned.get("link") or cleaned.get("url") or "url" in self.errors):
            self.demand("url", _("Add a file, a link or a web address: something that visitors can take along."))
        return cleaned

    def faults(self) -> Iterator[Fault]:
        for fault in super().faults():
            label = fault.label.partition(": ")[2] if fault.name.startswith("file-") else fault.label
            yield Fault(fault.name, fault.anchor, label, fault.message)


class CreditRow(Row):
    """Somebody who made it, paid for it or helped with it: an organisation, by its name."""

    name, title, another = "credit", _("Organisation"), _("Another organisation")

    organisation = forms.CharField(
        label=_("Organisation"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    role = forms.ChoiceField(label=_("What was its part?"), choices=[EMPTY, *Credit.Role.choices])


DUTIES = [
    ("logo", _("The logo of the European Social Fund and the emblem of the European Union are on it.")),
    ("slogan", _("The slogan of the fund is on it.")),
    ("colophon", _("The colophon names the promoter, the partners and the year.")),
    ("support", _("A sentence says that it was made with the support of the European Social Fund and Flanders.")),
    ("website", _("The promoter's own website says that the project has this support.")),
    ("copy", _("The agency that runs the fund may keep a copy, and so may this portal.")),
]


class MakersForm(StepForm):
    """Who made it, on which terms it may be used, and whether it shows where the money came from."""

    licence = forms.ChoiceField(
        label=_("What may others do with it?"), choices=[EMPTY, *Licence.choices[1:]],
        help_text=_("With a Creative Commons licence everybody may use it, and says where it came from."),
    )  # fmt: skip
    rights = forms.BooleanField(
        label=_("We may publish it: the texts and pictures are ours, or their makers agree."),
        error_messages={"required": _("Say that you may publish it; ask the makers first if you are not sure.")},
    )
    supported = forms.ChoiceField(
        label=_("Was it made with support of the European Social Fund?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    duties = forms.MultipleChoiceField(
        label=_("If so: does it show that?"), choices=DUTIES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is supported by the fund says so. Tick what is in order."),
    )  # fmt: skip
    duties_note = forms.CharField(
        label=_("What is not in order yet, and why"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    texts = (Text("origin", _("Made in"), 200, help=_("The project, the network or the occasion.")),)
    repeated = (CreditRow,)
    groups = (
        Group(_("Makers"), ("credit", "origin")),
        Group(_("Licence"), ("licence", "rights")),
        Group(_("Publicity duties"), ("supported", "duties", "duties_note")),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        explained = cleaned.get("supported") != "yes" or cleaned.get("duties_note") or "duties" not in cleaned
        if not explained and set(dict(DUTIES)) - set(cleaned["duties"]):
            self.demand("duties", _("Not everything is ticked. Tick it, or say below what is not in order yet."))
        return cleaned


STEPS: tuple[Step, ...] = (
    Step(1, _("What it is"), WhatForm),
    Step(2, _("Texts"), TextsForm, _("In Dutch, in English or in both. What you leave to us, we translate.")),
    Step(3, _("For whom, and how it is found"), FacetsForm),
    Step(4, _("Files and links"), FilesForm),
    Step(5, _("Makers, licence, publicity"), MakersForm),
    Step(6, _("Check and send"), CheckForm),
)


def starting_from(about: Project | Network | Instrument) -> dict[str, list[str]]:
    """What a new draft begins with: all of an instrument whose new edition it is, or where the result comes from."""
    if not isinstance(about, Instrument):
        return {f"origin_{language}": [text] for language, text in texts_of(about, "title")}
    fields = {
        f"{name}_{language}": [text]
        for name in Instrument.bilingual_texts
        if name != "withdrawal_reason"
        for language, text in texts_of(about, name)
    }
    fields |= {"type": [about.type], "languages": about.languages}
    fields |= {name: [value] for name in ("cost", "licence") if (value := getattr(about, name)) != "unknown"}
    for name in ("themes", "audiences", "sectors", "sizes", "phases", "goals"):
        fields[name] = [term.slug for term in getattr(about, name).all()]
    for name in ("time", "format"):
        fields[name] = [term.slug] if (term := getattr(about, name)) else []
    fields |= {"url": [about.url], "tags": [", ".join(sorted(about.tags.names()))]}
    for number, link in enumerate(about.links.all()):
        fields |= {f"link-{number}-url": [link.url], f"link-{number}-language": [link.language]}
        fields |= {f"link-{number}-label_{language}": [text] for language, text in texts_of(link, "label")}
    for number, credit in enumerate(about.credits.select_related("organisation")):
        fields |= {
            f"credit-{number}-organisation": [str(credit.organisation.name)],
            f"credit-{number}-role": [credit.role],
        }
    return fields


def texts_of(thing: object, name: str) -> list[tuple[str, str]]:
    """The languages that a text is there in, and the text."""
    return [(language, text) for language in ("nl", "en") if (text := getattr(thing, f"{name}_{language}"))]


def made_of(judged: list[StepForm]) -> dict:
    """What an instrument is made of, from its judged steps: its columns and vocabulary by their names, `tags` (words),
    `links` (dicts), `credits` (dicts with `organisation`, or None with its `name`, and `role`), `files` (dicts with
    `file`, `title_nl`, `title_en`, `language`, `accessible`); beside them `remark`, `duties` and the like. What is
    wrong is left out.
    """
    cleaned: dict = {}
    for form in judged:
        cleaned |= form.cleaned_data
    cleaned["files"] = [row | {"accessible": row["accessible"] or "unknown"} for row in cleaned.pop("file")]
    cleaned["links"] = cleaned.pop("link")
    cleaned["credits"] = [
        {"organisation": known(row["organisation"]), "name": row["organisation"], "role": row["role"]}
        for row in cleaned.pop("credit")
    ]
    return cleaned


def known(name: str) -> Organisation | None:
    """The organisation of this name in either language, or None."""
    return Organisation.objects.filter(Q(name_nl__iexact=name) | Q(name_en__iexact=name)).order_by("-confirmed").first()
