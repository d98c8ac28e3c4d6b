"""Contributions with files, support and replies: axe finds nothing, all fits a phone, and goes without scripts."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from forums.models import Attachment, Contribution, Forum, Reply
from forums.workflow import contributions
from tests.browser.pages import LANGUAGES
from tests.browser.test_board import findings
from tests.factories import organisation, person
from tests.factories.files import PDF
from tests.factories.forums import attached

pytestmark = pytest.mark.browser
OPEN = "ondernemen-met-de-buurt"  # contributions, support and replies are asked


def somebody(language: str = "en"):
    """Who speaks for an organisation of NGOs."""
    found = person(language=language, first_name="Bo", last_name="Bos")
    organisation(name_nl="Vereniging", name_en="Association", kind="ngo", member=found, confirmed=True)
    return found


def said() -> Contribution:
    """By employers, with a file, support and replies."""
    return Forum.objects.get(slug=OPEN).contributions.get(number=1)


def address(name: str, *args, language: str = "en") -> str:
    with override(language):
        return reverse(f"forums:{name}", args=args)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_people_read_support_reply_and_attach(visit, enter, database, language):
    with database():
        author, one = somebody(language), said()
        draft = contributions.begin(one.question, by=author)
        attached(draft)
    public = address("contribution", OPEN, one.number, language=language)
    hers = [address("respond", OPEN, one.number, language=language), address("write", draft.pk, language=language)]
    assert findings(visit(), [public]) | findings(enter(author), hers) == {}


def test_a_file_comes_in_by_script_while_she_types_and_is_handed_in_with_the_text(enter, database, tmp_path):
    with database():
        author, asked = somebody(), said().question
        draft = contributions.begin(asked, by=author)
    (tmp_path / "brief.pdf").write_bytes(PDF)
    page, saves = enter(author, width=360), []
    page.on("request", lambda request: saves.append(request.url) if "autosave" in request.url else None)
    page.goto(address("write", draft.pk))
    page.locator("#files").set_input_files(tmp_path / "brief.pdf")
    expect(page.locator("#files-there > li")).to_have_count(1)
    page.locator("#files-there select").select_option("nl")
    page.locator("#id_text").fill("A position that we hold.")
    page.locator("input[name=naming][value=organisation]").check()
    page.locator("input[name=group]").nth(2).check()
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.wait_for_timeout(1500)
    saved = len(saves)
    page.wait_for_timeout(2500)
    assert len(saves) == saved  # what is kept is not sent again and again
    page.locator("button[value=send]").click()
    expect(page.locator(".told")).to_contain_text("Handed in, with number")
    with database():
        file = Attachment.objects.get(contribution=draft)
        assert (file.name, file.language, file.since) == ("brief.pdf", "nl", 1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_she_supports_takes_back_and_replies_by_keyboard(enter, database, scripts):
    with database():
        author, one = somebody(), said()
    page = enter(author, scripts=scripts, width=360)
    page.goto(address("respond", OPEN, one.number))
    for move, told in (("support", "You support this contribution."), ("take back", "Your support is taken back.")):
        page.locator(f"button[value='{move}']").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text(told)
    page.locator("#id_text").focus()
    page.keyboard.type("We agree")
    page.locator("button[value=reply]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("A moderator reads your reply before it is public.")
    with database():
        reply = Reply.objects.get(person=author)
        assert (reply.text, reply.group.slug, reply.state) == ("We agree", "ngos", "submitted")
