"""The same page by tantivy, in process: facets as fast fields, counts by aggregations, snippets by its generator."""

from datetime import UTC, datetime
from pathlib import Path

import tantivy
from django.conf import settings

from benchmarks.peers import BOOSTS, CONFIGURATIONS, analyzer
from instruments import documents
from instruments.facets import FACETS, LAYOUT, Vocabulary, option
from instruments.filters import Search
from instruments.models import Instrument
from search.packing import EPOCH

BUILT = "built"
MOST = 5000  # a facet has at most so many values; tags have


class TantivyPages:
    """One index a language, kept beside the data."""

    def __init__(self, database: str) -> None:
        self.terms = Vocabulary()
        self.folder = Path(settings.DATA_DIR) / "tantivy" / database
        self.schema = _schema()
        missing = not (self.folder / BUILT).exists()
        self.indexes = {language: self._open(language) for language in CONFIGURATIONS}
        if missing:
            self._build()

    def _open(self, language: str) -> tantivy.Index:
        folder = self.folder / language
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self.schema, path=str(folder))
        index.register_tokenizer("stemmed", analyzer(CONFIGURATIONS[language]))
        return index

    def _build(self) -> None:
        writers = {language: index.writer(256_000_000) for language, index in self.indexes.items()}
        ids = list(Instrument.objects.published().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), 500):
            for instrument in Instrument.objects.filter(pk__in=ids[start : start + 500]).with_filing():
                entry, slots = documents.entry(instrument, self.terms), documents.facet_slots(instrument, self.terms)
                for language, writer in writers.items():
                    texts = getattr(entry, language)
                    document = tantivy.Document(
                        id=instrument.pk, day=(entry.published - EPOCH).days,
                        title=texts.title, summary=texts.head, body=texts.body,
                    )  # fmt: skip
                    for facet, values in slots.items():
                        for value in values:
                            document.add_integer(facet, value)
                    writer.add_document(document)
        for writer in writers.values():
            writer.commit()
            writer.wait_merging_threads()
        for index in self.indexes.values():
            index.reload()
        (self.folder / BUILT).write_text(datetime.now(UTC).date().isoformat())

    def page(self, search: Search, language: str) -> int:
        index = self.indexes[language]
        searcher = index.searcher()
        words = tantivy.Query.all_query()
        if search.words:
            words = index.parse_query(search.words, list(BOOSTS), field_boosts=BOOSTS, conjunction_by_default=True)
        chosen = {
            facet: [option(facet, value, self.terms).slot for value in values]
            for facet, values in search.chosen.items()
        }
        everywhere = self._narrowed(words, chosen)
        free = {facet.name: _terms(facet.name) for facet in FACETS if facet.name not in chosen}
        counts = searcher.aggregate(everywhere, free)
        for facet in chosen:
            others = {name: slots for name, slots in chosen.items() if name != facet}
            counts |= searcher.aggregate(self._narrowed(words, others), {facet: _terms(facet)})
        by_date = {} if search.order == "relevance" else {"order_by_field": "day"}
        found = searcher.search(everywhere, 20, count=True, offset=(search.page - 1) * 20, **by_date)
        shown = [searcher.doc(address) for _, address in found.hits]
        if search.words:
            snippets = tantivy.SnippetGenerator.create(searcher, words, self.schema, "body")
            shown = [snippets.snippet_from_doc(document).to_html() for document in shown]
        return found.count + len(shown) + len(counts)

    def _narrowed(self, words: tantivy.Query, chosen: dict[str, list[int]]) -> tantivy.Query:
        must = [(tantivy.Occur.Must, words)]
        must += [
            (tantivy.Occur.Must, tantivy.Query.term_set_query(self.schema, facet, slots))
            for facet, slots in chosen.items()
        ]
        return tantivy.Query.boolean_query(must) if chosen else words


def _terms(facet: str) -> dict:
    return {"terms": {"field": facet, "size": MOST if facet == "tag" else 100}}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder().add_integer_field("id", stored=True, indexed=True)
    builder = builder.add_integer_field("day", fast=True)
    for field in BOOSTS:
        builder = builder.add_text_field(field, stored=True, tokenizer_name="stemmed")
    for facet in LAYOUT.facets:
        builder = builder.add_integer_field(facet, indexed=True, fast=True)
    return builder.build()
