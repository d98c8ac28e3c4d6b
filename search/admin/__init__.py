"""What curators keep and read of the search."""

from search.admin import log, synonyms

__all__ = ["log", "synonyms"]
