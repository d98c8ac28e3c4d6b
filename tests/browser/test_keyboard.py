"""Search, facets and dialog by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CATALOGUE = "/en/instruments/"


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
    )


def press_until(page, key: str, selector: str, most: int = 80) -> None:
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")


def test_the_first_stop_skips_to_the_content(visit):
    page = visit()
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#main"
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    press_until(page, "Tab", "main *", most=1)


def test_whatever_has_the_focus_shows_it(visit):
    page = visit()
    page.goto(CATALOGUE)
    unmarked = []
    for _ in range(45):
        page.keyboard.press("Tab")
        marked = page.evaluate(
            """() => {
              const e = document.activeElement, s = getComputedStyle(e);
              if (e === document.body) return true;
              const around = e.matches("input[type=checkbox]") ? getComputedStyle(e.closest(".option")) : s;
              const outlined = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
              const marks = s => outlined(s) || s.boxShadow !== "none";
              return marks(s) || marks(around);
            }"""
        )
        if not marked:
            unmarked.append(page.evaluate("document.activeElement.outerHTML.slice(0, 150)"))
    assert unmarked == []


def test_a_search_is_typed_and_sent(visit):
    page = visit()
    page.goto("/en/")
    press_until(page, "Tab", "main input[type=search]")
    page.keyboard.type("energy")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/instruments/\?q=energy"))
    expect(page.locator("#sentence")).to_contain_text("energy")
    expect(page.locator("#results mark").first).to_be_visible()


def test_a_tick_changes_the_results_and_nothing_else(visit):
    page = visit()
    page.goto(CATALOGUE)
    before = page.locator("#sentence").inner_text()
    page.evaluate("window.kept = true")
    page.locator("#q").focus()
    press_until(page, "Tab", "input[name=theme][value=diversity]")
    page.keyboard.press("Space")
    expect(page.locator("#sentence")).not_to_have_text(before)
    expect(page.locator("#sentence")).to_contain_text("diversity")
    assert page.evaluate("window.kept")  # not loaded anew
    assert focused(page) == "theme-diversity"
    assert page.locator("#theme-diversity").is_checked()
    assert page.url.endswith("?theme=diversity")
    # the sentence is read aloud: it is the same element, a live region, with a new text
    assert page.locator("#sentence").get_attribute("role") == "status"
    page.keyboard.press("Space")
    expect(page.locator("#sentence")).to_have_text(before)
    assert focused(page) == "theme-diversity"


def test_a_folded_facet_is_opened_by_keyboard_and_stays_open(visit):
    page = visit()
    page.goto(CATALOGUE)
    page.locator("#facet-sector > summary").focus()
    page.keyboard.press("Enter")
    press_until(page, "Tab", "input[name=sector]", most=3)
    chosen = focused(page)
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.locator("#facet-sector").evaluate("fold => fold.open")
    assert focused(page) == chosen


def test_back_and_forward_restore_results_ticks_and_words(visit):
    page = visit()
    page.goto(CATALOGUE)
    start = page.locator("#sentence").inner_text()
    page.locator("#theme-diversity").check()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    one = page.locator("#sentence").inner_text()
    page.locator("#q").fill("interview")
    page.keyboard.press("Enter")
    expect(page.locator("#sentence")).to_contain_text("interview")
    page.go_back()
    expect(page.locator("#sentence")).to_have_text(one)
    expect(page.locator("#theme-diversity")).to_be_checked()
    expect(page.locator("#q")).to_have_value("")
    page.go_back()
    expect(page.locator("#sentence")).to_have_text(start)
    expect(page.locator("#theme-diversity")).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#sentence")).to_have_text(one)
    expect(page.locator("#theme-diversity")).to_be_checked()


def test_a_chip_taken_away_leaves_the_focus_where_reading_goes_on(visit):
    page = visit()
    page.goto(f"{CATALOGUE}?theme=diversity&theme=environment")
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#sentence")).to_be_focused()


def test_the_dialog_of_a_phone_opens_keeps_the_focus_and_gives_it_back(visit):
    page = visit(width=360, height=740)
    page.goto(CATALOGUE)
    opener = page.locator("[data-opens=sheet]")
    opener.focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    assert sheet.evaluate("dialog => dialog.matches(':modal') && dialog.contains(document.activeElement)")
    assert page.get_by_role("dialog", name="Narrow down").is_visible()
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 5:
        page.keyboard.press(key)
        inside = "document.activeElement === document.body || sheet.contains(document.activeElement)"
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_choice_in_the_dialog_is_told_there_and_stays(visit):
    page = visit(width=360, height=740)
    page.goto(CATALOGUE)
    page.locator("[data-opens=sheet]").click()
    page.locator("#sheet #theme-diversity").focus()
    page.keyboard.press("Space")
    expect(page.locator("#sheet-status")).to_contain_text("diversity")
    expect(page.locator("#sheet")).to_be_visible()
    assert focused(page) == "theme-diversity"
    total = page.locator("#results").get_attribute("data-total")
    expect(page.locator("#sheet-total")).to_have_text(total)
    page.locator("#sheet .button--main[data-closes]").click()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("[data-opens=sheet]").click()
    expect(page.locator("#sheet #theme-diversity")).to_be_checked()


def test_the_errors_of_a_form_lead_to_their_fields(visit):
    page = visit()
    page.goto("/en/about/contact/")
    page.locator("main form button").click()
    page.locator(".form-errors a").first.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "id_subject"
