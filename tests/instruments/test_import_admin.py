"""Import and export in the admin: read first, confirmed then; for curators only."""

import os
import time

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from instruments.exchange import uploads
from instruments.models import Instrument
from tests.factories import instrument, person, tables

pytestmark = pytest.mark.django_db
IMPORT, EXPORT = "admin:instruments_instrument_import", "admin:instruments_instrument_export"


@pytest.fixture
def curator(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    found = person(role="curator", language="en")
    client.force_login(found)
    return found


@pytest.fixture
def upload(client, tmp_path):
    """Upload rows, and return the page with the report."""

    def upload(*records, state="draft", content=b""):
        path = tables.raw_file(tmp_path, content) if content else tables.csv_file(tmp_path, tables.rows(*records))
        with path.open("rb") as file:
            return client.post(reverse(IMPORT), {"file": file, "state": state}, headers={"accept-language": "en"})

    return upload


def test_the_page_offers_drafts_first_and_names_the_columns(client, curator):
    page = client.get(reverse(IMPORT))
    assert page.context["form"]["state"].value() == "draft"
    assert b"<code>summary_nl</code>" in page.content


def test_a_dry_run_shows_new_and_changed_rows_and_writes_nothing(curator, upload):
    instrument(code="there", title_en="", summary_en="")
    page = upload({"id": "there", "title_nl": "Anders"}, {"id": "new"})
    assert dict(page.context["report"].counts) == {"changed": 1, "new": 1}
    assert b"title_nl, summary_nl" in page.content
    assert Instrument.objects.count() == 1


def test_confirmed_it_is_written_in_the_curators_name(client, curator, upload):
    seal = upload({"id": "new"}).context["seal"]
    answer = client.post(reverse(IMPORT), {"seal": seal})
    assert answer["Location"] == reverse("admin:instruments_instrument_changelist")
    made = Instrument.objects.get(code="new")
    assert (made.state, made.history.get().history_user) == ("draft", curator)
    assert list((django_settings.DATA_DIR / uploads.FOLDER).iterdir()) == []


def test_it_can_publish_at_once(client, curator, upload):
    client.post(reverse(IMPORT), {"seal": upload({"id": "new"}, state="published").context["seal"]})
    assert Instrument.objects.get().state == "published"


def test_faults_are_listed_and_cannot_be_confirmed(curator, upload):
    page = upload({"type": "gide"})
    assert "line 2, column type: “gide” is not a type. Did you mean guide?" in page.content.decode()
    assert b'name="seal"' not in page.content


def test_a_broken_file_is_answered_with_the_reason(curator, upload):
    assert "is not UTF-8" in upload(content="id,type,title_nl\na,guide,Één\n".encode("latin-1")).content.decode()


def test_when_the_catalogue_changed_meanwhile_nothing_is_written_and_the_new_report_is_shown(client, curator, upload):
    seal = upload({"id": "a"}).context["seal"]
    instrument(code="a", title_nl="Van een ander")
    page = client.post(reverse(IMPORT), {"seal": seal})
    assert dict(page.context["report"].counts) == {"changed": 1}
    assert Instrument.objects.get().title_nl == "Van een ander"
    client.post(reverse(IMPORT), {"seal": page.context["seal"]})
    assert Instrument.objects.get().title_nl == "Een gids"


def test_somebody_else_cannot_confirm_it(client, curator, upload):
    seal = upload({"id": "a"}).context["seal"]
    client.force_login(person(role="curator"))
    assert client.post(reverse(IMPORT), {"seal": seal})["Location"] == reverse(IMPORT)
    assert not Instrument.objects.exists()


def test_an_upload_is_kept_for_a_day(client, curator, upload):
    seal = upload({"id": "a"}).context["seal"]
    [kept] = (django_settings.DATA_DIR / uploads.FOLDER).iterdir()
    kept.touch()
    old = time.time() - uploads.DAY - 60
    os.utime(kept, (old, old))
    upload({"id": "b"})
    assert not kept.exists()
    assert client.post(reverse(IMPORT), {"seal": seal})["Location"] == reverse(IMPORT)


@pytest.mark.parametrize("role", ["moderator", "facilitator"])
def test_other_staff_cannot_import(client, role):
    client.force_login(person(role=role))
    assert client.get(reverse(IMPORT)).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    for name in (IMPORT, EXPORT):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbfid,type"), ("xlsx", b"PK")])
def test_the_list_as_it_is_narrowed_is_exported(client, curator, kind, start):
    instrument(code="yes", type="guide")
    instrument(code="no", type="paper")
    answer = client.get(reverse(EXPORT), {"type__exact": "guide", "as": kind})
    content = b"".join(answer.streaming_content)
    assert content.startswith(start)
    assert f'.{kind}"' in answer["Content-Disposition"]
    if kind == "csv":
        assert (b"yes," in content, b"no," in content) == (True, False)


def test_what_is_ticked_is_exported(client, curator):
    ticked, other = instrument(code="yes"), instrument(code="no")
    chosen = {"action": "export_selected_csv", "_selected_action": [ticked.pk]}
    content = b"".join(client.post(reverse("admin:instruments_instrument_changelist"), chosen).streaming_content)
    assert (b"yes," in content, b"no," in content) == (True, False)
    assert other.pk != ticked.pk
