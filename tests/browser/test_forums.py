"""Forums, contributions, the workshop and the strategy: axe finds nothing, all fits a phone, and goes by keyboard alone
and without scripts.
"""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from forums import links
from forums.models import Contribution, Forum, Invitee, Registration, Statement, StrategyVersion
from tests.browser.pages import LANGUAGES
from tests.browser.test_board import findings
from tests.browser.test_keyboard import press_until
from tests.browser.test_review import press
from tests.factories import forums as parts
from tests.factories import person
from tests.factories import strategy as made

pytestmark = pytest.mark.browser
OPEN = "ondernemen-met-de-buurt"  # one can register for it, and contribute


def addresses(language: str, *names: tuple) -> list[str]:
    with override(language):
        return [reverse(f"forums:{name}", args=args) for name, *args in names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_what_everybody_reads(visit, database, language):
    with database():
        statement = Statement.objects.current().filter(reservations__isnull=False).first()
        version = StrategyVersion.objects.select_related("strategy").get(pk=statement.version_id)
        said = Contribution.objects.filter(outcomes__version=version).select_related("forum").first()
    slug, number = version.strategy.slug, version.number
    pages = addresses(
        language, ("forums",), ("forum", OPEN), ("register", OPEN), ("contributions", said.forum.slug),
        ("contribution", said.forum.slug, said.number), ("strategies",), ("strategy_version", slug, number),
        ("statement", slug, statement.pk), ("strategy_contributions", slug, number),
        ("strategy_changes", slug, number), ("strategy_report", slug, number),
    )  # fmt: skip
    assert findings(visit(), pages) == {}


def draft(*, contributions: int = 3) -> StrategyVersion:
    """A draft with a chapter and contributions that nobody has worked on; of a forum that is not announced."""
    at = parts.forum(state="draft", demonstration=True)
    version = made.draft(forums=[at], demonstration=True)
    made.chapter(of=version)
    for number in range(1, contributions + 1):
        made.contribution(to=at, text=f"Bijdrage over het aankopen, {number}", gist=f"On buying, {number}")
    return version


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_people_answer_write_and_consolidate(visit, enter, database, language):
    with database():
        editor = person(role="administrator", language=language)
        invitee = Invitee.objects.filter(invited_at__isnull=False, declined_at=None).first()
        question = Forum.objects.get(slug=OPEN).questions.first()
        version = draft()
        said = list(version.strategy.forums.get().contributions.all())
        one = made.statement(of=version, behind=said[:2])
        made.decided(version, said[0])
    slug = version.strategy.slug
    [answering, writing, step, *pages] = addresses(
        language, ("invitation", links.invitation_token(invitee)), ("contribute", question.pk),
        ("workshop_step", slug), ("workshops",), ("workshop", slug),
    )  # fmt: skip
    pages += [f"{step}?do={name}&s={one.pk}&c={said[2].pk}" for name in ("write", "code", "decide", "split", "drop")]
    found = findings(visit(), [answering]) | findings(enter(editor), [writing, *pages])
    assert found == {}


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """From where she is, forwards or back; in a workshop there is much to pass."""
    press_until(page, "Shift+Tab" if back else "Tab", selector, most=150)


def tick(page: Page, *boxes: str) -> None:
    for box in boxes:
        tab_to(page, box)
        page.keyboard.press("Space")


def ask(page: Page, name: str) -> None:
    """Press the button of a step; its form comes into the page, and she stands in it."""
    tab_to(page, f"button[form=pick][value={name}]", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#step h2")).to_be_focused()


def send(page: Page) -> None:
    tab_to(page, "#step form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#step [role=status]")).to_be_focused()


def test_a_workshop_is_walked_by_keyboard_alone(enter, database):
    with database():
        editor = person(role="curator", language="en")
        version = draft()
        one, two, three = version.strategy.forums.get().contributions.order_by("number")
    page = enter(editor)
    [home] = addresses("en", ("workshop", version.strategy.slug))
    page.goto(home)

    tick(page, f"#tick-c{one.pk}")
    ask(page, "code")
    tab_to(page, "#step_gist")
    page.keyboard.press("Control+a")
    page.keyboard.type("Filed by keyboard")
    send(page)
    expect(page.locator(f"#c{one.pk}")).to_contain_text("Filed by keyboard")

    for words, boxes in (("First", [one, two]), ("Second", [three])):
        tick(page, *(f"#tick-c{box.pk}" for box in boxes))
        ask(page, "write")
        tab_to(page, "#step_text_en")
        page.keyboard.type(words)
        send(page)
    expect(page.locator("#chapters .row")).to_have_count(2)

    tick(page, f"#tick-c{one.pk}")
    ask(page, "group")
    tab_to(page, "#step_statement")
    page.keyboard.press("End")
    send(page)
    expect(page.locator(f"#c{one.pk}")).to_contain_text("behind 1.1, 1.2")

    tick(page, "#chapters li:first-child input", "#chapters li:last-child input")
    ask(page, "merge")
    send(page)
    expect(page.locator("#chapters .row")).to_have_count(1)

    tick(page, "#chapters li:first-child input")
    ask(page, "split")
    tab_to(page, "#step_text_en_2")
    page.keyboard.type("The rest")
    send(page)
    expect(page.locator("#chapters .row")).to_have_count(2)

    tick(page, *(f"#tick-c{box.pk}" for box in (one, two, three)))
    ask(page, "decide")
    tab_to(page, "#step form input[name=kind]")
    page.keyboard.press("Space")
    send(page)
    expect(page.locator("#missing")).to_contain_text("Nothing is missing")

    ask_and_escape(page)
    tab_to(page, "#missing button")
    press(page)
    expect(page.locator("h1")).to_contain_text("Strategy")
    with database():
        version.refresh_from_db()
        assert version.state == "published"
        assert version.statements.standing().count() == 2


def ask_and_escape(page: Page) -> None:
    """Escape leaves a step, and she stands where she was."""
    tab_to(page, "button[form=pick][value=chapter]")
    page.keyboard.press("Enter")
    expect(page.locator("#step h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("button[form=pick][value=chapter]")).to_be_focused()


def test_without_scripts_the_workshop_is_plain_forms(enter, database):
    with database():
        editor = person(role="curator", language="en")
        version = draft(contributions=2)
        one, two = version.strategy.forums.get().contributions.order_by("number")
    page = enter(editor, scripts=False, width=360)
    [home] = addresses("en", ("workshop", version.strategy.slug))
    page.goto(f"{home}?q=buying")
    page.locator(f"#tick-c{one.pk}").check()
    page.locator("button[form=pick][value=write]").click()
    page.locator("#step_text_en").fill("Without scripts")
    page.locator("form.step button[type=submit]").click()
    page.wait_for_url(f"**{home}?q=buying")
    expect(page.locator("#chapters .row")).to_have_count(1)
    page.locator(f"#tick-c{two.pk}").check()
    page.locator("button[form=pick][value=decide]").click()
    page.locator("input[name=kind][value=not-taken-up]").check()
    page.locator("form.step button[type=submit]").click()
    expect(page.locator(".form-errors")).to_contain_text("Give a reason")
    page.locator("#step_reason_en").fill("Elsewhere")
    page.locator("form.step button[type=submit]").click()
    expect(page.locator(f"#c{two.pk}")).to_contain_text("not taken up")
    page.locator("button[form=pick][value=merge]").click()
    expect(page.locator("[role=alert]")).to_contain_text("Tick at least two statements first.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_somebody_registers_confirms_and_cancels_by_keyboard_alone(visit, database, scripts):
    page, email = visit(scripts=scripts, width=360), f"keys-{scripts}@example.org".lower()
    with database():
        registered(email).delete()
    page.goto(addresses("en", ("forum", OPEN))[0])
    step_to(page, ".summary-box a.button--main")
    press(page)
    page.wait_for_timeout(2100)  # quicker is a robot
    step_to(page, "#id_name")
    page.keyboard.type("An Anders")
    step_to(page, "#id_email")
    page.keyboard.type(email)
    step_to(page, "input[name=group]")
    page.keyboard.press("Space")
    step_to(page, "main form button[type=submit]")
    press(page)
    expect(page.locator("h1")).to_have_text("Look in your mailbox")
    with database():
        link = links.address(registered(email).get())
    page.goto(f"/{link.split('/', 3)[3]}")
    step_to(page, "button[value=confirm]")
    press(page)
    expect(page.locator(".notice[role=status]")).to_contain_text("You have a seat.")
    step_to(page, "button[value=cancel]")
    press(page)
    expect(page.locator("main")).to_contain_text("Your registration is cancelled")


def registered(email: str):
    return Registration.objects.standing().of_address(email)


def step_to(page: Page, selector: str) -> None:
    """Tab until there, also on a page that runs no scripts."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached")
