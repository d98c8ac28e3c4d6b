"""The timeline: everything drawn as it is known, and said in a table behind it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.models import Network, ProgrammePhase, State
from networks.timeline import WIDTH, draw
from tests.factories import networks
from tests.reading import read

pytestmark = pytest.mark.django_db
EN = "/en/timeline/"
days = st.dates(date(1995, 1, 1), date(2040, 12, 31))


def a_network(start: date | None, end: date | None) -> Network:
    return Network(kind="thematic", title_nl="Talent", slug="talent", starts_on=start, ends_on=end)


@given(periods=st.lists(st.tuples(st.none() | days, st.none() | days), min_size=1, max_size=8), today=days)
def test_bars_stand_in_the_order_of_their_dates_and_never_leave_the_picture(periods, today):
    things = [a_network(start, end if start and end and end >= start else None) for start, end in periods]
    drawn = draw(things, today)
    placed = sorted(
        (thing.starts_on, bar.start) for thing, bar in zip(things, drawn.bars, strict=True) if thing.starts_on
    )
    assert [x for _, x in placed] == sorted(x for _, x in placed)
    for thing, bar in zip(things, drawn.bars, strict=True):
        if thing.starts_on is None:
            assert (bar.start, bar.end, bar.is_open) == (None, None, False)
        else:
            assert 0 <= bar.start <= bar.end <= WIDTH
            assert bar.is_open == (thing.ends_on is None)
            assert bar.end == WIDTH or thing.ends_on


def test_what_is_open_or_undetermined_is_drawn_and_said_so(client):
    networks.phase(title_en="Phase I", starts_on=date(2000, 6, 1), ends_on=date(2002, 7, 31))
    networks.network(title_en="Open one", starts_on=date(2003, 1, 1))
    networks.network(title_en="Unknown one")
    networks.network(title_en="Secret", state=State.DRAFT)
    found = read(client, EN)
    rows = [" ".join(cell.text_content() for cell in row) for row in found.find("//table//tbody/tr")]
    assert rows == [
        "Phase I Phase of the programme June 2000 to July 2002 finished",
        "Open one Thematic learning network from January 2003, open-ended running",
        "Unknown one Thematic learning network to be determined undetermined",
    ]
    assert len(found.find("//*[local-name()='rect'][contains(@class, 'gantt__bar')]")) == 2
    assert len(found.find("//*[local-name()='rect'][contains(@class, '--open')]")) == 1
    assert len(found.find("//*[local-name()='rect'][contains(@class, 'gantt__unknown')]")) == 1
    assert "Secret" not in found.text


@pytest.mark.parametrize(("language", "path"), [("en", EN), ("nl", "/nl/tijdlijn/")])
def test_the_picture_has_a_name_and_a_description(client, language, path):
    networks.project()
    found = read(client, path)
    [picture] = found.find("//*[local-name()='svg'][@role='img']")
    named = picture.get("aria-labelledby").split()
    assert [
        element.get("id") for element in picture.xpath(".//*[local-name()='title' or local-name()='desc']")
    ] == named
    assert not found.find("//*[@style]")


def test_projects_are_on_the_page_and_not_below_the_list_of_networks(client):
    networks.project(title_en="Open doors", starts_on=date(2005, 1, 1))
    networks.network(title_en="Talent", starts_on=date(2005, 1, 1))
    assert "Open doors" in read(client, EN).text
    below = read(client, "/en/networks/")
    assert below.find("//*[local-name()='svg'][@role='img']")
    assert "Open doors" not in below.text


def test_without_anything_there_is_no_empty_picture(client):
    ProgrammePhase.objects.all().delete()
    assert not read(client, EN).find("//*[local-name()='svg'][@role='img']")
