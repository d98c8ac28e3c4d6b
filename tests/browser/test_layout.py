"""Pages fit: at 400 % zoom, on a narrow phone, with colours that the reader forces, and on paper."""

from urllib.parse import quote

import pytest

from tests.browser.pages import LANGUAGES, SHAPES

pytestmark = pytest.mark.browser
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > clientWidth + 1);
  return wide.map(e => e.outerHTML.slice(0, 120)).slice(0, 5);
}"""


@pytest.mark.parametrize(("zoom", "language"), [(4, "nl"), (1, "en")], ids=["1280 at 400 %", "320 wide"])
def test_nothing_scrolls_sideways_at_320_pixels(visit, addresses, language, zoom):
    page = visit(width=320, height=900 // zoom, device_scale_factor=zoom)
    found = {}
    for shape in SHAPES:
        addresses.open(page, shape, language)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
        if wide := page.evaluate(TOO_WIDE):
            found[shape] = wide
    assert found == {}


@pytest.mark.parametrize(
    "typed", ["duurzamheidsverslaggeving", "x" * 150, '"duurzaamheidsverslag ' + "x" * 90 + '" energie']
)
def test_long_words_break_instead_of_scrolling_sideways(visit, typed):
    page = visit(width=320)
    for there in ("/nl/zoeken/", "/nl/instrumenten/"):
        page.goto(f"{there}?q={quote(typed)}")
        assert page.evaluate(TOO_WIDE) == []


def test_the_dialog_fits_at_400_percent(visit, addresses):
    page = visit(width=320, height=225, device_scale_factor=4)
    addresses.open(page, "catalogue", "nl")
    page.locator("[data-opens=sheet]").click()
    box = page.locator("#sheet").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    last = page.locator("#sheet .facet > summary").last
    last.scroll_into_view_if_needed()
    assert last.is_visible()
    assert page.locator("#sheet [data-closes]").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_can_be_pressed_keeps_an_outline_in_forced_colours(visit, addresses, scheme):
    page = visit(forced_colors="active", scheme=scheme)
    addresses.open(page, "chosen", "nl")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for selector in (".search button", ".chip", ".sorting a", "#q"):
        style = page.locator(selector).first.evaluate(
            "e => (s => [s.borderBottomStyle, s.borderBottomWidth, s.textDecorationLine])(getComputedStyle(e))"
        )
        assert (style[0] != "none" and style[1] != "0px") or "underline" in style[2], (selector, style)
    page.locator("#q").focus()
    outline = page.locator("#q").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline != "none"


@pytest.mark.parametrize("shape", ["instrument", "theme", "about"])
def test_a_page_prints_without_what_only_a_screen_needs(visit, addresses, shape):
    page = visit()
    addresses.open(page, shape, "nl")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("header nav").first.is_visible()
    assert not page.locator(".skip").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_to_press_is_large_enough_for_a_finger(visit, addresses, language):
    """WCAG 2.2, 2.5.8: 24 pixels, unless in a sentence or with room around it."""
    page = visit(width=360, height=740, has_touch=True)
    addresses.open(page, "chosen", language)
    page.locator("[data-opens=sheet]").click()
    small = page.locator("#sheet input[type=checkbox] + label, #sheet summary, #sheet button").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).filter(r => r.width && (r.height < 24 || r.width < 24)).length"
    )
    assert small == 0
