"""Small functions that make what a test needs. Keyword arguments only; nothing surprising by default."""

from tests.factories.accounts import organisation, person
from tests.factories.instruments import file, instrument, many, term

__all__ = ["file", "instrument", "many", "organisation", "person", "term"]
