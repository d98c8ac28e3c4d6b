"""What reviewers work with: axe finds nothing, it fits a phone, and all of it goes by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from networks.models import Stage, Submission
from networks.workflow import requests
from plumbing.models import Mail
from tests.browser.pages import LANGUAGES
from tests.browser.test_accessible import looked_at
from tests.browser.test_desk import TOO_WIDE
from tests.browser.test_keyboard import press_until
from tests.factories import person, review

pytestmark = pytest.mark.browser
QUEUE = "admin:networks_submission_changelist"
PAGE = "admin:networks_submission_change"


def one_of_each(curator) -> dict[str, str]:
    """The pages of a reviewer: the queue, a submission read for the second time, one decided on, and a mail."""
    asked = review.asked(of=review.handed_in(reviewer=curator), by=curator)
    requests.answer(asked, "Voor kmo's.", by=None)
    again = review.sent_again(asked.submission, summary_nl="Nieuwe mensen snel een plaats geven.")
    requests.note(again, {"themes": "Past dit thema?"}, by=curator)
    home = review.organisation(responsible=[person()])
    declined = review.in_stage(Stage.DECLINED, reviewer=curator, of=home)
    mail = Mail.objects.drafts().latest("pk")
    return {
        "queue": reverse(QUEUE), "read again": reverse(PAGE, args=[again.pk]),
        "declined": reverse(PAGE, args=[declined.pk]), "mail": reverse("admin:plumbing_mail_change", args=[mail.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_everything_fits_a_phone(enter, database, language):
    with database():
        curator = person(role="curator", language=language)
        pages = one_of_each(curator)
    page = enter(curator)
    found = {}
    for name, address in pages.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
        found |= {f"{name}, {what}": problems for what, problems in looked_at(page).items()}
        found |= {f"{name}, too wide": wide for wide in [page.evaluate(TOO_WIDE)] if wide}
    page.goto(pages["read again"])
    page.locator("button[value=decline]").click()  # without a reason
    expect(page.locator(".errornote")).to_be_visible()
    found |= looked_at(page)
    assert found == {}


def press(page) -> None:
    """Enter, on what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_submission_is_read_asked_about_read_again_and_accepted_by_keyboard_alone(enter, database):
    with database():
        curator = person(role="curator", language="en")
        submission = review.handed_in(fields={"title_nl": ["Toetsen"], "title_en": ["Keys"]})
    page = enter(curator)
    page.goto(f"{reverse(QUEUE)}?q=Keys")
    page.locator("body").focus()
    press_until(page, "Tab", f"a[href*='/submission/{submission.pk}/']")
    press(page)
    press_until(page, "Tab", "button[value=take]")
    press(page)
    expect(page.locator(".review-head")).to_contain_text("You have it")
    press_until(page, "Tab", "#field-summary_nl summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "#id_ask-summary_nl", most=1)
    page.keyboard.type("For whom?")
    press_until(page, "Tab", "button[value=ask]", most=150)
    press(page)
    expect(page.locator(".messagelist")).to_contain_text("Changes are asked")
    with database():
        submission = Submission.objects.get(pk=submission.pk)
        assert submission.stage == Stage.CHANGES_ASKED
        asked = submission.requests.get()
        review.sent_again(submission, summary_nl="Nieuwe mensen in een kmo een plaats geven.")
    page.reload()
    expect(page.locator("#field-summary_nl > .difference ins")).to_have_text(" in een kmo")
    expect(page.locator(f"#request-{asked.pk} .difference ins")).to_have_text(" in een kmo")
    press_until(page, "Tab", f"a[href='#request-{asked.pk}']")
    page.keyboard.press("Enter")
    press_until(page, "Tab", f"button[value='close:{asked.pk}']", most=1)
    press(page)
    expect(page.locator(f"#request-{asked.pk}")).to_contain_text("closed")
    press_until(page, "Tab", "a[href='#decision']")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "#id_note", most=1)
    page.keyboard.type("Thank you.")
    press_until(page, "Tab", "button[value=accept]", most=5)
    press(page)
    expect(page.locator(".messagelist")).to_contain_text("It is accepted.")
    with database():
        submission.refresh_from_db()
        assert submission.stage == Stage.ACCEPTED
        assert submission.instrument.title_en == "Keys"
