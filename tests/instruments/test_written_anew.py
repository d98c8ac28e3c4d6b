"""All documents are written anew while others write: what they change, take away and name otherwise holds."""

from collections.abc import Callable
from threading import Event, Thread, current_thread, main_thread

import pytest
from django.db import connection, transaction

from instruments import documents, workflow
from instruments.models import Instrument, Theme
from search import index, kinds
from search.models import Document
from tests.factories import instrument, many

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
KIND = documents.INSTRUMENTS
LONG = 30  # seconds that nothing takes unless it waits for ever


class Other(Thread):
    """Somebody else, with a connection of her own."""

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.do, self.error = do, None
        self.start()

    def run(self) -> None:
        try:
            self.do()
        except Exception as error:  # noqa: BLE001 - told to who waits
            self.error = error
        finally:
            connection.close()

    def ready(self) -> None:
        self.join(LONG)
        assert not self.is_alive(), "it waits for who writes everything anew"
        assert self.error is None


def retitled(pk: int, title: str) -> None:
    changed = Instrument.objects.get(pk=pk)
    changed.title_nl = title
    workflow.index([workflow.save(changed, by=None)])


@pytest.fixture
def made() -> list[Instrument]:
    return [*many(3), instrument(title_nl="Zebrapad", title_en="", themes=["recruitment"])]


@pytest.fixture
def changes(made) -> Callable[[], None]:
    """An edit, a withdrawal, a publication and another name of a theme."""
    draft = instrument(state="draft", title_nl="Voorheen een ontwerp", title_en="")

    @transaction.atomic
    def change() -> None:
        retitled(made[0].pk, "Kwarktaart")
        workflow.withdraw(made[1], by=None, reason_nl="Verouderd")
        workflow.publish(draft, by=None)
        theme = Theme.objects.get(slug="recruitment")
        theme.label_nl = "Aantrekken"
        workflow.rename(theme)

    return change


def stored() -> list[tuple]:
    """The documents as they are."""
    columns = "object_id", "published", "tsv_nl", "tsv_en"
    rows = Document.objects.filter(kind=KIND.name).order_by("object_id")
    packed = [bytes(one) for one in rows.values_list("packed", flat=True)]
    return list(zip(packed, rows.values_list(*columns), strict=True))


def right() -> list[tuple]:
    """The documents as they should be: written with nobody beside."""
    KIND.write([*KIND.every(), *Document.objects.filter(kind=KIND.name).values_list("object_id", flat=True)])
    return stored()


def after_reading(monkeypatch, *meanwhile: Callable[[], object]) -> list[int]:
    """Who writes everything anew has read and prepared documents: the first times something happens then.

    Returns a list that grows each time.
    """
    prepare, times = index.prepare, []

    def prepared(*args) -> index.Prepared:
        found = prepare(*args)
        if current_thread() is main_thread():
            times.append(len(times))
            if len(times) <= len(meanwhile):
                meanwhile[times[-1]]()
        return found

    monkeypatch.setattr(index, "prepare", prepared)
    return times


def test_what_others_change_between_reading_and_storing_is_not_undone_and_they_do_not_wait(monkeypatch, changes):
    with monkeypatch.context() as patched:
        times = after_reading(patched, lambda: Other(changes).ready())
        KIND.write_all()
    assert len(times) > 1
    assert stored() == right()


def test_what_others_have_changed_but_not_yet_told_the_search_is_told_afterwards(made):
    saved, written = Event(), Event()

    @transaction.atomic
    def edit() -> None:
        changed = made[0]
        changed.title_nl = "Kwarktaart"
        workflow.save(changed, by=None)
        saved.set()
        written.wait(LONG)
        workflow.index([changed])

    editor = Other(edit)
    assert saved.wait(LONG)
    KIND.write_all()
    written.set()
    editor.ready()
    assert "'kwarktaart'" in Document.objects.get(kind=KIND.name, object_id=made[0].pk).tsv_nl
    assert stored() == right()


def test_who_writes_everything_anew_waits_for_an_edit_that_is_being_stored_and_reads_again(monkeypatch, changes):
    changed, read = Event(), Event()

    @transaction.atomic
    def edit() -> None:
        changes()
        changed.set()
        read.wait(LONG)

    editor = Other(edit)
    assert changed.wait(LONG)
    with monkeypatch.context() as patched:
        times = after_reading(patched, read.set)
        KIND.write_all()
    editor.ready()
    assert len(times) > 1
    assert stored() == right()


def test_it_ends_though_somebody_writes_the_same_all_the_time(monkeypatch, made):
    editors = []

    def edit(*, wait: bool) -> None:
        title = f"Kwarktaart {len(editors)}"
        editors.append(Other(lambda: retitled(made[0].pk, title)))
        if wait:
            editors[-1].ready()

    with monkeypatch.context() as patched:
        each = [lambda: edit(wait=True)] * kinds.TRIES
        times = after_reading(patched, *each, lambda: edit(wait=False))
        KIND.write_all()
        editors[-1].ready()
    assert len(times) >= kinds.TRIES + 1
    assert f"'{kinds.TRIES}'" in Document.objects.get(kind=KIND.name, object_id=made[0].pk).tsv_nl
    assert stored() == right()


def test_two_may_write_everything_anew_at_once(monkeypatch, made):
    Document.objects.filter(object_id=made[0].pk).update(tsv_nl="", packed=b"")
    with monkeypatch.context() as patched:
        after_reading(patched, lambda: Other(KIND.write_all).ready())
        KIND.write_all()
    assert stored() == right()
