"""Pairs of projects that work on the same thing: which are proposed, why, and what becomes of them."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.models import Theme
from networks import likeness
from networks.models import Link, Proposal
from networks.reasons import Reasons
from networks.workflow import NotAllowed, proposals, publication
from tests.factories import diagonal as made
from tests.factories import instrument, person
from tests.factories.networks import network, product, project

pytestmark = pytest.mark.django_db
LABELLED = Path(__file__).parents[2] / "benchmarks" / "pairs.toml"
MENTORS = {
    "title_nl": "Peters op de werkvloer", "title_en": "",
    "summary_nl": "Ervaren vakmensen begeleiden jonge nieuwkomers en geven hun vakkennis door voor hun pensioen.",
    "goals_nl": "Kennisoverdracht tussen generaties, zodat vakkennis niet verloren gaat.",
}  # fmt: skip
KNOWLEDGE = {
    "title_nl": "Kennis van ervaren vakmensen blijft", "title_en": "",
    "summary_nl": "Voor hun pensioen geven ervaren vakmensen hun vakkennis door aan jonge collega's.",
    "goals_nl": "Vakkennis van oudere generaties overdragen, met begeleiding door een peter.",
}  # fmt: skip
MOBILITY = {
    "title_nl": "Met de fiets naar het werk", "title_en": "",
    "summary_nl": "Bedrijven op een industrieterrein maken een vervoersplan voor fiets, bus en carpool.",
    "goals_nl": "Minder auto's en minder uitstoot in het woon-werkverkeer.",
}  # fmt: skip


def works(number, *, texts=("", ""), **fields):
    return likeness.Work(
        pk=number,
        texts={code: dict.fromkeys(likeness.TEXTS, text) for code, text in zip(("nl", "en"), texts, strict=True)},
        **({"themes": {}} | fields),
    )


@pytest.fixture
def alike():
    """Two projects on the same thing, in two networks, and one on something else."""
    one, other = project(themes=["age-and-career"], **MENTORS), project(themes=["age-and-career"], **KNOWLEDGE)
    different = project(themes=["mobility"], **MOBILITY)
    for member in (one, other, different):
        network(projects=[member])
    return one, other, different


def pairs():
    return list(Proposal.objects.to_judge().values_list("left", "right"))


class TestComputing:
    def test_proposes_what_works_on_the_same_thing_and_nothing_else(self, alike):
        one, other, _different = alike
        assert proposals.compute() == 1
        assert pairs() == [(one.pk, other.pk)]

    def test_says_why_in_the_language_of_the_reader(self, alike):
        proposals.compute()
        proposal = Proposal.objects.get()
        said = {}
        for language in ("nl", "en"):
            with translation.override(language):
                said[language] = " ".join(Reasons([proposal]).of(proposal))
        assert "Beide werken rond leeftijd en loopbaan." in said["nl"]
        assert "Both work on " in said["en"]
        assert "de woorden vak, kennis, ervaren en mensen" in said["nl"]

    def test_leaves_out_projects_that_meet_in_a_network(self, alike):
        one, other, _different = alike
        network(projects=[one, other])
        assert proposals.compute() == 0

    def test_does_not_count_the_diagonal_network_as_meeting(self, alike):
        one, other, _different = alike
        network(projects=[one, other], kind="diagonal")
        assert proposals.compute() == 1

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_looks_at_published_projects_alone(self, state):
        project(themes=["age-and-career"], **MENTORS)
        project(themes=["age-and-career"], state=state, **KNOWLEDGE)
        assert proposals.compute() == 0

    @pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
    def test_leaves_out_what_is_linked_or_was(self, alike, state):
        one, other, _different = alike
        made.link(source=other, target=one, kind="contradicts", state=state)
        assert proposals.compute() == 0

    def test_forgets_an_open_proposal_that_is_no_longer_likely(self, alike):
        one, _other, _different = alike
        proposals.compute()
        publication.withdraw(one, by=None, reason_nl="Stopgezet")
        proposals.compute()
        assert not Proposal.objects.exists()

    def test_again_changes_nothing(self, alike):
        proposals.compute()
        before = list(Proposal.objects.values("pk", "left", "right", "score", "reasons"))
        call_command("propose_links", verbosity=0)
        assert list(Proposal.objects.values("pk", "left", "right", "score", "reasons")) == before

    def test_meets_a_text_in_the_other_language_by_theme_and_terms(self):
        project(
            themes=["work-life-balance"],
            title_nl="Arbeid en gezin",
            title_en="",
            summary_nl="Telewerk en glijdende uren",
        )
        project(
            themes=["work-life-balance"],
            title_nl="",
            title_en="Work and family",
            summary_en="Telework and flexible hours",
        )
        project(themes=["mobility"], **MOBILITY)
        proposals.compute()
        assert len(pairs()) == 1

    def test_names_a_shared_instrument_first(self, alike):
        one, other, _different = alike
        shared = instrument(title_en="The mentor's guide", tags=["mentoring"])
        product(instrument=shared, project=one)
        product(instrument=shared, project=other)
        proposals.compute()
        with translation.override("en"):
            reasons = Reasons([Proposal.objects.get()]).of(Proposal.objects.get())
        assert reasons[0] == "Both had a hand in “The mentor's guide”."
        assert "Instruments of both are tagged mentoring." in reasons

    @pytest.mark.parametrize("number", [0, 1])
    def test_of_too_few_projects_proposes_nothing(self, number):
        for _ in range(number):
            project()
        assert proposals.compute() == 0

    def test_takes_as_many_statements_for_thirty_projects_as_for_two(self, django_assert_max_num_queries):
        for _ in range(30):
            project()
        proposals.compute()
        with django_assert_max_num_queries(24):
            proposals.compute()


def test_publishing_and_withdrawing_a_project_let_the_worker_look_again(django_capture_on_commit_callbacks, alike):
    one, other, _different = alike
    with django_capture_on_commit_callbacks(execute=True):
        publication.withdraw(one, by=None, reason_nl="Stopgezet")
    assert pairs() == []
    with django_capture_on_commit_callbacks(execute=True):
        publication.publish(one, by=None)
    assert pairs() == [(one.pk, other.pk)]


def test_many_publications_at_once_are_computed_once(alike, monkeypatch):
    proposals.compute()
    monkeypatch.setattr(proposals, "compute", lambda: pytest.fail("computed again"))
    proposals.computed_since.func((timezone.now() - timezone.timedelta(minutes=1)).isoformat())


class TestJudging:
    def test_keeping_makes_a_draft_link(self):
        proposal, keeper = made.proposal(), person()
        link = proposals.keep(proposal, by=keeper)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.link, proposal.judged_by) == ("kept", link, keeper)
        assert (link.source, link.target, link.kind, link.state) == (
            proposal.left,
            proposal.right,
            "same-theme",
            "draft",
        )

    def test_keeping_finds_a_link_that_was_made_meanwhile(self):
        proposal = made.proposal()
        there = made.link(source=proposal.right, target=proposal.left)
        assert proposals.keep(proposal, by=None) == there
        assert Link.objects.count() == 1

    def test_keeping_as_a_shared_instrument_needs_one(self):
        with pytest.raises(NotAllowed):
            proposals.keep(made.proposal(), by=None, kind="shares-instrument")
        shared = instrument()
        proposal = made.proposal(reasons=[{"kind": "instruments", "ids": [shared.pk]}])
        assert proposals.keep(proposal, by=None, kind="shares-instrument").instrument == shared

    @pytest.mark.parametrize("judge", [proposals.keep, proposals.dismiss])
    @pytest.mark.parametrize("first", [proposals.keep, proposals.dismiss])
    def test_nobody_judges_twice(self, first, judge):
        proposal = made.proposal()
        first(proposal, by=None)
        with pytest.raises(NotAllowed):
            judge(proposal, by=None)

    def test_what_was_dismissed_is_not_asked_again(self, alike):
        proposals.compute()
        proposals.dismiss(Proposal.objects.get(), by=None, note="Ander publiek")
        assert proposals.compute() == 0
        assert Proposal.objects.get().state == "dismissed"

    def test_what_was_dismissed_by_mistake_can_be_asked_again(self):
        proposal = proposals.dismiss(made.proposal(), by=person(), note="Oeps")
        proposals.ask_again(proposal, by=None)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.note, proposal.judged_by) == ("open", "", None)

    @pytest.mark.parametrize("state", ["open", "kept"])
    def test_only_what_was_dismissed_can_be_asked_again(self, state):
        proposal = made.proposal()
        if state == "kept":
            proposals.keep(proposal, by=None)
        with pytest.raises(NotAllowed):
            proposals.ask_again(proposal, by=None)


class TestOnTheBoard:
    @pytest.fixture(autouse=True)
    def facilitator(self, client):
        client.force_login(person(role="facilitator", language="en"))

    def judge(self, client, proposal, **typed):
        with translation.override("en"):
            return client.post(reverse("networks:judge", args=[proposal.pk]), typed, follow=True)

    def test_keeping_leads_to_the_form_of_the_link(self, client):
        proposal = made.proposal()
        page = self.judge(client, proposal, decision="keep", kind="builds-on")
        link = Link.objects.get()
        assert page.redirect_chain[-1][0] == f"/en/diagonal/links/{link.pk}/edit/"
        assert link.kind == "builds-on"

    def test_dismissing_keeps_the_reason_and_asks_again_on_demand(self, client):
        proposal = made.proposal()
        self.judge(client, proposal, decision="dismiss", note="Another audience")
        page = client.get("/en/diagonal/proposals/?state=dismissed").content.decode()
        assert "Another audience" in page
        self.judge(client, proposal, decision="again")
        assert pairs() == [(proposal.left_id, proposal.right_id)]

    @pytest.mark.parametrize(
        "typed",
        [{}, {"decision": "eat"}, {"decision": "keep", "kind": "likes"}, {"decision": "dismiss", "note": "x" * 501}],
    )
    def test_nonsense_changes_nothing(self, client, typed):
        proposal = made.proposal()
        self.judge(client, proposal, **typed)
        assert len(pairs()) == 1

    def test_a_second_judgement_is_told(self, client):
        proposal = made.proposal()
        proposals.dismiss(proposal, by=None)
        assert "It was judged already" in self.judge(client, proposal, decision="keep").content.decode()

    def test_reasons_stand_beside_each_pair(self, client):
        made.proposal(reasons=[{"kind": "words", "nl": ["peter", "meter"]}])
        page = client.get("/en/diagonal/").content.decode()
        assert "Both texts have the words peter and meter." in page


texts = st.text(alphabet="abcdefg hijk ", max_size=60)
some_works = st.lists(
    st.builds(
        works,
        number=st.integers(1, 50),
        texts=st.tuples(texts, texts),
        themes=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["", "a", "z"])),
        tags=st.frozensets(st.sampled_from("xyz")),
        instruments=st.frozensets(st.integers(1, 3)),
        networks=st.frozensets(st.integers(1, 2)),
    ),
    max_size=6,
    unique_by=lambda work: work.pk,
)


@settings(max_examples=40)
@given(some_works)
def test_any_projects_are_compared_alike_from_both_ends(compared):
    found = likeness.pairs(compared, likely=0.3)
    assert all(pair.left < pair.right and 0 <= pair.score <= 1 for pair in found)
    assert found == likeness.pairs(compared[::-1], likely=0.3)
    meeting = {(one.pk, other.pk) for one, other in combinations(compared, 2) if one.networks & other.networks}
    assert not {(pair.left, pair.right) for pair in found} & (meeting | {pair[::-1] for pair in meeting})


def test_the_labelled_set_is_well_formed():
    for half in tomllib.loads(LABELLED.read_text(encoding="utf-8"))["half"]:
        ids = [one["id"] for one in half["project"]]
        assert len(ids) == len(set(ids)) >= 13
        assert len(ids) * (len(ids) - 1) / 2 >= 120
        assert {end for pair in half["same"] for end in pair} <= set(ids)
        assert all(one.get("title_nl") or one.get("title_en") for one in half["project"])


def test_texts_of_the_held_out_half_are_told_apart():
    """Precision and recall as docs/performance.md has them, give or take."""
    half = tomllib.loads(LABELLED.read_text(encoding="utf-8"))["half"][1]
    broader = dict(Theme.objects.values_list("slug", "parent__slug"))
    compared = [
        likeness.Work(
            pk=number,
            texts={code: {name: one.get(f"{name}_{code}", "") for name in likeness.TEXTS} for code in ("nl", "en")},
            themes={slug: broader[slug] or "" for slug in one["themes"]},
        )
        for number, one in enumerate(half["project"])
    ]
    places = {one["id"]: number for number, one in enumerate(half["project"])}
    same = {tuple(sorted((places[one], places[other]))) for one, other in half["same"]}
    found = {(pair.left, pair.right) for pair in likeness.pairs(compared)}
    assert len(found & same) >= 0.8 * len(found)
    assert len(found & same) >= 0.8 * len(same)
