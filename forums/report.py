"""The skeleton of a report on a strategy, made of its trace: what the editors fill in and take to the printer.

`blocks` says everything once, in the reader's language; page, PDF and Word document are the same blocks, drawn.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums import comparison, dates
from forums.models import OutcomeKind
from forums.trace import ByGroup, Line, Reading, Voice
from plumbing import markup


@dataclass(frozen=True)
class Block:
    """A heading (of level 1 to 3), a paragraph, an item of a list, or a quotation."""

    kind: str
    text: str
    level: int = 0


def heading(level: int, text: str) -> Block:
    return Block("heading", text, level)


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def item(text: str) -> Block:
    return Block("item", text)


def quotation(text: str) -> Block:
    return Block("quotation", text)


def blocks(reading: Reading) -> list[Block]:
    """The whole report."""
    return [*_opening(reading), *_chapters(reading), *_changes(reading), *_ledger(reading)]


def parts(found: list[Block]) -> Iterator[Block | list[Block]]:
    """What is drawn one after the other: a block, or a list of all items that follow each other."""
    for is_list, run in groupby(found, key=lambda one: one.kind == "item"):
        if is_list:
            yield list(run)
        else:
            yield from run


def title(reading: Reading) -> str:
    """What the report is called, as a heading and as a name of a file's document."""
    return _("Report on %(strategy)s, version %(number)d") % {
        "strategy": reading.version.strategy.title, "number": reading.version.number,
    }  # fmt: skip


def _opening(reading: Reading) -> Iterator[Block]:
    version = reading.version
    yield heading(1, title(reading))
    yield paragraph(_("Published on %s.") % date_format(version.published_at, "DATE_FORMAT"))
    if version.strategy.demonstration:
        yield paragraph(_("Demonstration content: none of it was said by a real organisation."))
    if version.strategy.intro:
        yield paragraph(markup.plain(str(version.strategy.intro)))
    yield heading(2, _("How it came about"))
    for forum in version.strategy.forums.announced().by_date():
        yield item(f"{forum.title}: {forum.get_kind_display()}, {dates.when(forum)}")
    many = len(reading.voices)
    yield paragraph(ngettext("%d contribution was worked with.", "%d contributions were worked with.", many) % many)
    counts: dict[str, int] = defaultdict(int)
    for voice in reading.voices:
        group = voice.contribution.group
        counts[str(group.label) if group else _("no stakeholder group")] += 1
    for group, count in counts.items():
        yield item(f"{group}: {count}")
    yield paragraph(_("What became of them:"))
    for kind in OutcomeKind:
        yield item(f"{kind.label}: {reading.outcomes.get(kind, 0)}")


def _chapters(reading: Reading) -> Iterator[Block]:
    for part in reading.parts:
        yield heading(2, f"{part.number} {part.chapter.title}")
        if part.chapter.intro:
            yield paragraph(markup.plain(str(part.chapter.intro)))
        for line in part.lines:
            yield from _statement(line)


def _statement(line: Line) -> Iterator[Block]:
    statement = line.statement
    yield heading(3, _("Statement %s") % line.number)
    yield paragraph(markup.plain(str(statement.text)))
    if line.behind:
        yield paragraph(_("Behind it: %s.") % "; ".join(_named(voice) for voice in line.behind))
    if statement.unsourced:
        yield paragraph(_("Stands here without a contribution: %s") % statement.unsourced)
    if line.supported:
        yield paragraph(_("Supported by: %s.") % _by_group(line.supported))
    for one in line.reservations:
        said = {"organisation": one.organisation.name, "text": one.text, "name": one.signed_by}
        words = _("Reservation of %(organisation)s: %(text)s Signed by %(name)s") % said
        signed = date_format(one.signed_at, "DATE_FORMAT")
        gone = _(", withdrawn on %s") % date_format(one.withdrawn_at, "DATE_FORMAT") if one.withdrawn_at else ""
        yield quotation(f"{words}, {signed}{gone}.")
    for action in line.actions:
        said = {"action": action.title, "owner": action.owner.name, "progress": action.get_progress_display()}
        yield item(_("Action: %(action)s (%(owner)s; %(progress)s)") % said)


def _named(voice: Voice) -> str:
    one = voice.contribution
    who = one.signature if voice.is_public else str(one.get_state_display())
    return _("contribution %(number)d (%(who)s)") % {"number": one.number, "who": who}


def _by_group(counts: list[ByGroup]) -> str:
    return ", ".join(f"{one.group.label} {one.count}" for one in counts)


def _changes(reading: Reading) -> Iterator[Block]:
    """What changed since the version before, if there is one."""
    version = reading.version
    before = version.strategy.versions.published().filter(number__lt=version.number).order_by("-number").first()
    if before is None:
        return
    compared = comparison.compare(before, reading)
    yield heading(2, _("What changed since version %d") % before.number)
    if version.note:
        yield paragraph(str(version.note))
    for one in compared.changed:
        yield item(_("Statement %(number)s: %(change)s") % {"number": one.line.number, "change": one.change.label})
    for one in compared.gone:
        reasons = " ".join(map(str, one.reasons))
        yield item(
            _("Dropped: %(text)s Why: %(why)s") % {"text": markup.plain(str(one.statement.text)), "why": reasons}
        )
    yield paragraph(
        ngettext("%d statement did not change.", "%d statements did not change.", compared.unchanged)
        % compared.unchanged
    )


def _ledger(reading: Reading) -> Iterator[Block]:
    yield heading(2, _("What became of each contribution"))
    for voice in reading.voices:
        one = voice.contribution
        who = one.signature if voice.is_public else one.get_state_display()
        ended = voice.outcome.get_kind_display() if voice.outcome else _("no outcome")
        words = f"{one.forum.title}, {one.number} ({who}): {ended}"
        if voice.lines:
            words += "; " + _("statement %s") % ", ".join(line.number for line in voice.lines)
        if voice.outcome and voice.outcome.reason:
            words += f". {voice.outcome.reason}"
        yield item(words)
