"""Addresses made of titles, none of them twice; and those that begin a mail."""

from collections.abc import Collection
from urllib.parse import quote, urlencode

from django.utils.text import slugify


def stem(title: str, *, otherwise: str, limit: int = 90) -> str:
    """A title in small letters and hyphens; `otherwise` for one that has no letters of ours."""
    return slugify(title)[:limit].strip("-") or otherwise


def free(stem: str, taken: Collection[str]) -> str:
    """`stem`, or else the first of `stem-2`, `stem-3` and so on that is not taken."""
    address, number = stem, 1
    while address in taken:
        number += 1
        address = f"{stem}-{number}"
    return address


def mailto(subject: str, body: str) -> str:
    """The address that opens a mail to nobody yet."""
    return "mailto:?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
