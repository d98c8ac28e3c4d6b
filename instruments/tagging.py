"""How tags are typed: separated by commas, so that a tag may be more than one word."""

from collections.abc import Iterable

from taggit.models import Tag


def parsed(text: str) -> list[str]:
    """The tags in a line of text, in alphabetical order; the first spelling of a tag counts."""
    found: dict[str, str] = {}
    for name in text.replace(";", ",").split(","):
        tidy = " ".join(name.split())
        if tidy:
            found.setdefault(tidy.casefold(), tidy)
    return sorted(found.values())


def joined(tags: Iterable[Tag]) -> str:
    """Tags as they are typed."""
    return ", ".join(sorted(tag.name for tag in tags))
