"""A real browser, one per process, and visitors who complain of whatever is wrong with a page."""

import os
import re
from collections import defaultdict
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser import chromium
from tests.browser.pages import Addresses
from tests.browser.sessions import session_of

# Playwright's loop lives in the thread of the tests; Django would take that for asynchronous code
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (404|409|410)")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # containers give root no sandbox and little shared memory
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--process-per-site"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def addresses(portal, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), portal.database():
        return Addresses.found()


@pytest.fixture
def database(portal, django_db_setup, django_db_blocker):
    """What lets a test make and read things of the demonstration."""

    @contextmanager
    def opened():
        with django_db_blocker.unblock(), portal.database():
            yield

    return opened


@pytest.fixture
def enter(visit, database, portal):
    """Somebody with an account: `enter(person, width=360)` gives her an empty page, signed in."""

    def new(person, **options):
        page = visit(named=True, **options)
        with database():
            session = session_of(person)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": portal.url}])
        return page

    return new


@pytest.fixture(scope="session")
def idle():
    """Profiles of the browser that no visitor has now, by what they can do.

    Each keeps a page open, so that the next one finds its process running and the scripts compiled.
    """
    return defaultdict(list)


@pytest.fixture
def visit(browser, portal, idle):
    """A new visitor: `visit(width=360, language="en")` gives her an empty page.

    Nothing of an earlier visitor is left in her browser but the files that come with every page; with `first` not even
    those. Whatever her console says, a request to somebody else, and any failed request fail the test at its end,
    unless she comes for the `faults`. So does a cookie, unless she has a name here.
    """
    profiles, anonymous, complaints = [], [], []

    def new(
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        scripts: bool = True,
        faults: bool = False,
        named: bool = False,
        first: bool = False,
        **options,
    ):
        kind = (scripts, *options.items())
        context = idle[kind].pop() if idle[kind] and not first else made(java_script_enabled=scripts, **options)
        profiles.append((kind, context))
        if not named:
            anonymous.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        if faults:
            return page
        page.on("console", lambda message: complain(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("request", lambda request: complain(f"asks {request.url}") if is_foreign(request.url) else None)
        page.on(
            "response",
            lambda response: complain(f"{response.status} {response.url}") if response.status >= 500 else None,
        )
        return page

    def made(**options) -> BrowserContext:
        context = browser.new_context(base_url=portal.url, reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        context.new_page().goto("/healthz")
        return context

    def complain(text: str) -> None:
        if not EXPECTED.match(text):
            complaints.append(text)

    def is_foreign(url: str) -> bool:
        return urlsplit(url).scheme in {"http", "https"} and not url.startswith(portal.url + "/")

    yield new
    cookies = [cookie for context in anonymous for cookie in context.cookies() if cookie["name"] != "csrftoken"]
    for kind, context in profiles:
        forget(context, portal.url)
        idle[kind].append(context)
    assert complaints == []
    assert cookies == []


def forget(context: BrowserContext, origin: str) -> None:
    """The visitor leaves, and takes with her what she typed, was given and put by."""
    kept, *others = context.pages
    for page in others:
        page.close()
    context.new_cdp_session(kept).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    context.clear_cookies()
