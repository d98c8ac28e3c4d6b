"""Each test begins as if it were alone, and it is said when there is no browser."""

import gc

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests import demonstration, rows, template
from tests.browser import chromium

NO_BROWSER = "No Chromium was found, so the tests in a browser were not run. Install chromium to run them."

# How long an example takes says how busy the machine is, and nothing about the portal.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")


def pytest_configure(config):
    if settings.BROWSER_DEMANDED and chromium.executable() is None:
        pytest.exit("The tests in a browser are demanded, but no Chromium was found.", returncode=1)


def pytest_collection_modifyitems(items):
    if chromium.executable() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_collection_finish():
    """What is there by now stays until the end: looking time and again for what can be thrown away is in vain."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_terminal_summary(terminalreporter):
    if chromium.executable() is None:
        terminalreporter.write_line(NO_BROWSER, yellow=True)


@pytest.fixture(autouse=True)
def as_if_alone():
    """No test begins in the language that another one's last page had, or with its attempts to sign in counted."""
    translation.activate(settings.LANGUAGE_CODE)
    cache.clear()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """What a test uploads stays with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request,
    django_db_modify_db_settings_parallel_suffix,
    django_db_keepdb,
    django_db_createdb,
    django_db_blocker,
):
    """The databases of all processes that test are copies of one, and what is there at the start is put back fast."""
    connection.creation.serialize_db_to_string = rows.taken
    connection.creation.deserialize_db_from_string = rows.put_back
    run = getattr(request.config, "workerinput", {}).get("testrunuid", "")
    if not django_db_keepdb or django_db_createdb:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template.made(settings.DATA_DIR, run)


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker):
    """What all tests of a module start from: made once, rolled back at the end. The tests are marked `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def portal():
    """The portal with its demonstration content, see there."""
    with demonstration.shared(settings.DATA_DIR / "demonstration") as running:
        yield running
