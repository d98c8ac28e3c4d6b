"""What is said at the forums of the demonstration: invented, marked, and by accounts that nobody can sign in with."""

import pytest

from demo.discussions import load_discussions
from demo.forums import load_forums
from demo.load import content, load_accounts, load_organisation, load_promoter_membership
from demo.strategy import load_strategy
from forums import responses, trace
from forums.models import Attachment, Contribution, Forum, Reply, StrategyVersion, Support
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files():
    """The files of the content, which the tests share."""


@pytest.fixture(scope="module")
def loaded(shared_content):
    load_accounts()
    for item in content()[0]:
        load_organisation(item)
    load_promoter_membership()
    load_forums()
    load_strategy()
    assert load_discussions() == 5
    return Forum.objects.get(slug="ondernemen-met-de-buurt")


def test_loading_again_adds_nothing(loaded):
    counts = [model.objects.count() for model in (Contribution, Support, Reply, Attachment)]
    assert load_discussions() == 0
    assert counts == [model.objects.count() for model in (Contribution, Support, Reply, Attachment)]


def test_all_that_a_visitor_can_meet_is_there(client, loaded):
    rows = loaded.contributions.order_by("number")
    assert [row.channel for row in rows] == ["web", "web", "web", "letter", "web"]
    assert [row.state for row in rows] == ["published"] * 4 + ["submitted"]
    assert Reply.objects.awaiting_moderation().count() == 1
    assert all(found.supported for found in responses.count(row.pk for row in rows[:4]).values())
    first = read(client, rows[0].get_absolute_url())
    assert first.find("//*[contains(@class, 'label--demonstration')]")
    assert first.find("//*[@class='replies']")
    files = Attachment.objects.public()
    assert {file.contribution.channel for file in files} == {"web", "letter"}
    response = client.get(files[0].get_absolute_url())
    assert b"".join(response)


def test_support_stands_at_the_statements_of_the_strategy_by_group(loaded):
    lines = trace.read(StrategyVersion.objects.latest().get()).lines
    assert any(len(line.supported) > 1 for line in lines)


def test_nobody_signs_in_as_an_invented_organisation_and_nobody_is_named(loaded):
    speakers = {support.person for support in Support.objects.select_related("person")}
    assert not any(person.has_usable_password() for person in speakers)
    assert all(support.organisation.demonstration for support in Support.objects.select_related("organisation"))
    assert not Contribution.objects.exclude(author_name="").exists()
    assert not Reply.objects.exclude(author_name="").exists()
