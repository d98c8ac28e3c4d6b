"""When two titles are taken for the same thing: the threshold is where a labelled set says."""

import pytest

from instruments.models import Instrument
from instruments.models.curation import LIKE
from tests.factories import instrument

pytestmark = pytest.mark.django_db
# typed, published, and whether a curator would say that it is the same thing
LABELLED = [
    ("Onthaal in tien stappen", "Onthaal in 10 stappen", True),
    ("Checklist duurzaam aankopen", "Checklist: duurzaam aankopen voor kmo's", True),
    ("Gids stakeholderdialoog", "De gids voor de stakeholderdialoog", True),
    ("Diversiteitsplan in een dag", "Diversiteitsplan in één dag", True),
    ("Handboek duurzaamheidsverslag", "Handboek voor het duurzaamheidsverslag", True),
    ("MVO-scan voor kleine bedrijven", "De MVO scan voor kleine bedrijven", True),
    ("Energiecheck voor de werkvloer", "Energie-check voor de werkvloer", True),
    ("Welcome pack for new colleagues", "A welcome pack for new colleague", True),
    ("Werven zonder vooroordelen", "Werven zonder vooroordeel", True),
    ("Onthaal in tien stappen", "Dialoog in tien vragen", False),
    ("Checklist duurzaam aankopen", "Checklist diversiteit", False),
    ("Gids stakeholderdialoog", "Gids voor afvalarme kantoren", False),
    ("Handboek duurzaamheidsverslag", "Handboek sociale dialoog", False),
    ("MVO-scan voor kleine bedrijven", "Training voor kleine bedrijven", False),
    ("Energiecheck voor de werkvloer", "Veilig op de werkvloer", False),
    ("Welcome pack for new colleagues", "A guide to social procurement", False),
    ("Werven zonder vooroordelen", "Werken aan welzijn", False),
    ("Oefening: luisteren", "Oefening: rondetafel", False),
]


@pytest.mark.parametrize(("typed", "published", "same"), LABELLED)
def test_the_threshold_parts_what_a_curator_would_part(typed, published, same):
    instrument(title_nl=published, title_en="")
    assert Instrument.objects.titled_like([typed]).exists() == same


def test_the_likest_comes_first_in_whichever_language():
    near = instrument(title_nl="Iets anders", title_en="A welcome pack for new colleague")
    same = instrument(title_nl="Onthaal", title_en="Welcome pack for new colleagues")
    found = list(Instrument.objects.titled_like(["", "Welcome pack for new colleagues"]))
    assert found[0] == same
    assert near in found
    assert found[0].likeness == 1.0 > LIKE


@pytest.mark.parametrize("titles", [[], [""], ["a"], ["    "], ["%%%%%%%"], ["'; drop table"]])
def test_what_says_nothing_finds_nothing(titles):
    instrument()
    assert not Instrument.objects.titled_like(titles).exists()
