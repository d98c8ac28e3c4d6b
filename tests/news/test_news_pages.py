"""What visitors read of the news: the list, what narrows it down, one item, and what is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from instruments import workflow as vocabulary
from networks.models import State
from news import workflow
from tests.factories import instrument, networks, person, term
from tests.factories.forums import forum
from tests.factories.news import news
from tests.reading import read

pytestmark = pytest.mark.django_db
LIST = "/en/news/"
JULY_2002 = datetime(2002, 7, 1, tzinfo=UTC)


def titles(page) -> list[str]:
    return page.texts("//article//*[contains(@class, 'card__title')]")


def counted(page, heading: str) -> dict[str, int]:
    """The label and the count of each choice below a heading."""
    choices = page.find(f"//nav[@aria-labelledby='{heading}']//a")
    return {link.xpath("./span[1]")[0].text_content(): int(link.xpath("./span[2]/text()")[0]) for link in choices}


def test_the_newest_comes_first(client):
    for title, days in (("Lately", 3), ("Long ago", 900), ("Yesterday", 1)):
        news(title_en=title, at=timezone.now() - timedelta(days=days))
    assert titles(read(client, LIST)) == ["Yesterday", "Lately", "Long ago"]


def test_without_any_news_the_page_says_so(client):
    assert "There is no news yet." in read(client, LIST).text


@pytest.mark.parametrize(
    ("precision", "nl", "en", "machine"),
    [("day", "1 juli 2002", "1 July 2002", "2002-07-01"), ("month", "juli 2002", "July 2002", "2002-07"),
     ("year", "2002", "2002", "2002")],
)  # fmt: skip
def test_a_date_is_as_precise_as_it_is_known(client, precision, nl, en, machine):
    made = news(at=JULY_2002, precision=precision)
    for language, word in (("nl", nl), ("en", en)):
        for address in (f"/{language}/{'nieuws' if language == 'nl' else 'news'}/{made.slug}/", LIST):
            [time] = read(client, address).find("//main//time")
            assert time.get("datetime") == machine
        assert time.text == en
        [time] = read(client, f"/{language}/{'nieuws' if language == 'nl' else 'news'}/").find("//main//time")
        assert time.text == word


def test_a_theme_and_a_year_narrow_down_and_each_number_is_what_choosing_gives(client):
    news(title_en="One", themes=["diversity"], at=JULY_2002)
    news(title_en="Two", themes=["recruitment"])  # narrower than diversity
    news(title_en="Three", themes=["learning", "recruitment"])
    news(title_en="Four")
    found = read(client, LIST)
    this_year = str(timezone.localdate().year)
    assert counted(found, "years") == {this_year: 3, "2002": 1}
    assert counted(found, "by-theme") == {"Diversity": 3, "Learning": 1}
    for heading in ("years", "by-theme"):
        for link in found.find(f"//nav[@aria-labelledby='{heading}']//a"):
            page = read(client, link.get("href"))
            assert len(titles(page)) == int(link.xpath("./span[2]/text()")[0])
    narrowed = read(client, f"{LIST}?theme=diversity&year={this_year}")
    assert set(titles(narrowed)) == {"Two", "Three"}
    assert counted(narrowed, "years") == {this_year: 2, "2002": 1}
    assert titles(read(client, f"{LIST}?theme=diversity&year=2002")) == ["One"]
    assert narrowed.find("//link[@rel='canonical']/@href")[0].endswith(f"?theme=diversity&year={this_year}")


def test_what_was_chosen_can_be_taken_away_one_by_one(client):
    news(themes=["recruitment"], at=JULY_2002)
    found = read(client, f"{LIST}?theme=recruitment&year=2002")
    assert found.texts("//a[@class='chip']") == ["Remove Recruitment and welcome", "Remove 2002"]
    assert found.find("//a[@class='chip']/@href") == [f"{LIST}?year=2002", f"{LIST}?theme=recruitment"]


def test_nothing_on_it_leads_back_to_everything(client):
    news()
    found = read(client, f"{LIST}?year=1999")
    assert "There is no news on this." in found.text
    assert found.find(f"//main//a[@href='{LIST}']")


@pytest.mark.parametrize(
    "query", ["theme=qqq", "year=qqq", "year=%D9%A2%D9%A0%D9%A0%D9%A2", "year=0000", "year=99999999999", "theme=%00",
              "year=" + "9" * 3000, "theme=<script>"],
)  # fmt: skip
def test_what_nobody_knows_is_named_and_left_out(client, query):
    made = news()
    found = read(client, f"{LIST}?{query}")
    assert titles(found) == [made.title_en]
    assert "was left out" in found.text
    assert b"<script>alert" not in found.response.content


def test_of_two_themes_the_first_counts_and_the_other_is_named(client):
    news(title_en="One", themes=["learning"])
    news(title_en="Two", themes=["environment"])
    found = read(client, f"{LIST}?theme=learning&theme=environment")
    assert titles(found) == ["One"]
    assert "“environment” was left out" in found.text


def test_the_address_of_a_merged_theme_gives_the_other_one(client):
    news(title_en="One", themes=["recruitment"])
    vocabulary.merge_terms(term("theme", "recruitment"), term("theme", "language-and-origin"), by=None)
    assert titles(read(client, f"{LIST}?theme=recruitment")) == ["One"]
    assert client.get("/en/news/themes/recruitment.atom")["Location"] == "/en/news/themes/language-and-origin.atom"


def test_many_items_are_on_pages(client):
    for number in range(21):
        news(title_en=f"Number {number}", at=timezone.now() - timedelta(days=number + 1))
    first, second = read(client, LIST), read(client, f"{LIST}?page=2")
    assert len(titles(first)) == 20
    assert titles(second) == ["Number 20"]
    for number in ("3", "qqq", "-1", "9" * 50):
        assert read(client, f"{LIST}?page={number}").heading == "News"


def test_an_item_shows_its_text_what_it_is_about_and_its_themes(client):
    tool, project, network, meeting = instrument(), networks.project(), networks.network(), forum()
    made = news(
        title_en="A day with soap", summary_en="Short", body_en="# Long\n\nand **bold**", themes=["learning"],
        instrument=tool, project=project, network=network, forum=meeting,
    )  # fmt: skip
    found = read(client, f"/en/news/{made.slug}/")
    assert found.heading == "A day with soap"
    assert found.texts("//div[@class='prose']//strong") == ["bold"]
    assert found.find("//section[@aria-labelledby='about']//a/text()") == [
        tool.title_en, project.title_en, network.title_en, meeting.title_en
    ]  # fmt: skip
    assert found.leads_to("/en/themes/learning/")
    assert found.find("//meta[@name='description']/@content") == ["Short"]


def test_what_is_not_public_is_not_named(client):
    secret = networks.network(state="draft", title_en="Secret circle")
    made = news(network=secret, instrument=instrument(state="draft", title_en="Secret tool"),
                forum=forum(state="draft", title_en="Secret meeting"))  # fmt: skip
    assert "Secret" not in read(client, f"/en/news/{made.slug}/").text


def test_text_in_one_language_says_so_and_is_marked(client):
    made = news(title_nl="Alleen hier", title_en="", body_nl="Verhaal")
    for address in (LIST, f"/en/news/{made.slug}/"):
        found = read(client, address)
        assert "only in Dutch" in found.text
        assert found.find("//main//*[@lang='nl'][contains(., 'Alleen hier')]")
    assert found.find("//div[@class='prose'][@lang='nl']")
    assert "alleen in het" not in read(client, f"/nl/nieuws/{made.slug}/").text.lower()


def test_what_is_no_longer_current_says_so_from_the_day_after(client):
    today = timezone.localdate()
    still, over = news(current_until=today), news(
        at=timezone.now() - timedelta(days=9), current_until=today - timedelta(days=1), outdated_en="It took place."
    )  # fmt: skip
    assert "no longer current" not in read(client, f"/en/news/{still.slug}/").text
    found = read(client, f"/en/news/{over.slug}/")
    assert "no longer current" in found.text
    assert "It took place." in found.texts("//*[contains(@class, 'news__notice')]")[0]
    assert len(read(client, LIST).find("//article//*[contains(., 'no longer current')][@class='label']")) == 1


def test_a_draft_is_nobodys_business(client):
    made = news(state=State.DRAFT, title_en="Secret")
    for visitor in (None, person(), person(role="curator")):
        if visitor:
            client.force_login(visitor)
        assert "Secret" not in read(client, LIST).text
        read(client, f"/en/news/{made.slug}/", status=404)


def test_what_is_withdrawn_keeps_its_address_and_says_why(client):
    made = news(state=State.WITHDRAWN)
    found = read(client, f"/en/news/{made.slug}/", status=410)
    assert "A mistake" in found.text
    assert made.title_en not in titles(read(client, LIST))


def test_what_was_withdrawn_before_anybody_saw_it_never_was(client):
    drafted = workflow.withdraw(news(state=State.DRAFT), by=None, reason_en="Never mind")
    planned = news(at=timezone.now() + timedelta(days=1))
    workflow.withdraw(planned, by=None, reason_en="Never mind")
    for made in (drafted, planned):
        read(client, f"/en/news/{made.slug}/", status=404)


def test_text_that_anybody_typed_is_only_text(client):
    made = news(title_en="<script>alert(1)</script>", body_en="<img src=x onerror=y>", summary_en="<b>x</b>")
    for address in (f"/en/news/{made.slug}/", LIST, "/en/", "/en/news/feed.atom"):
        content = client.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "<b>x" not in content


def test_demonstration_is_labelled_wherever_an_item_is_shown(client):
    made = news(demonstration=True, title_en="Invented", themes=["learning"])
    addresses = (LIST, f"/en/news/{made.slug}/", "/en/", "/en/themes/learning/", "/en/search/?q=Invented")
    for address in addresses:
        assert read(client, address).find("//main//*[contains(@class, 'label--demonstration')]"), address


def test_home_and_theme_show_a_few_lines_of_what_is_current(client):
    today = timezone.localdate()
    for number in range(5):
        news(title_en=f"Number {number}", themes=["recruitment"], at=timezone.now() - timedelta(days=number + 1))
    news(title_en="Over", themes=["recruitment"], at=timezone.now() - timedelta(days=1),
         current_until=today - timedelta(days=1))  # fmt: skip
    news(title_en="Elsewhere", themes=["learning"])
    lines = "//section[@aria-labelledby='news']//h3"
    assert read(client, "/en/").texts(lines) == ["Elsewhere", "Number 0", "Number 1"]
    found = read(client, "/en/themes/diversity/")
    assert found.texts(lines) == ["Number 0", "Number 1", "Number 2"]
    assert found.find(f"//a[@href='{LIST}?theme=diversity']")
    assert not read(client, "/en/themes/environment/").find("//section[@aria-labelledby='news']")


def test_every_page_leads_to_the_news(client):
    assert read(client, "/nl/over/").leads_to("/nl/nieuws/")


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(client, django_assert_num_queries):
    news(themes=["learning"])
    with django_assert_num_queries(7):
        client.get(LIST)
    for number in range(30):
        news(themes=["learning", "recruitment"], at=JULY_2002 + timedelta(days=900 * (number % 9)))
    with django_assert_num_queries(7):
        client.get(LIST)
    with django_assert_num_queries(8):
        client.get(f"{LIST}?theme=recruitment&year=2002")


def test_an_item_takes_the_same_statements_whatever_it_is_about(client, django_assert_num_queries):
    few = news()
    much = news(instrument=instrument(), project=networks.project(), network=networks.network(), forum=forum(),
                themes=["learning", "recruitment", "environment"])  # fmt: skip
    for made in (few, much):
        with django_assert_num_queries(3):
            client.get(f"/en/news/{made.slug}/")
