"""What the search gets to know of instruments."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django.utils import timezone

from instruments.facets import LANGUAGE_SLOTS, LAYOUT, TERM_FACETS, TYPE_SLOTS, Vocabulary
from instruments.models import Instrument
from plumbing import markup
from plumbing.bilingual import pick
from search import index
from search.packing import TAGS_AT_MOST

FACET_FIELDS = {"theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases"}


def write(instruments: Iterable[int]) -> int:
    """Make the search know these instruments as they are now: published ones are findable, others are not."""
    ids = list(instruments)
    published = set(Instrument.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    if gone := [pk for pk in ids if pk not in published]:
        index.remove(LAYOUT.kind, gone)
    return index.write(LAYOUT.kind, entries(sorted(published))) if published else 0


def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    """The search entries of published instruments, read in batches."""
    terms = Vocabulary()
    for start in range(0, len(ids), index.BATCH):
        batch = Instrument.objects.filter(pk__in=ids[start : start + index.BATCH]).order_by("pk")
        for instrument in batch.with_filing():
            yield entry(instrument, terms)


def entry(instrument: Instrument, terms: Vocabulary) -> index.Entry:
    """One instrument, read `with_filing`, as a search entry."""
    published = timezone.localdate(instrument.published_at)
    return index.Entry(
        object_id=instrument.pk,
        published=published,
        packed=LAYOUT.pack(instrument.pk, published, facet_slots(instrument, terms)),
        nl=texts(instrument, "nl", terms),
        en=texts(instrument, "en", terms),
    )


def facet_slots(instrument: Instrument, terms: Vocabulary) -> dict[str, set[int]]:
    """The packed places of everything the instrument is filed under."""
    slots: dict[str, set[int]] = {facet: set() for facet in TERM_FACETS}
    for facet, field in FACET_FIELDS.items():
        for slug in getattr(instrument, f"filed_{field}"):
            slots[facet] |= terms.slots(facet, slug)
    for facet, term in (("time", instrument.time), ("format", instrument.format)):
        slots[facet] = terms.slots(facet, term.slug) if term else set()
    return slots | {
        "type": {TYPE_SLOTS[instrument.type]},
        "language": {LANGUAGE_SLOTS[language] for language in instrument.languages},
        "year": {instrument.year} if instrument.year else set(),
        "tag": set(instrument.tag_ids[:TAGS_AT_MOST]),
    }


def texts(instrument: Instrument, language: str, terms: Vocabulary) -> index.Texts:
    """The words for one interface language, each text in that language or else in the other one.

    An instrument on a narrower theme is found by the name of the broader one too.
    """

    def text(name: str) -> str:
        return str(pick(getattr(instrument, f"{name}_nl"), getattr(instrument, f"{name}_en"), language))

    filed = [
        terms.by_address[facet][slug]
        for facet, field in FACET_FIELDS.items()
        for slug in getattr(instrument, f"filed_{field}")
    ]
    broader = {option.parent for option in filed} - {""}
    filed += [terms.options["theme"][slug] for slug in sorted(broader)]
    labels = [pick(option.label_nl, option.label_en, language) for option in filed]
    labels += instrument.tag_names
    if instrument.publisher:
        labels.append(pick(instrument.publisher.name_nl, instrument.publisher.name_en, language))
    return index.Texts(
        language=pick(instrument.title_nl, instrument.title_en, language).language,
        title=text("title"),
        summary=text("summary"),
        labels=[str(label) for label in labels],
        body="\n".join([_plain(text("body")), _plain(text("usage")), *map(text, ("purpose", "whom", "outcome"))]),
    )


@lru_cache(maxsize=8)
def _plain(text: str) -> str:
    """Both interface languages ask for the same text where there is only one."""
    return markup.plain(text)


def write_all(progress=lambda done, total: None) -> int:
    """Write every document anew, a batch a transaction, so that nobody waits; `progress(done, total)` after each."""
    ids = list(Instrument.objects.published().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), index.BATCH):
        index.write(LAYOUT.kind, entries(ids[start : start + index.BATCH]))
        progress(min(start + index.BATCH, len(ids)), len(ids))
    index.remove_others(LAYOUT.kind, ids)
    return len(ids)
