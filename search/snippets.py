"""What a search found, marked: the title, and the passage of a text that shows it best."""

from plumbing.bilingual import other_language
from search.query import Query, Sql
from search.words import folded

MARK, UNMARK = "\x02", "\x03"  # around a hit, until the text is escaped
WHOLE = f"StartSel={MARK}, StopSel={UNMARK}, HighlightAll=true"
PASSAGE = f"StartSel={MARK}, StopSel={UNMARK}, MaxWords=45, MinWords=30"
SHORTEST_BEGINNING, LONGEST_ENDING = 4, 3  # letters of a word that its other forms begin with, and that they may change


def hits(query: Query, body: str) -> Sql:
    """Two expressions: the title with the hits of `query` marked, and the best passage of the summary and the body.

    For a table with a title, a summary and a `body` in both languages: each text is the one of the site, or else the
    other one.
    """
    title, summary, text = (_text(name, query.language) for name in ("title", "summary", body))
    marks, beginnings = query.marks, _beginnings(query)
    number = sum(len(term.words) for term in query.wanted)
    how = f"{number}, {summary}, {text}, '{MARK}', '{PASSAGE}', '{WHOLE}'"
    return Sql(
        f"ts_headline('{query.config}', {title}, {marks.text}, '{WHOLE}'),"
        f" search_snippet('{query.config}', {marks.text}, {query.sql.text}, %s, {how})",
        [*marks.params, *marks.params, *query.sql.params, beginnings],
    )


def _text(name: str, language: str) -> str:
    return f"coalesce(nullif({name}_{language}, ''), {name}_{other_language(language)})"


def _beginnings(query: Query) -> str:
    """A regular expression: how the words begin that are marked, in whatever form, without accents."""
    found = [*(form for term in query.ranked for form in query.forms_of(term)), *query.equal_words]
    return rf"\m({'|'.join(dict.fromkeys(_beginning(folded(word)) for word in found))})"


def _beginning(word: str) -> str:
    return word[: max(SHORTEST_BEGINNING, len(word) - LONGEST_ENDING)]
