"""Words as people type them: one form for the index and for the query."""

import re
import unicodedata
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_APOSTROPHES = "‘’ʼ´`"
_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.IGNORECASE)
_HYPHENATED_NUMBER = re.compile(r"(?<=[^\W\d_])-(?=\d)")  # PostgreSQL reads the hyphen of ISO-26000 as a minus
_JOINED_NUMBER = re.compile(r"^([^\W\d_]{2,})(\d{2,})$")


def normal(text: str) -> str:
    """Text as the search sees it: compatible Unicode forms folded, soft hyphens and NUL out, `kmo's` as `kmo`."""
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    text = text.replace("\x00", " ")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\xad", "")
        text = text.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair is no text
    if "'" in text:
        text = _POSSESSIVE.sub("", text)
    return _HYPHENATED_NUMBER.sub(" ", text) if "-" in text else text


def words(text: str) -> list[str]:
    """The words of a text, in order, as typed; hyphens and apostrophes inside a word stay."""
    return WORD.findall(normal(text))


def folded(word: str) -> str:
    """A word without capitals and accents, as the spelling list keeps it."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def spellings(word: str) -> list[str]:
    """Other ways to write the same word: `ISO26000` as `ISO 26000`, `e-learning` as `elearning`, `O'Brien`."""
    found = []
    if word[-1].isdecimal() and (joined := _JOINED_NUMBER.match(word)):
        found.append(f"{joined[1]} {joined[2]}")
    if "-" in word or "'" in word:
        found.append(word.replace("-", "").replace("'", ""))
    return found


def apart(word: str) -> list[str]:
    """Letters and the number behind them as two words: `ISO26000` as `ISO` and `26000`."""
    joined = _JOINED_NUMBER.match(word)
    return [joined[1], joined[2]] if joined else [word]


# Between two texts that are indexed together, so that no quoted phrase is found across the seam: a stop word of both
# languages takes a place in the index and nothing else.
SEAM = " of of of "
LONGEST_LEXEME = 400  # letters of the longest lexeme; PostgreSQL takes 2 kB


def written(word: str) -> str:
    """A word of a title as it is written, stop words too, as a lexeme of its own; no stem begins like that."""
    return f"={folded(word)}"[:LONGEST_LEXEME]


def whole(name: Sequence[str]) -> str:
    """A whole title or name as one lexeme, for who types all of it."""
    return f"=={' '.join(map(folded, name))}"[:LONGEST_LEXEME]


def quoted(lexeme: str) -> str:
    """A lexeme as PostgreSQL reads it in a tsvector or a tsquery."""
    return "'" + lexeme.replace("'", "''") + "'"
