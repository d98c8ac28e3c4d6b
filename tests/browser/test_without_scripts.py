"""Without JavaScript everything works by links and plain forms."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CATALOGUE = "/en/instruments/"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@WIDTHS
def test_search_facets_chips_sorting_and_pages_work(visit, width):
    page = visit(scripts=False, width=width)
    page.goto("/en/")
    page.locator("main input[type=search]").fill("company")
    page.locator("main form[role=search] button").click()
    page.wait_for_url(re.compile(r"/en/instruments/\?q=company"))
    if width < 960:
        page.locator("#narrow-fold > summary").click()
    page.locator("#theme-diversity").check()
    page.locator("#type-guide").check()
    page.locator("#facets button[type=submit]").click()
    page.wait_for_url(re.compile(r"theme=diversity"))
    assert "q=company" in page.url
    assert "type=guide" in page.url
    expect(page.locator(".chip")).to_have_count(3)
    page.locator(".chip", has_text="company").click()
    expect(page.locator(".chip")).to_have_count(2)
    page.locator(".chips__clear").click()
    expect(page.locator(".chip")).to_have_count(0)
    first = page.locator("#results h3").first.inner_text()
    page.locator(".paging a[rel=next]").click()
    page.wait_for_url(re.compile(r"page=2"))
    assert page.locator("#results h3").first.inner_text() != first
    page.locator(".sorting a", has_text="Title").click()
    page.wait_for_url(re.compile(r"sort=title"))
    assert "page=2" not in page.url
    page.locator("header a[hreflang=nl]").click()
    page.wait_for_url(re.compile(r"/nl/instrumenten/\?.*sort=title"))


@WIDTHS
def test_nothing_that_needs_a_script_is_shown(visit, addresses, width):
    page = visit(scripts=False, width=width)
    addresses.open(page, "instrument", "en")
    expect(page.locator("[data-prints], [data-copies]").first).to_be_hidden()
    addresses.open(page, "catalogue", "en")
    expect(page.locator("#sheet")).to_be_hidden()


def test_a_choice_keeps_the_order(visit):
    page = visit(scripts=False)
    page.goto(f"{CATALOGUE}?sort=title")
    page.locator("#theme-diversity").check()
    page.locator("#facets button[type=submit]").click()
    page.wait_for_url(re.compile(r"theme=diversity"))
    assert "sort=title" in page.url


def test_a_file_is_taken_home(visit, addresses):
    page = visit(scripts=False)
    addresses.open(page, "instrument", "nl")
    with page.expect_download() as download:
        page.locator(".summary-box a[download]").click()
    assert download.value.suggested_filename.rpartition(".")[2] in {"pdf", "xlsx", "html"}
    assert download.value.path().stat().st_size > 1000


def test_a_message_with_a_mistake_is_mended_and_sent(visit):
    page = visit(scripts=False)
    page.goto("/nl/over/contact/")
    page.locator("#id_message").fill("Iets over een pagina.")
    page.locator("#id_email").fill("an@")
    page.locator("main form button").click()
    expect(page.locator(".form-errors li")).to_have_count(2)
    expect(page.locator("#id_message")).to_have_value("Iets over een pagina.")
    page.locator("#id_subject").fill("Een vraag")
    page.locator("#id_email").fill("an@example.org")
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"\?sent=1"))
