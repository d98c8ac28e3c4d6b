"""A real browser, one per process."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium

# Playwright's loop lives in the thread of the tests; Django would take that for asynchronous code
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # containers give root no sandbox and little shared memory
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
