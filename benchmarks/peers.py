"""The others: plain PostgreSQL full text, and tantivy with its stemmers, over the same texts."""

from collections.abc import Iterable, Mapping, Sequence

import tantivy
from django.db import connection

CONFIGURATIONS = {"nl": "dutch", "en": "english"}
BOOSTS = {"title": 5.0, "summary": 2.0, "body": 1.0}


class PlainPostgres:
    """`websearch_to_tsquery` over a vector of the texts in the stock configuration, ranked by `ts_rank`."""

    name = "plain PostgreSQL"

    def __init__(self, texts: Mapping[str, Iterable[tuple[int, str, str, str]]]) -> None:
        with connection.cursor() as cursor:
            for language, rows in texts.items():
                cursor.execute(f"CREATE TEMP TABLE plain_{language} (id int PRIMARY KEY, vector tsvector)")
                cursor.executemany(
                    f"INSERT INTO plain_{language}"
                    f" VALUES (%s, setweight(to_tsvector('{CONFIGURATIONS[language]}', %s), 'A')"
                    f" || setweight(to_tsvector('{CONFIGURATIONS[language]}', %s), 'B')"
                    f" || setweight(to_tsvector('{CONFIGURATIONS[language]}', %s), 'C'))",
                    [
                        tuple(part.replace("\x00", "") if isinstance(part, str) else part for part in row)
                        for row in rows
                    ],
                )
                cursor.execute(f"CREATE INDEX ON plain_{language} USING gin (vector)")
                cursor.execute(f"ANALYZE plain_{language}")

    def find(self, words: str, language: str, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM plain_{language}, websearch_to_tsquery('{CONFIGURATIONS[language]}', %s) q"
                " WHERE vector @@ q ORDER BY ts_rank(vector, q) DESC, id DESC LIMIT %s",
                [words, limit],
            )
            return [row[0] for row in cursor.fetchall()]


class Tantivy:
    """BM25 over title, summary and body, any of the words, with the stemmer of the language."""

    name = "tantivy"

    def __init__(self, texts: Mapping[str, Iterable[tuple[int, str, str, str]]]) -> None:
        self.indexes = {language: _index(rows, CONFIGURATIONS[language]) for language, rows in texts.items()}

    def find(self, words: str, language: str, limit: int) -> list[int]:
        index = self.indexes[language]
        query, _ = index.parse_query_lenient(words, list(BOOSTS), field_boosts=BOOSTS)
        searcher = index.searcher()
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, limit).hits]


def analyzer(stemmer: str) -> tantivy.TextAnalyzer:
    """Words in small letters, without accents, stemmed."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return builder.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer(stemmer)).build()


def _index(rows: Iterable[Sequence], stemmer: str) -> tantivy.Index:
    schema = tantivy.SchemaBuilder().add_integer_field("id", stored=True, indexed=True)
    for field in BOOSTS:
        schema = schema.add_text_field(field, tokenizer_name="stemmed")
    index = tantivy.Index(schema.build())
    index.register_tokenizer("stemmed", analyzer(stemmer))
    writer = index.writer()
    for pk, title, summary, body in rows:
        writer.add_document(tantivy.Document(id=pk, title=title, summary=summary, body=body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index
