"""The search box as a combobox: suggestions are typed for, walked through, opened, closed and announced."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
HOMES = {
    "nl": ("/nl/", "duurzaam", "Suggesties: {}. Blader erdoor met de pijltjestoetsen."),
    "en": ("/en/", "sustain", "Suggestions: {}. Move through them with the arrow keys."),
}


@pytest.fixture(params=HOMES)
def box(request, visit):
    """The search box of the home page with a list below it, and what is said with it."""
    address, typed, said = HOMES[request.param]
    page = visit()
    page.goto(address)
    box = page.locator("main [role=combobox]").first
    box.press_sequentially(typed)
    expect(box).to_have_attribute("aria-expanded", "true")
    return page, box, said


def listed(page, box):
    return page.locator(f"#{box.get_attribute('aria-controls')}")


def test_typing_opens_a_list_in_named_groups_and_says_how_many(box):
    page, field, said = box
    options = listed(page, field).get_by_role("option")
    expect(listed(page, field)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=said.format(options.count()))).to_have_count(1)
    groups = listed(page, field).get_by_role("group").all()
    assert groups
    assert all(
        group.evaluate("e => document.getElementById(e.getAttribute('aria-labelledby')).textContent")
        for group in groups
    )


def test_arrows_walk_through_the_list_and_back_into_the_box(box):
    page, field, _ = box
    options = listed(page, field).get_by_role("option")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(field).to_be_focused()
    field.press("ArrowUp")
    expect(listed(page, field).locator("[aria-selected=true]")).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")


def test_enter_opens_what_is_marked(box):
    page, field, _ = box
    field.press("ArrowDown")
    there = listed(page, field).get_by_role("option").first.get_attribute("href")
    field.press("Enter")
    page.wait_for_url(f"**{there}")


def test_enter_without_a_mark_searches(box):
    page, field, _ = box
    typed = field.input_value()
    field.press("Enter")
    page.wait_for_url(f"**q={typed}*")


def test_escape_closes_the_list_and_keeps_the_words(box):
    page, field, _ = box
    typed = field.input_value()
    field.press("Escape")
    expect(listed(page, field)).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value(typed)
    expect(field).to_be_focused()


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_moving_through_the_words_takes_the_mark_back_to_the_box(box, key):
    page, field, _ = box
    field.press("ArrowDown")
    field.press(key)
    assert field.get_attribute("aria-activedescendant") is None
    expect(listed(page, field).locator("[aria-selected=true]")).to_have_count(0)
    expect(listed(page, field)).to_be_visible()
    expect(field).to_be_focused()


def test_it_is_said_when_there_are_none(box):
    page, field, _ = box
    field.fill("xqxqxq")
    said = {"nl": "Geen suggesties.", "en": "No suggestions."}[page.locator("html").get_attribute("lang")]
    expect(page.get_by_role("status").filter(has_text=said)).to_have_count(1)
    expect(listed(page, field)).to_be_hidden()


def test_titles_in_the_other_language_are_offered_with_a_label(visit):
    page = visit()
    page.goto("/nl/zoeken/")
    field = page.locator("main [role=combobox]")
    field.press_sequentially("sustainab")
    option = listed(page, field).get_by_role("option").first
    expect(option).to_have_attribute("lang", "en")
    expect(option).to_contain_text("in het Engels")
    assert option.get_attribute("href").startswith("/en/")
