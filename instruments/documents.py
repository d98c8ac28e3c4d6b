"""What the search gets to know of instruments, themes and organisations, and how it shows the ones that it finds."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.facets import LANGUAGE_SLOTS, LAYOUT, TERM_FACETS, TYPE_SLOTS, Vocabulary
from instruments.filters import Search
from instruments.models import Instrument, State, Theme
from plumbing import markup
from plumbing.bilingual import pick
from search import index, kinds
from search.kinds import Hit, Kind
from search.models import Document
from search.packing import TAGS_AT_MOST

FACET_FIELDS = {"theme": "themes", "audience": "audiences", "sector": "sectors", "size": "sizes", "phase": "phases"}


def write(instruments: Iterable[int]) -> int:
    """Make the search know these instruments as they are now: published ones are findable, others are not.

    An organisation is findable from its first published instrument on until its last one is withdrawn.
    """
    written = INSTRUMENTS.write(instruments)
    ORGANISATIONS.write(_organisations_astray())
    return written


def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    """The search entries of the published ones of these instruments, read in batches."""
    terms = None  # a draft is written time and again, and needs none
    for start in range(0, len(ids), index.BATCH):
        batch = Instrument.objects.published().filter(pk__in=ids[start : start + index.BATCH]).order_by("pk")
        for instrument in batch.with_filing():
            terms = terms or Vocabulary()
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


def instrument_hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Instrument.objects.published().filter(pk__in=ids)
    return {
        i.pk: Hit(i.title, i.get_absolute_url(), i.summary, i.get_type_display(), i.demonstration, [i.body, i.usage])
        for i in found
    }


def theme_entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    for theme in Theme.objects.in_use().filter(pk__in=ids):
        yield kinds.entry(
            THEMES.name, theme.pk, title=(theme.label_nl, theme.label_en), summary=(theme.intro_nl, theme.intro_en)
        )


def theme_hits(ids: Sequence[int]) -> dict[int, Hit]:
    found = Theme.objects.in_use().filter(pk__in=ids).select_related("parent")
    return {t.pk: Hit(t.label, t.get_absolute_url(), t.intro, t.parent.label if t.parent else "") for t in found}


def organisation_entries(ids: Sequence[int]) -> Iterator[index.Entry]:
    for organisation in Organisation.objects.filter(published__state=State.PUBLISHED, pk__in=ids).distinct():
        yield kinds.entry(ORGANISATIONS.name, organisation.pk, title=(organisation.name_nl, organisation.name_en))


def organisation_hits(ids: Sequence[int]) -> dict[int, Hit]:
    """An organisation leads to what it published."""
    found = Organisation.objects.filter(pk__in=ids)
    return {o.pk: Hit(o.name, _catalogue(f'"{o.name}"'), "", o.get_kind_display(), o.demonstration) for o in found}


def _organisations_astray() -> list[int]:
    """Organisations that are findable without anything published, or the other way round."""
    publishing = Exists(Instrument.objects.published().filter(publisher=OuterRef("pk")))
    findable = Exists(Document.objects.filter(kind=ORGANISATIONS.name, object_id=OuterRef("pk")))
    organisations = Organisation.objects.annotate(publishing=publishing, findable=findable)
    return list(organisations.exclude(publishing=F("findable")).values_list("pk", flat=True))


def _catalogue(words: str) -> str:
    return reverse("instruments:catalogue") + Search(words=words).query_string


INSTRUMENTS = Kind(
    LAYOUT.kind, _("Instruments"), lambda: Instrument.objects.published().values_list("pk", flat=True), entries,
    instrument_hits, all_results=_catalogue, layout=LAYOUT,
)  # fmt: skip
THEMES = Kind(
    "theme", _("Themes"), lambda: Theme.objects.in_use().values_list("pk", flat=True), theme_entries, theme_hits
)
ORGANISATIONS = Kind(
    "organisation", _("Organisations"),
    lambda: Organisation.objects.filter(published__state=State.PUBLISHED).distinct().values_list("pk", flat=True),
    organisation_entries, organisation_hits,
)  # fmt: skip
