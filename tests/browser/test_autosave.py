"""Nothing that was said to be saved is ever lost; and whoever is not told so keeps it before her."""

import random
import time

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, serving

pytestmark = pytest.mark.browser
FIELDS = [f"{name}_{language}" for name in ("summary", "body", "usage", "whom", "purpose") for language in ("nl", "en")]
SECONDS = 18


@pytest.fixture(scope="module")
def server(portal):
    with serving(portal) as running:
        yield running


@pytest.fixture
def desk(portal, server, browser, django_db_setup, django_db_blocker):
    opened = Desk.opened(portal, server, browser, django_db_blocker.unblock)
    yield opened
    opened.context.close()


def saved(page):
    return expect(page.locator("#saved"))


def test_what_is_typed_is_saved_without_a_button(desk):
    page = desk.page(2)
    page.locator("#id_summary_nl").fill("Nieuwe collega's voelen zich thuis.")
    saved(page).to_contain_text("Saved at")
    assert desk.typed["summary_nl"] == ["Nieuwe collega's voelen zich thuis."]


def test_what_is_wrong_is_said_beside_the_field_and_kept(desk):
    page = desk.page(1)
    page.locator("#id_year").fill("ooit")
    expect(page.locator("#id_year_error")).to_be_visible()
    assert page.locator("#id_year").get_attribute("aria-invalid") == "true"
    page.locator("#id_year").fill("2004")
    expect(page.locator("#id_year_error")).to_have_count(0)
    page.locator("#id_languages_0").check()
    saved(page).to_contain_text("Saved at")
    assert (desk.typed["year"], desk.typed["languages"]) == (["2004"], ["nl"])


def test_leaving_the_page_at_once_keeps_the_last_letters(desk):
    page = desk.page(2)
    page.locator("#id_body_nl").fill("Nog net getypt")
    page.goto(desk.address(3))
    page.goto(desk.address(2))
    expect(page.locator("#id_body_nl")).to_have_value("Nog net getypt")


def test_the_language_can_be_switched_in_the_middle(desk):
    page = desk.page(2)
    page.locator("#id_body_en").fill("In the middle of")
    page.locator("header a[hreflang=nl]").click()
    page.wait_for_url("**/stap-2/")
    expect(page.locator("#id_body_en")).to_have_value("In the middle of")


def test_a_session_that_ends_in_the_middle_asks_to_sign_in_and_then_saves(desk):
    page = desk.page(2)
    desk.context.clear_cookies(name="sessionid")
    page.locator("#id_usage_nl").fill("Getypt zonder sessie")
    expect(page.locator("#signed-out")).to_be_visible()
    assert "usage_nl" not in desk.typed
    desk.sign_in()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#signed-out")).to_be_hidden()
    saved(page).to_contain_text("Saved at")
    assert desk.typed["usage_nl"] == ["Getypt zonder sessie"]


def test_what_was_not_saved_is_there_when_the_tab_comes_back(desk):
    page = desk.page(2)
    desk.context.clear_cookies(name="sessionid")
    page.locator("#id_whom_nl").fill("Zaakvoerders")
    expect(page.locator("#signed-out")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())  # it warns that something is not saved
    page.goto("about:blank")
    desk.sign_in()
    page.goto(desk.address(2))
    saved(page).to_contain_text("Saved at")
    expect(page.locator("#id_whom_nl")).to_have_value("Zaakvoerders")
    assert desk.typed["whom_nl"] == ["Zaakvoerders"]


@pytest.mark.parametrize(("button", "kept"), [("[data-keep]", "Tweede"), ("[data-take]", "Eerste")])
def test_the_second_tab_is_told_and_chooses(desk, button, kept):
    first, second = desk.page(2), desk.page(2)
    first.locator("#id_purpose_nl").fill("Eerste")
    saved(first).to_contain_text("Saved at")
    second.locator("#id_purpose_nl").fill("Tweede")
    expect(second.locator(".meanwhile")).to_contain_text("Eerste")
    expect(second.locator("#id_purpose_nl")).to_have_value("Tweede")
    assert desk.typed["purpose_nl"] == ["Eerste"]
    second.locator(button).click()
    expect(second.locator(".meanwhile")).to_have_count(0)
    expect(second.locator("#id_purpose_nl")).to_have_value(kept)
    if kept == "Tweede":
        saved(second).to_contain_text("Saved at")
    second.reload()
    expect(second.locator("#id_purpose_nl")).to_have_value(kept)
    assert desk.typed["purpose_nl"] == [kept]


def test_a_row_more_and_files_with_their_progress(desk, tmp_path):
    page = desk.page(4)
    page.locator("[data-adds-row=link]").click()
    page.locator("#id_link-1-url").fill("https://example.org/")
    saved(page).to_contain_text("Saved at")
    files = {"gids.pdf": b"%PDF-1.7\n", "beeld.png": b"\x89PNG\r\n\x1a\n", "spel.exe": b"MZ\x90\x00"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    page.locator("#files").set_input_files([tmp_path / name for name in files])
    expect(page.locator("#files-there > li")).to_have_count(2)
    expect(page.locator(".uploads__under-way")).to_contain_text("is a program")
    page.locator("#files-there select").first.select_option("nl")
    saved(page).to_contain_text("Saved at")
    assert desk.typed["link-1-url"] == ["https://example.org/"]
    assert ["nl"] in [values for name, values in desk.typed.items() if name.startswith("file-")]


def test_whatever_was_said_to_be_saved_is_there_after_any_crash(desk, server):
    """Pages and the server are killed at random moments. For each field, what is kept in the end is what was said to be
    saved last, or something typed after it.
    """
    luck = random.Random(20040501)  # the same crashes each time, at other moments of the machine
    typed = {name: [] for name in FIELDS}  # everything typed, in order
    said = {}  # the last text of each field that was said to be saved
    crashes = {"page": 0, "server": 0}
    desk.context.expose_binding("heard", lambda _source, fields: said.update(fields))
    desk.context.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.getElementById('writing')"
        "?.addEventListener('kept', ({ detail }) => heard(detail)))"
    )
    page, ends, down_until = desk.page(2), time.monotonic() + SECONDS, 0.0
    while time.monotonic() < ends:
        name = luck.choice(FIELDS)
        text = f"{name} {len(typed[name])} {luck.randbytes(6).hex()}"
        typed[name].append(text)
        page.locator(f"#id_{name}").fill(text)
        page.wait_for_timeout(luck.choice([0, 50, 200, 900, 1300]))
        fate = luck.random()
        if down_until and time.monotonic() > down_until:
            server.start()
            server.wait()
            down_until = 0.0
        elif not down_until and fate < 0.12:
            server.kill()
            crashes["server"] += 1
            down_until = time.monotonic() + luck.uniform(0, 2)
        elif not down_until and fate < 0.35:
            page.close(run_before_unload=False)
            crashes["page"] += 1
            page = desk.page(2)
    if down_until:
        server.start()
        server.wait()
    kept = desk.typed
    assert min(crashes.values()) >= 1
    assert len(said) >= 5
    for name, values in said.items():
        text = "".join(values)
        assert text in typed[name]
        there = "".join(kept.get(name, [""]))
        assert there in typed[name], name
        assert typed[name].index(there) >= typed[name].index(text), name
