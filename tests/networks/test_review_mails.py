"""Mails about submissions: receipts go at once, decisions wait until staff send them."""

from datetime import date

import pytest
from django.core import mail as outside
from django.core.management import call_command
from django.db import transaction

from networks.workflow import review, submissions
from plumbing import mail as outbox
from plumbing.models import Mail
from tests.factories import person
from tests.factories.review import asked, handed_in, organisation, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return person(role="curator")


@pytest.fixture
def an():
    return person(email="an@example.org", language="nl")


@pytest.fixture
def bo():
    return person(email="bo@example.org", language="en")


def drafts() -> dict[str, Mail]:
    return {draft.to: draft for draft in Mail.objects.drafts()}


def test_the_receipt_says_reference_what_happens_next_and_by_when(an):
    found = handed_in(of=organisation(responsible=[an]), by=an)
    receipt = Mail.objects.get()
    assert receipt.to == "an@example.org"
    assert receipt.state != Mail.State.DRAFT
    for part in (receipt.text, receipt.html):
        assert found.reference in part
        assert "Wat er nu gebeurt" in part
        assert f"{found.due_on.day} " in part
        assert found.get_absolute_url() in part
    assert found.reference in receipt.subject


def test_each_reads_it_in_her_own_language_and_once(an, bo):
    handed_in(of=organisation(responsible=[an, bo], contributors=[person()]), by=an)
    receipts = {receipt.to: receipt for receipt in Mail.objects.all()}
    assert set(receipts) == {"an@example.org", "bo@example.org"}
    assert "What happens next" in receipts["bo@example.org"].text
    assert receipts["bo@example.org"].subject.endswith("Guide to welcoming")
    assert receipts["an@example.org"].subject.endswith("Gids voor onthaal")


def test_who_sent_it_gets_the_receipt_too(an, bo):
    handed_in(of=organisation(responsible=[an], contributors=[bo]), by=bo)
    assert {receipt.to for receipt in Mail.objects.all()} == {"an@example.org", "bo@example.org"}


def test_where_nobody_is_responsible_all_are_told(an, bo):
    handed_in(of=organisation(contributors=[an, bo]), by=an)
    assert Mail.objects.count() == 2


def test_who_left_is_not_written_to(an):
    gone = person(is_active=False)
    handed_in(of=organisation(responsible=[an, gone]), by=an)
    assert [receipt.to for receipt in Mail.objects.all()] == ["an@example.org"]


def test_a_sending_that_is_rolled_back_sends_no_mail(an):
    found = handed_in(of=organisation(responsible=[an]))
    before = Mail.objects.count()
    with transaction.atomic():
        submissions.withdraw(found, by=an)
        handed_in(of=found.organisation)
        transaction.set_rollback(True)
    assert Mail.objects.count() == before


def test_a_decision_waits_for_staff_to_read_change_and_send_it(an, curator):
    found = handed_in(of=organisation(responsible=[an]))
    outside.outbox.clear()
    review.decline(found, by=curator, reason="Het bestaat al: zie de gids van 2004.")
    draft = drafts()["an@example.org"]
    assert outside.outbox == []
    assert draft.carries_decision
    assert "Het bestaat al: zie de gids van 2004." in draft.text
    outbox.change(draft, subject="Over uw gids", text="Wij bellen u.")
    with transaction.atomic():
        outbox.send_draft(draft, by=curator)
    assert Mail.objects.get(pk=draft.pk).text == "Wij bellen u."


def test_changes_are_told_field_by_field_in_the_language_of_the_reader(an, bo, curator):
    asked(of=handed_in(of=organisation(responsible=[an, bo])), by=curator, field="summary_nl", text="Voor wie is het?")
    found = drafts()
    assert "Summary (Dutch): Voor wie is het?" in found["bo@example.org"].text
    assert "Samenvatting (Nederlands): Voor wie is het?" in found["an@example.org"].text
    assert "Voor wie is het?" in found["an@example.org"].html


@pytest.mark.parametrize(("publish", "said"), [(True, "/nl/instrumenten/"), (False, "klaar voor publicatie")])
def test_who_is_accepted_reads_where_it_is_or_what_happens(an, curator, publish, said):
    review.accept(handed_in(of=organisation(responsible=[an])), by=curator, publish=publish, note="Dank u.")
    draft = drafts()["an@example.org"]
    for part in (draft.text, draft.html):
        assert said in part
        assert "Dank u." in part


@pytest.mark.parametrize("shown", [True, False])
def test_judgements_are_in_the_mail_only_if_staff_say_so(an, curator, shown):
    found = handed_in(of=organisation(responsible=[an]))
    review.judge(found, {"feasibility": 4, "note": "Haalbaar in een middag."}, by=curator)
    review.decline(found, by=curator, reason="Nee.", with_judgements=shown)
    draft = drafts()["an@example.org"]
    for part in (draft.text, draft.html):
        assert ("haalbaarheid: ja" in part) == shown
        assert ("Haalbaar in een middag." in part) == shown
        assert curator.email not in part


def test_a_draft_about_an_earlier_decision_is_not_sent_after_a_later_one(an, curator):
    request = asked(of=handed_in(of=organisation(responsible=[an])), by=curator)
    earlier = drafts()["an@example.org"]
    review.decline(sent_again(request.submission), by=curator, reason="Nee.")
    earlier.refresh_from_db()
    assert earlier.state == Mail.State.DROPPED
    assert "Nee." in drafts()["an@example.org"].text


def test_the_promoter_of_another_organisation_hears_nothing(an, bo, curator):
    organisation(responsible=[bo])
    review.decline(handed_in(of=organisation(responsible=[an])), by=curator, reason="Nee.")
    assert not Mail.objects.filter(to="bo@example.org").exists()


def test_staff_are_reminded_of_what_is_late_once_a_day(curator, bo):
    other = person(role="curator", language="en")
    person(role="moderator")
    late, hers = handed_in(), handed_in(reviewer=other)
    type(late).objects.update(due_on=date(2020, 1, 6))
    handed_in()
    call_command("remind_reviewers")
    call_command("remind_reviewers")
    reminders = {reminder.to: reminder for reminder in Mail.objects.filter(about="late submissions")}
    assert set(reminders) == {curator.email, other.email}
    assert late.reference in reminders[curator.email].text
    assert hers.reference not in reminders[curator.email].text
    assert hers.reference in reminders[other.email].text
    assert reminders[other.email].subject == "2 submissions wait longer than we promised"
    assert f"/admin/networks/submission/{hers.pk}/change/" in reminders[other.email].html


def test_nobody_is_reminded_when_nothing_is_late(curator):
    handed_in()
    call_command("remind_reviewers")
    assert not Mail.objects.filter(about="late submissions").exists()
