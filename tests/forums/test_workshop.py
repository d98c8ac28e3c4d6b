"""The workshop of the editors: plain forms, quick with many contributions, and nobody overwrites anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.models import Contribution, ContributionState, Statement, Strategy, StrategyVersion
from forums.workflow import consolidation, statements
from forums.workflow.consolidation import Decision
from forums.workflow.statements import Words
from tests.factories import person, term
from tests.factories import strategy as made
from tests.factories.forums import entered, forum, group, phase, scan_attached
from tests.reading import Page, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def version(version):
    made.chapter(of=version)
    return version


@pytest.fixture
def editor(client):
    found = person(role="curator")
    client.force_login(found)
    return found


def home(version) -> str:
    return f"/en/workshop/{version.strategy.slug}/"


def do(client, version, name, *, c=(), s=(), htmx=False, **data):
    """Open a step as a browser would, fill in its form and send it."""
    chosen = {"do": name, "c": [one.pk for one in c], "s": [one.pk for one in s], "back": home(version)}
    chosen |= {"parts": data["parts"]} if "parts" in data else {}
    headers = {"HX-Request": "true", "HX-Target": "step"} if htmx else {}
    opened = Page(client.get(f"{home(version)}step/", chosen, headers=headers))
    values = dict(chosen)
    if forms := opened.find("//form[contains(@class, 'step')]"):
        for key, value in forms[0].form_values():
            if key not in chosen:
                values.setdefault(key, []).append(value)
    return client.post(f"{home(version)}step/", values | data, headers=headers)


def errors(response) -> str:
    return " ".join(Page(response).texts("//*[contains(@class, 'form-errors')]"))


@pytest.mark.parametrize(
    ("role", "status"), [("curator", 200), ("facilitator", 200), ("administrator", 200), ("moderator", 403), ("", 404)]
)
def test_who_may_enter(client, version, role, status):
    client.force_login(person(role=role))
    for address in (home(version), f"{home(version)}step/?do=chapter", "/en/workshop/"):
        assert client.get(address).status_code == status
    if status != 200:
        assert client.post(f"{home(version)}step/", {"do": "chapter", "title_en": "No"}).status_code == status
        assert client.post(f"{home(version)}publish/").status_code == status
        assert client.post(f"{home(version)}begin/").status_code == status


def test_who_is_signed_in_is_not_offered_to_sign_in(client, editor, version):
    for address in (home(version), f"{home(version)}step/?do=chapter", "/en/workshop/"):
        assert read(client, address).texts("//footer//a")[-1] == "My desk"


def test_visitors_sign_in_first(client, version):
    assert "/account/login/" in client.get(home(version))["Location"]


def test_without_a_draft_there_is_no_workshop_but_one_can_be_begun(client, editor, at):
    old = made.published(forum=at)
    read(client, home(old), status=404)
    assert "Begin the next version" in read(client, "/en/workshop/").text
    for _ in range(2):
        assert client.post(f"{home(old)}begin/")["Location"] == home(old)
    assert Strategy.objects.get().versions.count() == 2
    assert client.get(f"{home(old)}begin/").status_code == 405


def test_contributions_are_narrowed_down(client, editor, at, version):
    question = at.questions.create(phase=phase(of=at), title_en="What first?")
    one = made.contribution(to=at, text="Meer helpdesks", stakeholders="ngos", language="nl", question=question)
    two = made.contribution(to=at, text="Less paper", language="en")
    made.statement(of=version, behind=[one])
    made.decided(version, one)
    made.decided(version, two, kind="not-taken-up")
    other = made.contribution(to=at, text="Something else", language="en")
    for query, expected in (
        ("", [one, two, other]), ("q=HELPDESK", [one]), (f"q={two.number}", [two]), ("group=ngos", [one]),
        ("language=en", [two, other]), ("state=open", [other]), ("state=taken-up", [one]),
        ("state=not-taken-up", [two]), ("state=nowhere", [two, other]), (f"question={question.pk}", [one]),
        ("group=ngos&language=en", []), ("state=nonsense&group=x&question=zz&page=99&language=fr", [one, two, other]),
        ("page=-1", [one, two, other]), ("q=%00", [one, two, other]),
    ):  # fmt: skip
        found = read(client, f"{home(version)}?{query}")
        assert found.find("//input[@name='c']/@value") == [str(one.pk) for one in expected], query


def test_each_leads_to_the_whole_of_it_and_tells_of_its_attachments(client, editor, at, version):
    plain, scanned = entered(at=at), entered(at=at, text="Een brief")
    scan_attached(to=scanned)
    found = read(client, home(version))
    words = {one: found.texts(f"//a[@href='{one.get_absolute_url()}']") for one in (plain, scanned)}
    assert words[plain] == [f"Read contribution {plain.number} whole"]
    assert words[scanned] == [f"Read contribution {scanned.number} whole, with its attachments"]


def test_drafts_and_what_is_not_public_are_not_there(client, editor, at, version):
    for state in (ContributionState.SUBMITTED, ContributionState.REFUSED, ContributionState.WITHDRAWN):
        made.contribution(to=at, state=state)
    made.contribution(to=forum())
    assert not read(client, home(version)).find("//input[@name='c']")


def test_htmx_gets_the_list_alone(client, editor, at, version):
    made.contribution(to=at)
    part = read(client, home(version), hx_request="true", hx_target="contributions")
    assert not part.find("//h1")
    assert part.find("//input[@name='c']")


def test_a_whole_consolidation_by_plain_forms(client, editor, at, version):
    one, two, three = (made.contribution(to=at) for _ in range(3))
    chapter = version.chapters.get()
    assert do(client, version, "write", c=[one, two], text_en="First").status_code == 302
    first = version.statements.get(text_en="First")
    assert {source.by for source in first.sources.all()} == {editor}
    do(client, version, "group", c=[three], statement=first.pk, passage="The last line")
    assert first.sources.get(contribution=three).passage == "The last line"
    do(client, version, "write", text_en="Second", unsourced_en="A fact")
    second = version.statements.get(text_en="Second")
    do(client, version, "reword", s=[second], text_en="Second, better", unsourced_en="A fact")
    second.refresh_from_db()
    assert second.text_en == "Second, better"
    do(client, version, "merge", s=[first, second], text_en="Both")
    both = version.statements.standing().get()
    do(client, version, "split", s=[both], parts="3", text_en_1="A", text_en_2="B", text_en_3="C",
       behind_1=[one.pk], behind_2=[two.pk, three.pk], behind_3=[])  # fmt: skip
    _a, b, c = version.statements.standing().order_by("pk")
    assert {source.contribution for source in b.sources.all()} == {two, three}
    do(client, version, "move", s=[c], chapter=chapter.pk, after="")
    assert version.statements.standing().order_by("position").first() == c
    do(client, version, "drop", s=[c], reason_en="Said elsewhere")
    do(client, version, "release", s=[b], contribution=[three.pk], why="Not about this")
    assert not b.sources.standing().filter(contribution=three).exists()
    do(client, version, "decide", c=[one, two], kind="taken-up")
    do(client, version, "decide", c=[three], kind="not-taken-up", reason_en="Not for this forum")
    do(client, version, "chapter", title_en="Another")
    assert version.chapters.filter(title_en="Another").exists()
    assert "Nothing is missing" in read(client, home(version)).text
    assert client.post(f"{home(version)}publish/")["Location"] == version.get_absolute_url()


def test_a_contribution_is_filed(client, editor, at, version):
    one = made.contribution(to=at)
    question = at.questions.create(phase=phase(of=at), title_en="What first?")
    theme = term("theme", "diversity")
    do(client, version, "code", c=[one], question=question.pk, themes=[theme.pk], gist="In one line")
    one.refresh_from_db()
    assert (one.question, list(one.themes.all()), one.gist) == (question, [theme], "In one line")


def test_a_decision_is_taken_back(client, editor, at, version):
    one = made.contribution(to=at)
    made.decided(version, one, kind="not-taken-up")
    do(client, version, "decide", c=[one], kind="open")
    assert not version.outcomes.exists()


def test_htmx_swaps_only_what_changed(client, editor, at, version):
    one, other = made.contribution(to=at), made.contribution(to=at)
    first, second = version.chapters.get(), made.chapter(of=version)
    made.statement(of=version, chapter=first)
    target = made.statement(of=version, chapter=second)
    answer = Page(do(client, version, "group", c=[one], htmx=True, statement=target.pk))
    swapped = set(answer.find("//*[@hx-swap-oob]/@id"))
    assert swapped == {f"c{one.pk}", f"chapter{second.pk}", "missing", "moves"}
    assert f"c{other.pk}" not in answer.response.content.decode()
    assert not answer.find("//h1")


def test_what_two_editors_do_at_once_is_not_overwritten(client, editor, at, version):
    one = made.statement(of=version, text_en="As it was", unsourced_en="Fact")
    chosen = {"do": "reword", "s": one.pk, "back": home(version)}
    opened = Page(client.get(f"{home(version)}step/", chosen)).find("//input[@name='seen']/@value")
    statements.reword(one, Words(text_en="Hers", unsourced_en="Fact"), by=person(role="curator"))
    answer = client.post(f"{home(version)}step/", chosen | {"seen": opened, "text_en": "Mine"})
    assert "It now says: “Hers”" in errors(answer)
    assert Page(answer).texts("//textarea[@name='text_en']") == ["Mine"]
    one.refresh_from_db()
    assert one.text_en == "Hers"
    again = Page(answer).find("//input[@name='seen']/@value")
    assert client.post(f"{home(version)}step/", chosen | {"seen": again, "text_en": "Mine"}).status_code == 302


def test_what_was_merged_meanwhile_is_said(client, editor, at, version):
    a, b = made.statement(of=version), made.statement(of=version)
    statements.merge([a, b], Words("Samen"), by=None)
    answer = do(client, version, "reword", s=[a], text_en="Late")
    assert "Tick one statement first" in Page(answer).text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("write", {"text_en": ""}, "needs words"),
        ("write", {"chapter": "999999", "text_en": "x"}, "Select a valid choice"),
        ("write", {"text_en": "x" * 2001}, "at most 2000"),
        ("decide", {"kind": "taken-up"}, "behind no statement"),
        ("decide", {"kind": "not-taken-up"}, "Give a reason"),
        ("decide", {"kind": "perhaps"}, "Select a valid choice"),
        ("group", {"statement": "x"}, "Select a valid choice"),
        ("code", {"question": "999999"}, "Select a valid choice"),
        ("chapter", {"title_en": ""}, "needs a title"),
        ("drop", {"reason_en": ""}, "Give a reason"),
        ("split", {"text_en_1": "x", "text_en_2": ""}, "needs words"),
        ("split", {"parts": "x", "text_en_1": "", "text_en_2": ""}, "whole number"),
        ("release", {"why": ""}, "This field is required"),
        ("move", {"after": "77777777"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(client, editor, at, version, name, data, said):
    one = made.contribution(to=at)
    statement = made.statement(of=version, text_nl="", unsourced_en="Fact")
    moves = version.moves.count()
    answer = do(client, version, name, c=[one], s=[statement], **data)
    assert answer.status_code == 200
    assert said in errors(answer)
    assert version.moves.count() == moves


@pytest.mark.parametrize("name", ["group", "code", "decide", "reword", "merge", "split", "move", "release", "drop"])
def test_nothing_ticked_is_told(client, editor, version, name):
    assert "first." in Page(do(client, version, name)).text


@pytest.mark.parametrize("ticked", ["", "x", "-1", "99999999999999999999999", "٣", "%00"])
def test_whatever_is_ticked_is_text_until_it_is_known(client, editor, version, ticked):
    address = f"{home(version)}step/"
    assert client.get(address, {"do": "decide", "c": ticked, "s": ticked}).status_code == 200
    assert client.get(address, {"do": ticked}).status_code == 404


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/en/about/", "javascript:alert(1)"])
def test_a_step_never_leads_to_another_site(client, editor, version, back):
    answer = client.post(f"{home(version)}step/", {"do": "chapter", "title_en": "New", "back": back})
    assert answer["Location"] == home(version)


def test_publishing_too_early_says_what_is_missing(client, editor, at, version):
    made.statement(of=version)
    answer = client.post(f"{home(version)}publish/")
    assert answer.status_code == 409
    assert "Statements without a contribution" in Page(answer).text


def with_many(many: int) -> StrategyVersion:
    """A draft with so many contributions, and a statement for each five of them."""
    at = forum()
    version = made.draft(forums=[at])
    chapter = made.chapter(of=version)
    first = made.contribution(to=at)
    fields = {name: getattr(first, name) for name in ("forum", "group", "state", "submitted_at", "published_at")}
    Contribution.objects.bulk_create(
        Contribution(number=n, text="Een lange bijdrage " * 40, language="nl", version=1, **fields)
        for n in range(2, many + 1)
    )
    made.statement(of=version, chapter=chapter, behind=[first])
    Statement.objects.bulk_create(
        Statement(version=version, chapter=chapter, text_nl=f"Stelling {n}", position=n)
        for n in range(2, many // 5 + 1)
    )
    consolidation.decide(first, version, Decision("taken-up"), by=None)
    return version


def test_many_contributions_take_no_more_queries_and_one_page(client, editor):
    """Five hundred contributions, a hundred statements."""
    pages, moves = [], []
    for many in (1, 30, 500):
        version = with_many(many)
        client.get(home(version))
        with CaptureQueriesContext(connection) as queries:
            page = read(client, home(version))
        pages.append(len(queries))
        assert len(page.find("//input[@name='c']")) == min(many, 40)
        assert len(page.response.content) < 100_000
        one = version.strategy.forums.get().contributions.order_by("number").first()
        with CaptureQueriesContext(connection) as queries:
            answer = do(client, version, "decide", c=[one], htmx=True, kind="in-part")
        moves.append(len(queries))
        assert len(answer.content) < 10_000
    assert pages[0] == pages[1] == pages[2] <= 32
    assert moves[0] == moves[1] == moves[2] <= 64, moves  # its form is opened, and sent


def test_the_groups_of_the_filter_are_those_of_the_portal(client, editor, version):
    group("farmers", label_en="farmers")
    assert "farmers" in read(client, home(version)).find("//select[@name='group']/option/@value")
    assert reverse("forums:workshop", args=[version.strategy.slug]) == home(version)
