"""Files of a contribution: checked, scanned, handed in and withdrawn with it, and for nobody before that."""

import csv
import io

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import personal_data
from forums import open_data, trace
from forums.models import Attachment, Contribution, ContributionState, Phase
from forums.workflow import NotAllowed, attachments, contributions, moderation, patience
from forums.workflow import strategy as strategies
from plumbing import scanned
from plumbing.scanned import Scan
from plumbing.uploads import Refused
from tests.factories import organisation, person, strategy
from tests.factories.files import PDF, PNG, PROGRAM, office, upload
from tests.factories.forums import attached, entered, forum, group, question, wording
from tests.forms import filled_in, text_of
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    found = person(language="en", first_name="An", last_name="Anders")
    client.force_login(found)
    return found


@pytest.fixture
def draft(author):
    return contributions.begin(question(of=forum(moderation="after")), by=author)


def hand_in(draft, text: str = "Meer tijd", **languages) -> Contribution:
    move = contributions.change if draft.number else contributions.hand_in
    files = {int(name.removeprefix("file")): language for name, language in languages.items()}
    return move(draft, wording(text), by=draft.person, files=files)


def status(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        list(response)
    return response.status_code


def writing(draft) -> str:
    return f"/en/my/contributions/{draft.pk}/write/"


def post(client, draft, *uploads, then="", **changes):
    data = filled_in(client.get(writing(draft)), "writing", then=then, **changes)
    return client.post(writing(draft), data | {"files": list(uploads)})


COMPLETE = {"text": "Meer tijd", "language": "nl", "organisation_name": "Zon", "naming": "both"}


def test_from_files_on_the_page_to_files_on_the_public_page(client, draft):
    assert post(client, draft, upload("brief.pdf", PDF), upload("beeld.png", PNG)).status_code == 302
    first, second = draft.attachments.all()
    found = read(client, writing(draft))
    assert len(found.find("//ul[@id='files-there']/li")) == 2
    languages = {f"file-{first.pk}-language": "en", f"file-{second.pk}-language": "nl"}
    done = post(client, draft, then="send", group=group("ngos").pk, **languages, **COMPLETE)
    assert done.status_code == 302
    draft.refresh_from_db()
    client.logout()
    public = read(client, f"/en/forums/{draft.forum.slug}/contributions/1/")
    assert public.texts("//ul[@class='files']/li/span") == [
        f"English, PDF, {len(PDF)} bytes", f"Dutch, PNG, {len(PNG)} bytes",
    ]  # fmt: skip
    response = client.get(Attachment.objects.get(pk=second.pk).get_absolute_url())
    assert b"".join(response) == PNG
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "2 attachments" in read(client, f"/en/forums/{draft.forum.slug}/contributions/").text


def test_a_file_may_come_along_when_it_is_handed_in(client, draft):
    done = post(client, draft, upload("brief.pdf", PDF), then="send", group=group("ngos").pk, **COMPLETE)
    assert done.status_code == 302
    [file] = draft.attachments.all()
    assert (file.since, file.language) == (1, "nl")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("spel.exe", PROGRAM, "is a program"), ("leeg.pdf", b"", "is empty"), ("brief.pdf", PNG, "something else"),
     ("macro.docm", office("docx"), "can hold macros"), ("pagina.html", b"<html>", "not taken")],
)  # fmt: skip
def test_what_is_not_taken_is_told_the_good_one_stays_and_nothing_is_handed_in(client, draft, name, content, said):
    done = post(
        client, draft, upload("goed.pdf", PDF), upload(name, content), then="send", group=group().pk, **COMPLETE
    )
    assert done.status_code == 409
    assert said in Page(done).texts("//*[contains(@class, 'form-errors')]")[0]
    assert [file.name for file in draft.attachments.all()] == ["goed.pdf"]
    draft.refresh_from_db()
    assert draft.number is None
    assert draft.kept("text").values == ("Meer tijd",)


def test_a_script_adds_one_and_is_told_why_not(client, draft):
    address = f"/en/my/contributions/{draft.pk}/files/"
    good = client.post(address, {"files": upload("..\\brief\u202e.pdf", PDF)})
    assert (good.status_code, good.json()["name"]) == (201, "brief.pdf")
    again = client.post(address, {"files": upload("kopie.pdf", PDF)})
    assert "“kopie.pdf” is there already, as “brief.pdf”" in again.json()["refused"]
    assert client.post(address).status_code == 400
    assert client.get(address).status_code == 405
    saved = client.post(
        f"/en/my/contributions/{draft.pk}/autosave/",
        {f"file-{good.json()['file']}-language": "en", "shown": f'{{"file-{good.json()["file"]}-language": "0-"}}'},
    )
    assert list(saved.json()["saved"]) == [f"file-{good.json()['file']}-language"]


