"""What the search over the whole site knows of the notes of the diagonal network: those that everybody may read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import override

from accounts.models import Organisation
from instruments.models import Theme
from networks.models import DiagonalNote, Link, Network, Opportunity, PolicyFeedback, Project, Recommendation
from networks.notes import BY_NAME, for_strangers
from plumbing.bilingual import LANGUAGES
from search import index, kinds
from search.kinds import Hit, Kind, Pair

SUMMARY_WORDS = 40
TEXTS = ("text", "note", "reply", "outcome")  # those that a kind has


def write(note: DiagonalNote) -> None:
    """Make the search know this note as it is now."""
    OF_MODEL[type(note)].write([note.pk])


def write_about(thing: Project | Network) -> None:
    """It has another title or state: write what names it anew, so that nothing hidden is found and no old title."""
    field = "projects" if isinstance(thing, Project) else "networks"
    about = {Link: Link.objects.of_project(thing) if field == "projects" else Link.objects.of_network(thing)}
    about |= {model: model.objects.filter(**{field: thing}) for model in (Opportunity, PolicyFeedback)}
    if isinstance(thing, Network):
        about[Recommendation] = Recommendation.objects.of_network(thing)
    for model, found in about.items():
        OF_MODEL[model].write(found.values_list("pk", flat=True))


def public(model: type[DiagonalNote]) -> QuerySet[DiagonalNote]:
    return for_strangers(model.objects.published())


def _title(note: DiagonalNote) -> Pair:
    """Its title; of a link the sentence that it is."""
    if not isinstance(note, Link):
        return note.title_nl, note.title_en
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(note))
    return said[0], said[1]


def _names(note: DiagonalNote) -> Iterator[Pair]:
    """What else it is found by: its themes, and what it is about."""
    if isinstance(note, Link):
        yield from ((note.instrument.title_nl, note.instrument.title_en),) if note.instrument else ()
        return
    yield from ((theme.label_nl, theme.label_en) for theme in note.themes.all())
    named = [note.network] if isinstance(note, Recommendation) else [*note.projects.all(), *note.networks.all()]
    yield from ((one.title_nl, one.title_en) for one in named)
    if isinstance(note, PolicyFeedback) and note.addressee:
        yield note.addressee.name_nl, note.addressee.name_en


def _detail(note: DiagonalNote) -> str:
    """Of whom it is asked, and what became of it."""
    if isinstance(note, Link):
        return ""
    state = note.get_state_display()
    return f"{note.network.title}; {state}" if isinstance(note, Recommendation) else capfirst(state)


def _summary(note: DiagonalNote) -> str:
    return Truncator(str(note.note if isinstance(note, Link) else note.text)).words(SUMMARY_WORDS)


def _kind(model: type[DiagonalNote]) -> Kind:
    name = model._meta.model_name
    texts = [text for text in TEXTS if text in model.bilingual_texts]

    def every() -> Iterable[int]:
        return public(model).values_list("pk", flat=True)

    def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
        for note in public(model).filter(pk__in=ids):
            yield kinds.entry(
                name, note.pk, title=_title(note), published=timezone.localdate(note.published_at),
                labels=_names(note), more=[(getattr(note, f"{one}_nl"), getattr(note, f"{one}_en")) for one in texts],
            )  # fmt: skip

    def hits(ids: Sequence[int]) -> Mapping[int, Hit]:
        return {
            note.pk: Hit(
                str(note) if isinstance(note, Link) else note.title, note.get_absolute_url(), _summary(note),
                _detail(note), note.demonstration, [getattr(note, text) for text in texts],
            )
            for note in public(model).filter(pk__in=ids)
        }  # fmt: skip

    def under(heading: Model) -> Iterable[int]:
        found = public(model).none()
        if isinstance(heading, Theme) and model is not Link:
            found = public(model).filter(themes=heading)
        if isinstance(heading, Organisation) and model is PolicyFeedback:
            found = public(model).filter(addressee=heading)
        return found.values_list("pk", flat=True)

    return Kind(name, BY_NAME[name].plural, every, entries, hits, under)


KINDS = tuple(map(_kind, (Link, Opportunity, Recommendation, PolicyFeedback)))
OF_MODEL: Mapping[type[DiagonalNote], Kind] = {BY_NAME[kind.name].model: kind for kind in KINDS}
