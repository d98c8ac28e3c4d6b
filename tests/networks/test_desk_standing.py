"""Where a submission stands, in words that stay true: also when staff are late, and long after it was typed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import Submission
from tests.factories import networks
from tests.factories.review import handed_in, organisation
from tests.forms import text_of
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(client):
    person, _ = networks.promoter()
    client.force_login(person)
    return handed_in(by=person, of=organisation(responsible=[person]))


def test_it_says_by_when_there_is_an_answer(client, hers):
    page = text_of(client.get(hers.get_absolute_url().replace("/nl/mijn/indieningen/", "/en/my/submissions/")))
    assert f"You have an answer by {hers.due_on.day} " in page
    assert "are late" not in page


def test_what_is_late_is_said_to_be_late(client, hers):
    Submission.objects.filter(pk=hers.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    for page in (f"/en/my/submissions/{hers.pk}/", "/en/my/results/", "/en/my/"):
        said = text_of(client.get(page))
        assert "and are late; they are reminded every day" in said, page
        assert "You have an answer by" not in said, page
    Submission.objects.filter(pk=hers.pk).update(due_on=timezone.localdate())
    assert "are late" not in text_of(client.get("/en/my/results/"))


def test_what_was_handed_in_has_no_empty_headings(client, hers):
    page = read(client, f"/en/my/submissions/{hers.pk}/")
    headings = page.texts("//section[@aria-labelledby='read']//h3")
    lists = page.find("//section[@aria-labelledby='read']//dl")
    assert len(headings) == len(lists) > 0
    assert all(one.xpath(".//dd") for one in lists)


def test_a_save_of_another_day_says_the_day(client):
    person, home = networks.promoter()
    client.force_login(person)
    draft = networks.submission(by=person, organisation=home)
    draft.keep({"title_nl": ["Onthaal"]}, seen=None, by=person.pk)
    assert "Saved at " in text_of(client.get(f"/en/my/submissions/{draft.pk}/"))
    draft.refresh_from_db()
    for kept in draft.saves.values():
        kept["at"] = "2026-03-09T10:00:00+00:00"
    draft.save(update_fields=["saves"])
    said = text_of(client.get(f"/en/my/submissions/{draft.pk}/"))
    assert "Saved on 9 March 2026, 11:00" in said
    assert "Saved at " not in said


def test_the_last_step_is_not_something_to_leave_empty(client):
    person, home = networks.promoter()
    client.force_login(person)
    draft = networks.submission(by=person, organisation=home)
    steps = read(client, f"/en/my/submissions/{draft.pk}/").texts("//section[@aria-labelledby='steps']//li")
    assert "may be left empty" not in steps[-1]


def test_who_is_signed_in_is_not_asked_to_sign_in(client, hers):
    for page in ("/en/my/", "/en/my/results/", f"/en/my/submissions/{hers.pk}/", "/en/my/account/email/"):
        footer = read(client, page).texts("//footer")[0]
        assert "Sign in" not in footer, page
    client.logout()
    assert "Sign in" in read(client, "/en/").texts("//footer")[0]
