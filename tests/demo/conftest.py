import pytest


@pytest.fixture(scope="module")
def in_demonstration(portal, django_db_setup):
    """The tests of a module look at the portal with its demonstration content."""
    with portal.database():
        yield
