"""What an accepted submission becomes."""

import pytest

from instruments.models import Credit, Instrument, State
from networks.models import Kind, Stage
from networks.models import State as Published
from networks.workflow import NotAllowed, review
from tests.factories import file as published_file
from tests.factories import instrument, person
from tests.factories import networks as made
from tests.factories.review import FICHE, file, handed_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return person(role="curator")


def test_a_result_becomes_an_instrument_with_everything_that_was_typed(curator):
    maker = organisation(name_nl="Het Huis")
    found = review.accept(handed_in(of=maker), by=curator)
    published = Instrument.objects.get()
    assert found.instrument == published
    assert (published.state, published.type, published.year) == (State.PUBLISHED, "guide", 2006)
    assert (published.title_nl, published.title_en) == ("Gids voor onthaal", "Guide to welcoming")
    assert published.summary_en == "Giving new people a place."
    assert published.languages == ["nl", "en"]
    assert published.licence == "CC-BY-4.0"
    assert published.url == "https://example.org/gids"
    assert [theme.slug for theme in published.themes.all()] == ["learning"]
    assert [audience.slug for audience in published.audiences.all()] == ["sme"]
    assert sorted(published.tags.names()) == ["onthaal", "peterschap"]
    assert [(link.url, link.label_nl) for link in published.links.all()] == [("https://example.org/meer", "Meer")]


def test_it_is_credited_to_who_handed_it_in_and_says_where_it_comes_from(curator):
    maker = organisation()
    project = made.project(promoter=maker)
    review.accept(handed_in(of=maker, project=project), by=curator)
    published = Instrument.objects.get()
    assert published.publisher == maker
    assert [(credit.organisation, credit.role) for credit in published.credits.all()] == [(maker, Credit.Role.AUTHOR)]
    assert [product.project for product in published.made_in.all()] == [project]


def test_others_who_are_named_are_credited_too(curator):
    funder, maker = organisation(name_nl="Het Fonds"), organisation(name_nl="Het Huis")
    named = {"credit-0-organisation": ["het fonds"], "credit-0-role": ["funder"]}
    review.accept(handed_in(of=maker, fields=named), by=curator)
    credited = Instrument.objects.get().credits
    assert list(credited.values_list("organisation", "role")) == [(maker.pk, "author"), (funder.pk, "funder")]


def test_the_history_names_the_curator_and_the_reference(curator):
    found = review.accept(handed_in(), by=curator)
    first = found.instrument.history.order_by("history_id").first()
    assert first.history_user == curator
    assert found.reference in first.history_change_reason


def test_the_curator_may_leave_it_a_draft(curator):
    found = review.accept(handed_in(), by=curator, publish=False)
    assert found.stage == Stage.ACCEPTED
    assert found.instrument.state == State.DRAFT


def test_files_that_were_found_clean_go_over_with_their_checksum(curator):
    found = handed_in()
    handed = file(of=found, name="gids.txt", content=b"Welkom")
    found.keep({f"file-{handed.pk}-language": ["nl"], f"file-{handed.pk}-title_nl": ["De gids"],
                f"file-{handed.pk}-accessible": ["yes"]}, seen=None, by=0)  # fmt: skip
    review.accept(found, by=curator)
    copied = Instrument.objects.get().files.get()
    assert (copied.name, copied.language, copied.title_nl, copied.accessibility) == ("gids.txt", "nl", "De gids", "yes")
    assert (copied.sha256, copied.size) == (handed.sha256, 6)
    assert copied.file.name != handed.file.name
    with copied.file.open() as content:
        assert content.read() == b"Welkom"


def test_where_nobody_scans_files_go_over_too(curator):
    found = handed_in()
    file(of=found, scan="off")
    assert review.accept(found, by=curator).instrument.files.count() == 1


@pytest.mark.parametrize("scan", ["waiting", "infected", "down"])
def test_other_files_stay_behind_only_if_the_reviewer_says_so(curator, scan):
    found = handed_in()
    file(of=found, name="goed.txt")
    file(of=found, name="vreemd.txt", content=b"?", scan=scan)
    with pytest.raises(NotAllowed, match=r"vreemd\.txt"):
        review.accept(found, by=curator)
    accepted = review.accept(found, by=curator, leave_behind=True)
    assert [copied.name for copied in accepted.instrument.files.all()] == ["goed.txt"]


def test_a_file_that_was_changed_on_disk_is_not_published(curator):
    found = handed_in()
    handed = file(of=found)
    with handed.file.storage.open(handed.file.name, "wb") as kept:
        kept.write(b"iets anders")
    with pytest.raises(NotAllowed, match=r"gids\.txt"):
        review.accept(found, by=curator)
    assert not Instrument.objects.exists()


