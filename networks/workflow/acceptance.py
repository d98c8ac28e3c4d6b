"""What an accepted submission becomes: an instrument, a new edition of one, or the data of a project.

For `review.accept`, in its transaction. `cleaned` is what forms/submission.py makes of what was typed: values by the
names of the columns, terms by the names of the relations, and lists of rows (`links`, `credits`, `files` ...).
"""

from collections.abc import Iterable, Mapping

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments import workflow as catalogue
from instruments.models import Credit, Edition, File, Instrument, Link, State
from networks.models import Product, Project, Submission, SubmissionFile
from networks.workflow import NotAllowed, publication
from plumbing.files import checksum, clean_name

MANY = ("themes", "audiences", "sectors", "sizes", "phases", "goals")
NAME_AT_MOST = File._meta.get_field("name").max_length


def cannot_go_over(submission: Submission, cleaned: Mapping[str, object]) -> list[str]:
    """What would stay behind if the submission were accepted now, each in words: files that were not found clean, and
    organisations that the portal does not know.
    """
    files = [f"{file.name} ({file.get_scan_display()})" for file in submission.files.not_to_publish()]
    rows = [*cleaned.get("credits", ()), *cleaned.get("partners", ())]
    unknown = [row.get("name") or row.get("organisation_name") for row in rows if row["organisation"] is None]
    return [*files, *dict.fromkeys(unknown)]


def new_instrument(
    submission: Submission, cleaned: Mapping[str, object], *, by: Person, publish: bool
) -> Instrument:  # fmt: skip
    """A result becomes an instrument of the catalogue, credited to who handed it in."""
    instrument = Instrument(demonstration=submission.demonstration)
    _fill(instrument, cleaned, submission, by)
    _copy_files(submission, instrument, cleaned, edition=_edition(instrument, cleaned))
    catalogue.index([instrument])
    if publish:
        try:
            instrument = catalogue.publish(instrument, by=by)
        except catalogue.NotAllowed as reason:
            raise NotAllowed(str(reason)) from reason
    return instrument


def new_edition(submission: Submission, cleaned: Mapping[str, object], *, by: Person) -> Instrument:
    """A new edition takes the place of the published text; the files of the earlier one stay, marked as such."""
    instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=submission.edition_of_id)
    if instrument.state == State.WITHDRAWN:
        raise NotAllowed(_("“%(title)s” was withdrawn meanwhile.") % {"title": instrument})
    before = instrument.editions.first() or _first_edition(instrument)
    _fill(instrument, cleaned, submission, by)
    edition = _edition(instrument, cleaned, replaces=before)
    if edition is None:
        raise NotAllowed(_("Still missing: %(fields)s.") % {"fields": _("the name of the edition")})
    instrument.files.update(position=F("position") + submission.files.count())
    _copy_files(submission, instrument, cleaned, edition=edition)
    catalogue.index([instrument])
    return instrument


