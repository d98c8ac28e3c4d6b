"""What visitors read of forums: those to come, those that were, and one forum whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from forums.models import ForumState, Level, PhaseKind
from forums.workflow import meetings
from tests.factories import person
from tests.factories.forums import SPRING, document, everything_of_a_forum, forum, group, part, phase
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST = "/en/forums/"


def titles(page, heading: str) -> list[str]:
    return page.texts(f"//section[@aria-labelledby='{heading}']//article//h3")


def test_the_list_has_what_comes_and_what_was_each_in_its_order(client):
    now = timezone.now()
    for title, days in (("Later", 20), ("Soon", 2), ("Long ago", -900), ("Lately", -3)):
        forum(title_en=title, starts_at=now + timedelta(days=days))
    forum(title_en="July 2003", month=date(2003, 7, 1))
    found = read(client, LIST)
    assert titles(found, "coming") == ["Soon", "Later"]
    assert titles(found, "past") == ["Lately", "Long ago", "July 2003"]


def test_what_goes_on_at_this_moment_is_not_past(client):
    forum(title_en="Now", starts_at=timezone.now() - timedelta(hours=1), hours=2)
    assert titles(read(client, LIST), "coming") == ["Now"]


def test_without_any_forum_the_page_says_so(client):
    found = read(client, LIST)
    assert "No forum is planned" in found.text
    assert not found.find("//section[@aria-labelledby='past']")


def test_a_draft_is_nobodys_business(client):
    made = forum(state=ForumState.DRAFT, title_en="Secret")
    assert "Secret" not in read(client, LIST).text
    read(client, made.get_absolute_url(), status=404)
    client.force_login(person(role="curator"))
    read(client, made.get_absolute_url(), status=404)


def test_a_cancelled_forum_keeps_its_page_and_gives_the_reason(client):
    made = meetings.cancel(forum(), by=None, reason_nl="Te weinig plaatsen")
    found = read(client, f"/en/forums/{made.slug}/")
    [said] = found.find("//*[contains(@class, 'notice--warning')]")
    assert "does not take place" in said.text_content()
    assert said.xpath(".//*[@lang='nl']/text()") == ["Te weinig plaatsen"]
    assert "cancelled" in read(client, LIST).text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Thursday 18 March 2027, 09:30 to 13:30"), ("nl", "donderdag 18 maart 2027, van 09:30 tot 13:30")],
)
def test_the_hours_are_those_of_brussels_in_the_readers_words(client, language, said):
    made = forum(starts_at=SPRING)
    assert said in read(client, f"/{language}/forums/{made.slug}/").text


def test_a_forum_over_two_days_names_both(client):
    made = forum(starts_at=SPRING, hours=28)
    assert (
        "Thursday 18 March 2027, 09:30 to Friday 19 March 2027, 13:30" in read(client, f"/en/forums/{made.slug}/").text
    )


def test_where_only_the_month_is_known_no_day_is_invented(client):
    made = forum(month=date(2004, 5, 1))
    found = read(client, f"/en/forums/{made.slug}/")
    assert "May 2004 (the day is not known)" in found.text
    assert not found.find("//a[contains(@href, 'calendar.ics')][contains(., 'Put it')]")


def test_a_date_that_is_not_known_yet_is_said_to_be_so(client):
    made = forum()
    made.starts_at = made.ends_at = None
    meetings.save(made, by=None)
    assert "still to be determined" in read(client, f"/en/forums/{made.slug}/").text
    assert titles(read(client, LIST), "coming") == [made.title_en]


@pytest.mark.parametrize("level", Level)
def test_each_level_says_what_a_say_means(client, level):
    made = forum(level=level)
    found = read(client, f"/en/forums/{made.slug}/")
    [section] = found.texts("//section[@aria-labelledby='level']")
    assert section.startswith(f"Level: {level.label}")
    assert len(section) > 40


def test_every_part_of_a_forum_is_on_its_page(client):
    made = everything_of_a_forum()
    found = read(client, f"/en/forums/{made.slug}/")
    headings = found.texts("//h2")
    assert headings == ["In short", "What it is about", "Programme", "What you can contribute to", "Report",
                        "Documents", "Who is at the table", "Level: cooperate", "Phases", "Themes",
                        "Pass it on"]  # fmt: skip
    for said in ("live captions", "Dutch, English", "Brussels, online", "0 of 10 taken", "Agenda, Dutch, CSV"):
        assert said in found.text


def test_the_programme_is_in_the_order_of_the_hours(client):
    made = forum(starts_at=SPRING)
    part(of=made, title_en="Lunch", starts_at=SPRING + timedelta(hours=3))
    part(of=made, title_en="Welcome", starts_at=SPRING, ends_at=SPRING + timedelta(minutes=30))
    part(of=made, title_en="Some time")
    found = read(client, f"/en/forums/{made.slug}/")
    assert found.texts("//ol[@class='programme']//h3") == ["Welcome", "Lunch", "Some time"]
    assert found.texts("//*[@class='programme__hours']") == ["09:30–10:00", "12:30", ""]


def test_the_page_says_of_each_phase_whether_it_goes_on_and_what_it_permits(client):
    made, now = forum(), timezone.now()
    phase(of=made, kind=PhaseKind.REGISTRATION)
    phase(of=made, opens=now + timedelta(days=1), closes=now + timedelta(days=2))
    found = read(client, f"/en/forums/{made.slug}/")
    assert found.texts("//section[@aria-labelledby='phases']//h3") == ["Registration open now", "Contributions"]
    assert found.find("//li[@aria-current='step']")
    assert "You can: hand in contributions, and change them" in found.text


def test_groups_that_nobody_represents_are_named(client):
    made = forum(seats={"employers": 2, "ngos": 1})
    found = read(client, f"/en/forums/{made.slug}/")
    assert "Not at the table yet: employers, NGOs." in found.text
    rows = found.texts("//table//tbody/tr")
    assert rows == ["Employers 2 0 2", "NGOs 1 0 1"]


def test_a_document_is_taken_under_its_own_name(client):
    made = document(of=forum(), content=b"Agenda;9:30\n")
    response = client.get(made.get_absolute_url())
    assert b"".join(response.streaming_content) == b"Agenda;9:30\n"
    assert 'filename="agenda.csv"' in response["Content-Disposition"]
    assert client.get(made.get_absolute_url().replace("agenda.csv", "other.csv"))["Location"] == made.get_absolute_url()


def test_a_document_of_a_draft_is_for_staff(client):
    made = document(of=forum(state=ForumState.DRAFT))
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(person())
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(person(role="facilitator"))
    response = client.get(made.get_absolute_url())
    assert response.status_code == 200
    list(response)


def test_a_document_that_is_lost_on_disk_is_not_there(client):
    made = document(of=forum())
    made.file.storage.delete(made.file.name)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_demonstration_is_labelled_wherever_a_forum_is_shown(client):
    made = forum(demonstration=True, title_en="Invented")
    for address in (LIST, f"/en/forums/{made.slug}/", "/en/search/?q=Invented"):
        assert read(client, address).find("//main//*[contains(@class, 'label--demonstration')]"), address


def test_a_forum_is_found_by_the_search_over_the_whole_site(client):
    made = forum(title_en="Round table on energy", body_en="About **heat pumps**.")
    part(of=made, title_en="Panel with grid operators")
    meetings.index(made)
    for words in ("table energy", "heat pumps", "grid operators"):
        assert made.title_en in read(client, f"/en/search/?q={words.replace(' ', '+')}").text
    forum(state=ForumState.DRAFT, title_en="Hidden volcano")
    assert "Hidden" not in " ".join(read(client, "/en/search/?q=volcano").texts("//h3"))


def test_text_that_anybody_typed_is_only_text(client):
    made = forum(title_en="<script>alert(1)</script>", body_en="<img src=x onerror=y>", place_en="<b>here</b>")
    content = client.get(f"/en/forums/{made.slug}/").content.decode()
    assert "<script>alert" not in content
    assert "<img" not in content
    assert "<b>here" not in content


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, django_assert_num_queries):
    forum()
    forum(starts_at=datetime(2004, 5, 1, tzinfo=UTC))
    with django_assert_num_queries(3):
        client.get(LIST)
    for number in range(15):
        forum(), forum(starts_at=datetime(2004, 5, 1, tzinfo=UTC) + timedelta(days=number))
    with django_assert_num_queries(3):
        client.get(LIST)


def test_a_forum_with_much_takes_as_many_statements_as_one_with_little(client, django_assert_num_queries):
    made = everything_of_a_forum()
    with django_assert_num_queries(12):
        client.get(made.get_absolute_url())
    for number in range(30):
        part(of=made)
        document(of=made, content=b"%d" % number)
        made.invitations.create(group=group(f"group-{number}"), seats=1)
    with django_assert_num_queries(12):
        client.get(made.get_absolute_url())
