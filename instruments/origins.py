"""What an instrument came out of: a project, a learning network.

The apps that know stand to the right of this one, so they register here, when they are ready, how to ask them. Each
answers in one statement, and names only what anybody may see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from instruments.models import Instrument
from plumbing.bilingual import Text


@dataclass(frozen=True)
class Origin:
    """One thing that an instrument came out of: what kind of thing, its name, where its page is."""

    label: str
    title: Text
    url: str
    demonstration: bool = False


type Source = Callable[[Instrument], Iterable[Origin]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """From now on `source` is asked for each instrument that is shown."""
    if source not in _sources:
        _sources.append(source)


def of(instrument: Instrument) -> list[Origin]:
    """Everything that the instrument came out of, as its page shows it."""
    return [origin for source in _sources for origin in source(instrument)]