def test_an_organisation_that_nobody_knows_stays_behind_only_if_the_reviewer_says_so(curator):
    found = handed_in(fields={"credit-0-organisation": ["Het Onbekende"], "credit-0-role": ["partner"]})
    with pytest.raises(NotAllowed, match="Het Onbekende"):
        review.accept(found, by=curator)
    accepted = review.accept(found, by=curator, leave_behind=True)
    assert [credit.organisation for credit in accepted.instrument.credits.all()] == [found.organisation]


def test_what_is_missing_by_now_is_named(curator):
    found = handed_in(fields={"type": []})
    with pytest.raises(NotAllowed, match="result"):
        review.accept(found, by=curator)
    found.refresh_from_db()
    assert found.stage == Stage.SUBMITTED


def test_the_text_of_a_published_instrument_stays_until_its_new_edition_is_accepted(curator):
    published = instrument(title_nl="Eerste tekst", year=2004)
    old = published_file(of=published, name="oud.csv")
    found = handed_in(edition_of=published)
    file(of=found, name="nieuw.txt")
    published.refresh_from_db()
    assert published.title_nl == "Eerste tekst"

    accepted = review.accept(found, by=curator)
    published.refresh_from_db()
    assert accepted.instrument == published
    assert (published.title_nl, published.state) == ("Gids voor onthaal", State.PUBLISHED)
    new, first = published.editions.get(label="2"), published.editions.get(label="2004")
    assert new.replaces == first
    assert (new.year, new.note_en) == (2006, "Revised")
    assert [(one.name, one.edition) for one in published.files.all()] == [("nieuw.txt", new), ("oud.csv", first)]
    old.refresh_from_db()
    assert old.edition == first


def test_a_new_edition_follows_the_newest(curator):
    published = instrument()
    first = published.editions.create(label="1", year=2004)
    review.accept(handed_in(edition_of=published), by=curator)
    assert published.editions.get(label="2").replaces == first


def test_a_file_that_is_in_the_catalogue_already_is_not_doubled(curator):
    published = instrument()
    published_file(of=published, name="gids.txt", content=b"Welkom")
    found = handed_in(edition_of=published)
    file(of=found, content=b"Welkom")
    review.accept(found, by=curator)
    assert published.files.count() == 1


def test_the_same_edition_is_not_published_twice(curator):
    published = instrument()
    published.editions.create(label="2", year=2004)
    with pytest.raises(NotAllowed, match="2"):
        review.accept(handed_in(edition_of=published), by=curator)


def test_there_is_no_new_edition_of_what_was_withdrawn_meanwhile(curator):
    found = handed_in(edition_of=instrument(state="withdrawn"))
    with pytest.raises(NotAllowed):
        review.accept(found, by=curator)


def test_a_project_is_narrowed_down_by_its_new_themes_as_soon_as_they_are_accepted(client, curator):
    promoter = organisation()
    project = made.project(promoter=promoter, themes=["learning"])
    found = handed_in(kind=Kind.FICHE, of=promoter, project=project, fields=FICHE | {"themes": ["diversity"]})
    review.accept(found, by=curator)
    assert "Leren in het bedrijf" in client.get("/nl/projecten/?theme=diversity").text
    assert "Leren in het bedrijf" not in client.get("/nl/projecten/?theme=learning").text


def test_the_data_of_a_project_stay_until_the_change_is_accepted(curator):
    promoter = organisation()
    project = made.project(promoter=promoter, title_nl="Oude titel")
    partner = organisation(name_nl="De Partner")
    found = handed_in(
        kind=Kind.FICHE, of=promoter, project=project,
        fields=FICHE | {
            "themes": ["learning"], "begins": ["9/2005"], "ends": [""], "channels": ["website"],
            "partner-0-organisation": ["De Partner"], "partner-0-role": ["expert"],
            "means-0-source": ["esf"], "means-0-amount": [""],
            "seat-0-group": ["steering"], "seat-0-organisation": ["Een Vreemde"],
        },
    )  # fmt: skip
    project.refresh_from_db()
    assert project.title_nl == "Oude titel"

    accepted = review.accept(found, by=curator)
    project.refresh_from_db()
    assert (accepted.instrument, accepted.stage) == (None, Stage.ACCEPTED)
    assert (project.title_nl, project.goals_nl, project.channels) == (
        "Leren in het bedrijf",
        "Nieuwe doelen.",
        ["website"],
    )
    assert (project.starts_on.year, project.ends_on, project.state) == (2005, None, Published.PUBLISHED)
    assert [(one.organisation, one.role) for one in project.partners.all()] == [(partner, "expert")]
    assert [(one.source, one.amount) for one in project.means.all()] == [("esf", None)]
    assert [(one.organisation, one.role_nl) for one in project.seats.all()] == [(None, "Een Vreemde")]
    assert project.history.latest().history_user == curator


def test_what_is_refused_in_the_end_leaves_nothing_behind(curator):
    found = handed_in(fields={"audiences": []})
    with pytest.raises(NotAllowed):
        review.accept(found, by=curator)
    assert not Instrument.objects.exists()
    assert found.moves.count() == 2