def test_there_is_room_for_so_many_and_so_many_an_hour(draft, monkeypatch):
    monkeypatch.setattr(attachments, "FILES_AT_MOST", 1)
    attached(draft)
    with pytest.raises(Refused, match="1"):
        attached(draft, content=PDF + b"x")
    monkeypatch.setitem(patience.AN_HOUR, "file", 0)
    with pytest.raises(NotAllowed):
        attached(draft, content=PDF + b"y")


class TestVersions:
    def test_before_handing_in_a_file_is_gone_when_it_is_taken_out(
        self, client, draft, django_capture_on_commit_callbacks
    ):
        stored = attached(draft).file
        with django_capture_on_commit_callbacks(execute=True):
            post(client, draft, then=f"remove-{draft.attachments.get().pk}")
        assert not Attachment.objects.exists()
        assert not stored.storage.exists(stored.name)

    def test_after_it_a_file_stays_until_the_next_version_and_may_be_kept_after_all(self, client, draft):
        file = attached(draft)
        hand_in(draft)
        post(client, draft, then=f"remove-{file.pk}")
        assert "goes out when you hand in the new version" in read(client, writing(draft)).text
        assert status(client, Attachment.objects.get().get_absolute_url()) == 200
        post(client, draft, then=f"keep-{file.pk}")
        file.refresh_from_db()
        assert not file.leaving

    def test_each_version_names_its_files_and_only_those_of_now_are_handed_out(self, client, draft):
        old = attached(draft, name="oud.pdf")
        draft = hand_in(draft)
        attachments.take_out(old, by=draft.person)
        attached(draft, name="nieuw.png", content=PNG)
        draft = hand_in(draft)
        assert draft.version == 2
        old = Attachment.objects.get(pk=old.pk)
        assert (old.since, old.until) == (1, 2)
        page = read(client, f"/en/forums/{draft.forum.slug}/contributions/1/")
        assert page.texts("//details/section/p") == ["With: nieuw.png", "With: oud.pdf"]
        assert status(client, old.get_absolute_url()) == 404
        assert attached(draft, name="oud.pdf").pk != old.pk  # it may come back

    def test_other_files_alone_make_a_version_and_the_same_ones_do_not(self, draft):
        attached(draft)
        draft = hand_in(draft)
        assert hand_in(draft).version == 1
        file = draft.attachments.get()
        assert hand_in(draft, **{f"file{file.pk}": "en"}).version == 2

    def test_where_moderators_read_first_a_new_file_is_read_too(self, author):
        draft = contributions.begin(question(of=forum(moderation="before")), by=author)
        one = moderation.publish(hand_in(draft), by=person(role="moderator"))
        attached(one)
        assert not Attachment.objects.public().exists()
        assert hand_in(one).state == ContributionState.SUBMITTED
        assert not Attachment.objects.public().exists()

    def test_when_the_phase_has_closed_files_stay_as_they_are(self, client, draft):
        file = attached(draft)
        one = hand_in(draft)
        Phase.objects.update(closes=timezone.now())
        for move in (
            lambda: attached(one, name="x.png", content=PNG),
            lambda: attachments.take_out(file, by=one.person),
            lambda: attachments.put_back(file, by=one.person),
        ):
            with pytest.raises(NotAllowed):
                move()
        refused = client.post(f"/en/my/contributions/{one.pk}/files/", {"files": upload("x.png", PNG)})
        assert refused.status_code == 409

    def test_what_was_handed_in_is_never_erased(self, draft):
        attached(draft)
        hand_in(draft)
        with pytest.raises(IntegrityError, match="attachment_kept"), transaction.atomic():
            Attachment.objects.all()._raw_delete("default")
        with pytest.raises(IntegrityError, match="attachment_there_before"), transaction.atomic():
            Attachment.objects.update(since=None, leaving=True)


