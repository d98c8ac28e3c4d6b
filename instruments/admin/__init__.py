"""The admin of the catalogue, a module a subject."""

from instruments.admin import headings, instrument

__all__ = ["headings", "instrument"]