def renew_project(submission: Submission, cleaned: Mapping[str, object], *, by: Person) -> Project:
    """The data of a project become what its promoter handed in; what the form does not ask stays as it is."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=submission.project_id)
    _set_columns(project, cleaned)
    publication.save(project, by=by, reason=submission.reference)
    project.themes.set(cleaned["themes"])
    _replace_rows(project.partners, [row for row in cleaned["partners"] if row["organisation"]])
    _replace_rows(project.means, cleaned["means"])
    _replace_rows(project.seats, [_seat(row) for row in cleaned["seats"]])
    publication.index([project])
    return project


def _seat(row: Mapping[str, object]) -> dict[str, object]:
    """A seat of an organisation that the portal does not know is kept by the name that was typed."""
    if row["organisation"] or row.get("role_nl") or row.get("role_en"):
        return dict(row)
    return {**row, "role_nl": row["organisation_name"]}


def _fill(instrument: Instrument, cleaned: Mapping[str, object], submission: Submission, by: Person) -> None:
    """Texts, fields, vocabulary, links, credits and where it comes from."""
    _set_columns(instrument, cleaned)
    instrument.publisher = instrument.publisher or submission.organisation
    instrument.checked_on = timezone.localdate()
    catalogue.save(instrument, by=by, reason=submission.reference)
    for name in MANY:
        if name in cleaned:
            getattr(instrument, name).set(cleaned[name])
    if "tags" in cleaned:
        instrument.tags.set(cleaned["tags"])
    for position, row in enumerate(cleaned.get("links", ())):
        Link.objects.update_or_create(
            instrument=instrument, url=row["url"], defaults={**_known(Link, row), "position": position}
        )
    _credit(instrument, cleaned, submission)
    if submission.project_id or submission.network_id:
        Product.objects.get_or_create(
            instrument=instrument, project_id=submission.project_id, network_id=submission.network_id
        )


def _credit(instrument: Instrument, cleaned: Mapping[str, object], submission: Submission) -> None:
    """Everybody who is named, and in any case the organisation that handed it in."""
    named = [(row["organisation"], row["role"]) for row in cleaned.get("credits", ()) if row["organisation"]]
    if submission.organisation not in {organisation for organisation, _role in named}:
        named.insert(0, (submission.organisation, Credit.Role.AUTHOR))
    for position, (organisation, role) in enumerate(named):
        instrument.credits.get_or_create(organisation=organisation, role=role, defaults={"position": position})


def _edition(
    instrument: Instrument, cleaned: Mapping[str, object], replaces: Edition | None = None
) -> Edition | None:  # fmt: skip
    """The edition that was handed in, if it has a name."""
    label = cleaned.get("edition_label", "")
    if not label:
        return None
    if instrument.editions.filter(label=label).exists():
        raise NotAllowed(_("There is an edition “%(label)s” already.") % {"label": label})
    return instrument.editions.create(
        label=label, year=cleaned.get("year"), replaces=replaces,
        note_nl=cleaned.get("edition_note_nl", ""), note_en=cleaned.get("edition_note_en", ""),
    )  # fmt: skip


def _first_edition(instrument: Instrument) -> Edition:
    """What is in the catalogue without a name of an edition gets one, so that old files are told from new ones."""
    year = instrument.year or (instrument.published_at or instrument.created_at).year
    edition = instrument.editions.create(label=str(year), year=year)
    instrument.files.filter(edition=None).update(edition=edition)
    return edition


def _copy_files(
    submission: Submission, instrument: Instrument, cleaned: Mapping[str, object], *, edition: Edition | None
) -> None:  # fmt: skip
    """Files that may be published go over, each compared with its checksum; what is there already is not doubled."""
    told = {row["file"].pk: row for row in cleaned.get("files", ())}
    there = set(instrument.files.values_list("sha256", flat=True))
    for position, handed in enumerate(submission.files.to_publish().exclude(sha256__in=there)):
        content, about = _content(handed), told.get(handed.pk, {})
        File.objects.create(
            instrument=instrument, edition=edition, file=content, name=handed.name[-NAME_AT_MOST:],
            title_nl=about.get("title_nl", ""), title_en=about.get("title_en", ""),
            language=about.get("language", ""), accessibility=about.get("accessible", File.Accessibility.UNKNOWN),
            size=content.size, media_type=handed.media_type, sha256=handed.sha256, position=position,
        )  # fmt: skip


def _content(handed: SubmissionFile) -> ContentFile:
    with handed.file.open("rb") as kept:
        content = ContentFile(kept.read(), name=clean_name(handed.name))
    if checksum(content) != handed.sha256:
        raise NotAllowed(_("“%(name)s” is not as it was handed in; ask for it again.") % {"name": handed.name})
    return content


def _set_columns(thing: models.Model, cleaned: Mapping[str, object]) -> None:
    for name, value in _known(type(thing), cleaned).items():
        setattr(thing, name, value)


def _known(model: type[models.Model], values: Mapping[str, object]) -> dict[str, object]:
    """Those values that are columns which people may fill in."""
    columns = {field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key}
    return {name: value for name, value in values.items() if name in columns}


def _replace_rows(related: models.Manager, rows: Iterable[Mapping[str, object]]) -> None:
    """The parts of a project become these rows, in this order."""
    related.all().delete()
    for position, row in enumerate(rows):
        related.create(**(_known(related.model, row) | {"position": position}))
