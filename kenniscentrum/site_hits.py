"""The hits of the search over the whole site as they are read: what was found is marked, and why each is there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from instruments.cards import PASSAGE_START, marked, reason
from plumbing import markup
from search.kinds import Hit, Kind
from search.query import Query
from search.site import SiteSearch
from search.snippets import MARK, UNMARK, WHOLE

READ = 4000  # so many characters of a thing are looked through for the best passage
ALIKE = 5  # letters at the beginning of a word that make it the same
WORDS = 35  # of a text that has none of the words, where there is no summary
PASSAGE = f"StartSel={MARK}, StopSel={UNMARK}, MaxWords=40, MinWords=25"
MARKED = """
SELECT ts_headline(%s::regconfig, title, {marks}, %s), ts_headline(%s::regconfig, summary, {marks}, %s),
    ts_headline(%s::regconfig, text, {marks}, %s)
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS found(title, summary, text, place) ORDER BY place
"""


@dataclass(frozen=True)
class Shown:
    """A hit with its title and its best passage as HTML, and the reason why it is there."""

    hit: Hit
    title: SafeString
    passage: SafeString
    passage_lang: SafeString | str
    reason: str


def shown(query: Query, found: Mapping[Kind, Mapping[int, Hit]]) -> dict[Kind, list[Shown]]:
    """All hits of a page, in the same order; one statement marks them, and one says why they are there."""
    marks = _marked(query, [hit for hits in found.values() for hit in hits.values()])
    why = SiteSearch(query).reasons({kind.name: list(hits) for kind, hits in found.items()})
    return {
        kind: [Shown(hit, *next(marks), reason(why.get((kind.name, pk)))) for pk, hit in hits.items()]
        for kind, hits in found.items()
    }


def _marked(query: Query, hits: Sequence[Hit]) -> Iterator[tuple[SafeString, SafeString, str]]:
    """Of each hit its title and its best passage, with marks, and the attribute for the language of the passage."""
    if not hits:
        return
    read = [_read(hit) for hit in hits]
    summaries, texts, languages = zip(*read, strict=True)
    config, marks = query.config, query.marks
    options = [WHOLE, WHOLE, PASSAGE]  # a title and a summary are shown whole
    params = [param for option in options for param in (config, *marks.params, option)]
    with connection.cursor() as cursor:
        titles = [str(hit.title) for hit in hits]
        cursor.execute(MARKED.format(marks=marks.text), [*params, titles, list(summaries), list(texts)])
        found = cursor.fetchall()
    for (title, summary, passage), text, lang in zip(found, texts, languages, strict=True):
        yield _html(title), _html(_best(summary, passage, text)), lang


def _best(summary: str, passage: str, text: str) -> str:
    """The summary, unless a passage of the text has more of the words; or how the text begins."""
    if len(_found_in(passage)) <= len(_found_in(summary)):
        return summary or Truncator(text).words(WORDS, truncate=" …")
    plain = passage.replace(MARK, "").replace(UNMARK, "")
    before, after = not text.startswith(plain[:PASSAGE_START]), not text.endswith(plain[-PASSAGE_START:])
    return f"{'… ' * before}{passage}{' …' * after}"


def _found_in(text: str) -> set[str]:
    """The different words that are marked in a text, by how they begin: forms of one word are no two."""
    return {word.casefold()[:ALIKE] for word in re.findall(f"{MARK}([^{UNMARK}]*){UNMARK}", text)}


def _read(hit: Hit) -> tuple[str, str, str]:
    """Its summary and its texts as one, in one language, and the attribute that says which."""
    given = [text for text in (hit.summary, *hit.texts) if text]
    language = next((text.language for text in given if hasattr(text, "language")), "")
    texts = [markup.plain(text) for text in hit.texts if text and getattr(text, "language", language) == language]
    return str(hit.summary), " ".join(texts)[:READ], getattr(given[0], "lang", "") if given else ""


def _html(text: str) -> SafeString:
    return mark_safe(marked(text))  # noqa: S308 - escaped there
