"""What htmx swaps is the same page that a plain address gives, also for the cache of the browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CATALOGUE = "/en/instruments/"


def state(page) -> tuple:
    return (
        page.locator("#sentence").inner_text(),
        page.locator("#results h3").all_inner_texts(),
        page.locator(".option__count").all_inner_texts(),
        page.title(),
    )


def test_a_swapped_page_can_be_loaded_again_and_is_the_same(visit):
    """The part and the whole have one address: a browser must not show the part for the whole."""
    page = visit()
    page.goto(CATALOGUE)
    page.locator("#theme-diversity").check()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    swapped = state(page)
    page.reload()
    assert state(page) == swapped
    expect(page.locator("header").first).to_be_visible()
    page.goto(page.url)
    assert state(page) == swapped


def test_going_away_and_back_shows_the_whole_page(visit):
    page = visit()
    page.goto(CATALOGUE)
    page.locator("#theme-diversity").check()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    swapped = state(page)
    page.locator("#results h3 a").first.click()
    page.wait_for_url(re.compile(r"/en/instruments/[a-z0-9-]+/"))
    page.go_back()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    assert state(page) == swapped
    expect(page.locator("header").first).to_be_visible()
    expect(page.locator("#theme-diversity")).to_be_checked()


@pytest.mark.parametrize("link", [".paging a[rel=next]", ".sorting a:not([aria-current])"])
def test_links_of_the_list_swap_too(visit, link):
    page = visit()
    page.goto(CATALOGUE)
    page.evaluate("window.kept = true")
    before = page.locator("#results h3").all_inner_texts()
    page.locator(link).first.click()
    expect(page.locator("#results h3").first).not_to_have_text(before[0])
    assert page.evaluate("window.kept")
    swapped = state(page)
    page.reload()
    assert state(page) == swapped


def test_choices_and_words_add_up_in_one_address(visit):
    page = visit()
    page.goto(f"{CATALOGUE}?sort=title")
    page.locator("#theme-diversity").check()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("#type-checklist").check()
    expect(page.locator(".chip")).to_have_count(2)
    page.locator("#q").fill("list")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(3)
    assert "sort=title" in page.url
    assert page.url.count("theme=diversity") == page.url.count("type=checklist") == page.url.count("q=list") == 1


def test_an_answer_that_fails_becomes_a_page(visit):
    page = visit(faults=True)
    page.goto(CATALOGUE)
    asked = []

    def answer(route) -> None:
        asked.append(route.request.url)
        if route.request.headers.get("hx-request"):
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/en/instruments/?*", answer)
    page.locator("#theme-diversity").check()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    assert len(asked) >= 2


def test_two_quick_choices_end_with_both(visit):
    page = visit(faults=True)  # htmx tells the console that it dropped the first request
    page.goto(CATALOGUE)
    page.evaluate("for (const id of ['theme-diversity', 'theme-environment']) document.getElementById(id).click()")
    expect(page.locator(".chip")).to_have_count(2)
    assert page.url.count("theme=") == 2


def test_the_language_can_be_switched_after_a_swap(visit):
    page = visit()
    page.goto(CATALOGUE)
    page.locator("#theme-diversity").check()
    expect(page.locator("#sentence")).to_contain_text("diversity")
    page.locator("header a[hreflang=nl]").click()
    page.wait_for_url(re.compile(r"/nl/instrumenten/\?theme=diversity"))
    expect(page.locator("#theme-diversity")).to_be_checked()
