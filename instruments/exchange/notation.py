r"""How a text or a list stands in a cell, so that a spreadsheet cannot run it and nothing is lost on the way back.

A cell that would begin like a formula gets an apostrophe in front: `=1+1` is written `'=1+1`. A text that begins like
that already gets one more, and reading takes one off. In a list, `\;` is a semicolon that does not separate.
"""

import re
import unicodedata
from collections.abc import Iterable

RISKY = re.compile(r"'*[=+\-@\t\r]")
ESCAPED = re.compile(r"'+[=+\-@\t\r]")
# Text may begin with a dash (a list) or a plus (a telephone number); these cells would be calculated.
FORMULA = re.compile(r"=|[+\-@][^\s]*[(|!]|[+\-]\d+([.,]\d+)?[+\-*/]\d")


def clean(text: str) -> str:
    """The text as it is compared and kept: composed characters, plain line ends, nothing blank around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell; undoes `guarded`."""
    return cell[1:] if ESCAPED.match(cell) else cell


def joined(items: Iterable[str]) -> str:
    """A list as one cell."""
    return ";".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def separated(cell: str) -> list[str]:
    """The items of a list cell, blank ones left out; undoes `joined`."""
    items, item, characters = [], "", iter(cell)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            item += following if following in {";", "\\"} else character + following
        elif character == ";":
            items.append(item)
            item = ""
        else:
            item += character
    return [text for text in map(str.strip, [*items, item]) if text]


def folded(text: str) -> str:
    """The text for comparing names: without case, accents and double spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
