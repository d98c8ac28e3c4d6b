import pytest
from django.urls import reverse
from taggit.models import Tag

from instruments import workflow
from instruments.models import TERM_MODELS, Audience, Theme
from search.models import Document
from tests.factories import instrument, organisation, person, term
from tests.forms import filled_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def curator(client):
    curator = person(role="curator", language="en")
    client.force_login(curator)
    return curator


def address(term, page="change"):
    return reverse(f"admin:instruments_{term._meta.model_name}_{page}", args=[term.pk])


def words_of(found):
    return Document.objects.get(object_id=found.pk).tsv_nl


@pytest.mark.parametrize("model", TERM_MODELS.values(), ids=TERM_MODELS)
def test_every_vocabulary_has_its_list_and_its_form(client, model):
    model_name = model._meta.model_name
    assert client.get(reverse(f"admin:instruments_{model_name}_changelist")).status_code == 200
    page = client.get(address(model.objects.first())).content.decode()
    assert 'id="text-label_nl"' in page
    assert 'id="text-label_en"' in page


def test_the_list_says_how_much_is_filed_under_a_term(client):
    for _number in range(3):
        instrument(themes=["diversity"])
    rows = client.get("/admin/instruments/theme/", {"q": "diversity"}).context["cl"].result_list
    assert [row.filed for row in rows if row.slug == "diversity"] == [3]


def test_a_renamed_term_is_found_under_its_new_name_at_once(client):
    theme, found = Theme.objects.get(slug="diversity"), instrument(themes=["diversity"])
    data = filled_in(client.get(address(theme)), "theme_form", label_nl="Veelkleurigheid")
    client.post(address(theme), data)
    assert "veelkleur" in words_of(found)


def test_a_renamed_tag_is_found_under_its_new_name_at_once_and_keeps_its_address(client):
    found = instrument(tags=["water"])
    tag = Tag.objects.get()
    change = reverse("admin:taggit_tag_change", args=[tag.pk])
    client.post(change, filled_in(client.get(change), "tag_form", name="regenwater"))
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("regenwater", "water")
    assert "regenwater" in words_of(found)


def test_a_renamed_publisher_is_found_under_its_new_name_at_once(client):
    publisher = organisation(name_nl="Oude naam")
    found = instrument(publisher=publisher)
    change = reverse("admin:accounts_organisation_change", args=[publisher.pk])
    client.post(change, filled_in(client.get(change), "organisation_form", name_nl="Zonnebloem"))
    assert "zonnebloem" in words_of(found)


def test_a_new_term_gets_a_place_of_its_own(client):
    add = reverse("admin:instruments_audience_add")
    client.post(add, filled_in(client.get(add), "audience_form", label_nl="Vrijwilligers", slug="volunteers"))
    made = Audience.objects.get(slug="volunteers")
    assert made.slot == max(Audience.objects.values_list("slot", flat=True))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"label_nl": "", "label_en": ""}, "Give a label in at least one language."),
        ({"parent": "talent-development"}, "Select a valid choice"),
        ({"parent": "learning"}, "This theme has narrower themes of its own."),
    ],
)
def test_a_theme_that_makes_no_sense_is_refused(client, changes, complaint):
    theme = Theme.objects.get(slug="diversity")
    if "parent" in changes:
        changes = {"parent": str(Theme.objects.get(slug=changes["parent"]).pk)}
    response = client.post(address(theme), filled_in(client.get(address(theme)), "theme_form", **changes))
    assert complaint in text_of(response)


def test_a_vocabulary_that_is_full_says_so(client):
    for number in range(70):
        if Audience.objects.count() >= 61:
            break
        term("audience", f"audience-{number}")
    add = reverse("admin:instruments_audience_add")
    response = client.post(add, filled_in(client.get(add), "audience_form", label_nl="Nog een", slug="one-more"))
    assert "This vocabulary is full." in text_of(response)


def test_nobody_deletes_a_term(client):
    client.force_login(person(superuser=True))
    assert client.post(address(Theme.objects.first(), "delete"), {"post": "yes"}).status_code == 403


class TestMerging:
    @pytest.fixture
    def source(self):
        return Theme.objects.get(slug="mobility")

    @pytest.fixture
    def target(self):
        return Theme.objects.get(slug="energy-and-climate")

    def test_first_shows_what_will_move(self, client, source, target):
        instrument(title_en="A guide on bicycles", themes=["mobility"])
        assert "Show what will move" in client.get(address(source, "merge")).content.decode()
        response = client.get(address(source, "merge"), {"target": target.pk})
        assert "1 instrument moves" in text_of(response)
        assert "A guide on bicycles" in text_of(response)
        source.refresh_from_db()
        assert source.merged_into is None

    def test_moves_the_instruments_and_leads_the_old_address_on(self, client, source, target):
        found = instrument(themes=["mobility"])
        client.post(address(source, "merge"), {"target": target.pk})
        source.refresh_from_db()
        assert source.merged_into == target
        assert list(found.themes.all()) == [target]

    def test_a_merged_term_can_only_be_looked_at(self, client, curator, source, target):
        workflow.merge_terms(source, target, by=curator)
        page = client.get(address(source))
        assert f"Merged into: {target}" in text_of(page)
        assert 'name="label_nl"' not in page.content.decode()
        assert client.post(address(source), {"label_nl": "Anders"}).status_code == 403
        assert client.get(address(source, "merge")).status_code == 403

    def test_a_term_cannot_go_into_a_merged_one_or_into_itself(self, client, curator, source, target):
        workflow.merge_terms(target, Theme.objects.get(slug="diversity"), by=curator)
        for wrong in (target, source):
            assert "Select a valid choice" in text_of(client.get(address(source, "merge"), {"target": wrong.pk}))

    def test_a_broad_theme_does_not_go_into_its_own_narrower_one(self, client):
        broad, narrow = Theme.objects.get(slug="learning"), Theme.objects.get(slug="talent-development")
        response = client.post(address(broad, "merge"), {"target": narrow.pk})
        assert "Move the narrower theme elsewhere first." in " ".join(map(str, response.context["messages"]))
