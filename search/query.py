"""What a visitor typed, as a query for PostgreSQL.

Quotes keep words together, a minus excludes, OR gives a choice; anything else is text, so every input is legal. A word
is looked for as it is, in its other spellings, as the parts of a compound, and as what the thesaurus says is the same;
a quoted phrase and what is excluded are taken literally. Stop words only tell titles apart: beside other words they
bring the titles first that have them too, and alone they are looked for in titles.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations

from search import compounds, forms, thesaurus
from search.stop_words import is_stop_word
from search.words import folded, normal, quoted, spellings, whole, words, written

TOKENS = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
TERMS_AT_MOST = 24  # more words than anybody types; the rest of a pasted text is left out
OR = "OR"
SHORTEST_JOINED = 7  # two little words side by side are not a long one
PHRASES_AT_MOST = 8  # of one term, when documents are ranked
JOINED_AT_MOST = 3  # in longer queries nobody parts a word by mistake


@dataclass(frozen=True)
class Term:
    """One thing to look for: a word, a run of words that the thesaurus knows, or a quoted phrase."""

    words: tuple[str, ...]
    quoted: bool = False
    excluded: bool = False
    joined: bool = False  # of two words that were typed apart: only the word itself counts, and not its parts
    variants: tuple[str, ...] = ()  # phrases that mean the same, in both languages

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ways:
    """The tsqueries that a term is ranked by: words anywhere, words in a row, and where all of some words stand (the
    first of a pair), by each of them (the second).
    """

    words: list[Sql] = field(default_factory=list)
    phrases: list[Sql] = field(default_factory=list)
    apart: list[tuple[Sql, Sql]] = field(default_factory=list)


NOTHING = Sql("''::tsquery")


@dataclass(frozen=True)
class Query:
    """A search text in an interface language (`nl` or `en`).

    `any_word` asks for some of the words instead of all: the way out when all together find nothing.
    """

    words: str
    language: str
    any_word: bool = False

    @cached_property
    def text(self) -> str:
        """The text without what cannot be searched."""
        return normal(self.words).strip()

    @property
    def config(self) -> str:
        return f"kc_{self.language}"

    @property
    def column(self) -> str:
        return f"tsv_{self.language}"

    def matched(self, sql: Sql, weights: str = "a,b,c,d") -> Sql:
        """The condition that a document has what a tsquery asks for, in the parts with these weights."""
        return Sql(f"search_in({self.column}, '{{{weights}}}') @@ {sql.text}", sql.params)

    @cached_property
    def choices(self) -> list[list[Term]]:
        """The terms, as a choice (OR) of lists that must all be found."""
        choices: list[list[Term]] = [[]]
        run: list[str] = []

        def close_run() -> None:
            choices[-1].extend(_known_terms(run))
            run.clear()

        for token in list(TOKENS.finditer(self.text))[:TERMS_AT_MOST]:
            excluded, phrase, word = bool(token["minus"]), token["phrase"], token["word"]
            if word == OR and not excluded:
                close_run()
                choices.append([])
            elif phrase is not None or excluded:
                close_run()
                if found := words(phrase if phrase is not None else word):
                    choices[-1].append(Term(tuple(found), quoted=True, excluded=excluded))
            else:
                run += words(word)
        close_run()
        return [terms for terms in choices if terms]

    @property
    def terms(self) -> Iterator[Term]:
        return (term for terms in self.choices for term in terms)

    @property
    def plain_words(self) -> list[str]:
        """The words that a spelling correction may touch: neither quoted nor excluded."""
        return [word for term in self.terms if not term.quoted and not term.excluded for word in term.words]

    def with_words(self, corrections: dict[str, str]) -> "Query":
        """The same text with some words written otherwise; quoted phrases stay."""

        def corrected(token: re.Match) -> str:
            if token["phrase"] is not None or token["minus"]:
                return token[0]
            return re.sub(r"[^\W_]+(?:[-'][^\W_]+)*", lambda word: corrections.get(word[0], word[0]), token[0])

        return replace(self, words=TOKENS.sub(corrected, self.text))

    @cached_property
    def sql(self) -> Sql:
        """A tsquery. Empty (it finds nothing) when there is no word in it."""
        return self._of_terms(self.found)

    def _of_terms(self, found: Callable[[Term], Sql]) -> Sql:
        """The tsquery of all terms, from that of each: `found`."""
        choices = []
        for terms in self.choices:
            wanted = [term for term in terms if not term.excluded]
            pieces = [found(term) for term in wanted]
            if pieces and self.any_word:
                pieces = [_any(pieces)]
            elif pieces and (joined := self._joined(wanted)):
                every = _all(pieces)
                ways = [
                    _all([found(word), *(piece for place, piece in enumerate(pieces) if place not in places)])
                    for places, word in joined
                ]
                pieces = [_any([every, *ways])]
            excluded = [self.found(term) for term in terms if term.excluded]
            pieces += [Sql(f"!! {piece.text}", piece.params) for piece in excluded]
            choices.append(_all(pieces))
        return _any(choices) if choices else NOTHING

    def documents(self, columns: str, kind: str = "") -> Sql:
        """SELECT of columns of the documents, of one kind or of all, that match.

        An index does not know what stands in a row, and has whole pages of documents looked through for a phrase. So
        what matches without the phrases of the thesaurus is asked for by itself, and only the rest with them.
        """
        parts = [self.sql]
        if any(len(words(variant)) > 1 for term in self.wanted for variant in term.variants):
            alone = self._of_terms(self._found_without_phrases)
            parts = [alone, Sql(f"({self.sql.text} && !! {alone.text})", [*self.sql.params, *alone.params])]
        select = f"SELECT {columns} FROM search_document WHERE " + ("kind = %s AND " if kind else "")  # noqa: S608
        found = [self.matched(part) for part in parts]
        return Sql(
            " UNION ALL ".join(f"{select}{each.text}" for each in found),
            [param for each in found for param in ([kind, *each.params] if kind else each.params)],
        )

    @cached_property
    def only_in_titles(self) -> bool:
        """Whether all that is looked for is stop words, which are found in titles alone."""
        return bool(self.wanted) and all(map(self.is_stop, self.wanted))

    def is_stop(self, term: Term) -> bool:
        """Whether a term is nothing but stop words."""
        return not term.variants and all(is_stop_word(word, self.language) for word in term.words)

    @cached_property
    def with_stop_words(self) -> Sql | None:
        """A tsquery of everything typed, stop words as they are written: for titles. None when there are no others."""
        stop_words = [term for term in self.wanted if self.is_stop(term)]
        if not stop_words or self.only_in_titles or len(self.choices) > 1:
            return None
        return _all([self.sql, *map(self.as_written, stop_words)])

    @cached_property
    def whole(self) -> Sql:
        """A tsquery of a title or a name that is just what was typed."""
        typed = [word for term in self.wanted for word in term.words]
        one = len(self.choices) == 1 and len(self.wanted) == len(self.choices[0])
        return Sql("%s::tsquery", [quoted(whole(typed))]) if one else NOTHING

    def as_written(self, term: Term) -> Sql:
        """A tsquery of a term in a title, letter for letter."""
        lexemes = [quoted(written(word)) for word in term.words]
        return Sql("%s::tsquery", [(" <-> " if term.quoted else " & ").join(lexemes)])

    def equal_as_written(self, term: Term) -> Sql:
        """A tsquery of what means the same as a term, in a title, letter for letter."""
        ways = [" & ".join(quoted(written(word)) for word in words(variant)) for variant in term.variants]
        return Sql("%s::tsquery", [" | ".join(filter(None, ways))])

    @property
    def equal_words(self) -> list[str]:
        """What means the same as something that is looked for, and is a single word without a hyphen."""
        return [variant for term in self.wanted for variant in term.variants if variant.isalnum()]

    @cached_property
    def marks(self) -> Sql:
        """A tsquery of what to mark in a text: the words in all their forms, and single words that mean the same.

        A phrase of the thesaurus is left out, and a word with a hyphen: each part would be marked wherever it stands.
        """
        single = [self._call("plainto_tsquery", word) for word in self.equal_words]
        found = [
            self.literal(term) if term.quoted or term.joined else self._word(word)
            for term in self.ranked
            for word in term.words
        ]
        return _any([*found, *single]) if found else NOTHING

    def in_language(self, language: str) -> "Query":
        """The same words for the site in the other language; they are read only once."""
        other = replace(self, language=language)
        other.__dict__["choices"] = self.choices
        return other

    @cached_property
    def wanted(self) -> list[Term]:
        """The things that are looked for, without what is excluded."""
        return [term for term in self.terms if not term.excluded]

    @cached_property
    def ranked(self) -> list[Term]:
        """What documents are ranked by: the things that are looked for, and two of them written as one word."""
        joined = (word for terms in self.choices for _, word in self._joined([t for t in terms if not t.excluded]))
        return [*self.wanted, *joined]

    def _joined(self, terms: Sequence[Term]) -> list[tuple[set[int], Term]]:
        """Two of the terms as one word, with their places; a stop word is no part of another."""
        return _joined_words([None if self.is_stop(term) else term for term in terms])

    @cached_property
    def _known(self) -> dict[Term, Sql]:
        return {}

    def found(self, term: Term) -> Sql:
        """A tsquery of one term: as typed, in other forms and spellings, as parts, as what means the same."""
        if term not in self._known:
            self._known[term] = self._found(term)
        return self._known[term]

    def _found(self, term: Term) -> Sql:
        if self.is_stop(term):
            return self.as_written(term) if self.only_in_titles and not term.excluded else NOTHING
        if term.quoted or term.joined:
            return self.literal(term)
        ways = [_all([self._word(word) for word in term.words])]
        if len(term.words) == 2 and term.words[1].isdigit():
            ways.append(self._call("plainto_tsquery", "".join(term.words)))
        ways += [self._call("phraseto_tsquery", variant) for variant in term.variants]
        return _any(ways)

    def _found_without_phrases(self, term: Term) -> Sql:
        """What `found` finds of a term, less what only a phrase of the thesaurus does."""
        single = tuple(variant for variant in term.variants if len(words(variant)) == 1)
        return self.found(replace(term, variants=single))

    def literal(self, term: Term) -> Sql:
        """A tsquery of one term as it was typed, and in its dictionary form: what has these ranks above the rest."""
        if self.is_stop(term):
            return self.as_written(term)
        if term.quoted or len(term.words) > 1:
            return self._call("phraseto_tsquery", term.text)
        return _any([self._call("plainto_tsquery", form) for form in self._forms(term.text)])

    def ways(self, term: Term) -> "Ways":
        """What a document is ranked by for a term, where the best counts: single words, all in one query; the parts of
        a compound; phrases; and the words of a phrase of the thesaurus where they do not stand in a row.
        """
        if term.joined or self.is_stop(term):
            return Ways([self.literal(term)])
        if term.quoted:
            return Ways(phrases=[self.literal(term)])
        single, phrases, parts, apart = [], [], [], []
        if len(term.words) > 1:
            each = [self._word(word) for word in term.words if not is_stop_word(word, self.language)]
            apart += [(_all(each), _any(each))] if each else []
            single += [self._call("plainto_tsquery", "".join(term.words))] if term.words[1].isdigit() else []
        else:
            single += [self._call("plainto_tsquery", form) for form in self._forms(term.text)]
            if found := compounds.split(term.text):
                parts.append(_all([self._call("plainto_tsquery", part) for part in found]))
        for other in (*(spellings(term.text) if len(term.words) == 1 else ()), *term.variants):
            (single if len(words(other)) == 1 else phrases).append(self._call("phraseto_tsquery", other))
        return Ways([*([_any(single)] if single else ()), *parts], phrases[:PHRASES_AT_MOST], apart)

    def spelled(self, term: Term) -> list[str]:
        """The words of a term as the list of known words has them."""
        return [folded(form) for form in self.forms_of(term)]

    def forms_of(self, term: Term) -> list[str]:
        """The words of a term, and their dictionary forms."""
        return [form for word in term.words for form in self._forms(word)]

    def _forms(self, word: str) -> list[str]:
        form = forms.base(word) if self.language == forms.LANGUAGE else None
        return [word, form] if form else [word]

    def _word(self, word: str) -> Sql:
        ways = [self._call("plainto_tsquery", form) for form in self._forms(word)]
        ways += [self._call("phraseto_tsquery", other) for other in spellings(word)]
        if parts := compounds.split(word):
            ways.append(_all([self._call("plainto_tsquery", part) for part in parts]))
        return _any(ways)

    def _call(self, function: str, text: str) -> Sql:
        return Sql(f"{function}(%s::regconfig, %s)", [self.config, text])


def _joined_words(terms: Sequence[Term | None]) -> list[tuple[set[int], Term]]:
    """Two of the words as one, with their places: neighbours as they stand (`help desk` is `helpdesk`), and any two
    that make a Dutch compound (`verslag duurzaamheid` is `duurzaamheidsverslag`).
    """
    if not 1 < len(terms) <= JOINED_AT_MOST:
        return []
    words = [(n, term.text) for n, term in enumerate(terms) if term and len(term.words) == 1 and not term.quoted]
    found: dict[str, set[int]] = {}
    for (place, first), (other, last) in permutations(words, 2):
        side_by_side = [first + last] if other == place + 1 and len(first + last) >= SHORTEST_JOINED else []
        found |= {word: {place, other} for word in [*side_by_side, *compounds.joined(first, last)]}
    return [(places, Term((word,), joined=True)) for word, places in found.items()]


def _known_terms(run: Sequence[str]) -> list[Term]:
    """Words in a row as terms: runs that the thesaurus knows stay together, and letters with a number behind them."""
    known = thesaurus.current()
    terms, start = [], 0
    while start < len(run):
        match = known.match(run, start)
        length = match.length if match else 1
        if not match and start + 1 < len(run) and run[start].isalpha() and run[start + 1].isdigit():
            length = 2
        terms.append(Term(tuple(run[start : start + length]), variants=match.variants if match else ()))
        start += length
    return terms


def _all(pieces: Sequence[Sql]) -> Sql:
    return _joined(pieces, " && ")


def _any(pieces: Sequence[Sql]) -> Sql:
    return _joined(pieces, " || ")


def _joined(pieces: Sequence[Sql], sign: str) -> Sql:
    if len(pieces) == 1:
        return pieces[0]
    return Sql(f"({sign.join(piece.text for piece in pieces)})", [param for piece in pieces for param in piece.params])
