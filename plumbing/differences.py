"""Readable differences between two texts."""

import re
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
UNCHANGED_SHOWN = 12  # words of context kept on each side of a change


def word_difference(old: str, new: str, *, whole: bool = False) -> SafeString:
    """`new` as safe HTML, with `<ins>` around what came and `<del>` around what went, word by word.

    Long stretches that did not change are cut down to a few words around each change, unless `whole`.
    """
    before, after = WORDS.findall(old), WORDS.findall(new)
    parts: list[str] = []
    steps = _without_crumbs(SequenceMatcher(None, before, after, autojunk=False).get_opcodes(), after)
    for number, (step, i1, i2, j1, j2) in enumerate(steps):
        if step == "equal":
            words = after[j1:j2]
            parts.append(escape("".join(words if whole else _shortened(words, number == 0, number == len(steps) - 1))))
        if step in {"delete", "replace"}:
            parts.append(f"<del>{escape(''.join(before[i1:i2]))}</del>" if i2 > i1 else "")
        if step in {"insert", "replace"}:
            parts.append(f"<ins>{escape(''.join(after[j1:j2]))}</ins>" if j2 > j1 else "")
    return mark_safe("".join(parts))  # noqa: S308 (every part is escaped)


def _without_crumbs(steps: list[tuple], after: list[str]) -> list[tuple]:
    """Two changes with only a space between them are one change: easier to read."""
    joined: list[tuple] = []
    for number, (step, i1, i2, j1, j2) in enumerate(steps):
        crumb = step == "equal" and not "".join(after[j1:j2]).strip() and 0 < number < len(steps) - 1
        if joined and joined[-1][0] != "equal" and (crumb or step != "equal"):
            joined[-1] = ("replace", joined[-1][1], i2, joined[-1][3], j2)
        else:
            joined.append((step, i1, i2, j1, j2))
    return joined


def _shortened(words: list[str], is_first: bool, is_last: bool) -> list[str]:
    """The ends of an unchanged stretch that touch a change."""
    keep = 2 * UNCHANGED_SHOWN  # words and the spaces between them
    head, tail = ([] if is_first else words[:keep]), ([] if is_last else words[-keep:])
    return words if len(words) <= len(head) + len(tail) + keep else [*head, " … ", *tail]


def with_plain_lines(value: object) -> object:
    """A text without the second character that browsers post at each end of a line, which is no difference; anything
    else as it is.
    """
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
