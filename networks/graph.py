"""The networks, their projects and the links between them as a drawing: a column a network, a box a project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import shorten, wrap

from django.utils.translation import gettext, ngettext

from networks.models import Link, Network, Project
from plumbing.bilingual import Text

COLUMN, GAP, MARGIN = 226, 84, 12  # in the units of the drawing
HEAD, BOX, BAR, SPACE = 58, 50, 40, 12
COLUMNS_IN_A_ROW = 4
LETTERS, BOLD, LINES = 28, 22, 2  # of a title in a box; the name of a network is bold
SWEEPS = 4  # of putting boxes beside what they are linked with
LANES, LANE = 5, 8  # lines side by side in a gap


@dataclass
class Box:
    """A project or the head of a network: where it stands and what is written in it."""

    thing: Project | Network
    x: int = 0
    y: int = 0
    width: int = COLUMN
    height: int = BOX

    @property
    def key(self) -> tuple[str, int]:
        return key(self.thing)

    @property
    def title(self) -> Text:
        return self.thing.title

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    def side(self, *, right: bool) -> int:
        return self.x + self.width if right else self.x

    @property
    def lines(self) -> list[dict]:
        """The title in lines that fit, each with its height in the box."""
        letters = (BOLD if isinstance(self.thing, Network) else LETTERS) * self.width // COLUMN
        written = wrap(str(self.title), letters)
        if len(written) > LINES:
            written = [*written[: LINES - 1], shorten(" ".join(written[LINES - 1 :]), letters, placeholder=" …")]
        first = self.y + self.height // 2 + 5 - 9 * (len(written) - 1)
        return [{"text": text, "y": first + 18 * number} for number, text in enumerate(written)]

    @property
    def text_x(self) -> int:
        return self.x + 12


@dataclass
class Column:
    """A network with its projects, or the projects that are in none."""

    head: Box | None
    boxes: list[Box]
    x: int = 0
    y: int = 0

    @property
    def height(self) -> int:
        return HEAD + len(self.boxes) * (BOX + SPACE) + SPACE


@dataclass(frozen=True)
class Line:
    """A link as a line between two boxes."""

    link: Link
    path: str

    @property
    def sentence(self) -> str:
        return str(self.link)


@dataclass
class Graph:
    """Everything drawn, and what a list says of it: the same. Diagonal networks lie as bars over the columns."""

    over: list[Column]
    columns: list[Column]
    links: list[Link]
    lines: list[Line] = field(default_factory=list)
    width: int = 0
    height: int = 0
    kinds = Link.Kind.choices

    @property
    def groups(self) -> list[Column]:
        """Every network with its projects, the diagonal ones first; at the end, without a head, who is in none."""
        return [*self.over, *self.columns]

    @property
    def networks(self) -> list[Box]:
        return [group.head for group in self.groups if group.head]

    @property
    def boxes(self) -> list[Box]:
        """All projects."""
        return [box for group in self.groups for box in group.boxes]

    @property
    def demonstration(self) -> bool:
        """Whether anything drawn is demonstration content."""
        return any(box.thing.demonstration for box in (*self.networks, *self.boxes))

    @property
    def summary(self) -> str:
        counts = [
            ngettext("%d learning network", "%d learning networks", len(self.networks)) % len(self.networks),
            ngettext("%d project", "%d projects", len(self.boxes)) % len(self.boxes),
            ngettext("%d link", "%d links", len(self.links)) % len(self.links),
        ]
        return gettext("%(networks)s, %(projects)s and %(links)s between them.") % dict(
            zip(("networks", "projects", "links"), counts, strict=True)
        )


def key(thing: Project | Network) -> tuple[str, int]:
    """What tells projects and networks apart."""
    return thing._meta.model_name, thing.pk


def drawn() -> Graph:
    """What is published, laid out. A project of several networks stands in the first one that is not diagonal."""
    projects = list(Project.objects.published().order_by("title_nl", "pk"))
    networks = list(Network.objects.published().order_by("starts_on", "pk"))
    links = list(Link.objects.published().between_public_ends().with_ends().order_by("pk"))
    over, columns = _groups(networks, projects)
    _sort(columns, links)
    graph = Graph(over, columns, links)
    _place(graph)
    boxes = {box.key: box for box in (*graph.networks, *graph.boxes)}
    graph.lines = [
        Line(link, _path(boxes[key(link.source)], boxes[key(link.target)], number)) for number, link in enumerate(links)
    ]
    return graph


def _groups(networks: Sequence[Network], projects: Iterable[Project]) -> tuple[list[Column], list[Column]]:
    """The diagonal networks, and the others with those at the end that are in none."""
    diagonal = [one for one in networks if one.kind == Network.Kind.DIAGONAL]
    others = [one for one in networks if one.kind != Network.Kind.DIAGONAL]
    order = {network.pk: place for place, network in enumerate([*others, *diagonal])}
    memberships = Network.projects.through.objects.filter(network__in=order).values_list("project", "network")
    first: dict[int, int] = {}
    for project, network in memberships:
        if project not in first or order[network] < order[first[project]]:
            first[project] = network
    inside: defaultdict[int | None, list[Box]] = defaultdict(list)
    for project in projects:
        inside[first.get(project.pk)].append(Box(project))
    over = [Column(Box(one, height=BAR), inside[one.pk]) for one in diagonal]
    columns = [Column(Box(one, height=HEAD), inside[one.pk]) for one in others]
    return over, [*columns, Column(None, inside[None])] if inside[None] else columns


def _sort(columns: Sequence[Column], links: Iterable[Link]) -> None:
    """Put each box at the height of what it is linked with, so that fewer lines cross."""
    linked: defaultdict[tuple, list[tuple]] = defaultdict(list)
    for link in links:
        linked[key(link.source)].append(key(link.target))
        linked[key(link.target)].append(key(link.source))
    for _sweep in range(SWEEPS):
        places = {box.key: float(place) for column in columns for place, box in enumerate(column.boxes)}
        for column in columns:
            heights = {
                box.key: sum(near) / len(near)
                if (near := [places[other] for other in linked[box.key] if other in places])
                else places[box.key]
                for box in column.boxes
            }
            column.boxes.sort(key=lambda box: (heights[box.key], box.key))


def _place(graph: Graph) -> None:
    across = min(max(len(graph.columns), 1), COLUMNS_IN_A_ROW)
    graph.width, top = 2 * MARGIN + across * (COLUMN + GAP), MARGIN
    for group in graph.over:
        bar = group.head
        bar.x, bar.y, bar.width = MARGIN + GAP // 2, top, graph.width - 2 * MARGIN - GAP
        top += BAR + SPACE
        for number, box in enumerate(group.boxes):
            box.x, box.y = bar.x + number % across * (COLUMN + GAP), top + number // across * (BOX + SPACE)
        top += -(-len(group.boxes) // across) * (BOX + SPACE)
    for start in range(0, len(graph.columns), COLUMNS_IN_A_ROW):
        row = graph.columns[start : start + COLUMNS_IN_A_ROW]
        for place, column in enumerate(row):
            column.x, column.y = MARGIN + GAP // 2 + place * (COLUMN + GAP), top
            if column.head:
                column.head.x, column.head.y = column.x, column.y
            for number, box in enumerate(column.boxes):
                box.x, box.y = column.x, column.y + HEAD + SPACE + number * (BOX + SPACE)
        top += max(column.height for column in row) + GAP // 2
    graph.height = top


def _path(start: Box, end: Box, number: int) -> str:
    """Along the gaps between columns and between boxes, so that no line runs behind a box that it does not mean."""
    aside = (number % LANES - LANES // 2) * LANE
    if BAR in {start.height, end.height}:
        bar, box = (start, end) if start.height == BAR else (end, start)
        gap = box.x + min(box.width, COLUMN) + GAP // 2 + aside
        points = [(gap, bar.y + bar.height), (gap, box.middle), (box.x + min(box.width, COLUMN), box.middle)]
        return _drawn(points if bar is start else points[::-1])
    leaves_right, enters_right = end.x >= start.x, end.x <= start.x
    out, into = start.side(right=leaves_right), end.side(right=enters_right)
    gap_out = out + (GAP // 2 if leaves_right else -GAP // 2) + aside
    gap_in = into + (GAP // 2 if enters_right else -GAP // 2) + aside
    channel = end.y + end.height + SPACE // 2
    return _drawn([
        (out, start.middle), (gap_out, start.middle),
        *([(gap_out, channel), (gap_in, channel)] if gap_out != gap_in else []),
        (gap_in, end.middle), (into, end.middle),
    ])  # fmt: skip


def _drawn(points: Iterable[tuple[int, int]]) -> str:
    return "M" + " L".join(f"{x},{y}" for x, y in points)
