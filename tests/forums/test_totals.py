"""Every total that is shown anywhere is that of the ledger, whatever is in it."""

import csv
import io
import re
from collections import Counter

import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums import ledger, open_data, report, trace
from forums.models import Channel, Contribution, ContributionState, Language, OutcomeKind, StakeholderGroup
from forums.workflow import strategy as strategies
from tests.factories import person
from tests.factories import strategy as made
from tests.factories.forums import forum, question
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
GROUPS = ("employers", "trade-unions", "ngos", "consumers", "")
STATES = [state for state in ContributionState.values if state != ContributionState.DRAFT]
ROWS = st.tuples(
    st.sampled_from(GROUPS), st.sampled_from(Channel.values), st.sampled_from(Language.values), st.sampled_from(STATES),
    st.sampled_from([None, 0, 1]), st.sampled_from(OutcomeKind.values),
)  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=20))
def test_pages_files_and_reports_count_as_the_ledger_does(rows):
    with transaction.atomic():
        at = forum()
        questions = [question(of=at), question(of=at, during=at.phases.get())]
        written = [written_down(at, questions, row) for row in rows]
        client = Client()
        check_ledger(client, at, questions, rows)
        public = {one.pk: row for one, row in zip(written, rows, strict=True) if row[3] == "published"}
        if public:
            check_strategy(client, at, public)
        transaction.set_rollback(True)


def written_down(at, questions, row) -> Contribution:
    group, channel, language, state, asked, _outcome = row
    one = made.contribution(to=at, state=state, channel=channel, language=language, received_on="2027-01-05")
    of_group = StakeholderGroup.objects.filter(slug=group).first()
    Contribution.objects.filter(pk=one.pk).update(group=of_group, question=None if asked is None else questions[asked])
    return Contribution.objects.get(pk=one.pk)


def tally(rows, place: int) -> Counter:
    return Counter(row[place] for row in rows)


def check_ledger(client, at, questions, rows) -> None:
    found = ledger.of(at)
    counts = (found.by_group(), found.by_channel(), found.by_language(), found.by_state())
    assert [sorted(count.number for count in of_it) for of_it in counts] == [
        sorted(tally(rows, place).values()) for place in (0, 1, 2, 3)
    ]
    page = read(client, f"/en/forums/{at.slug}/contributions/")
    for table in page.find("//table[@class='counts']"):
        *parts, together = [int(cell) for cell in table.xpath(".//td/text()")]
        assert sum(parts) == together == len(rows)
    assert int(re.match(r"\d+", page.texts("//p[@class='page-head__lead']")[0])[0]) == len(rows)
    beside = [int(re.search(r"(\d+) contribution", line)[1]) for line in page.texts("//ul[@class='questions']/li")]
    assert beside == [tally(rows, 4)[place] for place in range(len(questions))]
    assert len(page.find("//ol[@class='contributions']/li")) == len(rows)
    text = client.get(f"/en/forums/{at.slug}/contributions.csv").content.decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(text)))
    assert [tuple(cell[name] for name in ("group", "channel", "language", "state")) for cell in cells] == [
        row[:4] for row in rows
    ]


def check_strategy(client, at, public) -> None:
    """A version of a strategy that works with all that is public, and says of each what became of it."""
    version = made.draft(forums=[at])
    kept = [pk for pk, row in public.items() if row[5] != OutcomeKind.NOT_TAKEN_UP]
    behind = Contribution.objects.filter(pk__in=kept)
    made.statement(of=version, behind=behind, unsourced_nl="" if kept else "Feit", unsourced_en="" if kept else "Fact")
    for one in Contribution.objects.filter(pk__in=public):
        made.decided(version, one, kind=public[one.pk][5])
    editor = Client()
    editor.force_login(person(role="curator"))
    shop = Page(editor.get(f"/en/workshop/{version.strategy.slug}/"))
    assert shop.texts("//*[@id='contributions']/p[@role='status']")[0].split()[0] == str(len(public))
    for state in ContributionState.SUBMITTED, ContributionState.REFUSED:  # what waits keeps a version from publication
        Contribution.objects.filter(forum=at, state=state).update(state="withdrawn", withdrawn_at=at.published_at)
    reading = trace.read(strategies.publish(version, by=None))
    assert len(reading.voices) == len(public)
    assert reading.outcomes == dict(tally(public.values(), 5))
    in_statement = Counter(public[pk][0] for pk in kept)
    [line] = reading.lines
    assert {one.group.slug if one.group else "": one.count for one in line.contributed} == dict(in_statement)
    data = open_data.as_data(reading)
    assert len(data["contributions"]) == len(public)
    assert data["chapters"][0]["statements"][0]["contributions_by_group"] == dict(in_statement)
    with override("en"):
        words = [block.text for block in report.blocks(reading)]
    assert any(text.startswith(f"{len(public)} contribution") for text in words)
    for kind in OutcomeKind:
        assert f"{kind.label}: {tally(public.values(), 5)[kind]}" in words
    page = read(client, f"/en/strategy/{version.strategy.slug}/{version.number}/")
    if kept:
        assert page.texts("//details[contains(@class, 'behind')]/summary")[0].split()[0] == str(len(kept))
