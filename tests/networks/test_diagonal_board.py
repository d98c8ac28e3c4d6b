"""The board: what the facilitator and the steering group see and do, and that nobody else does."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from networks.models import Link, Opportunity, PolicyFeedback, Recommendation
from networks.workflow import diagonal
from tests.factories import diagonal as made
from tests.factories import instrument, organisation, person
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
MAKE = {"link": made.link, "opportunity": made.opportunity, "recommendation": made.recommendation,
        "policyfeedback": made.feedback}  # fmt: skip
READERS = ("facilitator", "steering", "curator", "administrator")


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"networks:{name}", args=args)


def steering_member(**fields):
    """Of the steering group, and no staff."""
    found = person(**fields)
    found.groups.add(Group.objects.get(name="steering"))
    return found


def enter(client, role):
    if role == "nobody":
        return None
    found = steering_member() if role == "steering" else person(**({} if role == "person" else {"role": role}))
    client.force_login(found)
    return found


def pages(note):
    name = note._meta.model_name
    return [
        address("board"),
        address("proposals"),
        address("policy_report"),
        address("policy_report_xlsx"),
        *(address("board_notes", kind) for kind in MAKE),
        address("board_note", name, note.pk),
    ]


@pytest.mark.parametrize(
    ("role", "status"),
    [("nobody", 302), ("person", 404), ("moderator", 404), *((role, 200) for role in READERS)],
)
def test_opens_for_whom_it_should(client, role, status):
    note = made.recommendation()
    made.proposal()
    enter(client, role)
    assert {page: client.get(page).status_code for page in pages(note)} == dict.fromkeys(pages(note), status)


@pytest.mark.parametrize(
    ("role", "look", "write", "decide"),
    [
        ("nobody", 302, 302, 302), ("person", 404, 404, 404), ("network", 404, 404, 404), ("moderator", 404, 404, 404),
        ("curator", 200, 404, 404), ("steering", 200, 200, 404), ("facilitator", 200, 200, 200),
        ("administrator", 200, 200, 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", MAKE)
def test_who_looks_writes_and_decides(client, kind, role, look, write, decide):
    note, proposal = MAKE[kind](state="draft"), made.proposal()
    if role == "network":
        client.force_login(made.responsible(network()))
    else:
        enter(client, role)
    move = diagonal.possible(note)[0]
    pages = {
        address("board_note", kind, note.pk): look, address("board_notes", kind): look,
        address("policy_report_pdf"): look, address("board_add", kind): write,
        address("board_edit", kind, note.pk): write, address("board_move", kind, note.pk, move): decide,
    }  # fmt: skip
    assert {page: client.get(page).status_code for page in pages} == pages
    judged = client.post(address("judge", proposal.pk), {"decision": "dismiss"})
    assert judged.status_code == (302 if decide == 200 else decide)
    proposal.refresh_from_db()
    assert proposal.state == ("dismissed" if decide == 200 else "open")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", MAKE)
def test_shows_every_state_in_both_languages(client, kind, language):
    notes = [MAKE[kind](state=state) for state in made.WAYS[type(MAKE[kind](state="draft"))]]
    enter(client, "facilitator")
    for note in notes:
        page = client.get(address("board_note", kind, note.pk, language=language))
        assert page.status_code == 200
        with translation.override(language):
            assert str(note.get_state_display()) in page.content.decode()


def test_is_found_under_its_promised_addresses():
    assert [address("board", language=language) for language in ("nl", "en")] == ["/nl/diagonaal/", "/en/diagonal/"]
    assert address("notes", "link", language="nl") == "/nl/netwerken/verbanden/"
    assert address("notes", "link") == "/en/networks/links/"
    assert address("my_recommendations", language="nl") == "/nl/mijn/aanbevelingen/"


class TestTheSteeringGroup:
    def test_writes_drafts_and_edits_them(self, client):
        member = enter(client, "steering")
        typed = {"title_nl": "Samen naar de beurs"}
        client.post(address("board_add", "opportunity"), typed)
        note = Opportunity.objects.get()
        assert (note.owner, note.state) == (member, "draft")
        client.post(address("board_edit", "opportunity", note.pk), typed | {"title_en": "To the fair", "version": "1"})
        note.refresh_from_db()
        assert note.title_en == "To the fair"

    def test_neither_publishes_nor_sends_nor_judges(self, client):
        note, proposal = made.recommendation(state="draft"), made.proposal()
        enter(client, "steering")
        for move in ("send", "withdraw", "publish"):
            assert client.post(address("board_move", "recommendation", note.pk, move), {}).status_code == 404
        assert client.post(address("judge", proposal.pk), {"decision": "keep"}).status_code == 404
        note.refresh_from_db()
        assert note.state == "draft"

    def test_does_not_change_what_everybody_reads(self, client):
        note = made.opportunity()
        enter(client, "steering")
        assert client.get(address("board_edit", "opportunity", note.pk)).status_code == 403

    @pytest.mark.parametrize("role", ["steering", "facilitator"])
    def test_cannot_edit_projects_and_neither_can_the_facilitator(self, client, role):
        found = enter(client, role)
        rights = {f"networks.{action}_{model}" for action in ("add", "change", "delete")
                  for model in ("project", "network", "call", "submission")}  # fmt: skip
        assert not rights & found.get_all_permissions()


class TestTheFacilitator:
    @pytest.fixture(autouse=True)
    def facilitator(self, client):
        return enter(client, "facilitator")

    def test_adds_a_link(self, client, facilitator):
        one, other = project(), network()
        typed = {
            "source": f"project-{one.pk}",
            "target": f"network-{other.pk}",
            "kind": "builds-on",
            "note_nl": "Vervolg",
        }
        response = client.post(address("board_add", "link"), typed)
        link = Link.objects.get()
        assert response.url == address("board_note", "link", link.pk)
        assert (link.source, link.target, link.kind, link.owner) == (one, other, "builds-on", facilitator)

    def test_is_told_beside_the_field_or_on_top_what_is_wrong_with_a_link(self, client):
        one = project()
        made.link(source=one, target=(other := project()))
        same, ends = {"kind": "same-theme"}, {"source": f"project-{one.pk}", "target": f"project-{other.pk}"}
        for typed, told in [
            ({}, "This field is required."),
            (same | ends | {"target": f"project-{one.pk}"}, "A link connects two different ones."),
            (same | ends, "There is a link of this kind between these two already."),
            (same | {"source": ends["target"], "target": ends["source"]}, "between these two already"),
            ({"kind": "shares-instrument"} | ends, "Say which instrument they share"),
            (same | ends | {"source": "project-999999"}, "Select a valid choice"),
            (same | ends | {"source": "person-1"}, "Select a valid choice"),
        ]:
            page = client.post(address("board_add", "link"), typed).content.decode()
            assert told in page
        assert Link.objects.count() == 1

    def test_names_nothing_that_is_not_public(self, client):
        secret = project(state="draft", title_nl="Geheim")
        assert "Geheim" not in client.get(address("board_add", "link")).content.decode()
        client.post(address("board_add", "opportunity"), {"title_nl": "x", "projects": [secret.pk]})
        assert not Opportunity.objects.exists()

    def test_writes_feedback_with_its_evidence(self, client):
        evidence = instrument()
        typed = {"title_en": "Funding", "starts_on": "2005-09-01", "ends_on": "2007-12-31",
                 "instruments": [evidence.pk], "recommendations": [made.recommendation().pk]}  # fmt: skip
        client.post(address("board_add", "policyfeedback"), typed)
        note = PolicyFeedback.objects.get()
        assert list(note.instruments.all()) == [evidence]
        assert note.starts_on == date(2005, 9, 1)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({}, "Give a title in at least one language."),
            ({"title_nl": "x", "ends_on": "2007-12-31"}, "Say when the period begins."),
            ({"title_nl": "x", "starts_on": "2008-01-01", "ends_on": "2007-12-31"}, "The end lies before the start."),
            ({"title_nl": "x", "starts_on": "gisteren"}, "Enter a valid date."),
            ({"title_nl": "x" * 201}, "at most 200 characters"),
            ({"title_nl": "x", "themes": ["nothing"]}, "not a valid value"),
            ({"title_nl": "x", "version": "one"}, "Enter a whole number."),
        ],
    )
    def test_is_told_what_is_wrong_with_feedback(self, client, typed, told):
        assert told in client.post(address("board_add", "policyfeedback"), typed).content.decode()
        assert not PolicyFeedback.objects.exists()

    def test_is_warned_by_a_colleague_who_was_first(self, client):
        note = made.opportunity(state="draft")
        note.title_nl = "Van haar"
        diagonal.save(note, by=None)
        page = address("board_edit", "opportunity", note.pk)
        typed = {"title_nl": "Van mij", "version": "1"}
        answer = client.post(page, typed)
        assert "Somebody else saved this meanwhile" in answer.content.decode()
        assert Opportunity.objects.get().title_nl == "Van haar"
        again = html.fromstring(answer.content).xpath("//input[@name='version']/@value")
        client.post(page, typed | {"version": again[0]})
        assert Opportunity.objects.get().title_nl == "Van mij"

    @pytest.mark.parametrize(
        ("make", "state", "move", "typed", "target"),
        [
            (made.link, "draft", "publish", {}, "published"),
            (made.opportunity, "published", "close", {"outcome_nl": "Gedaan"}, "closed"),
            (made.recommendation, "draft", "send", {"due_on": "2099-01-01"}, "sent"),
            (made.recommendation, "sent", "reply", {"outcome": "declined", "reply_en": "No"}, "declined"),
            (made.recommendation, "sent", "withdraw", {"reason_nl": "Bestaat al"}, "withdrawn"),
            (made.feedback, "draft", "send", {}, "sent"),
            (made.feedback, "sent", "close", {}, "closed"),
            (made.feedback, "closed", "answer", {"on": str(timezone.localdate()), "reply_nl": "Dank u"}, "answered"),
        ],
    )
    def test_makes_each_move(self, client, make, state, move, typed, target):
        note = make(state=state)
        page = address("board_move", note._meta.model_name, note.pk, move)
        assert client.get(page).status_code == 200
        note.refresh_from_db()
        assert note.state == state
        client.post(page, typed)
        note.refresh_from_db()
        assert note.state == target

    @pytest.mark.parametrize(
        ("state", "move", "typed", "told"),
        [
            ("draft", "send", {"due_on": "2005-01-01"}, "lies in the past"),
            ("draft", "send", {}, "This field is required."),
            ("sent", "withdraw", {}, "Write it in at least one language."),
            ("sent", "reply", {}, "This field is required."),
            ("sent", "reply", {"outcome": "declined"}, "Say why the network does not adopt it."),
            ("sent", "reply", {"outcome": "pending"}, "Say by which day to come the network will know."),
            ("sent", "reply", {"outcome": "draft"}, "Select a valid choice"),
        ],
    )
    def test_is_told_what_a_move_still_needs(self, client, state, move, typed, told):
        note = made.recommendation(state=state)
        assert told in client.post(address("board_move", "recommendation", note.pk, move), typed).content.decode()
        note.refresh_from_db()
        assert note.state == state

    def test_cannot_make_a_move_that_is_over(self, client):
        note = made.recommendation(state="adopted")
        for method in (client.get, client.post):
            answer = method(
                address("board_move", "recommendation", note.pk, "send"), {"due_on": "2099-01-01"}, follow=True
            )
            assert answer.redirect_chain[0][0] == address("board_note", "recommendation", note.pk)
        note.refresh_from_db()
        assert note.state == "adopted"

    def test_sees_whom_a_recommendation_reaches_before_it_is_sent(self, client):
        group = network()
        group.members.create(organisation=organisation(name_en="Work and co", confirmed=True))
        made.responsible(group)
        note = made.recommendation(to=group, state="draft")
        page = client.get(address("board_move", "recommendation", note.pk, "send")).content.decode()
        assert "it reaches 1 responsible person" in page
        assert "Work and co" in page

    def test_narrows_the_board_by_network_and_theme(self, client):
        diverse, learning = network(slug="diverse", themes=["diversity"]), network(slug="leren")
        inside, outside = project(themes=["diversity"]), project()
        diverse.projects.add(inside)
        made.recommendation(to=diverse, title_en="For diversity", themes=["diversity"])
        made.recommendation(to=learning, title_en="For learning", themes=["learning"])
        made.opportunity(projects=[inside], themes=["diversity"], title_en="Inside together", state="draft")
        made.link(source=outside, target=learning, state="draft")
        made.proposal(left=inside, right=outside)
        for query, seen, unseen in [
            ("network=diverse", ["For diversity", "Inside together"], ["For learning"]),
            ("theme=learning", ["For learning"], ["For diversity", "Inside together"]),
            ("network=leren&theme=learning", ["For learning"], ["For diversity"]),
            ("network=nothing", ["For learning", "For diversity"], []),
        ]:
            page = client.get(f"{address('board')}?{query}").content.decode()
            assert all(title in page for title in seen)
            assert not any(title in page for title in unseen)

    def test_sees_what_is_overdue_first(self, client):
        made.recommendation(title_en="In good time")
        made.overdue(made.recommendation(title_en="Long ago"))
        page = client.get(address("board")).content.decode()
        assert page.index("Long ago") < page.index("In good time")
        assert page.count("overdue</strong>") == 1


def test_thirty_of_each_take_as_many_statements_as_one(client):
    group, first = network(), project()
    group.projects.add(first)
    enter(client, "facilitator")
    pages = [address("board"), address("board_notes", "recommendation"), address("proposals")]

    def statements(number):
        for _one in range(number):
            other = project()
            made.link(source=first, target=other, state="draft")
            made.proposal(left=first, right=other)
            made.recommendation(to=group, themes=["learning"])
            made.opportunity(networks=[group], projects=[first])
            made.feedback(networks=[group])
        return [asked(page) for page in pages]

    def asked(page):
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    assert statements(1) == statements(29)


def test_texts_that_fell_behind_are_named(client):
    note = made.recommendation(state="draft", text_en="The text")
    note.text_nl = "Een andere tekst"
    diagonal.save(note, by=None)
    enter(client, "facilitator")
    assert "behind the Dutch" in client.get(address("board_note", "recommendation", note.pk)).content.decode()


@pytest.mark.parametrize("kind", ["opportunity", "recommendation", "policyfeedback"])
def test_no_label_calls_a_title_optional(client, kind):
    enter(client, "facilitator")
    page = html.fromstring(client.get(address("board_add", kind)).content)
    for language in ("nl", "en"):
        [label] = page.xpath(f"//label[@for='id_title_{language}']")
        assert "(in one language at least)" in label.text_content()


def test_who_is_signed_in_is_not_offered_to_sign_in(client):
    enter(client, "facilitator")
    for page in (address("board"), address("my_recommendations")):
        footer = html.fromstring(client.get(page).content).xpath("//footer")[0].text_content()
        assert "My desk" in footer
        assert "Sign in" not in footer


def test_what_is_typed_is_never_markup(client):
    note = made.recommendation(title_en="<b>Bold</b>", text_en="<script>alert(1)</script>", public=True)
    enter(client, "facilitator")
    for page in (address("board"), address("board_note", "recommendation", note.pk), note.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert not re.search(r"<b>Bold", text)


def test_unknown_kinds_and_moves_are_nowhere(client):
    enter(client, "facilitator")
    note = made.recommendation()
    for wrong in ("/en/diagonal/nothing/", "/en/diagonal/verbanden/", f"/en/diagonal/recommendations/{note.pk}/eat/",
                  "/en/diagonal/recommendations/999999/"):  # fmt: skip
        assert client.get(wrong).status_code == 404
    assert Recommendation.objects.count() == 1
