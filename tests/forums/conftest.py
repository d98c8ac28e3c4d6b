"""What most tests of forums begin with."""

import pytest
from django.utils.translation import override

from tests.factories import strategy as strategies
from tests.factories.forums import forum


@pytest.fixture
def in_english():
    """Messages are read in English."""
    with override("en"):
        yield


@pytest.fixture
def at():
    """A forum."""
    return forum()


@pytest.fixture
def version(at):
    """The draft of a strategy on which that forum works."""
    return strategies.draft(forums=[at])
