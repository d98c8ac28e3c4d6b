"""The four kinds of notes of the diagonal network, and how they are called on pages and in addresses."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models import DiagonalNote, Link, Network, Opportunity, PolicyFeedback, Project, Recommendation


@dataclass(frozen=True)
class NoteKind:
    """A kind: its name is that of its model; `address` is what stands for it in an address, in each language."""

    model: type[DiagonalNote]
    address: Promise
    plural: Promise
    new: Promise
    lead: Promise
    nothing: Promise
    icon: str

    @property
    def name(self) -> str:
        return self.model._meta.model_name

    @property
    def objects(self) -> models.QuerySet:
        return self.model.objects


KINDS = [
    NoteKind(
        Link,
        pgettext_lazy("address", "links"),
        pgettext_lazy("between projects", "Links"),
        _("New link"),
        _("Which projects and learning networks have something to do with each other, and what."),
        _("No link is published yet."),
        "link",
    ),
    NoteKind(
        Opportunity,
        pgettext_lazy("address", "opportunities"),
        _("Opportunities"),
        _("New opportunity"),
        _("What projects and networks could do together, or take from each other."),
        _("No opportunity is published yet."),
        "goal",
    ),
    NoteKind(
        Recommendation,
        pgettext_lazy("address", "recommendations"),
        _("Recommendations"),
        _("New recommendation"),
        _("What the diagonal network recommends to the learning networks, and what they say to it."),
        _("No recommendation is published yet."),
        "outcome",
    ),
    NoteKind(
        PolicyFeedback,
        pgettext_lazy("address", "feedback-to-policy"),
        _("Feedback to policy"),
        _("New feedback to policy"),
        _("What the networks learned that policy should know, on what evidence, and what policy answers."),
        _("No feedback to policy is published yet."),
        "feedback",
    ),
]
BY_NAME = {kind.name: kind for kind in KINDS}


def for_strangers(found: models.QuerySet[DiagonalNote]) -> models.QuerySet[DiagonalNote]:
    """Notes with what they name, as far as a stranger may read that too."""
    if found.model is Link:
        return found.between_public_ends().with_ends()
    if found.model is Recommendation:
        return found.with_subjects()
    return found.prefetch_related(
        "themes",
        models.Prefetch("projects", Project.objects.published()),
        models.Prefetch("networks", Network.objects.published()),
    )


def seen_from(thing: Project | Network) -> dict:
    """What the page of a project or network shows of the diagonal network: its published links and notes."""

    def of_it(found: models.QuerySet) -> models.QuerySet:
        return found.of_project(thing) if isinstance(thing, Project) else found.of_network(thing)

    kinds = [kind for kind in KINDS if kind.model is not Link]
    if isinstance(thing, Project):
        kinds.remove(BY_NAME["recommendation"])  # they are made to networks
    parts = [{"kind": kind, "notes": list(of_it(kind.objects.published()))} for kind in kinds]
    return {
        "links": list(of_it(Link.objects.published()).between_public_ends().with_ends()),
        "notes": [part for part in parts if part["notes"]],
    }


def evidence(note: DiagonalNote) -> list[models.Model]:
    """What feedback to policy rests on, as far as everybody may read it; nothing for other kinds."""
    if not isinstance(note, PolicyFeedback):
        return []
    return [*note.instruments.published(), *note.recommendations.published()]


@dataclass(frozen=True)
class MoveWords:
    """How a move is called: in its address, on its button, and on top of its page."""

    address: Promise
    button: Promise
    title: Promise


MOVES = {
    "publish": MoveWords(pgettext_lazy("address", "publish"), _("Publish"), _("Let everybody read it?")),
    "send": MoveWords(pgettext_lazy("address", "send"), _("Send"), _("Send it")),
    "reply": MoveWords(pgettext_lazy("address", "reply"), _("Note the reply"), _("What the network said")),
    "answer": MoveWords(pgettext_lazy("address", "answer"), _("Note the answer"), _("What policy said")),
    "close": MoveWords(pgettext_lazy("address", "close"), _("Close"), _("What came of it")),
    "withdraw": MoveWords(pgettext_lazy("address", "withdraw"), _("Withdraw"), _("Why it is withdrawn")),
}


class Translated:
    """A path converter whose values are called differently in each language."""

    regex = "[a-z-]+"
    values: dict[str, Promise]

    def to_python(self, value: str) -> str:
        for name, address in self.values.items():
            if str(address) == value:
                return name
        raise ValueError

    def to_url(self, value: str) -> str:
        return str(self.values[value])


class KindConverter(Translated):
    values = {kind.name: kind.address for kind in KINDS}


class MoveConverter(Translated):
    values = {name: words.address for name, words in MOVES.items()}
