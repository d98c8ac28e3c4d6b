"""Public pages: kept by whoever wants to, and never stale."""

from collections import OrderedDict

import brotli
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from instruments import workflow
from instruments.models import Instrument, State
from plumbing import content_version, public_pages
from plumbing.public_pages import PublicPages
from tests.factories import file, instrument, organisation, person, term

NL, EN = "/nl/instrumenten/", "/en/instruments/"


@pytest.fixture(autouse=True)
def own_cache(settings, monkeypatch):
    """A worker that keeps pages, and starts with none."""
    settings.PAGE_CACHE_ENTRIES = 100
    monkeypatch.setattr(public_pages, "_pages", OrderedDict())
    monkeypatch.setattr("instruments.facets._cached", None)
    monkeypatch.setattr("instruments.cards._cards", OrderedDict())


def fetch(path: str = NL, **headers: str) -> HttpResponse:
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_only_the_owner_of_a_version_gets_304(db):
    first = fetch()
    again = fetch(if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Vary"] == first["Vary"]
    assert fetch(if_none_match='W/"something-else"').status_code == 200


@pytest.mark.parametrize("given", ['W/"other", {}', '{}, W/"other"', "*"])
def test_a_browser_may_name_several_versions(db, given):
    assert fetch(if_none_match=given.format(fetch()["ETag"])).status_code == 304


def test_a_page_and_its_part_are_never_taken_for_each_other(db):
    """A browser keeps one answer an address, and asks with its ETag also for the other shape."""
    whole = fetch()
    part = fetch(hx_request="true", if_none_match=whole["ETag"])
    assert part.status_code == 200
    assert b"<html" not in part.content
    back = fetch(if_none_match=part["ETag"])
    assert back.status_code == 200
    assert b"<html" in back.content
    restored = fetch(hx_request="true", hx_history_restore_request="true", if_none_match=part["ETag"])
    assert b"<html" in restored.content


def test_each_language_query_shape_and_encoding_is_kept_apart(db):
    instrument(title_nl="Zeep", title_en="Soap")
    for _ in "kept", "and served":
        assert b"Zeep" in fetch(NL).content
        assert b"Soap" in fetch(EN).content
        assert b"Zeep" not in fetch(f"{NL}?theme=mobility").content
        assert b"<html" not in fetch(NL, hx_request="true").content
        assert b"Zeep" in brotli.decompress(fetch(NL, accept_encoding="gzip, br").content)
    assert len(public_pages._pages) == 5


def test_what_is_kept_is_what_was_made(db, django_assert_max_num_queries):
    made = fetch()
    with django_assert_max_num_queries(1):  # the content version
        kept = fetch()
    assert kept.content == made.content
    assert dict(kept.items()) == dict(made.items())


def test_no_more_is_kept_than_there_is_room_for(db, settings):
    settings.PAGE_CACHE_ENTRIES = 3
    for number in range(5):
        fetch(f"{NL}?page={number}")
    assert len(public_pages._pages) == 3


@pytest.mark.parametrize(
    ("accepts", "compressed"),
    [("gzip, deflate, br", True), ("br;q=0.5", True), ("br;q=0", False), ("gzip", False), ("", False)],
)
def test_pages_are_compressed_for_who_can_read_it(db, accepts, compressed):
    response = fetch(accept_encoding=accepts) if accepts else fetch()
    assert (response.get("Content-Encoding") == "br") == compressed
    content = brotli.decompress(response.content) if compressed else response.content
    assert b"</html>" in content
    assert int(response["Content-Length"]) == len(response.content)
    assert "Accept-Encoding" in response["Vary"]


def test_every_cache_may_keep_a_page_and_must_ask_first(db):
    response = fetch()
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_a_tombstone_is_kept_and_stays_one(db):
    made = instrument(state=State.WITHDRAWN)
    path = f"{NL}{made.slug}/"
    first = fetch(path)
    assert first.status_code == fetch(path).status_code == 410
    assert fetch(path, if_none_match=first["ETag"]).status_code == 410


@pytest.mark.parametrize("path", ["/nl/bestaat-niet/", "/nl/mijn/", "/nl/mijn/account/login/", "/nl/over/design/"])
def test_what_is_not_public_is_not_kept(db, path):
    response = fetch(path, if_none_match="*")
    assert response.status_code != 304
    assert "public" not in response.get("Cache-Control", "")
    assert not public_pages._pages


def test_a_sent_form_is_not_kept(db):
    assert Client().post("/nl/over/contact/", {"subject": "", "message": ""}).status_code == 200
    assert not public_pages._pages


def test_a_head_request_gets_the_same_head(db):
    head, whole = Client().head(NL), fetch()
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == whole["Content-Length"]


# --- never stale: with real commits

committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@committed
def test_every_edit_is_visible_in_the_very_next_request():
    made = instrument(title_nl="Eerst", title_en="", summary_nl="Zonder meer", themes=["mobility"])
    path = f"{NL}{made.slug}/"

    def seen(where: str, what: str) -> bool:
        fetch(where)  # kept
        return what in fetch(where).content.decode()

    assert seen(NL, "Eerst")
    made.title_nl = "Daarna"
    workflow.index([workflow.save(made, by=None)])
    assert seen(NL, "Daarna")
    assert seen(path, "Daarna")
    assert not seen("/api/v1/instruments/", "Eerst")

    theme = term("theme", "mobility")
    theme.label_nl = "Verplaatsingen"
    workflow.rename(theme)
    assert seen("/nl/themas/", "Verplaatsingen")

    workflow.refile(made, by=None, add_tags=["zeepkist"])
    assert seen(path, "zeepkist")
    made.refresh_from_db()
    made.publisher = organisation(name_nl="Drukkerij Inkt")
    workflow.index([workflow.save(made, by=None)])
    assert seen(path, "Drukkerij Inkt")
    publisher = made.publisher
    publisher.name_nl = "Drukkerij Papier"
    workflow.rename(publisher)
    assert seen(path, "Drukkerij Papier")

    file(of=made, name="lijst.csv")
    made.links.create(url="https://example.org/", label_nl="Een webpagina")
    made.editions.create(label="Tweede druk")
    for part in ("lijst.csv", "Een webpagina", "Tweede druk"):
        assert seen(path, part)
    made.links.all().delete()
    assert not seen(path, "Een webpagina")

    workflow.withdraw(made, by=None, reason_nl="Achterhaald")
    assert not seen(NL, "Daarna")
    assert seen(path, "Achterhaald")


@committed
def test_a_change_that_is_rolled_back_leaves_no_trace():
    made = instrument(title_nl="Eerst", title_en="")
    before = fetch()
    version = content_version.read()
    with transaction.atomic():
        made.title_nl = "Nooit"
        workflow.index([workflow.save(made, by=None)])
        inside = fetch()  # what this very transaction sees is not what others may see
        transaction.set_rollback(True)
    assert "Nooit" not in inside.content.decode() or inside["ETag"] == before["ETag"]
    assert content_version.read() == version
    after = fetch()
    assert after["ETag"] == before["ETag"]
    assert "Eerst" in after.content.decode()
    assert "Nooit" not in after.content.decode()


@committed
def test_a_version_that_was_rolled_back_is_not_shown_when_the_next_edit_takes_its_number():
    made = instrument(title_nl="Eerst", title_en="")
    Instrument.objects.filter(pk=made.pk).update(summary_nl="Nieuw")
    with transaction.atomic():
        lost = Instrument.objects.get(pk=made.pk)
        lost.title_nl = "Nooit"
        workflow.index([workflow.save(lost, by=None)])
        fetch()  # renders the card of that version
        transaction.set_rollback(True)
    kept = Instrument.objects.get(pk=made.pk)
    kept.title_nl = "Daarna"
    workflow.index([workflow.save(kept, by=None)])
    content = fetch().content.decode()
    assert "Daarna" in content
    assert "Nooit" not in content


@committed
def test_a_transaction_counts_once_however_much_it_changes():
    version = content_version.read()
    with transaction.atomic():
        instrument()
        instrument()
    assert content_version.read() == version + 1


@committed
def test_what_the_public_does_not_see_leaves_the_pages_as_they_are():
    version = content_version.read()
    who = person(role="curator")
    Client().force_login(who)
    assert content_version.read() == version


@committed
def test_another_worker_sees_the_edit_as_soon(monkeypatch):
    """A worker is a process with its own kept pages; what both share is PostgreSQL."""
    made = instrument(title_nl="Eerst", title_en="")
    workers = [OrderedDict(), OrderedDict()]

    def fetch_from(worker: int) -> HttpResponse:
        monkeypatch.setattr(public_pages, "_pages", workers[worker])
        return fetch()

    first = [fetch_from(worker) for worker in (0, 1)]
    made.title_nl = "Daarna"
    workflow.index([workflow.save(made, by=None)])
    for worker in (1, 0):
        assert "Daarna" in fetch_from(worker).content.decode()
        assert fetch_from(worker)["ETag"] != first[worker]["ETag"]
        assert len(workers[worker]) == 2  # the old page falls out when the room is needed


# --- the middleware by itself


def page(content: str = "x" * 2000, *, public: bool = True, status: int = 200):
    def view(request):
        response = HttpResponse(content, status=status)
        response.is_public_page = public
        return response

    return PublicPages(view)


@pytest.mark.parametrize("path", ["/admin/", "/healthz", "/static/css/site.css"])
def test_addresses_outside_the_public_ones_are_left_alone(path):
    assert "ETag" not in page()(RequestFactory().get(path))


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_only_good_answers_are_kept(db, status):
    assert "ETag" not in page(status=status)(RequestFactory().get("/nl/"))
    assert not public_pages._pages


def test_a_short_page_is_not_compressed(db):
    assert "Content-Encoding" not in page("short")(RequestFactory().get("/nl/", headers={"accept-encoding": "br"}))
