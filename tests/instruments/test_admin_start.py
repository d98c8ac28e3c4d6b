import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from instruments import workflow
from instruments.models import TERM_MODELS
from tests.factories import file, instrument, person
from tests.forms import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def counts(response):
    return {str(line.label): line.count for line in response.context["waiting"]}


def test_what_waits_and_what_is_wrong_is_counted(client, curator):
    instrument(state="draft", url="https://example.org")
    instrument(title_en="")
    file(of=instrument(), language="", accessibility="no")
    file(of=instrument())
    stale = instrument(summary_nl="a", summary_en="a", state="withdrawn")
    workflow.save(stale, by=curator)
    workflow.index([stale])
    found = counts(client.get("/admin/"))
    assert found["Drafts"] == 1
    assert found["Published without file or link"] == 1
    assert found["File without language"] == 1
    assert found["File that is not accessible"] == 1
    assert found["File not checked for accessibility"] == 1
    assert found["Not checked for a year"] == 3
    assert found["Not all in English"] == 1
    assert found["Stale in English"] == 0


def test_every_count_leads_to_a_list_of_as_many(client, curator):
    instrument(state="draft")
    instrument(title_en="")
    file(of=instrument(), language="")
    for line in client.get("/admin/").context["waiting"]:
        for part in [line, *line.parts]:
            if part.url:
                context = client.get(part.url).context
                listed = context["cl"].result_count if "cl" in context else context["queue"].page.paginator.count
                assert (str(part.label), listed) == (str(part.label), part.count)


def test_terms_that_nothing_is_filed_under_are_counted_per_vocabulary(client, curator):
    before = counts(client.get("/admin/"))["Terms that nothing is filed under"]
    instrument(themes=["mobility"], audiences=["sme"])
    assert counts(client.get("/admin/"))["Terms that nothing is filed under"] == before - 2
    assert before <= sum(model.objects.count() for model in TERM_MODELS.values())


def test_the_last_changes_say_by_whom(client, curator):
    instrument(title_en="A guide", by=person(first_name="Otto"))
    words = text_of(client.get("/admin/"))
    assert "Last changed" in words
    assert "Otto: published" in words


def test_the_start_page_costs_as_many_statements_however_much_there_is(client, curator, django_assert_num_queries):
    instrument()
    client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/")
    for _number in range(10):
        instrument()
    with django_assert_num_queries(len(queries)):
        client.get("/admin/")
