"""axe finds nothing on any shape of page, in either language, narrow or wide, light or dark."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import LANGUAGES, SHAPES

pytestmark = pytest.mark.browser
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # nothing comes from elsewhere
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
WIDE, NARROW = (1280, 900), (360, 740)
# In each language at each width and in each colour scheme, and each width in each scheme, without all eight of them.
LOOKS = {"nl": ((WIDE, "light"), (NARROW, "dark")), "en": ((WIDE, "dark"), (NARROW, "light"))}


def findings(page) -> list[str]:
    violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [
        f"{found['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for found in violations
        for node in found["nodes"]
    ]


def looked_at(page) -> dict[str, list[str]]:
    """What axe finds on a page, in the looks that are for its language."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for (width, height), scheme in LOOKS[page.evaluate("document.documentElement.lang")]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        if problems := findings(page):
            found[f"{width} {scheme}"] = problems
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing(visit, addresses, shape, language):
    page = visit()
    addresses.open(page, shape, language)
    assert looked_at(page) == {}


@pytest.mark.parametrize(("language", "scheme"), [("nl", "dark"), ("en", "light")])
def test_axe_finds_nothing_in_the_dialog_with_everything_unfolded(visit, addresses, language, scheme):
    page = visit(width=360, height=740, scheme=scheme)
    addresses.open(page, "chosen", language)
    page.locator("[data-opens=sheet]").click()
    page.evaluate("document.querySelectorAll('dialog details').forEach(fold => { fold.open = true; })")
    page.evaluate(AXE_SCRIPT)
    assert findings(page) == []


@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("en", "dark")])
def test_axe_finds_nothing_in_the_facets_with_everything_unfolded(visit, addresses, language, scheme):
    page = visit(scheme=scheme)
    addresses.open(page, "catalogue", language)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.evaluate(AXE_SCRIPT)
    assert findings(page) == []
