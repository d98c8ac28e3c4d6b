"""What every test needs before Django starts, and what is said when there is no browser."""

import os
from pathlib import Path

import pytest
from django.db import transaction

ROOT = Path(__file__).resolve().parent.parent
os.environ["KENNISCENTRUM_MODE"] = "test"
# A server of its own, so that the tests and a running demo leave each other alone
os.environ.setdefault("KENNISCENTRUM_DATA_DIR", str(ROOT / "var" / "test"))
DEMANDED = os.environ.pop("KENNISCENTRUM_DEMAND_BROWSER", "off") == "on"

from plumbing import messages  # noqa: E402 (the environment must be set before Django reads it)
from tests.browser import chromium  # noqa: E402

messages.compile_if_stale(ROOT / "locale")
NO_BROWSER = "No Chromium was found, so the tests in a browser were not run. Install chromium to run them."


def pytest_collection_modifyitems(items):
    if chromium.executable() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_configure(config):
    if DEMANDED and chromium.executable() is None:
        pytest.exit("The tests in a browser are demanded, but no Chromium was found.", returncode=1)


def pytest_terminal_summary(terminalreporter):
    if chromium.executable() is None:
        terminalreporter.write_line(NO_BROWSER, yellow=True)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """What a test uploads stays with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker):
    """What all tests of a module start from: made once, rolled back at the end. The tests are marked `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
