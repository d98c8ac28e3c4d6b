"""Several workers, each with what it keeps in memory: an edit counts in the very next request of every one of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from instruments import documents, workflow
from search import kinds
from search.models import SynonymGroup
from tests.factories import instrument, many

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
# A worker: asked for words, it says which titles its first page of the list has
WORKER = """
import json, sys
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.test import Client
client = Client()
for line in sys.stdin:
    answer = client.get("/api/v1/instruments/", {"q": line.strip(), "lang": "nl"}, headers={"host": "localhost"})
    print(json.dumps([one["title"] for one in answer.json()["results"]]), flush=True)
"""


class Worker:
    """A process of its own that keeps all records in memory, and pages too."""

    def __init__(self) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "KENNISCENTRUM_PAGE_CACHE": "500",
                       "KENNISCENTRUM_SEARCH_ARRAY_ABOVE": "0"}  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=settings.BASE_DIR,
        )  # fmt: skip

    def finds(self, words: str) -> set[str]:
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()
        return set(json.loads(self.process.stdout.readline()))


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    started = [Worker(), Worker()]
    yield started
    for worker in started:
        worker.process.kill()
        worker.process.communicate()


def test_an_edit_is_found_in_the_very_next_request_of_every_worker(workers):
    def found(words: str) -> list[set[str]]:
        return [worker.finds(words) for worker in workers]

    made = instrument(title_nl="Zebrapad", title_en="")
    many(3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_document")  # without numbers nobody keeps records in memory
    assert found("zebrapad") == [{"Zebrapad"}] * 2
    made.title_nl = "Kwarktaart"
    workflow.index([workflow.save(made, by=None)])
    assert found("zebrapad") == [set()] * 2
    assert found("kwarktaart") == [{"Kwarktaart"}] * 2
    instrument(title_nl="Nog een kwarktaart", title_en="")
    assert found("kwarktaart") == [{"Kwarktaart", "Nog een kwarktaart"}] * 2
    workflow.withdraw(made, by=None, reason_nl="Verouderd")
    assert found("kwarktaart") == [{"Nog een kwarktaart"}] * 2
    SynonymGroup.objects.create(terms_nl=["kwarktaart", "xylofoon"])
    assert found("xylofoon") == [{"Nog een kwarktaart"}] * 2


def test_pages_and_edits_go_on_while_all_documents_are_written_anew(monkeypatch, workers):
    monkeypatch.setattr(kinds, "AT_ONCE", 10)
    made = many(30)
    edited, during = made[-1], []

    def meanwhile(done: int, total: int) -> None:
        during.append(workers[0].finds("zebrapad"))
        if done == 10:
            edited.title_nl = "Zebrapad"
            workflow.index([workflow.save(edited, by=None)])

    documents.INSTRUMENTS.write_all(meanwhile)
    assert during == [set(), {"Zebrapad"}, {"Zebrapad"}]
    assert workers[1].finds("zebrapad") == {"Zebrapad"}
