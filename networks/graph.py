"""The networks, their projects and the links between them as a drawing: a column a network, a box a project."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import shorten, wrap

from django.utils.translation import gettext, ngettext

from networks.models import Link, Network, Project
from plumbing.bilingual import Text

COLUMN, GAP, MARGIN = 216, 84, 12  # in the units of the drawing
HEAD, BOX, BAR, SPACE = 58, 50, 40, 12
COLUMNS_IN_A_ROW = 4
LETTERS, LINES = 27, 2  # of a title in a box
SWEEPS = 4  # of putting boxes beside what they are linked with
BEND = 46


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
    def lines(self) -> list[dict]:
        """The title in lines that fit, each with its height in the box."""
        letters = LETTERS * self.width // COLUMN
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
    """A link as a curve between two boxes."""

    link: Link
    path: str

    @property
    def sentence(self) -> str:
        return str(self.link)


@dataclass
class Graph:
    """Everything drawn, and what a list says of it: the same. Diagonal networks lie as bars over the columns."""

    columns: list[Column]
    over: list[Box]
    links: list[Link]
    lines: list[Line] = field(default_factory=list)
    width: int = 0
    height: int = 0
    kinds = Link.Kind.choices

    @property
    def boxes(self) -> list[Box]:
        """All projects."""
        return [box for column in self.columns for box in column.boxes]

    @property
    def networks(self) -> list[Box]:
        return [*self.over, *(column.head for column in self.columns if column.head)]

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
    over = [Box(network, height=BAR) for network in networks if network.kind == Network.Kind.DIAGONAL]
    columns = _columns([one for one in networks if one.kind != Network.Kind.DIAGONAL], projects)
    _sort(columns, links)
    graph = Graph(columns, over, links)
    _place(graph)
    boxes = {box.key: box for box in (*graph.networks, *graph.boxes)}
    graph.lines = [Line(link, _curve(boxes[key(link.source)], boxes[key(link.target)])) for link in links]
    return graph


def _columns(networks: Sequence[Network], projects: Iterable[Project]) -> list[Column]:
    first: dict[int, int] = {}
    order = {network.pk: place for place, network in enumerate(networks)}
    for network, project in Network.projects.through.objects.filter(network__in=order).values_list(
        "network", "project"
    ):
        if project not in first or order[network] < order[first[project]]:
            first[project] = network
    inside: defaultdict[int | None, list[Box]] = defaultdict(list)
    for project in projects:
        inside[first.get(project.pk)].append(Box(project))
    columns = [Column(Box(network, height=HEAD), inside[network.pk]) for network in networks]
    return [*columns, Column(None, inside[None])] if inside[None] else columns


def _sort(columns: Sequence[Column], links: Iterable[Link]) -> None:
    """Put each box at the height of what it is linked with, so that fewer curves cross."""
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
    for bar in graph.over:
        bar.x, bar.y, bar.width = MARGIN + GAP // 2, top, graph.width - 2 * MARGIN - GAP
        top += BAR + SPACE
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


def _curve(start: Box, end: Box) -> str:
    """From the side of one box to the nearest side of the other; within a column around the outside."""
    start_y, end_y = start.y + start.height // 2, end.y + end.height // 2
    if BAR in {start.height, end.height}:
        bar, box = (start, end) if start.height == BAR else (end, start)
        x, y, low, turn = box.x + min(box.width, COLUMN), box.y + box.height // 2, bar.y + bar.height, BEND // 2
        if bar is start:
            return f"M{x + turn},{low} C{x + turn},{y} {x + turn},{y} {x},{y}"
        return f"M{x},{y} C{x + turn},{y} {x + turn},{y} {x + turn},{low}"
    if start.x == end.x:
        x = start.x + COLUMN
        return f"M{x},{start_y} C{x + BEND},{start_y} {x + BEND},{end_y} {x},{end_y}"
    rightwards = start.x < end.x
    start_x, end_x = (start.x + COLUMN, end.x) if rightwards else (start.x, end.x + COLUMN)
    bend = BEND if rightwards else -BEND
    return f"M{start_x},{start_y} C{start_x + bend},{start_y} {end_x - bend},{end_y} {end_x},{end_y}"
