"""The fiche of a project: its nine parts, in the official order and under the official headings.

The page, the printed dossier and the PDF are all made of these parts, so that they can never tell different things.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks import wording
from networks.models import Channel, Project, Seat
from plumbing.bilingual import Text, reader_language

# As the agency's form has them; the Dutch ones, in the catalogue of messages, are its own words.
HEADINGS: tuple[Promise, ...] = (
    _("Title"),
    _("Responsible for, and following, the process on behalf of the ESF Agency"),
    _("Place in Flemish policy"),
    _("Outline of goals, with expected output, impact and products"),
    _("Outline of the actions"),
    _("Period"),
    _("Means to be provided in the budget (with co-financing, if any)"),
    _("Composition of the working, steering or theme group …"),
    _("Support by communication? (newsletter, e-zine, website, leaflet, press text …)"),
)


@dataclass(frozen=True)
class Item:
    """A line of a list: what it says, in its language, and a detail in the reader's."""

    text: Text
    detail: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of a part: a text in Markdown or a list, below a label. `is_open` marks what is not known or given."""

    label: str = ""
    text: Text | None = None
    items: tuple[Item, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Part:
    """One of the nine."""

    number: int
    heading: str
    blocks: tuple[Block, ...]

    @property
    def id(self) -> str:
        return f"part-{self.number}"

    @property
    def breakable(self) -> SafeString:
        """The heading for a narrow screen: a line may end after a stroke."""
        return mark_safe(escape(self.heading).replace("/", "/<wbr>"))  # noqa: S308


def parts(project: Project) -> list[Part]:
    """The nine parts of a project read `with_fiche`; none is ever left out."""
    said = (
        _texts(("", project.title)),
        _texts(("", project.follow_up)),
        _texts(("", project.policy)),
        _texts(
            (gettext("Goals"), project.goals),
            (gettext("Expected output and products"), project.output),
            (gettext("Expected impact"), project.impact),
            (gettext("Actual achievements"), project.achievements),
        ),
        _texts(("", project.actions)),
        _period(project),
        _means(project),
        [*_groups(project), *_texts(("", project.groups_note))],
        [*_channels(project), *_texts(("", project.communication))],
    )
    return [
        Part(number, str(heading), tuple(blocks) or (_nothing(gettext("not stated")),))
        for number, (heading, blocks) in enumerate(zip(HEADINGS, map(list, said), strict=True), start=1)
    ]


def own(words: str) -> Text:
    """Words of the interface, as a text in the reader's language."""
    return Text(words, reader_language(), False)


def _nothing(words: str) -> Block:
    return Block(text=own(words), is_open=True)


def _texts(*labelled: tuple[str, Text]) -> list[Block]:
    return [Block(label, text) for label, text in labelled if text]


def _period(project: Project) -> Iterator[Block]:
    yield Block(text=own(capfirst(wording.period(project))), is_open=project.starts_on is None)
    yield from _texts(("", project.period_note))


def _means(project: Project) -> Iterator[Block]:
    means = list(project.means.all())
    if means:
        yield Block(items=tuple(_source(one) for one in means))
    elif not project.means_note:
        yield _nothing(capfirst(wording.undetermined()))
    if len(means) > 1 and project.means_total is not None:
        yield Block(gettext("Total"), own(wording.amount(project.means_total)))
    yield from _texts(("", project.means_note))


def _source(means) -> Item:
    name = means.name or own(capfirst(means.get_source_display()))
    detail = wording.amount(means.amount)
    return Item(name, f"{detail} ({gettext('co-financing')})" if means.cofinancing else detail)


def _groups(project: Project) -> Iterator[Block]:
    """Each group with those inside the agency first; who stands for an organisation, never who in person."""
    for (group, internal), seats in groupby(project.seats.all(), key=lambda seat: (seat.group, seat.internal)):
        where = gettext("from the ESF Agency") if internal else gettext("from outside")
        label = f"{capfirst(str(Seat.Group(group).label))}, {where}"
        yield Block(label, items=tuple(_seats(seats)))


def _seats(seats: Iterable[Seat]) -> Iterator[Item]:
    for seat in seats:
        yield Item(seat.organisation.name, str(seat.role)) if seat.organisation else Item(seat.role)


def _channels(project: Project) -> Iterator[Block]:
    if project.channels:
        names = dict(Channel.choices)
        yield Block(items=tuple(Item(own(capfirst(str(names[channel])))) for channel in project.channels))
