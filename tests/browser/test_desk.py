"""The promoter's pages: axe finds nothing, they fit a phone, and they work without scripts."""

import pytest
from playwright.sync_api import expect

from demo.load import PASSWORD
from tests.browser.desk import Desk, serving
from tests.browser.test_accessible import looked_at

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(portal):
    with serving(portal) as running:
        yield running


@pytest.fixture
def open_desk(portal, server, browser, django_db_setup, django_db_blocker):
    opened = []

    def new(**options) -> Desk:
        opened.append(Desk.opened(portal, server, browser, django_db_blocker.unblock, **options))
        return opened[-1]

    yield new
    for desk in opened:
        desk.context.close()


def test_axe_finds_nothing_on_any_page(open_desk):
    desk = open_desk()
    page = desk.page(1)
    step = desk.address(1).removesuffix("step-1/")
    addresses = [desk.address(number) for number in range(1, 7)]
    addresses += [f"{desk.address(2)}?check=1", step, f"{step}withdraw/", "/en/my/results/new/"]
    found = {}
    for address in (*addresses, "/en/my/results/", "/en/my/projects/"):
        page.goto(address)
        if problems := looked_at(page):
            found[address] = problems
    assert found == {}


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.firstElementChild)
    .map((one) => `${one.tagName}#${one.id}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_step_fits_a_phone(open_desk, language):
    desk = open_desk(viewport={"width": 320, "height": 700})
    page = desk.page(1, language)
    for number in range(1, 7):
        page.goto(desk.address(number, language))
        assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(
    ("sign_in", "desk"), [("/nl/mijn/account/login/", "/nl/mijn/"), ("/en/my/account/login/", "/en/my/")]
)
def test_who_acts_for_two_organisations_chooses_on_a_phone(portal, browser, sign_in, desk):
    context = browser.new_context(base_url=portal.url, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(sign_in)
    page.locator("#id_login").fill("promoter@example.org")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.button--main").click()
    page.wait_for_url(f"**{desk}")
    assert page.evaluate(TOO_WIDE) == []
    other = page.locator("#acting-for option").nth(1).inner_text()
    page.locator("#acting-for").select_option(label=other)
    page.locator(".acting button").click()
    expect(page.locator(".acting strong")).to_have_text(other)
    context.close()


def test_everything_works_without_scripts(open_desk, tmp_path):
    desk = open_desk(java_script_enabled=False)
    page = desk.page(2)
    page.locator("#id_summary_nl").fill("Zonder script")
    page.locator("#steps button", has_text="Files").click()
    page.wait_for_url("**/step-4/?saved=1")
    (tmp_path / "gids.pdf").write_bytes(b"%PDF-1.7\n")
    page.locator("#files").set_input_files(tmp_path / "gids.pdf")
    page.locator("#id_link-0-url").fill("https://example.org/")
    page.locator("button", has_text="Add").first.click()
    page.wait_for_url("**/step-4/?saved=1")
    expect(page.locator("#files-there > li")).to_have_count(1)
    expect(page.locator("#id_link-1-url")).to_be_visible()  # an empty row is ready
    page.locator("#steps button", has_text="Texts").click()
    expect(page.locator("#id_summary_nl")).to_have_value("Zonder script")
    page.locator("button", has_text="Nederlands").click()
    page.wait_for_url("**/stap-2/?saved=1")
    expect(page.locator("#id_summary_nl")).to_have_value("Zonder script")
