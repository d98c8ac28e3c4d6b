"""Is it this one? What looks like the title, asked while it is typed."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from networks.models import Submission
from networks.neighbours import neighbours
from tests import factories
from tests.factories import networks
from tests.forms import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    person, organisation = networks.promoter()
    client.force_login(person)
    return person, organisation


def url(name, *arguments):
    with override("en"):
        return reverse(f"networks:{name}", args=arguments)


def test_what_is_published_and_what_colleagues_hand_in_is_offered(client, owner):
    factories.instrument(title_nl="Onthaal in 10 stappen", title_en="")
    networks.submission(organisation=owner[1], fields={"title_nl": ["Onthaal in tien stapjes"]})
    networks.submission(fields={"title_nl": ["Onthaal in tien stappen, geheim"]})
    draft = networks.submission(organisation=owner[1], fields={"title_nl": []})
    answer = client.get(url("like_it", draft.pk), {"title_nl": "Onthaal in tien stappen"}).content.decode()
    assert "Onthaal in 10 stappen" in answer
    assert "Onthaal in tien stapjes" in answer
    assert "geheim" not in answer
    assert "<html" not in answer


def test_it_stands_on_the_page_without_a_script(client, owner):
    factories.instrument(title_nl="Onthaal in 10 stappen", title_en="")
    draft = networks.submission(organisation=owner[1], fields={"title_nl": ["Onthaal in tien stappen"]})
    assert "Is it one of these?" in text_of(client.get(url("submission_step", draft.pk, 1)))


def test_it_is_not_its_own_neighbour_nor_that_of_its_earlier_edition(owner):
    published = factories.instrument(title_nl="Onthaal in 10 stappen", publisher=owner[1])
    draft = networks.submission(organisation=owner[1], about=published, fields={"title_nl": ["Onthaal in 10 stappen"]})
    assert neighbours(draft, Submission.objects.all()) == []


def test_a_stranger_asks_in_vain(client, owner):
    assert client.get(url("like_it", networks.submission().pk)).status_code == 404


def test_bad_input_is_no_fault(client, owner):
    draft = networks.submission(organisation=owner[1])
    for title in ("\x00", "x" * 5000, "%", "'"):
        assert client.get(url("like_it", draft.pk), {"title_nl": title}).status_code == 200