class TestWhoGetsIt:
    def test_before_handing_in_the_author_alone(self, client, draft, author):
        address = attached(draft).own_url
        assert status(client, address) == 200
        for who in (person(), person(role="moderator"), person(role="curator"), person(superuser=True)):
            client.force_login(who)
            assert status(client, address) == 404
        client.logout()
        assert status(client, address) == 302

    @pytest.mark.parametrize("became", ["waits", "refused", "withdrawn", "of a draft of a forum"])
    def test_what_is_not_public_the_author_and_the_staff_who_read_it(self, client, author, became):
        draft = contributions.begin(question(of=forum(moderation="before")), by=author)
        file = attached(draft)
        one, moderator = hand_in(draft), person(role="moderator")
        if became == "refused":
            moderation.refuse(one, by=moderator, ground="other", reason="x")
        elif became == "withdrawn":
            contributions.withdraw(one, by=author)
        elif became == "of a draft of a forum":
            moderation.publish(one, by=moderator)
            type(one.forum).objects.filter(pk=one.forum_id).update(state="draft")
        file = Attachment.objects.get()
        colleague = person()
        organisation(member=author, confirmed=True).memberships.create(person=colleague)
        got = {}
        for name, who in (
            ("author", author), ("colleague", colleague), ("stranger", person()), ("moderator", moderator),
            ("curator", person(role="curator")), ("facilitator", person(role="facilitator")),
        ):  # fmt: skip
            client.force_login(who)
            got[name] = (status(client, file.get_absolute_url()), status(client, file.own_url))
        assert got == {
            "author": (404, 200), "colleague": (404, 404), "stranger": (404, 404), "moderator": (404, 200),
            "curator": (404, 200), "facilitator": (404, 200),
        }  # fmt: skip
        client.logout()
        assert (status(client, file.get_absolute_url()), status(client, file.own_url)) == (404, 302)

    @pytest.mark.parametrize(("state", "code"), [(Scan.OFF, 200), (Scan.CLEAN, 200), (Scan.WAITING, 404),
                                                 (Scan.DOWN, 404), (Scan.INFECTED, 404)])  # fmt: skip
    def test_only_what_is_clean_or_not_scanned_is_handed_out(self, client, draft, state, code):
        attached(draft)
        one = hand_in(draft)
        done = timezone.now() if state in {Scan.CLEAN, Scan.INFECTED} else None
        Attachment.objects.update(scan=state, scanned_at=done)
        file = one.attachments.get()
        assert (status(client, file.get_absolute_url()), status(client, file.own_url)) == (code, code)
        page = read(client, f"/en/forums/{one.forum.slug}/contributions/1/")
        assert "brief.pdf" in page.text
        assert page.leads_to(file.get_absolute_url()) == (code == 200)

    def test_another_name_another_number_or_another_forum_is_no_file(self, client, draft):
        attached(draft)
        good = hand_in(draft).attachments.get().get_absolute_url()
        for wrong in (good + "x", good.replace("/1/", "/2/"), good.replace(draft.forum.slug, forum().slug)):
            assert status(client, wrong) == 404

    def test_a_stranger_adds_and_takes_out_nothing(self, client, draft):
        file = attached(draft)
        client.force_login(person())
        assert (
            client.post(f"/en/my/contributions/{draft.pk}/files/", {"files": upload("x.png", PNG)}).status_code == 404
        )
        with pytest.raises(NotAllowed):
            attachments.take_out(file, by=person())
        with pytest.raises(NotAllowed):
            attachments.add(draft, upload("x.png", PNG), by=person())


def test_with_a_virus_it_is_not_handed_in_until_that_file_is_out(client, draft):
    file = attached(draft)
    Attachment.objects.update(scan=Scan.INFECTED, scanned_at=timezone.now(), scan_note="Eicar")
    done = post(client, draft, then="send", group=group().pk, **COMPLETE)
    assert "A virus was found in “brief.pdf”: take it out first." in Page(done).text
    draft.refresh_from_db()
    assert draft.number is None
    attachments.take_out(file, by=draft.person)
    assert hand_in(draft).number == 1


def test_a_file_waits_for_the_scanner(draft, settings):
    settings.CLAMD = "127.0.0.1:1"
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    assert attached(draft).scan == Scan.WAITING
    assert scanned.scan_again() == 1


def test_a_draft_that_goes_takes_its_files_along(client, draft, django_capture_on_commit_callbacks):
    kept = [attached(draft).file, attached(contributions.begin(question(), by=draft.person)).file]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/en/my/contributions/{draft.pk}/withdraw/")
    assert not kept[0].storage.exists(kept[0].name)
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.anonymise(draft.person)
    assert not kept[1].storage.exists(kept[1].name)
    assert not Contribution.objects.exists()


