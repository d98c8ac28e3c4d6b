from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from instruments import workflow
from instruments.models import Editing, Instrument, Theme
from search.models import Document
from tests.factories import file, instrument, person
from tests.forms import as_browsers_end_lines, filled_in, text_of

pytestmark = pytest.mark.django_db
FORM = "instrument_form"


@pytest.fixture
def curator(client):
    curator = person(role="curator", first_name="Cara", language="en")
    client.force_login(curator)
    return curator


def change(found):
    return reverse("admin:instruments_instrument_change", args=[found.pk])


def save(client, found, **changes):
    data = filled_in(client.get(change(found)), FORM, **changes)
    return client.post(change(found), data | {"_continue": "1"}, follow=True)


def test_both_languages_stand_side_by_side_with_their_states(client, curator):
    found = instrument(title_nl="Gids", title_en="Guide", body_nl="Tekst", body_en="")
    page = client.get(change(found)).content.decode()
    assert 'id="text-title_nl"' in page
    assert 'id="text-title_en"' in page
    assert "text-cell is-current" in page
    assert 'is-missing" id="text-body_en"' in page
    assert 'is-empty" id="text-usage_en"' in page


def test_a_stale_text_shows_what_changed_in_its_source_and_can_be_declared_right(client, curator):
    found = instrument(summary_nl="een korte gids", summary_en="a short guide")
    save(client, found, summary_nl="een lange gids")
    found.refresh_from_db()
    assert found.text_state("summary", "en") == "stale"
    page = client.get(change(found)).content.decode()
    assert "een <del>korte</del><ins>lange</ins> gids" in page
    save(client, found, still_right="summary_en")
    found.refresh_from_db()
    assert found.text_state("summary", "en") == "current"


def test_the_line_ends_of_a_browser_are_no_change(client, curator):
    found = instrument(summary_nl="een\ntwee", summary_en="one, two", body_nl="drie\nvier", body_en="three\nfour")
    found.body_nl = "drie\nvijf"
    workflow.save(found, by=curator)
    posted = as_browsers_end_lines(filled_in(client.get(change(found)), FORM))
    client.post(change(found), posted)
    found.refresh_from_db()
    assert (found.summary_nl, found.body_nl) == ("een\ntwee", "drie\nvijf")
    assert found.stale_en == {"body": "drie\nvier"}


def test_line_ends_stand_in_nobody_s_way(client, curator):
    found = instrument(summary_nl="een\ntwee")
    mine = as_browsers_end_lines(filled_in(client.get(change(found)), FORM, title_nl="Wegwijzer"))
    found.title_en = "Signpost"
    workflow.save(found, by=person(role="curator"))
    conflict = client.post(change(found), mine).context["adminform"].form.conflict
    assert [difference.label for difference in conflict.clashing] == ["Title (Dutch)"]
    assert [difference.label for difference in conflict.taken_over] == ["Title (English)"]


def test_saving_records_who_and_why_once_and_lets_the_search_know(client, curator):
    found = instrument(title_nl="Gids", themes=["learning"])
    diversity = Theme.objects.get(slug="diversity")
    save(client, found, title_nl="Wegwijzer", themes=[str(diversity.pk)], reason="Clearer")
    found.refresh_from_db()
    newest = found.history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (curator, "Clearer")
    assert found.history.filter(version=found.version).count() == 1
    assert [row.theme for row in newest.themes.all()] == [diversity]
    assert "wegwijz" in Document.objects.get(object_id=found.pk).tsv_nl


def test_a_new_instrument_gets_an_address_and_stays_a_draft(client, curator):
    add = reverse("admin:instruments_instrument_add")
    data = filled_in(client.get(add), FORM, type="guide", title_en="A new guide", state="published")
    client.post(add, data | {"_save": "1"})
    made = Instrument.objects.get()
    assert (made.slug, made.state, made.version) == ("a-new-guide", "draft", 1)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"title_nl": "", "title_en": ""}, "Give a title in at least one language."),
        ({"summary_nl": "", "summary_en": ""}, "needs a summary"),
        ({"themes": None}, "needs at least one"),
        ({"tags": ", ".join(f"tag{number}" for number in range(13))}, "13 tags: at most 12 fit."),
        ({"url": "no address"}, "valid URL"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, curator, changes, complaint):
    found = instrument(title_nl="Gids", summary_nl="Kort")
    response = save(client, found, **changes)
    assert complaint in text_of(response)
    found.refresh_from_db()
    assert found.title_nl == "Gids"


