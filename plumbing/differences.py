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
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (step, i1, i2, j1, j2) in enumerate(steps):
        if step == "equal":
            words = after[j1:j2]
            parts.append(escape("".join(words if whole else _shortened(words, number == 0, number == len(steps) - 1))))
        if step in {"delete", "replace"}:
            parts.append(f"<del>{escape(''.join(before[i1:i2]))}</del>")
        if step in {"insert", "replace"}:
            parts.append(f"<ins>{escape(''.join(after[j1:j2]))}</ins>")
    return mark_safe("".join(parts))  # noqa: S308 (every part is escaped)


def _shortened(words: list[str], is_first: bool, is_last: bool) -> list[str]:
    """The ends of an unchanged stretch that touch a change."""
    keep = 2 * UNCHANGED_SHOWN  # words and the spaces between them
    head, tail = ([] if is_first else words[:keep]), ([] if is_last else words[-keep:])
    return words if len(words) <= len(head) + len(tail) + keep else [*head, " … ", *tail]
