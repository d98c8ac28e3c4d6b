"""The box that a browser remembers: only a browser can show that it does, and that it mixes up nobody's boxes."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CATALOGUE = "/en/instruments/"
BOX = "/en/box/"


def put_in(page, number: int) -> str:
    button = page.locator("#results button[data-boxes]").nth(number)
    button.click()
    expect(button).to_contain_text("Take out of the box")
    return button.get_attribute("data-boxes")


def in_address(page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("item", [])


def open_box(page) -> None:
    page.locator("header [data-box]").click()
    page.wait_for_url("**/box/**")


def test_what_is_put_in_comes_to_what_is_there_already(visit, addresses):
    page = visit()
    page.goto(CATALOGUE)
    expect(page.locator("header [data-box-count]")).to_be_hidden()
    slugs = [put_in(page, 0), put_in(page, 1)]
    expect(page.locator("header [data-box-count]")).to_have_text("2")
    expect(page.locator("[data-box-said]")).to_have_text("Put in the box. In it now: 2.")
    addresses.open(page, "instrument", "en")
    with page.expect_request("**/box/put-in/") as counted:
        page.locator(".summary-box button[data-boxes]").click()
    assert counted.value.post_data == f"item={addresses.instrument}"
    open_box(page)
    assert in_address(page) == [*slugs, addresses.instrument]
    expect(page.locator(".boxed__things > li")).to_have_count(3)
    expect(page.locator("[data-box-other]")).to_be_hidden()
    expect(page.locator("[data-box-mine]")).to_be_visible()


def test_what_is_done_on_the_page_is_remembered(visit):
    page = visit()
    page.goto(CATALOGUE)
    first, second, third = (put_in(page, number) for number in range(3))
    open_box(page)
    page.locator(f"#item-{third} a", has_text="Move up").click()
    page.wait_for_url(f"**#item-{third}")
    page.locator(f"#item-{first} a", has_text="Take out").click()
    page.wait_for_url(lambda url: first not in url)
    page.goto(CATALOGUE)
    expect(page.locator(f"button[data-boxes={first}]")).to_contain_text("Put in the box")
    expect(page.locator(f"button[data-boxes={second}]")).to_contain_text("Take out of the box")
    page.goto(BOX)
    page.wait_for_url("**/box/?item=**")
    assert in_address(page) == [third, second]
    page.locator("[data-box-empties]").click()
    page.wait_for_url(f"**{BOX}")
    expect(page.locator("header [data-box-count]")).to_be_hidden()


def test_somebody_elses_box_does_not_replace_ones_own(visit):
    page = visit()
    page.goto(CATALOGUE)
    mine = put_in(page, 0)
    other = page.locator("#results button[data-boxes]").nth(3).get_attribute("data-boxes")
    page.goto(f"{BOX}?item={other}")
    expect(page.locator("[data-box-other]")).to_be_visible()
    expect(page.locator("header [data-box-count]")).to_have_text("1")
    page.locator(f"#item-{other} a", has_text="Take out").click()  # of that box, not of mine
    page.wait_for_url(f"**{BOX}?item={mine}")
    page.goto(f"{BOX}?item={other}")
    page.locator("[data-box-joins]").click()
    page.wait_for_url(lambda url: mine in url and other in url)
    expect(page.locator("[data-box-other]")).to_be_hidden()
    page.goto(f"{BOX}?item={other}")
    page.locator("[data-box-keeps]").click()
    expect(page.locator("[data-box-other]")).to_be_hidden()
    expect(page.locator("header [data-box-count]")).to_have_text("1")


def test_what_a_filter_brings_in_can_be_put_in_by_the_keyboard(visit):
    page = visit()
    page.goto(CATALOGUE)
    page.locator("#type-guide").check()
    page.wait_for_url("**type=guide**")
    button = page.locator("#results button[data-boxes]").first
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(page.locator("header [data-box-count]")).to_have_text("1")
    page.keyboard.press("Enter")
    expect(page.locator("header [data-box-count]")).to_be_hidden()


def test_without_scripts_the_box_is_its_address(visit, addresses):
    page = visit(scripts=False, width=360)
    addresses.open(page, "instrument", "en")
    page.locator(".summary-box a[data-boxes]").click()
    assert in_address(page) == [addresses.instrument]
    page.locator(".boxed__search input[type=search]").fill("company")
    page.locator(".boxed__search button").click()
    page.locator(".boxed__found a.button").first.click()
    expect(page.locator(".boxed__things > li")).to_have_count(2)
    page.locator(".boxed__things a", has_text="Move down").click()
    assert in_address(page)[1] == addresses.instrument
    page.locator(f"#item-{addresses.instrument} a", has_text="Take out").click()
    expect(page.locator(".boxed__things > li")).to_have_count(1)


def test_the_files_of_a_box_come_in_one_archive(visit, addresses):
    page = visit()
    page.goto(f"/nl/doos/?item={addresses.instrument}")
    with page.expect_download() as download:
        page.locator("a[download]", has_text="ZIP").click()
    assert download.value.suggested_filename == "doos.zip"
