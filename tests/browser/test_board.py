"""The diagonal board and what is read of it: axe finds nothing, it fits a phone, and goes by keyboard alone."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from networks.models import Network, Project, Proposal, Recommendation
from tests.browser.pages import LANGUAGES
from tests.browser.test_accessible import looked_at
from tests.browser.test_desk import TOO_WIDE
from tests.browser.test_keyboard import press_until
from tests.browser.test_review import press
from tests.factories import diagonal, person

pytestmark = pytest.mark.browser


WRITTEN_OVER_THE_EDGE = """() => [...document.querySelectorAll(".graph__drawing a:has(rect)")].filter((box) => {
    const [text, frame] = ["text", "rect"].map((name) => box.querySelector(name).getBoundingClientRect());
    return text.left < frame.left + 2 || text.right > frame.right - 2;
}).map((box) => box.textContent.trim())"""

SMALLEST_LETTERS = """() => Math.min(...[...document.querySelectorAll(".graph__drawing text")].map(
    (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""


def addresses(language: str, *names: tuple) -> list[str]:
    with override(language):
        return [reverse(f"networks:{name}", args=args) for name, *args in names]


def findings(page, found: list[str]) -> dict:
    problems = {}
    for address in found:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
        problems |= {f"{address}, {what}": seen for what, seen in looked_at(page).items()}
        problems |= {f"{address}, too wide": wide for wide in [page.evaluate(TOO_WIDE)] if wide}
    return problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_what_everybody_reads(visit, database, language):
    with database():
        published = Recommendation.objects.published().first()
    pages = addresses(
        language, ("notes", "link"), ("notes", "recommendation"), ("note", "recommendation", published.pk), ("graph",)
    )
    page = visit()
    assert findings(page, pages) == {}
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(SMALLEST_LETTERS) > 12
        assert page.evaluate(WRITTEN_OVER_THE_EDGE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_board_and_the_report(enter, database, language):
    with database():
        facilitator = person(role="facilitator", language=language)
        sent = diagonal.recommendation(to=Network.objects.published().first(), by=facilitator)
        changed = diagonal.opportunity(by=facilitator, state="draft")
        changed.title_nl = "Iets anders"
        diagonal.diagonal.save(changed, by=facilitator)
    pages = addresses(
        language, ("board",), ("proposals",), ("board_notes", "recommendation"),
        ("board_note", "recommendation", sent.pk), ("board_note", "opportunity", changed.pk),
        ("board_move", "recommendation", sent.pk, "reply"), ("board_add", "recommendation"), ("policy_report",),
    )  # fmt: skip
    assert findings(enter(facilitator), pages) == {}


def test_proposals_are_kept_and_dismissed_by_keyboard_alone(enter, database):
    with database():
        facilitator = person(role="facilitator", language="en")
        one, other, third = Project.objects.published().order_by("pk")[:3]
        Proposal.objects.filter(left__in=[one, other], right__in=[other, third]).delete()
        kept = diagonal.proposal(left=one, right=other, score=0.99)
        dismissed = diagonal.proposal(left=other, right=third, score=0.98)
    page = enter(facilitator)
    [board] = addresses("en", ("board",))
    page.goto(board)
    press_until(page, "Tab", f"#note-{dismissed.pk}")
    page.keyboard.type("Only the words are alike.")
    press_until(page, "Tab", "button", most=1)
    press(page)
    expect(page.locator(".told")).to_contain_text("it is not asked again")
    page.goto(board)
    press_until(page, "Tab", f"#kind-{kept.pk}")
    page.keyboard.type("builds")  # chooses in the list
    press_until(page, "Tab", "button", most=1)
    press(page)
    assert page.url.endswith("/edit/")
    with database():
        kept.refresh_from_db()
        dismissed.refresh_from_db()
        assert (kept.state, kept.link.kind) == ("kept", "builds-on")
        assert (dismissed.state, dismissed.note) == ("dismissed", "Only the words are alike.")


def test_a_recommendation_is_written_sent_and_its_reply_recorded_by_keyboard_alone(enter, database):
    with database():
        facilitator = person(role="facilitator", language="en")
        network = Network.objects.published().filter(kind=Network.Kind.THEMATIC).order_by("pk").first()
        number = Recommendation.objects.count()
    page = enter(facilitator)
    [board] = addresses("en", ("board",))
    page.goto(board)
    press_until(page, "Tab", "a[href$='/recommendations/new/']")
    press(page)
    press_until(page, "Tab", "#id_network")
    page.keyboard.type(network.title_en)
    press_until(page, "Tab", "#id_title_en", most=5)
    page.keyboard.type("Meet once a year")
    press_until(page, "Tab", "form.form button")
    press(page)
    expect(page.locator("h1")).to_have_text("Meet once a year")
    press_until(page, "Tab", "a[href$='/send/']")
    press(page)
    press_until(page, "Tab", "form.form button")
    press(page)
    expect(page.locator(".told")).to_contain_text("Done.")
    press_until(page, "Tab", "a[href$='/reply/']")
    press(page)
    press_until(page, "Tab", "input[name=outcome]")
    page.keyboard.press("Space")
    press_until(page, "Tab", "#id_reply_en", most=5)
    page.keyboard.type("We will.")
    press_until(page, "Tab", "form.form button")
    press(page)
    expect(page.locator(".told")).to_contain_text("Done.")
    with database():
        assert Recommendation.objects.count() == number + 1
        made = Recommendation.objects.latest("pk")
        assert (made.network, made.state, made.reply_en) == (network, Recommendation.State.ADOPTED, "We will.")