def test_the_address_of_what_was_published_is_fixed(client, curator):
    found = instrument()
    save(client, found, slug="another")
    assert Instrument.objects.get().slug == found.slug


def test_terms_that_were_merged_cannot_be_chosen(client, curator):
    source, target = Theme.objects.get(slug="mobility"), Theme.objects.get(slug="diversity")
    workflow.merge_terms(source, target, by=curator)
    choices = client.get(change(instrument())).context["adminform"].form.fields["themes"].queryset
    assert source not in choices
    assert target in choices


class TestTwoCurators:
    @pytest.fixture
    def found(self):
        return instrument(title_nl="Gids", title_en="Guide", summary_nl="Kort", purpose_nl="Om te leren", year=2001)

    def save_of_the_other(self, found, **fields):
        theirs = Instrument.objects.get(pk=found.pk)
        for name, value in fields.items():
            setattr(theirs, name, value)
        workflow.save(theirs, by=person(role="curator", first_name="Otto"))
        workflow.index([theirs])

    def test_the_second_save_overwrites_nothing_and_keeps_what_was_typed(self, client, curator, found):
        mine = filled_in(client.get(change(found)), FORM, title_nl="Mijn gids")
        self.save_of_the_other(found, title_nl="Hun gids")
        response = client.post(change(found), mine)
        found.refresh_from_db()
        assert found.title_nl == "Hun gids"
        assert "Changed meanwhile" in text_of(response)
        assert "Otto" in text_of(response)
        page = response.content.decode()
        assert "<del>Gids</del><ins>Hun gids</ins>" in page
        assert "<del>Gids</del><ins>Mijn gids</ins>" in page
        assert 'value="Mijn gids"' in page

    def test_what_only_the_other_one_changed_is_taken_over(self, client, curator, found):
        mine = filled_in(client.get(change(found)), FORM, title_nl="Mijn gids")
        theme = Theme.objects.get(slug="diversity")
        self.save_of_the_other(found, purpose_nl="Om te groeien", year=2005)
        theirs = Instrument.objects.get(pk=found.pk)
        theirs.themes.set([theme])
        response = client.post(change(found), mine)
        again = filled_in(response, FORM)
        assert again["purpose_nl"] == ["Om te groeien"]
        assert again["year"] == ["2005"]
        assert again["themes"] == [str(theme.pk)]
        assert again["title_nl"] == ["Mijn gids"]

    def test_saving_again_takes_a_deliberate_tick(self, client, curator, found):
        mine = filled_in(client.get(change(found)), FORM, title_nl="Mijn gids")
        self.save_of_the_other(found, title_nl="Hun gids", year=2005)
        response = client.post(change(found), mine)
        response = client.post(change(found), filled_in(response, FORM))
        found.refresh_from_db()
        assert found.title_nl == "Hun gids"
        client.post(change(found), filled_in(response, FORM, overwrite="on"))
        found.refresh_from_db()
        assert (found.title_nl, found.year) == ("Mijn gids", 2005)

    def test_a_third_save_in_between_stops_it_again(self, client, curator, found):
        mine = filled_in(client.get(change(found)), FORM, title_nl="Mijn gids")
        self.save_of_the_other(found, title_nl="Hun gids")
        response = client.post(change(found), mine)
        self.save_of_the_other(found, title_nl="Nog een gids")
        client.post(change(found), filled_in(response, FORM, overwrite="on"))
        found.refresh_from_db()
        assert found.title_nl == "Nog een gids"

    def test_each_sees_that_the_other_one_has_it_open(self, client, curator, found):
        Editing.objects.opened(person(first_name="Otto"), found)
        assert "Also open with: Otto" in text_of(client.get(change(found)))

    def test_the_warning_is_gone_after_a_quarter_of_an_hour_or_a_save(self, client, curator, found):
        other = person(first_name="Otto")
        Editing.objects.opened(other, found)
        Editing.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
        assert "Also open with" not in text_of(client.get(change(found)))
        save(client, found, title_nl="Gidsje")
        assert [row.person for row in Editing.objects.all()] == [curator]  # she went on editing

    def test_a_sign_of_life_answers_who_else_is_there(self, client, curator, found):
        Editing.objects.opened(person(first_name="Otto"), found)
        address = reverse("admin:instruments_instrument_editing", args=[found.pk])
        assert client.post(address).json() == {"others": ["Otto"]}
        assert client.get(address).status_code == 404