def test_she_takes_the_names_of_her_files_along_and_what_was_handed_in_stays_after_an_erasure(draft):
    attached(draft)
    one = hand_in(draft)
    attached(one, name="nog-niet.png", content=PNG)
    one.keep({"author_name": ["An Anders"]}, seen=None, by=draft.person_id)
    names = [row["name"] for row in personal_data.export(draft.person)["forums"]["attachments"]]
    assert names == ["brief.pdf", "nog-niet.png"]
    personal_data.anonymise(draft.person)
    assert [file.name for file in Attachment.objects.all()] == ["brief.pdf"]
    assert Attachment.objects.public().count() == 1
    assert Contribution.objects.get().typed == {}


def test_open_data_and_strategy_name_what_is_public(client, draft):
    attached(draft)
    one = hand_in(draft)
    response = client.get(f"/en/forums/{one.forum.slug}/contributions.csv")
    [row] = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row["attachments"].endswith(one.attachments.get().get_absolute_url())
    version = strategy.draft(forums=[one.forum])
    strategy.statement(of=version, behind=[one])
    strategy.decided(version, one)
    data = open_data.as_data(trace.read(strategies.publish(version, by=None)))
    assert [file["name"] for file in data["contributions"][0]["attachments"]] == ["brief.pdf"]
    contributions.withdraw(one, by=one.person)
    response = client.get(f"/en/forums/{one.forum.slug}/contributions.csv")
    assert "brief.pdf" not in response.content.decode()


class TestStaff:
    ADDING = "/admin/forums/contribution/add/"

    @staticmethod
    def letter(made, **changes) -> dict:
        return {
            "forum": made.pk, "channel": "letter", "received_on": "2027-01-05", "text": "Meer tijd", "language": "nl",
            "group": group("ngos").pk, "naming": "organisation", "organisation_name": "Zon", "gist": "More time",
        } | changes  # fmt: skip

    def test_who_enters_a_letter_attaches_its_scan(self, client):
        client.force_login(person(role="curator", language="en"))
        made = forum()
        wrong = client.post(self.ADDING, self.letter(made, files=[upload("scan.pdf", PDF), upload("x.exe", PROGRAM)]))
        assert "“x.exe” is a program" in text_of(wrong)
        assert not Contribution.objects.exists()
        files = [upload("scan.pdf", PDF), upload("scan-2.png", PNG), upload("again.pdf", PDF)]
        assert client.post(self.ADDING, self.letter(made, files=files)).status_code == 302
        one = Contribution.objects.get()
        assert [(file.name, file.since, file.language) for file in one.attachments.all()] == [
            ("scan.pdf", 1, "nl"), ("scan-2.png", 1, "nl"),
        ]  # fmt: skip
        assert "scan.pdf" in text_of(client.get(f"/admin/forums/contribution/{one.pk}/change/"))
        assert status(client, one.attachments.first().get_absolute_url()) == 200

    def test_later_too_and_a_wrong_one_goes_out(self, client):
        client.force_login(person(role="facilitator", language="en"))
        one = entered(at=forum())
        address = f"/admin/forums/contribution/{one.pk}/files/"
        change = client.get(f"/admin/forums/contribution/{one.pk}/change/")
        assert Page(change).leads_to(address)
        client.post(address, {"files": [upload("scan.pdf", PDF)], "language": "nl"})
        twice = client.post(address, {"files": [upload("kopie.pdf", PDF)], "language": "nl"})
        assert "is there already" in text_of(twice)
        assert "This field is required" in text_of(client.post(address, {"language": "nl"}))
        file = one.attachments.get()
        client.post(address, {"remove": file.pk})
        assert status(client, file.get_absolute_url()) == 404
        client.post(address, {"files": [upload("scan.pdf", PDF)], "language": "nl"})
        assert one.attachments.there().count() == 1

    def test_what_an_author_sent_is_hers_alone(self, client, draft):
        attached(draft)
        one = hand_in(draft)
        client.force_login(person(role="curator"))
        assert client.get(f"/admin/forums/contribution/{one.pk}/files/").status_code == 404
        with pytest.raises(NotAllowed):
            attachments.attach(one, upload("x.png", PNG))
        with pytest.raises(NotAllowed):
            attachments.detach(one.attachments.get())

    def test_a_moderator_reads_them_and_adds_none(self, client):
        one = entered(at=forum())
        client.force_login(person(role="moderator"))
        address = f"/admin/forums/contribution/{one.pk}/files/"
        assert client.get(address).status_code == 403
        assert client.post(address, {"files": [upload("x.png", PNG)], "language": "nl"}).status_code == 403
