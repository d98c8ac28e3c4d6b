"""An import, tried or done: one transaction, written whole or not at all."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from itertools import batched
from typing import BinaryIO

from django.db import transaction

from accounts.models import Organisation, Person
from instruments import bulk, documents, workflow
from instruments.exchange import files
from instruments.exchange.cells import Cells
from instruments.exchange.changes import Change, Comparison
from instruments.exchange.columns import COLUMNS
from instruments.exchange.report import Report
from instruments.exchange.rows import Table, Unreadable
from instruments.models import Instrument, Language
from plumbing import addresses

BATCH = 500
Progress = Callable[[str, int, int], None]
READING, INDEXING = "reading", "indexing"


@dataclass(frozen=True)
class Import:
    """What is asked of an import. Without `write` it only tells what it would do.

    New instruments are published, or become drafts; the state of others is left alone. With `expected` (the fingerprint
    of an earlier report) nothing is written when the file would by now do something else than was shown.
    """

    name: str
    write: bool = False
    publish: bool = True
    by: Person | None = None
    expected: str = ""
    progress: Progress = lambda stage, done, total: None


def run(file: BinaryIO, asked: Import) -> Report:
    """Compare a file with the catalogue and, if asked, make it so; nothing is written when any row is wrong."""
    report = Report()
    try:
        with transaction.atomic():
            written = _write_rows(files.read(file), report, asked)
            report.written = asked.write and not report.wrong and asked.expected in {"", report.fingerprint}
            if report.written:
                _index(written, asked.progress)
            else:
                transaction.set_rollback(True)
    except Unreadable as error:
        report.stopped = str(error)
    return report


def _write_rows(table: Table, report: Report, asked: Import) -> list[int]:
    """Go through the file, writing as long as nothing is wrong; returns the ids of what was written."""
    comparison = Comparison(report, publish=asked.publish)
    slugs = bulk.Slugs() if asked.write else None
    written: list[int] = []
    for rows in batched(table, BATCH):
        changes = comparison.changes(rows, lock=asked.write)
        if asked.write and not report.wrong:
            make_new_names(comparison.cells)
            records = [record(change, comparison.cells) for change in changes]
            if asked.publish:
                workflow.publish_imported([each.instrument for each in records if each.before is None])
            written += bulk.write(records, by=asked.by, reason=f"imported from {asked.name}", slugs=slugs)
        asked.progress(READING, table.done, table.total)
    report.new_publishers += comparison.cells.organisations.new.values()
    report.new_tags += comparison.cells.tags.new.values()
    return written


def _index(written: list[int], progress: Progress) -> None:
    for start in range(0, len(written), BATCH):
        documents.write(written[start : start + BATCH])
        progress(INDEXING, min(start + BATCH, len(written)), len(written))


def record(change: Change, cells: Cells) -> bulk.Record:
    """The instrument as it is after the change, with the ids of its vocabulary."""
    instrument = change.instrument or Instrument(code=change.code)
    made = bulk.Record(instrument, before=copy.copy(change.instrument), terms={})
    for name, value in change.values.items():
        column = COLUMNS[name]
        if column.many_to_many:
            made.terms[column.field] = value
        elif column.kind == "tags":
            made.tags = [cells.tags.made.get(tag, tag) for tag in value]
        elif column.kind == "languages":
            instrument.languages = [language for language in Language.values if language in value]
        elif column.kind == "publisher":
            instrument.publisher_id = cells.organisations.made.get(value, value)
        else:
            setattr(instrument, f"{column.field}_id" if column.kind == "term" else column.field, value)
    return made


def make_new_names(cells: Cells) -> None:
    """Make the tags and publishers that the file names and nobody has yet; staff confirm a new publisher later."""
    names = [name for name in cells.tags.new.values() if name not in cells.tags.made]
    for tag in bulk.make_tags(names):
        cells.tags.made[tag.name] = tag.pk
        cells.tags.add(tag.pk, tag.name)
    organisations = cells.organisations
    for name in organisations.new.values():
        if name not in organisations.made:
            organisation = Organisation.objects.create(slug=_free_address(name), name_nl=name, name_en=name)
            organisations.made[name] = organisation.pk
            organisations.add(organisation.pk, organisation.slug, [name])


def _free_address(name: str) -> str:
    stem = addresses.stem(name, otherwise="organisation", limit=70)
    taken = Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    return addresses.free(stem, set(taken))
