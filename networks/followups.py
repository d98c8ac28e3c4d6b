"""What came of a feedback to policy elsewhere: an action of a strategy, for instance.

The apps that know stand to the right of this one, so they register here, when they are ready, how to ask them. Each
answers in a fixed number of statements, and names only what anybody may see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from networks.models import PolicyFeedback
from plumbing.bilingual import Text


@dataclass(frozen=True)
class FollowUp:
    """One thing that belongs to it: its name, how far it is, and the page on which it stands."""

    title: Text
    state: str
    place: Text
    url: str


type Source = Callable[[PolicyFeedback], Iterable[FollowUp]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """From now on `source` is asked for each feedback that is shown."""
    if source not in _sources:
        _sources.append(source)


def of(feedback: PolicyFeedback) -> list[FollowUp]:
    """Everything that belongs to a feedback, as its page shows it."""
    return [one for source in _sources for one in source(feedback)]
