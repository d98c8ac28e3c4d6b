import pytest
from django.test import override_settings


@pytest.fixture(scope="module")
def in_demonstration(portal, django_db_setup):
    """The tests of a module look at the portal with its demonstration content."""
    with portal.database():
        yield


@pytest.fixture(scope="module")
def shared_content(shared_db, tmp_path_factory):
    """What the tests of a module load once, with its files."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
