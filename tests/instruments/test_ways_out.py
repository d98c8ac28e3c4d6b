"""A list that finds nothing leads on: each way gives what it promises, and the nearest to the search comes first."""

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.catalogue import Results
from instruments.facets import Vocabulary
from instruments.filters import Search, parse
from tests.factories import instrument

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def shop(shared_db):
    """A small catalogue that every test here starts from."""
    instrument(title_nl="Zeepkist zonder remmen", title_en="Brakes", body_en="A soapbox", themes=["talent-development"])
    instrument(title_nl="Remmen", title_en="", themes=["mobility"])
    instrument(title_nl="Vliegtuig", title_en="Aeroplane", themes=["learning"])


def found_by(words: str, **chosen: tuple[str, ...]) -> Results:
    return Results(Search(words=words, chosen=chosen), "nl", Vocabulary())


def there(url: str) -> Results:
    vocabulary = Vocabulary()
    return Results(parse(QueryDict(url.partition("?")[2]), vocabulary), url[1:3], vocabulary)


def offered(found: Results) -> list[str]:
    return [there(repair.url).search.words for repair in found.repairs]


WORDS = st.sampled_from([
    "zeepkist", "remmen", "-remmen", '"remmen zeepkist"', '"zeepkist remen"', '"vliegtug"', '-"zonder remmen"',
    "soapbox", "qqxx", "de", "OR", '"', "-",
])  # fmt: skip
CHOSEN = st.sampled_from([{}, {"theme": ("mobility",)}, {"theme": ("talent-development",)}, {"type": ("paper",)}])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.lists(WORDS, max_size=5).map(" ".join), chosen=CHOSEN)
def test_every_way_out_of_nothing_gives_what_it_promises(typed, chosen):
    with override("nl"):
        found = found_by(typed, **chosen)
        assert bool(found.repairs) == (not found.total)
        for repair in found.repairs:
            other = there(repair.url)
            assert not other.corrected or other.corrected == found.corrected  # what was understood stays so
            assert other.total == repair.count > 0, (typed, chosen, repair)
        assert len({repair.url for repair in found.repairs}) == len(found.repairs)


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ('"remmen zeepkist"', ["remmen zeepkist"]),
        ('"vliegtug"', ["vliegtuig"]),
        ("zeepkist -remmen", ["zeepkist"]),
        ('zeepkist -"zonder remmen"', ["zeepkist"]),
        ('"remmen zeepkist" OR "remmen vliegtuig"', ["remmen zeepkist OR remmen vliegtuig"]),
        ("remmen zeepkist vliegtuig", ["remmen zeepkist", "remmen OR zeepkist OR vliegtuig"]),
    ],
)
def test_the_same_words_are_offered_less_strictly(typed, ways):
    with override("nl"):
        found = offered(found_by(typed))
    assert [words for words in found if words in ways] == ways


def test_what_is_nearest_to_the_search_comes_first_and_no_words_at_all_last():
    with override("nl"):
        found = found_by('"remmen zeepkist"')
        assert offered(found)[0] == "remmen zeepkist"
        assert offered(found)[-1] == ""
    counts = [repair.count for repair in found.repairs]
    assert counts[-1] == max(counts) > counts[0]


def test_a_broader_theme_comes_before_no_theme():
    with override("nl"):
        found = found_by("vliegtuig", theme=("talent-development",))
        themes = [there(repair.url).search.chosen.get("theme") for repair in found.repairs]
    assert set(themes[0]) == {"talent-development", "learning"}
    assert themes.index(None) > 0


def test_the_other_language_gets_the_words_as_they_were_understood():
    instrument(title_nl="Tandemfiets", title_en="Tandemfiets")
    with override("nl"):
        found = found_by("tandemfits")
        assert (found.corrected, there(found.in_other_language.url).search.words) == ("tandemfiets", "tandemfiets")
        assert found_by("de").words_ignored
        assert found_by("de").in_other_language is None


def test_words_too_long_for_an_address_are_not_offered():
    with override("nl"):
        found = found_by(" ".join([*(f"qx{n}" + "y" * 41 for n in range(6)), "remmen", "vliegtuig"]))
        assert found.repairs
        for repair in found.repairs:
            assert there(repair.url).total == repair.count