class TestFiles:
    def upload(self, client, found, *contents, name="lijst.csv"):
        data = filled_in(
            client.get(change(found)), FORM, **{"files-TOTAL_FORMS": str(found.files.count() + len(contents))}
        )
        for number, content in enumerate(contents, start=found.files.count()):
            data |= {
                f"files-{number}-file": SimpleUploadedFile(name, content), f"files-{number}-language": "nl",
                f"files-{number}-accessibility": "unknown", f"files-{number}-position": "0",
                f"files-{number}-instrument": str(found.pk), f"files-{number}-name": "",
            }  # fmt: skip
        return client.post(change(found), data)

    def test_what_a_file_is_comes_from_the_file(self, client, curator):
        found = instrument()
        self.upload(client, found, b"%PDF-1.7 something", name="Energie scan.pdf")
        made = found.files.get()
        assert (made.name, made.size, made.media_type) == ("Energie-scan.pdf", 18, "application/pdf")
        assert len(made.sha256) == 64

    def test_a_file_that_is_there_already_is_refused(self, client, curator):
        found = instrument()
        file(of=found, name="eerste.csv", content=b"a;b\n")
        response = self.upload(client, found, b"a;b\n")
        assert "This is the same file as “eerste.csv”." in text_of(response)
        assert found.files.count() == 1

    def test_the_same_file_twice_in_one_go_is_refused(self, client, curator):
        found = instrument()
        assert "This is the same file" in text_of(self.upload(client, found, b"a;b\n", b"a;b\n"))
        assert not found.files.exists()

    def test_a_file_that_is_too_large_is_refused(self, client, curator, settings):
        settings.UPLOAD_LIMIT = 10
        found = instrument()
        assert "at most 10\xa0bytes fits" in self.upload(client, found, b"more than ten bytes").content.decode()
        assert not found.files.exists()

    def test_the_edition_of_a_file_is_one_of_the_same_instrument(self, client, curator):
        found, other = instrument(), instrument()
        file(of=found)
        own, foreign = found.editions.create(label="1"), other.editions.create(label="1")
        page = client.get(change(found))
        choices = page.context["inline_admin_formsets"][1].formset.forms[0].fields["edition"].queryset
        assert own in choices
        assert foreign not in choices


class TestMoves:
    def test_a_draft_is_published_by_a_button(self, client, curator):
        found = instrument(state="draft")
        assert (
            reverse("admin:instruments_instrument_publish", args=[found.pk])
            in client.get(change(found)).content.decode()
        )
        client.post(reverse("admin:instruments_instrument_publish", args=[found.pk]))
        found.refresh_from_db()
        assert found.state == "published"

    def test_what_is_missing_for_publication_is_named(self, client, curator):
        found = instrument(state="draft", themes=[])
        response = client.post(reverse("admin:instruments_instrument_publish", args=[found.pk]), follow=True)
        assert "Still missing: a theme." in text_of(response)

    def test_publishing_takes_more_than_following_a_link(self, client, curator):
        found = instrument(state="draft")
        assert client.get(reverse("admin:instruments_instrument_publish", args=[found.pk])).status_code == 404

    def test_withdrawing_asks_for_a_reason_and_may_name_what_replaces_it(self, client, curator):
        found, better = instrument(), instrument()
        address = reverse("admin:instruments_instrument_withdraw", args=[found.pk])
        assert "Give a reason" in text_of(client.post(address, {}))
        client.post(address, {"reason_en": "There is a better one", "replaced_by": better.pk})
        found.refresh_from_db()
        assert (found.state, found.withdrawal_reason_en, found.replaced_by) == (
            "withdrawn",
            "There is a better one",
            better,
        )

    def test_nobody_deletes_an_instrument(self, client):
        client.force_login(person(superuser=True))
        found = instrument()
        assert (
            client.post(reverse("admin:instruments_instrument_delete", args=[found.pk]), {"post": "yes"}).status_code
            == 403
        )
        assert Instrument.objects.exists()
