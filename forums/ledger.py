"""The ledger of a forum: every contribution that was ever handed in; every total is counted from its rows."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.utils.translation import gettext as _

from forums import responses
from forums.models import Attachment, Channel, Contribution, ContributionState, Forum, Language, StakeholderGroup
from forums.responses import Responses

COLUMNS = ("number", "handed_in", "channel", "group", "language", "state", "question", "author", "text", "gist",
           "attachments")  # fmt: skip
BY_GROUP = ("support", "replies")  # a column for each stakeholder group, and none for all together
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Count:
    """How many contributions have something in common."""

    label: str
    number: int


@dataclass(frozen=True)
class Entry:
    """A row with what answers it; what is not public is not answered in public."""

    row: Contribution
    responses: Responses
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The rows in the order of their numbers."""

    rows: tuple[Contribution, ...]

    def entries(self) -> list[Entry]:
        """Every row with its support, replies and attachments, in four queries more."""
        shown = {row.pk: row for row in self.public}
        counted = responses.count(shown)
        files = defaultdict(list)
        for file in Attachment.objects.public().filter(contribution__in=shown):
            file.contribution = shown[file.contribution_id]
            files[file.contribution_id].append(file)
        return [Entry(row, counted.get(row.pk, Responses()), tuple(files[row.pk])) for row in self.rows]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def public(self) -> list[Contribution]:
        """Those whose text everybody may read."""
        return [row for row in self.rows if row.state == ContributionState.PUBLISHED]

    def by_channel(self) -> list[Count]:
        return self._counts(lambda row: row.channel, dict(Channel.choices))

    def by_state(self) -> list[Count]:
        labels = dict(ContributionState.choices)
        return self._counts(lambda row: row.state, {state: labels[state] for state in labels if state != "draft"})

    def by_language(self) -> list[Count]:
        return self._counts(lambda row: row.language, dict(Language.choices))

    def by_group(self) -> list[Count]:
        """Stakeholder groups in their order; last who named none."""
        counts = Counter(row.group for row in self.rows)
        named = sorted((group for group in counts if group), key=lambda group: (group.position, group.slug))
        found = [Count(group.label, counts[group]) for group in named]
        return [*found, Count(_("not stated"), counts[None])] if counts[None] else found

    def by_question(self) -> Counter:
        """How many each question has, by the key of the question."""
        return Counter(row.question_id for row in self.rows)

    def _counts(self, value: Callable[[Contribution], str], labels: dict[str, str]) -> list[Count]:
        counts = Counter(value(row) for row in self.rows)
        return [Count(str(label), counts[key]) for key, label in labels.items() if counts[key]]


def of(forum: Forum) -> Ledger:
    """The ledger of a forum, in one query."""
    rows = (
        Contribution.objects.numbered().filter(forum=forum).select_related("forum", "group", "organisation", "question")
    )
    return Ledger(tuple(rows))


def as_csv(entries: Iterable[Entry]) -> str:
    """What is public of each row, for spreadsheets: a text that looks like a formula stays a text."""
    written = StringIO()
    writer = csv.writer(written)
    groups = list(StakeholderGroup.objects.in_order())
    writer.writerow([*COLUMNS, *(f"{what}_{group.slug}" for what in BY_GROUP for group in groups)])
    for entry in entries:
        row = entry.row
        public = (row.signature, row.text, row.gist) if row.state == ContributionState.PUBLISHED else ("", "", "")
        cells = [
            row.number, f"{row.received_on or row.submitted_at:%Y-%m-%d}", row.channel,
            row.group.slug if row.group else "", row.language, row.state,
            str(row.question.title) if row.question else "", *public,
            " ".join(settings.BASE_URL + file.get_absolute_url() for file in entry.attachments),
        ]  # fmt: skip
        answers = (entry.responses.supported, entry.responses.replied)
        counts = [{one.group: one.count for one in by_group} for by_group in answers]
        cells += [counted.get(group, 0) for counted in counts for group in groups]
        writer.writerow([_harmless(str(cell)) for cell in cells])
    return "\ufeff" + written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
