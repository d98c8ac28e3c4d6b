"""The columns of an import or export file: the one place where they are declared.

Every file has `id`, `type` and at least one of the two titles. A column that a file lacks leaves the instruments as
they are; an empty cell clears. `id` is the instrument's code (or its address, for an instrument that has no code); an
empty id makes a new instrument, with a code made from its title. Lists are separated by `;`.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "type", "text", "terms", "term", "languages", "year", "tags", "publisher", "licence", "url"]


@dataclass(frozen=True)
class Column:
    """`field` is the instrument's; `facet` names the vocabulary of a term; `limit` is in characters."""

    name: str
    kind: Kind
    field: str
    limit: int = 0
    facet: str = ""

    @property
    def is_list(self) -> bool:
        return self.kind in {"terms", "languages", "tags"}

    @property
    def many_to_many(self) -> bool:
        return self.kind == "terms"


def _text(name: str, limit: int) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{language}", "text", f"{name}_{language}", limit) for language in ("nl", "en"))


def _terms(name: str, facet: str) -> Column:
    return Column(name, "terms", name, 2000, facet)


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("id", "id", "code", 100),  # as long as an address; a new code is shorter
        Column("type", "type", "type", 60),
        *_text("title", 200),
        *_text("summary", 10_000),
        *_text("body", 100_000),
        _terms("themes", "theme"),
        _terms("audiences", "audience"),
        _terms("sectors", "sector"),
        _terms("sizes", "size"),
        _terms("phases", "phase"),
        Column("time", "term", "time", 200, "time"),
        Column("format", "term", "format", 200, "format"),
        Column("languages", "languages", "languages", 200),
        Column("year", "year", "year", 20),
        Column("tags", "tags", "tags", 2000),
        Column("publisher", "publisher", "publisher", 200),
        Column("licence", "licence", "licence", 100),
        Column("url", "url", "url", 500),
    )
}
NEEDED = ("id", "type")
TITLES = ("title_nl", "title_en")
