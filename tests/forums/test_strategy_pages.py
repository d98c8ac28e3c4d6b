"""What everybody reads of a strategy: the statements, what stands behind them, and what became of contributions."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import Descending, Support
from forums.workflow import consolidation, statements
from forums.workflow import strategy as strategies
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Part, Words
from tests.factories import organisation, person
from tests.factories import strategy as made
from tests.factories.forums import forum, group
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def at():
    return forum(title_en="Spring forum")


def address(version, rest="") -> str:
    return f"/en/strategy/{version.strategy.slug}/{version.number}/{rest}"


def test_without_a_strategy_the_page_says_so_and_leads_on(client):
    found = read(client, "/nl/strategie/")
    assert found.leads_to("/nl/forums/")


def test_only_published_versions_are_shown(client, at):
    draft = made.draft(forums=[at], title_en="Secret")
    assert "Secret" not in read(client, "/en/strategy/").text
    for rest in ("", "contributions/", "changes/"):
        read(client, address(draft, rest), status=404)
    read(client, f"/en/strategy/{draft.strategy.slug}/", status=404)
    statement = made.statement(of=draft)
    read(client, f"/en/strategy/{draft.strategy.slug}/statements/{statement.pk}/", status=404)
    read(client, f"/api/v1/strategies/{draft.strategy.slug}/1/", status=404)
    client.force_login(person(role="curator"))
    read(client, address(draft), status=404)


def test_the_address_of_a_strategy_shows_the_version_that_holds_now(client, at):
    old = made.published(forum=at, title_en="Together")
    strategies.publish(strategies.begin(old.strategy, by=None), by=None)
    assert read(client, "/en/strategy/").leads_to(f"/en/strategy/{old.strategy.slug}/")
    found = read(client, f"/en/strategy/{old.strategy.slug}/")
    assert found.heading == "Together"
    assert "Version 2" in found.text
    assert "A later version holds now" not in found.text
    assert "A later version holds now: version 2" in read(client, address(old)).text


def test_statements_are_numbered_by_chapter_and_lead_to_their_contributions_and_back(client, at):
    version = made.draft(forums=[at])
    one = made.contribution(to=at, text="More helpdesks", author_name="Ann", language="en")
    made.statement(of=version, unsourced_en="A fact of 2004")
    last = made.statement(of=version, chapter=made.chapter(of=version), behind=[one])
    made.decided(version, one, kind="in-part", reason_en="Only for small companies")
    strategies.publish(version, by=None)
    found = read(client, address(version))
    assert found.texts("//h3") == ["Statement 1.1", "Statement 2.1"]
    assert "A fact of 2004" in found.text
    there = address(version, "contributions/")
    assert f"{there}#contribution-{one.pk}" in found.find("//a/@href")
    found = read(client, there)
    [voice] = found.find(f"//*[@id='contribution-{one.pk}']")
    words = " ".join(voice.text_content().split())
    for said in (
        "Contribution 1",
        "Spring forum",
        "Ann",
        "More helpdesks",
        "taken up in part",
        "Only for small companies",
    ):
        assert said in words
    assert f"{address(version)}#statement-{last.pk}" in voice.xpath(".//a/@href")


def test_support_is_shown_for_each_group_and_never_as_one_total(client, at):
    version = made.draft(forums=[at])
    one, two = made.contribution(to=at), made.contribution(to=at, stakeholders="ngos")
    made.statement(of=version, behind=[one, two])
    made.decided(version, one, two)
    twice, another, third, former = uuid4(), uuid4(), uuid4(), uuid4()
    for contribution, voice, slug in (
        (one, twice, "employers"), (two, twice, "employers"), (two, another, "employers"), (two, third, "ngos"),
        (two, former, "ngos"),
    ):  # fmt: skip
        Support.objects.create(contribution=contribution, voice=voice, group=group(slug))
    strategies.publish(version, by=None)
    found = read(client, address(version))
    [facts] = found.texts("//*[contains(@class, 'statement__facts')]")
    assert "Supported by employers 2 NGOs 2" in facts
    assert "employers 1 NGOs 1" in facts
    assert "4" not in facts.split("Supported by")[1]


def test_a_withdrawn_contribution_stays_where_it_stood_without_its_words(client, at):
    version = made.published(forum=at, contributions=1)
    at.contributions.update(state="withdrawn", withdrawn_at=timezone.now(), text="Not any more", author_name="Ann")
    for rest in ("", "contributions/"):
        words = read(client, address(version, rest)).text
        assert "withdrawn" in words
        assert "Not any more" not in words
        assert "Ann" not in words
    data = client.get(f"/api/v1/strategies/{version.strategy.slug}/1/").json()
    assert data["contributions"][0]["text"] is None


def test_changes_are_readable_word_by_word(client, at):
    version = made.draft(forums=[at])
    words = {name: made.statement(of=version, unsourced_en="Fact", text_nl="", text_en=f"{name} as it was first said")
             for name in ("Same", "Reworded", "One", "Two", "Whole", "Gone")}  # fmt: skip
    old = strategies.publish(version, by=None)
    new = strategies.begin(old.strategy, by=None)
    now = {name: new.statements.get(ancestors=one) for name, one in words.items()}
    statements.reword(now["Reworded"], Words(text_en="Reworded as it is now said", unsourced_en="Fact"), by=None)
    statements.merge([now["One"], now["Two"]], Words(text_en="One and two"), by=None)
    statements.split(now["Whole"], [Part(Words(text_en="Half")), Part(Words(text_en="Other half"))], by=None)
    statements.drop(now["Gone"], by=None, reason_en="Nobody wanted it")
    made.statement(of=new, text_nl="", text_en="Quite new", unsourced_en="Fact")
    strategies.publish(new, by=None)
    found = read(client, address(new, "changes/"))
    labels = [label.split()[-1] for label in found.texts("//section[contains(@class, 'statement')]/h2")]
    assert sorted(labels) == ["dropped", "merged", "new", "reworded", "split", "split"]
    assert "was first" in found.texts("//del")
    assert "is now" in found.texts("//ins")
    assert "Nobody wanted it" in found.text
    assert "1 statement did not change" in found.text
    assert "Where it came from" in read(client, new.statements.get(text_en="Half").get_absolute_url()).text
    assert "One and two" in read(client, words["One"].get_absolute_url()).text
    assert "Nobody wanted it" in read(client, words["Gone"].get_absolute_url()).text


@pytest.mark.parametrize("asked", ["", "1", "2", "7", "x", "-1", "99999999999999999999", "%00"])
def test_any_version_asked_for_is_compared_or_else_the_one_before(client, at, asked):
    old = made.published(forum=at)
    new = strategies.publish(strategies.begin(old.strategy, by=None), by=None)
    assert "from version 1 to version 2" in read(client, address(new, f"changes/?from={asked}")).heading
    read(client, address(old, "changes/"), status=404)


def test_a_way_through_merges_and_splits_is_walked_both_ways(client, at):
    """From a contribution to where it is in the last version, by links alone, and back."""
    first = made.published(forum=at, contributions=2)
    second = strategies.begin(first.strategy, by=None)
    other = made.statement(of=second, unsourced_en="Fact")
    [carried] = second.statements.filter(came_from__kind=Descending.CARRIED)
    merged = statements.merge([carried, other], Words(text_en="Merged"), by=None)
    one, two = at.contributions.order_by("pk")
    halves = statements.split(
        merged, [Part(Words(text_en="Left"), {one.pk}), Part(Words(text_en="Right"), {two.pk})], by=None
    )
    consolidation.decide(two, second, Decision("in-part"), by=None)
    strategies.publish(second, by=None)
    [start] = first.statements.all()
    page = read(client, start.get_absolute_url())
    for half in halves:
        assert page.leads_to(half.get_absolute_url())
    assert read(client, halves[0].get_absolute_url()).leads_to(start.get_absolute_url())


def test_actions_hold_for_what_the_statement_became(client, at):
    old = made.published(forum=at)
    action = old.statements.get().actions.create(title_en="A helpdesk", owner=organisation(name_en="The owner"))
    strategies.report_progress(action, progress="under-way", by=None, note_en="Two people hired")
    new = strategies.publish(strategies.begin(old.strategy, by=None), by=None)
    for version in (old, new):
        words = read(client, address(version)).text
        for said in ("A helpdesk", "The owner", "under way", "Two people hired"):
            assert said in words


def test_the_data_say_what_the_page_says_in_both_languages(client, at):
    version = made.published(forum=at, contributions=1, demonstration=True)
    one, statement = at.contributions.get(), version.statements.get()
    data = client.get(f"/api/v1/strategies/{version.strategy.slug}/1/").json()
    [chapter] = data["chapters"]
    [said] = chapter["statements"]
    assert data["demonstration"] is True
    assert said["text"] == {"nl": statement.text_nl, "en": statement.text_en}
    assert (said["contributions"], said["contributions_by_group"]) == ([one.pk], {"employers": 1})
    [contribution] = data["contributions"]
    assert (contribution["number"], contribution["outcome"], contribution["statements"]) == (
        1,
        "taken-up",
        [statement.pk],
    )


def test_pages_are_anonymous_and_in_both_languages(client, at):
    version = made.published(forum=at)
    for language, path in (("nl", "strategie"), ("en", "strategy")):
        response = client.get(f"/{language}/{path}/{version.strategy.slug}/")
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("rest", ["", "contributions/"])
def test_a_longer_strategy_takes_no_more_queries(client, at, rest):
    counts = []
    for many in (1, 30):
        here = forum()
        version = made.draft(forums=[here])
        voices = [made.contribution(to=here, by=None, organisation=organisation()) for _ in range(many)]
        for voice in voices:
            made.statement(of=version, behind=[voice])
            Support.objects.create(contribution=voice, person=None, group=group("ngos"))
        made.decided(version, *voices)
        strategies.publish(version, by=None)
        with CaptureQueriesContext(connection) as queries:
            read(client, address(version, rest))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


def test_a_contribution_shows_its_way_from_version_to_version(client, at):
    first = made.published(forum=at, contributions=1)
    [before] = first.statements.all()
    second = strategies.begin(first.strategy, by=None)
    [after] = second.statements.all()
    statements.drop(after, by=None, reason_en="Nobody wanted it")
    consolidation.decide(
        at.contributions.get(), second, Decision("not-taken-up", reason_en="Dropped"), by=None
    )  # fmt: skip
    made.statement(of=second, unsourced_en="Fact")
    strategies.publish(second, by=None)
    found = read(client, address(second, "contributions/"))
    assert found.leads_to(before.get_absolute_url())
    assert "Version 1: taken up" in found.text
    found = read(client, address(first, "contributions/"))
    assert "Version 2: not taken up" in found.text
    assert "Nobody wanted it" in found.text
    assert not found.leads_to(after.get_absolute_url())


def test_the_line_of_the_editors_is_for_who_reads_the_other_language(client, at):
    version = made.draft(forums=[at])
    one = made.contribution(to=at, language="nl", text="Meer helpdesks", gist="More helpdesks")
    made.statement(of=version, behind=[one])
    made.decided(version, one)
    strategies.publish(version, by=None)
    there = "//*[contains(@class, 'voice')]/p"
    english = read(client, address(version, "contributions/")).texts(there)
    slug = version.strategy.slug
    dutch = read(client, f"/nl/strategie/{slug}/1/bijdragen/").texts(there)
    assert "More helpdesks" in english
    assert "Meer helpdesks" in dutch


def test_the_page_of_a_contribution_says_what_became_of_it_and_the_way_leads_back(client, at):
    version = made.published(forum=at, contributions=1, title_en="Together")
    one, statement = at.contributions.get(), version.statements.get()
    page = read(client, one.get_absolute_url())
    assert page.leads_to(statement.get_absolute_url())
    assert page.leads_to(address(version, "contributions/"))
    assert "Together, Version 1: taken up" in page.text
    assert read(client, address(version, "contributions/")).leads_to(one.get_absolute_url())
