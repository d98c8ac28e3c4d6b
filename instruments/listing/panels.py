"""The facets of a list as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from instruments.facets import Facet, Option


@dataclass(slots=True)
class Choice:
    """A value of a facet with its count, ready to be shown."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    children: list["Choice"] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.facet}-{self.value}"


@dataclass
class FacetPanel:
    """A facet as the page shows it: the first `options`, and `more` that unfold."""

    facet: Facet
    options: list[Choice]
    more: list[Choice]

    @property
    def name(self) -> str:
        return self.facet.name

    @property
    def label(self) -> str:
        return self.facet.label

    @property
    def chosen(self) -> int:
        return sum(
            choice.selected + sum(child.selected for child in choice.children) for choice in [*self.options, *self.more]
        )

    @property
    def open(self) -> bool:
        return self.facet.open or bool(self.chosen)

    @property
    def more_open(self) -> bool:
        return any(choice.selected for choice in self.more)


@dataclass(frozen=True)
class Chip:
    """An active choice, with the address of the page without it."""

    label: str
    facet: str
    name: str
    url: str


def panel(
    facet: Facet, counts: Mapping[int, int], available: Sequence[Option], chosen: Sequence[str], language: str
) -> FacetPanel:
    """A facet with the count beside each value that can be chosen; narrower values stand below their broader one."""
    choices: dict[str, Choice] = {}
    parents: dict[str, str] = {}
    for item in available:
        if item.value not in choices:
            label, count = item.label_in(language), counts.get(item.slot, 0)
            choices[item.value] = Choice(facet.name, item.value, label, count, item.value in chosen)
            parents[item.value] = item.parent
    top = []
    for value, choice in choices.items():
        if parents[value] in choices:
            choices[parents[value]].children.append(choice)
        else:
            top.append(choice)
    if facet.by_count:
        top.sort(key=lambda choice: (-choice.selected, -choice.count, choice.label.lower()))
    if facet.most:
        top = top[: max(facet.most, len(chosen))]
    return FacetPanel(facet, top[: facet.shown], top[facet.shown :])


def most_counted(counts: Mapping[int, int], most: int) -> Mapping[int, int]:
    """The `most` highest counts (0: all), and those that equal the last of them."""
    if not most or len(counts) <= most:
        return counts
    least = sorted(counts.values())[-most]
    return {slot: count for slot, count in counts.items() if count >= least}
