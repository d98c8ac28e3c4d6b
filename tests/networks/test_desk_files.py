"""Files of a submission: several at once, with and without a script, scanned, and handed out to whom they concern."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from networks.models import Stage, SubmissionFile
from networks.workflow import NotAllowed, files
from plumbing import scanned, scanning
from plumbing.scanning import ScannerDown, Verdict
from plumbing.uploads import Refused
from tests.factories import accounts, networks
from tests.factories.files import PDF, PNG, PROGRAM, upload
from tests.forms import filled_in, text_of
from tests.networks.test_result_form import COMPLETE

pytestmark = pytest.mark.django_db
Scan = SubmissionFile.Scan
LABEL = "networks.SubmissionFile"


@pytest.fixture
def owner(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    return person, organisation


@pytest.fixture
def draft(owner):
    return networks.submission(by=owner[0], organisation=owner[1], fields=COMPLETE)


def url(name, *arguments):
    with override("en"):
        return reverse(f"networks:{name}", args=arguments)


def post(client, draft, *uploads, then="", **changes):
    address = url("submission_step", draft.pk, 4)
    data = filled_in(client.get(address), "writing", then=then, **changes)
    return client.post(address, data | {"files": list(uploads)})


def test_several_files_are_added_at_once_without_a_script(client, owner, draft):
    response = post(client, draft, upload("gids.pdf", PDF), upload("beeld.png", PNG), url="https://example.org/x")
    assert response.status_code == 302
    assert [(file.name, file.media_type, file.scan) for file in draft.files.all()] == [
        ("gids.pdf", "application/pdf", Scan.OFF), ("beeld.png", "image/png", Scan.OFF),
    ]  # fmt: skip
    draft.refresh_from_db()
    assert draft.typed["url"] == ["https://example.org/x"]


def test_a_bad_one_among_good_ones_is_told_and_the_others_stay(client, owner, draft):
    response = post(client, draft, upload("gids.pdf", PDF), upload("spel.exe", PROGRAM))
    assert response.status_code == 409
    assert "“spel.exe” is a program" in text_of(response)
    assert [file.name for file in draft.files.all()] == ["gids.pdf"]


def test_the_same_content_twice_is_recognised(client, owner, draft):
    post(client, draft, upload("gids.pdf", PDF))
    response = post(client, draft, upload("kopie.pdf", PDF))
    assert "“kopie.pdf” is there already, as “gids.pdf”" in text_of(response)


def test_a_script_adds_one_and_is_told_why_not(client, owner, draft):
    address = url("add_file", draft.pk)
    good = client.post(address, {"files": upload("gids.pdf", PDF)})
    assert (good.status_code, good.json()["name"]) == (201, "gids.pdf")
    bad = client.post(address, {"files": upload("spel.exe", PROGRAM)})
    assert bad.status_code == 409
    assert "program" in bad.json()["refused"]
    assert client.post(address).status_code == 400
    assert client.get(address).status_code == 405


def test_what_is_said_of_a_file_is_typed_like_the_rest(client, owner, draft):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    post(client, draft, **{f"file-{file.pk}-language": "nl", f"file-{file.pk}-title_nl": "De gids"})
    draft.refresh_from_db()
    assert draft.typed[f"file-{file.pk}-title_nl"] == ["De gids"]


def test_a_file_is_taken_out_and_its_content_goes(client, owner, draft, django_capture_on_commit_callbacks):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    stored = file.file
    with django_capture_on_commit_callbacks(execute=True):
        post(client, draft, then=f"remove-{file.pk}")
    assert not draft.files.exists()
    assert not stored.storage.exists(stored.name)


def test_files_of_others_are_not_taken_out(client, owner, draft):
    theirs = files.add(networks.submission(), upload("gids.pdf", PDF), by=None)
    post(client, draft, then=f"remove-{theirs.pk}")
    assert SubmissionFile.objects.filter(pk=theirs.pk).exists()


def test_what_was_sent_takes_no_files_and_loses_none(owner, draft):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    type(draft).objects.filter(pk=draft.pk).update(stage=Stage.WITHDRAWN)
    draft.refresh_from_db()
    with pytest.raises(NotAllowed):
        files.add(draft, upload("beeld.png", PNG), by=owner[0])
    with pytest.raises(NotAllowed):
        files.remove(file)


def test_there_is_room_for_so_many_files(owner, draft, monkeypatch):
    monkeypatch.setattr(files, "FILES_AT_MOST", 1)
    files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    with pytest.raises(Refused, match="1"):
        files.add(draft, upload("beeld.png", PNG), by=owner[0])
    with pytest.raises(Refused):
        files.add(draft, upload("leeg.pdf", b""), by=owner[0])


@pytest.mark.parametrize(("state", "status"), [
    (Scan.OFF, 200), (Scan.CLEAN, 200), (Scan.WAITING, 404), (Scan.DOWN, 404), (Scan.INFECTED, 404),
])  # fmt: skip
def test_only_what_is_clean_or_not_scanned_is_handed_out(client, owner, draft, state, status):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    done = draft.begun_at if state in {Scan.CLEAN, Scan.INFECTED} else None
    SubmissionFile.objects.filter(pk=file.pk).update(scan=state, scanned_at=done)
    response = client.get(url("submission_file", draft.pk, file.pk, file.name))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response) == PDF
        assert response["Content-Disposition"].startswith("attachment")
    page = text_of(client.get(url("submission_step", draft.pk, 4)))
    assert str(Scan(state).label) in page


def test_the_partnership_and_the_reviewers_get_it_and_nobody_else(client, owner):
    partner, organisation = networks.promoter()
    project = networks.project(promoter=owner[1], partners=[organisation])
    draft = networks.submission(by=owner[0], organisation=owner[1], about=project)
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    address = url("submission_file", draft.pk, file.pk, file.name)

    def answer(person) -> int:
        client.force_login(person)
        response = client.get(address)
        if response.streaming:
            list(response)
        return response.status_code

    curator = accounts.person(role="curator")
    assert answer(partner) == 200
    assert answer(networks.promoter()[0]) == 404
    assert answer(curator) == 404  # a draft is its writers' own
    type(draft).objects.filter(pk=draft.pk).update(
        stage=Stage.SUBMITTED, round=1, submitted_at=draft.begun_at, due_on=draft.begun_at.date()
    )
    assert answer(curator) == 200
    client.logout()
    assert client.get(address).status_code == 302


@pytest.fixture
def scanner(settings):
    """A scanner is configured, and its work waits in the queue."""
    settings.CLAMD = "127.0.0.1:1"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def says(monkeypatch, answer):
    def scan(stream):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(scanning, "scan", scan)


@pytest.mark.parametrize(
    ("verdict", "state"), [(Verdict(True, ""), Scan.CLEAN), (Verdict(False, "Eicar"), Scan.INFECTED)]
)
def test_a_file_waits_until_the_scanner_has_spoken(owner, draft, scanner, monkeypatch, verdict, state):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    assert file.scan == Scan.WAITING
    assert DBTaskResult.objects.count() == 1
    says(monkeypatch, verdict)
    scanned.scan.func(LABEL, file.pk)
    file.refresh_from_db()
    assert (file.scan, file.scan_note) == (state, verdict.said)
    assert file.scanned_at


def test_a_scanner_that_is_down_is_asked_again_later(owner, draft, scanner, monkeypatch):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    says(monkeypatch, ScannerDown("refused"))
    scanned.scan.func(LABEL, file.pk)
    file.refresh_from_db()
    assert file.scan == Scan.DOWN
    again = DBTaskResult.objects.order_by("-enqueued_at").first()
    assert again.run_after is not None
    assert again.args_kwargs["args"] == [LABEL, file.pk, 1]
    scanned.scan.func(LABEL, file.pk, len(scanned.DELAYS))
    assert DBTaskResult.objects.count() == 2  # then the daily work asks
    assert scanned.scan_again() == 1
    says(monkeypatch, Verdict(True, ""))
    scanned.scan.func(LABEL, file.pk, 1)
    file.refresh_from_db()
    assert file.scan == Scan.CLEAN
    assert scanned.scan_again() == 0


def test_a_file_that_was_taken_out_is_not_scanned(owner, draft, scanner):
    file = files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    files.remove(file)
    scanned.scan.func(LABEL, file.pk)


def test_the_daily_work_says_how_many_it_asks_about(owner, draft, scanner, capsys):
    files.add(draft, upload("gids.pdf", PDF), by=owner[0])
    call_command("scan_files")
    assert capsys.readouterr().out == "1 files to scan.\n"
