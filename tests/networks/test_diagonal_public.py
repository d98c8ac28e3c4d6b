"""What everybody reads of the diagonal network, and what a network sees and replies on its desk."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from networks.models import Recommendation
from networks.workflow import diagonal, publication
from plumbing import content_version
from tests.factories import diagonal as made
from tests.factories import instrument, organisation, person
from tests.factories.networks import network, project

pytestmark = pytest.mark.django_db
MAKE = {"link": made.link, "opportunity": made.opportunity, "recommendation": made.recommendation,
        "policyfeedback": made.feedback}  # fmt: skip


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"networks:{name}", args=args)


def shown(client, kind, query=""):
    return client.get(address("notes", kind) + query).content.decode()


class TestTheLists:
    @pytest.mark.parametrize("kind", MAKE)
    def test_show_what_is_published_and_nothing_else(self, client, kind):
        public = {} if kind in {"link", "opportunity"} else {"public": True}
        seen = MAKE[kind](**public)
        hidden = [MAKE[kind](state=state) for state in ("draft", "withdrawn")]
        page = shown(client, kind)
        assert address("note", kind, seen.pk) in page
        assert not any(address("note", kind, note.pk) in page for note in hidden)

    @pytest.mark.parametrize("kind", ["recommendation", "policyfeedback"])
    def test_do_not_show_what_was_sent_and_not_published(self, client, kind):
        note = MAKE[kind]()
        assert address("note", kind, note.pk) not in shown(client, kind)
        assert client.get(address("note", kind, note.pk)).status_code == 404

    @pytest.mark.parametrize("kind", MAKE)
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_carry_nothing_personal(self, client, kind, language):
        public = {} if kind in {"link", "opportunity"} else {"public": True}
        owner = person(role="facilitator", first_name="Greta", last_name="Peeters")
        note = MAKE[kind](by=owner, **public)
        for name, args in (("notes", (kind,)), ("note", (kind, note.pk))):
            response = client.get(address(name, *args, language=language))
            assert response.status_code == 200
            assert not response.cookies
            assert "csrf" not in response.content.decode()
            assert "Peeters" not in response.content.decode()

    def test_narrow_down_by_network_and_theme(self, client):
        group = network(slug="diverse", projects=[inside := project(themes=["mobility"])])
        about, other = made.link(source=inside), made.link()
        page = shown(client, "link", "?network=diverse")
        assert address("note", "link", about.pk) in page
        assert address("note", "link", other.pk) not in page
        assert address("note", "link", about.pk) in shown(client, "link", "?theme=mobility")
        assert "Nothing is published about this network or theme." in shown(client, "opportunity", "?network=diverse")
        assert shown(client, "link", "?network=\x00&theme=%F0&page=-3").count("note__kind") == 2
        assert group.title_en in page

    def test_go_on_over_several_pages(self, client):
        one = project()
        for _ in range(21):
            made.link(source=one)
        assert shown(client, "link").count("note__kind") == 20
        assert shown(client, "link", "?page=2").count("note__kind") == 1
        assert shown(client, "link", "?page=99").count("note__kind") == 1

    @pytest.mark.parametrize("number", [1, 20])
    @pytest.mark.parametrize("kind", MAKE)
    def test_ask_the_database_the_same_however_long_they_are(self, client, django_assert_max_num_queries, kind, number):
        about = {"link": {"source": project()}, "recommendation": {"to": network()}}.get(kind, {})
        public = {} if kind in {"link", "opportunity"} else {"public": True}
        for _ in range(number):
            MAKE[kind](**about, **public)
        with django_assert_max_num_queries(9):
            shown(client, kind)

    def test_do_not_name_an_end_that_was_withdrawn(self, client):
        link = made.link(source=(gone := project(title_en="Gone by now")))
        publication.withdraw(gone, by=None, reason_en="Stopped")
        assert "Gone by now" not in shown(client, "link")
        assert client.get(address("note", "link", link.pk)).status_code == 404

    def test_change_at_once(self):
        before = content_version.read()
        made.link()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the commit
        assert content_version.read() > before


class TestAPage:
    def test_of_a_recommendation_shows_the_reply_and_for_whom_it_was_given(self, client):
        note = made.recommendation(public=True, text_en="Meet each other")
        member = organisation(name_en="Work and co")
        said = diagonal.Reply("adopted", "Graag", "With pleasure")
        diagonal.reply(note, said, by=person(last_name="Peeters"), organisation=member)
        page = client.get(address("note", "recommendation", note.pk)).content.decode()
        assert "With pleasure" in page
        assert "Reply of Work and co" in page
        assert "adopted" in page
        assert "Peeters" not in page

    def test_of_feedback_shows_public_evidence_alone(self, client):
        note = made.feedback(state="draft")
        note.instruments.set([instrument(title_en="Open guide"), instrument(title_en="Secret draft", state="draft")])
        note.recommendations.set([made.recommendation(title_en="Said aloud", public=True),
                                  made.recommendation(title_en="Not yet told")])  # fmt: skip
        diagonal.publish(diagonal.send(note, by=None), by=None)
        page = client.get(address("note", "policyfeedback", note.pk)).content.decode()
        assert "Open guide" in page
        assert "Said aloud" in page
        assert "Secret draft" not in page
        assert "Not yet told" not in page

    @pytest.mark.parametrize("kind", MAKE)
    def test_of_what_was_withdrawn_gives_the_reason(self, client, kind):
        public = {} if kind in {"link", "opportunity"} else {"public": True}
        note = diagonal.withdraw(MAKE[kind](**public), by=None, reason_en="It was a mistake")
        response = client.get(address("note", kind, note.pk))
        assert response.status_code == 410
        assert "It was a mistake" in response.content.decode()

    def test_says_which_text_is_in_the_other_language(self, client):
        note = made.opportunity(title_en="", title_nl="Enkel hier")
        page = html.fromstring(client.get(address("note", "opportunity", note.pk)).content)
        assert page.xpath("//h1/@lang") == ["nl"]

    def test_of_demonstration_content_is_labelled(self, client):
        note = made.opportunity(demonstration=True)
        assert "label--demonstration" in client.get(address("note", "opportunity", note.pk)).content.decode()


class TestOnTheirOwnPages:
    def test_a_project_and_a_network_show_their_links_and_notes(self, client):
        one, other = project(), network()
        made.link(source=one, target=other, kind="builds-on", note_en="A sequel")
        made.opportunity(projects=[one], title_en="Go together")
        made.recommendation(to=other, title_en="Publish more", public=True)
        made.opportunity(projects=[one], title_en="Still a secret", state="draft")
        page = client.get(f"/en/projects/{one.slug}/").content.decode()
        assert "A sequel" in page
        assert "Go together" in page
        assert "Still a secret" not in page
        page = client.get(f"/en/networks/{other.slug}/").content.decode()
        assert "A sequel" in page
        assert "Publish more" in page

    def test_nothing_is_said_where_there_is_nothing(self, client):
        assert "Seen from the diagonal network" not in client.get(f"/en/projects/{project().slug}/").content.decode()


class TestTheDesk:
    @pytest.fixture
    def group(self):
        return network()

    def reply(self, client, note, **typed):
        return client.post(address("reply", note.pk), typed)

    def test_shows_what_waits_to_who_answers_for_the_network(self, client, group):
        waiting = made.overdue(made.recommendation(to=group, title_en="Long ago"))
        made.recommendation(to=group, title_en="Said and done", state="adopted")
        made.recommendation(to=group, title_en="Still a draft", state="draft")
        made.recommendation(title_en="To another network")
        client.force_login(made.responsible(group, language="en"))
        page = client.get(address("my_recommendations")).content.decode()
        assert page.index("Long ago") < page.index("Said and done")
        assert "that day has passed" in page
        assert "Still a draft" not in page
        assert "To another network" not in page
        assert client.get(address("reply", waiting.pk)).status_code == 200

    @pytest.mark.parametrize("who", ["stranger", "contributor", "of another network", "unconfirmed", "facilitator"])
    def test_is_closed_to_everybody_else(self, client, group, who):
        note = made.recommendation(to=group)
        someone = made.responsible(network()) if who == "of another network" else person()
        if who == "facilitator":
            someone = person(role="facilitator")
        if who in {"contributor", "unconfirmed"}:
            member = organisation(member=someone, confirmed=who == "contributor")
            group.members.create(organisation=member)
        if who == "unconfirmed":
            someone.memberships.update(role="responsible")
        client.force_login(someone)
        assert self.reply(client, note, outcome="adopted").status_code == 404
        assert "Aanbeveling" not in client.get(address("my_recommendations")).content.decode()
        note.refresh_from_db()
        assert note.state == "sent"

    def test_asks_a_visitor_to_sign_in(self, client, group):
        note = made.recommendation(to=group)
        response = client.get(address("reply", note.pk))
        assert response.status_code == 302
        assert "next=" in response.url

    @pytest.mark.parametrize(
        ("typed", "state"),
        [
            ({"outcome": "adopted"}, "adopted"),
            ({"outcome": "declined", "reply_nl": "Te duur"}, "declined"),
            ({"outcome": "pending", "until": "2099-01-01"}, "pending"),
        ],
    )
    def test_takes_the_reply_and_knows_for_whom_it_was_given(self, client, group, typed, state):
        note = made.recommendation(to=group)
        answering = made.responsible(group)
        client.force_login(answering)
        assert self.reply(client, note, **typed).url == address("reply", note.pk)
        note.refresh_from_db()
        assert (note.state, note.replied_by) == (state, answering)
        assert note.replied_for == answering.organisations.get()

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"outcome": "maybe"},
            {"outcome": "declined"},
            {"outcome": "pending"},
            {"outcome": "pending", "until": "2005-09-01"},
            {"outcome": "pending", "until": "morgen"},
            {"outcome": "withdrawn", "reply_nl": "x"},
        ],
    )
    def test_keeps_what_was_typed_and_says_what_is_missing(self, client, group, typed):
        note = made.recommendation(to=group)
        client.force_login(made.responsible(group))
        response = self.reply(
            client, note, **(typed | {"reply_en": "" if typed == {"outcome": "declined"} else "Kept"})
        )
        assert response.status_code == 200
        page = html.fromstring(response.content)
        assert page.xpath("//*[@class='form-errors']")
        assert page.xpath("//*[contains(@class, 'errorlist')]")
        note.refresh_from_db()
        assert note.state == "sent"

    def test_takes_no_reply_after_the_last_word(self, client, group):
        note = made.recommendation(to=group, state="declined")
        client.force_login(made.responsible(group))
        assert "Send the reply" not in client.get(address("reply", note.pk)).content.decode()
        assert self.reply(client, note, outcome="adopted").status_code == 200
        assert Recommendation.objects.get().state == "declined"

    def test_closes_when_the_organisation_leaves_the_network(self, client, group):
        note, answering = made.recommendation(to=group), made.responsible(group)
        group.members.update(until=timezone.localdate() - timezone.timedelta(days=1))
        client.force_login(answering)
        assert client.get(address("reply", note.pk)).status_code == 404


class TestTheDrawing:
    def drawing(self, client, language="en"):
        page = html.fromstring(client.get(address("graph", language=language)).content)
        [svg] = page.xpath("//svg[contains(@class, 'graph__drawing')]")
        return page, svg

    def test_and_the_list_behind_it_say_the_same(self, client):
        projects = [project() for _ in range(5)]
        group, other = network(projects=projects[:2]), network(projects=projects[1:4])
        over = network(kind="diagonal")
        made.link(source=projects[0], target=projects[3])
        made.link(source=projects[4], target=group, kind="builds-on")
        made.link(source=over, target=other, kind="contradicts")
        made.link(source=projects[0], target=projects[1], state="draft")
        page, svg = self.drawing(client)
        lists = page.xpath("//section[@aria-labelledby='as-a-list']")[0]
        with translation.override("en"):
            things = [thing.get_absolute_url() for thing in (*projects, group, other, over)]
        drawn = [href for href in svg.xpath(".//a/@href") if "/links/" not in href]
        assert sorted(drawn) == sorted(things)
        listed = set(lists.xpath(".//h3/a/@href | .//section//li/a/@href"))
        assert listed == set(things)
        assert len(svg.xpath(".//a[contains(@class, 'graph__link')]")) == 3
        assert len(lists.xpath(".//p[@class='link-line']")) == 3

    def test_can_be_read_without_seeing_it(self, client):
        made.link(kind="builds-on")
        _page, svg = self.drawing(client)
        assert svg.xpath("./title/text()")
        assert "1 link between them" in svg.xpath("./desc/text()")[0]
        assert svg.get("aria-labelledby") == "graph-title graph-text"
        assert all(link.xpath("./title") for link in svg.xpath(".//a"))
        assert not svg.xpath(".//@style")

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_of_nothing_says_so(self, client, language):
        page = client.get(address("graph", language=language)).content.decode()
        assert '<svg class="graph__drawing' not in page
        assert "empty" in page

    def test_puts_every_box_inside_and_none_on_another(self, client):
        for _ in range(6):
            network(
                projects=[project() for _ in range(3)],
                title_en="A title so long that it takes more than two lines " * 3,
            )
        _page, svg = self.drawing(client)
        _left, _top, width, height = map(int, svg.get("viewbox", svg.get("viewBox")).split())
        boxes = [tuple(int(one.get(name)) for name in ("x", "y", "width", "height")) for one in svg.xpath(".//rect")]
        assert len(boxes) == 24
        assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)
        for number, (x, y, w, h) in enumerate(boxes):
            for other_x, other_y, other_w, other_h in boxes[number + 1 :]:
                assert x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y
