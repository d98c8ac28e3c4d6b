"""Readers of environment variables that fail loudly.

Every reader notes the name it read, so that `refuse_unknown` can find misspelt ones.
"""

import os
from collections.abc import Sequence
from ipaddress import ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "KENNISCENTRUM_"
_known: set[str] = set()


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default a missing or empty one is an error."""
    _known.add(name)
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def boolean(name: str, default: bool) -> bool:
    """True for on/true/yes/1, False for off/false/no/0; anything else is an error."""
    value = text(name, "on" if default else "off").lower()
    if value in {"on", "true", "yes", "1"}:
        return True
    if value in {"off", "false", "no", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def choice(name: str, default: str, choices: Sequence[str]) -> str:
    """One of `choices`."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str, default: str) -> list[str]:
    """IP addresses and networks, separated by commas."""
    found = words(name, default)
    for word in found:
        try:
            ip_network(word)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must list IP addresses or networks; {error}.") from error
    return found


def address(name: str, default: str | None = None) -> str:
    """A web address without a path: https://example.org."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must look like https://example.org, not {value!r}.")
    return value


def refuse_unknown() -> None:
    """Fail on a variable with our prefix that no reader asked for: it is a misspelling."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in _known)
    if unknown:
        raise ImproperlyConfigured(f"Unknown setting {unknown[0]}. Known are: {', '.join(sorted(_known))}.")
