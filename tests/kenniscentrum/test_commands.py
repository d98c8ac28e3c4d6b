"""What whoever runs the portal calls by hand or every day."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kenniscentrum import site_search
from search.models import Document, Searched, Word
from tests.factories import instrument, organisation, term

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    return {group.kind.name for group in site_search.find(words, "nl").groups}


def test_reindex_lets_the_search_know_everything_and_forget_what_is_gone():
    instrument(title_nl="Zeepsop", publisher=organisation(name_nl="Zeepsopmakers"))
    term("theme", "soap", label_nl="Zeepsop")
    Document.objects.all().delete()
    Document.objects.create(
        kind="theme", object_id=0, published=timezone.localdate(), version=0, packed=b"", tsv_nl="zeepsop", tsv_en=""
    )
    call_command("reindex", verbosity=0)
    assert found("zeepsop") == {"instrument", "theme"}
    assert found("zeepsopmakers") == {"instrument", "organisation"}
    assert found("toegankelijkheidsverklaring") == {"page"}
    assert not Document.objects.filter(object_id=0, kind="theme").exists()


def test_reindex_counts_the_words_anew():
    instrument(title_nl="Zeepsop", title_en="")
    Word.objects.filter(word="zeepsop").update(documents=9)
    Word.objects.create(language="nl", word="verdwenen", documents=3)
    call_command("reindex", verbosity=0)
    assert set(Word.objects.filter(word="zeepsop").values_list("language", "documents")) == {("nl", 1), ("en", 1)}
    assert not Word.objects.filter(word="verdwenen").exists()


def test_forget_drops_what_is_kept_no_longer_and_nothing_else(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # as it runs for the public
    today = timezone.localdate()
    for query, days in (("old", 401), ("rare", 31), ("fresh", 1)):
        Searched.objects.create(query=query, language="nl", day=today - timedelta(days=days), results=1)
    for key, days in (("ended", -1), ("going-on", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    call_command("forget", verbosity=0)
    assert list(Searched.objects.values_list("query", flat=True)) == ["fresh"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["going-on"]


def test_forget_drops_tasks_that_ended_two_weeks_ago(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for days, status in (
        (15, TaskResultStatus.SUCCESSFUL),
        (15, TaskResultStatus.FAILED),
        (13, TaskResultStatus.FAILED),
    ):
        DBTaskResult.objects.create(
            status=status, finished_at=timezone.now() - timedelta(days=days), args_kwargs={"args": [], "kwargs": {}},
            task_path="plumbing.mail.send", run_after=timezone.now(), backend_name="default", exception_class_path="",
            traceback="",
        )  # fmt: skip
    call_command("forget", verbosity=0)
    assert [(timezone.now() - task.finished_at).days for task in DBTaskResult.objects.all()] == [13]
