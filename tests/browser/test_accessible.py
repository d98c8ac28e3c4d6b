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
COLOURS = RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}  # nothing else changes in the dark
WIDTHS = ((1280, 900), (360, 740))


def findings(page, rules: dict = RULES) -> list[str]:
    violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules)
    return [
        f"{found['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for found in violations
        for node in found["nodes"]
    ]


def looked_at(page, widths=WIDTHS) -> dict[str, list[str]]:
    """What axe finds at each width in each colour scheme."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for width, height in widths:
        page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            if problems := findings(page, rules):
                found[f"{width} {scheme}"] = problems
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing(visit, addresses, shape, language):
    page = visit()
    addresses.open(page, shape, language)
    assert looked_at(page) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_dialog_with_everything_unfolded(visit, addresses, language, scheme):
    page = visit(width=360, height=740, scheme=scheme)
    addresses.open(page, "chosen", language)
    page.locator("[data-opens=sheet]").click()
    page.evaluate("document.querySelectorAll('dialog details').forEach(fold => { fold.open = true; })")
    page.evaluate(AXE_SCRIPT)
    assert findings(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_facets_with_everything_unfolded(visit, addresses, language):
    page = visit()
    addresses.open(page, "catalogue", language)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert looked_at(page, WIDTHS[:1]) == {}
