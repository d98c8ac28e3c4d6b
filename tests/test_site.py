"""What holds for the site as a whole, page by page."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.translation import gettext, override
from lxml import html

from networks.models import Recommendation
from plumbing import messages
from plumbing.access import decided, views
from tests.factories import diagonal, file, instrument, networks, organisation, person
from tests.factories.forums import everything_of_a_forum
from tests.factories.news import news
from tests.factories.strategy import everything_of_a_strategy
from tests.reading import Page, read

pytestmark = pytest.mark.django_db
LANGUAGES = ("nl", "en")
ACCOUNT_PAGES = ["account_login", "account_signup", "account_reset_password"]


def names(resolver=None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield space + pattern.name, pattern
        else:
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def public_pages(*, arguments: bool) -> list[str]:
    """Names of the pages under a language that everybody may see, with or without arguments."""
    prefixed = next(one for one in get_resolver().url_patterns if isinstance(one.pattern, LocalePrefixPattern))
    return [
        name
        for name, pattern in names(prefixed)
        if getattr(pattern.callback, "access", "") == "public" and bool(pattern.pattern.converters) == arguments
    ]


# links for one reader; tests/accounts/test_invitations.py, tests/forums/test_invitation_page.py
PERSONAL = {"accounts:invitation", "forums:invitation"}
NOT_LISTED = {"forums:register", "forums:registration"}  # tests/forums/test_registration_pages.py
FILES = {
    "instruments:download",
    "networks:document",
    "networks:dossier",
    "forums:attachment",
    "forums:document",
    "forums:forum_calendar",
    "forums:ledger_csv",
    "forums:strategy_report_pdf",
    "forums:strategy_report_docx",
    "news:theme_feed",
}
FOR_SCRIPTS_AND_FORMS = {
    "suggestions",
    "wish",
    "click",
    "instruments:boxed",
    "instruments:box_archive",
    "forums:calendar",
    "networks:operations",
    "news:feed",
}  # no pages to walk to
PLAIN = [name for name in public_pages(arguments=False) if name not in FOR_SCRIPTS_AND_FORMS]
COUNTED_BY_A_SCRIPT = {"instruments:seen"}  # tests/instruments/test_uses.py
WITH_ARGUMENTS = {
    "instruments:instrument": ["soap-and-water"], "theme": ["recruitment"], "networks:project": ["open-doors"],
    "networks:network": ["talent"], "networks:call": ["second-call"], "forums:forum": ["spring"],
    "forums:contributions": ["spring"], "forums:contribution": ["spring", 1],
    "forums:strategy": ["together"], "forums:strategy_version": ["together", 2],
    "forums:strategy_changes": ["together", 2], "forums:strategy_contributions": ["together", 2],
    "networks:notes": ["recommendation"], "networks:note": ["recommendation", 900_001],
    "forums:statement": ["together", 900_001], "forums:strategy_report": ["together", 2],
    "news:item": ["open-day"],
}  # fmt: skip
PAGES = [*((name, []) for name in PLAIN), *WITH_ARGUMENTS.items()]


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def own_files(settings, media):
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module", autouse=True)
def portal(shared_db, media):
    """An instrument with everything, so that no part of a page is left out."""
    other = instrument(title_nl="Water", title_en="Water", themes=["recruitment"])
    made = instrument(
        slug="soap-and-water", title_nl="Zeep en water", title_en="Soap and water", themes=["recruitment", "learning"],
        audiences=["sme"], sectors=["construction"], sizes=["small"], phases=["act"], goals=["climate-action"],
        time="half-hour", format="paper", tags=["soap"], related=[other], publisher=organisation(website="https://example.org/"),
        year=2004, languages=["nl", "en"], body_nl="# Kop\n\nTekst", usage_en="1. Wash", url="https://example.org/soap",
    )  # fmt: skip
    with override_settings(MEDIA_ROOT=media):
        file(of=made)
        everything_of_a_forum(slug="spring")
        everything_of_a_strategy(slug="together", first=900_001)
    made.links.create(url="https://example.org/more", label_nl="Meer")
    made.editions.create(label="1", year=2004)
    made.credits.create(organisation=organisation(), role="author")
    call = networks.call(slug="second-call", themes=["recruitment"])
    project = networks.project(slug="open-doors", themes=["recruitment"], call=call, goals_nl="Doel")
    network = networks.network(slug="talent", themes=["recruitment"], call=call, projects=[project])
    networks.product(instrument=made, project=project, network=network)
    diagonal.link(source=project, target=network)
    moment = timezone.now()
    news(
        slug="open-day", title_nl="Open dag", title_en="Open day", body_nl="# Kop\n\nTekst", themes=["recruitment"],
        instrument=made, project=project, network=network, at=moment - timedelta(days=9), outdated_nl="Voorbij",
        current_until=(moment - timedelta(days=8)).date(),
    )  # fmt: skip
    news(title_nl="Nieuws", title_en="News", themes=["recruitment"])
    Recommendation.objects.create(
        pk=900_001, network=network, title_nl="Praat met elkaar", title_en="Talk", state="adopted", sent_at=moment,
        replied_at=moment, reply_nl="Graag", published_at=moment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def staff(portal) -> Client:
    client = Client()
    client.force_login(person(role="curator"))
    return client


def address(name: str, arguments: list, language: str) -> str:
    with override(language):
        return reverse(name, args=arguments)


def page(client: Client, name: str, arguments: list, language: str, query: str = "") -> Page:
    return read(client, address(name, arguments, language) + query)


def status(client: Client, path: str) -> int:
    """What a page answers; one that first asks who you are is there too."""
    response = client.get(path)
    if response.streaming:
        list(response)  # reads the file, and closes it
    asks_who_you_are = response.status_code == 302 and "/account/login/" in response["Location"]
    return 200 if asks_who_you_are else response.status_code


every_page = pytest.mark.parametrize(("name", "arguments"), PAGES, ids=[name for name, _ in PAGES])
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def test_every_public_page_is_walked_here():
    known = {*WITH_ARGUMENTS, *FILES, *PERSONAL, *COUNTED_BY_A_SCRIPT, *NOT_LISTED}
    assert set(public_pages(arguments=True)) == known
    assert {"home", "instruments:catalogue", "search", "themes", "about", "accessibility", "privacy", "contact"} <= set(
        PLAIN
    )


@in_both_languages
@every_page
def test_a_page_has_one_heading_a_title_and_its_language(client, name, arguments, language):
    found = page(client, name, arguments, language)
    assert found.find("/html/@lang") == [language]
    assert len(found.find("//h1")) == 1
    assert found.heading
    assert found.find("//title")[0].text_content().strip()
    assert len(found.find("//main")) == 1
    assert len(found.find("//meta[@name='description'][string-length(@content) > 10]")) == 1


@in_both_languages
@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_a_page_for_accounts_has_one_heading_and_its_language(client, name, language):
    found = page(client, name, [], language)
    assert found.find("/html/@lang") == [language]
    assert len(found.find("//h1")) == 1


@every_page
def test_no_identifier_stands_twice_on_a_page(client, name, arguments):
    identifiers = page(client, name, arguments, "nl").find("//@id")
    assert len(identifiers) == len(set(identifiers))


@every_page
def test_what_labels_and_describes_points_to_something(client, name, arguments):
    found = page(client, name, arguments, "en")
    identifiers = set(found.find("//@id"))
    referred = {
        word
        for value in found.find("//@aria-labelledby | //@aria-describedby | //@aria-controls")
        for word in value.split()
    }
    assert referred | set(found.find("//label/@for")) <= identifiers


@every_page
def test_a_page_and_its_twin_link_each_other(client, name, arguments):
    linked = {}
    for language in LANGUAGES:
        found = page(client, name, arguments, language)
        alternates = {
            link.get("hreflang"): link.get("href") for link in found.find("//link[@rel='alternate'][@hreflang]")
        }
        assert set(alternates) >= set(LANGUAGES)
        assert found.find("//link[@rel='canonical']/@href") == [alternates[language]]
        assert alternates[language] == settings.BASE_URL + address(name, arguments, language)
        linked[language] = {code: alternates[code] for code in LANGUAGES}
    assert linked["nl"] == linked["en"]


@in_both_languages
@every_page
def test_the_switch_of_language_keeps_the_query(client, name, arguments, language):
    query = "?q=water&theme=learning&theme=environment"
    other = "en" if language == "nl" else "nl"
    found = page(client, name, arguments, language, query)
    assert found.find(f"//header//a[@hreflang='{other}']/@href") == [address(name, arguments, other) + query]


@in_both_languages
@every_page
def test_a_public_page_has_nothing_of_anybody(client, name, arguments, language):
    found = page(client, name, arguments, language)
    assert not found.response.cookies
    assert "Cookie" not in found.response.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in found.response.content


@every_page
def test_a_public_page_is_the_same_for_who_is_signed_in(client, staff, name, arguments):
    assert page(client, name, arguments, "nl").response.content == page(staff, name, arguments, "nl").response.content


@every_page
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client, name, arguments):
    found = page(client, name, arguments, "nl")
    assert not found.find("//style | //*[@style] | //script[not(@src)] | //*[@*[starts-with(name(), 'on')]]")
    icons_styles = "//link[not(@rel='canonical') and not(@rel='alternate')]/@href"
    resources = found.find(
        f"{icons_styles} | //script/@src | //img/@src | //source/@srcset | //iframe/@src | //form/@action"
    )
    assert resources
    assert all(resource.startswith("/") and not resource.startswith("//") for resource in resources)
    assert found.response["Content-Security-Policy"].startswith("default-src 'self'")


@in_both_languages
@every_page
def test_every_link_inside_the_site_leads_to_a_page(client, name, arguments, language):
    found = page(client, name, arguments, language)
    inside = {urlsplit(link)._replace(fragment="").geturl() for link in found.find("//a/@href") if link.startswith("/")}
    answers = {link: status(client, link) for link in inside}
    assert {link: status for link, status in answers.items() if status != 200} == {}


CONTRACT = [
    ("/nl/", "/en/"),
    ("/nl/instrumenten/", "/en/instruments/"),
    ("/nl/instrumenten/soap-and-water/", "/en/instruments/soap-and-water/"),
    ("/nl/themas/recruitment/", "/en/themes/recruitment/"),
    ("/nl/themas/", "/en/themes/"),
    ("/nl/doos/", "/en/box/"),
    ("/nl/projecten/", "/en/projects/"),
    ("/nl/netwerken/", "/en/networks/"),
    ("/nl/oproepen/", "/en/calls/"),
    ("/nl/tijdlijn/", "/en/timeline/"),
    ("/nl/beloften/", "/en/promises/"),
    ("/nl/projecten/open-doors/", "/en/projects/open-doors/"),
    ("/nl/netwerken/talent/", "/en/networks/talent/"),
    ("/nl/oproepen/second-call/", "/en/calls/second-call/"),
    ("/nl/forums/", "/en/forums/"),
    ("/nl/forums/spring/", "/en/forums/spring/"),
    ("/nl/strategie/", "/en/strategy/"),
    ("/nl/strategie/together/", "/en/strategy/together/"),
    ("/nl/strategie/together/2/", "/en/strategy/together/2/"),
    ("/nl/nieuws/", "/en/news/"),
    ("/nl/nieuws/open-day/", "/en/news/open-day/"),
    ("/nl/over/", "/en/about/"),
    ("/nl/over/toegankelijkheid/", "/en/about/accessibility/"),
    ("/nl/over/privacy/", "/en/about/privacy/"),
    ("/nl/over/contact/", "/en/about/contact/"),
]


@pytest.mark.parametrize(("dutch", "english"), CONTRACT, ids=[english for _, english in CONTRACT])
def test_the_addresses_of_the_contract_are_there(client, dutch, english):
    assert read(client, dutch).find("//link[@hreflang='en']/@href") == [settings.BASE_URL + english]
    assert read(client, english).find("//link[@hreflang='nl']/@href") == [settings.BASE_URL + dutch]


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/readyz", "/sitemap.xml", "/robots.txt", "/api/v1/instruments/", "/api/v1/strategies/together/2/"],
)
def test_the_addresses_without_a_language_answer(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/nl/mijn/", "/en/my/", "/admin/"])
def test_a_desk_asks_who_you_are(client, path):
    response = client.get(path, follow=True)
    assert response.redirect_chain
    assert "/account/login/" in response.redirect_chain[-1][0]
    assert response.status_code == 200


def test_ready_says_when_migrations_wait(client):
    assert client.get("/readyz").json() == {"database": "ok", "migrations_waiting": 0}
    MigrationRecorder.Migration.objects.filter(app="demo").delete()
    MigrationRecorder.Migration.objects.filter(app="search").latest("id").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations_waiting"]) == (503, 1)


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("", "/nl/"), ("nl", "/nl/"), ("en-GB,en;q=0.9", "/en/"), ("fr", "/nl/"), ("fr, en;q=0.5", "/en/"),
     ("nl, en;q=0.5", "/nl/"), ("nonsense;;q=x", "/nl/")],
)  # fmt: skip
def test_the_bare_address_leads_to_the_language_of_the_browser(client, asked, leads):
    response = client.get("/", headers={"accept-language": asked} if asked else {})
    assert response["Location"] == leads
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_the_site_map_has_every_page_with_its_twin(client):
    found = client.get("/sitemap.xml").content.decode()
    for name, arguments in PAGES:
        for language in LANGUAGES:
            assert f"<loc>http://testserver{address(name, arguments, language)}</loc>" in found
            assert f'hreflang="{language}" href="http://testserver{address(name, arguments, language)}"' in found


def test_every_address_of_the_site_map_answers(client):
    found = html.fromstring(client.get("/sitemap.xml").content)
    addresses = {*found.xpath("//loc/text()"), *found.xpath("//@href")}
    answers = {address: status(client, urlsplit(address).path) for address in addresses}
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_robots_are_told_where_the_map_is(client):
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode().splitlines()


def test_every_view_says_who_may_see_it():
    assert [view for view in views() if not decided(view)] == []


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_dutch_text_is_complete():
    call_command("messages", check=True)


OWN_APPS = sorted(config.label for config in apps.get_app_configs() if (settings.BASE_DIR / config.label).is_dir())
DUTCH = {
    message.id: (message.string, {place.split("/")[0] for place, _ in message.locations})
    for message in messages.read(messages.po_path(settings.LOCALE_PATHS[0]))
    if isinstance(message.id, str) and message.id and message.string not in {"", message.id} and not message.context
}
TRANSLATED = sorted({place for _, places in DUTCH.values() for place in places} & {*OWN_APPS, "templates"})


def test_most_apps_have_text_of_their_own():
    assert {"accounts", "instruments", "kenniscentrum", "plumbing", "templates"} <= set(TRANSLATED)


@pytest.mark.parametrize("place", TRANSLATED)
def test_the_dutch_text_is_really_used(place):
    source, translation = next((source, dutch) for source, (dutch, places) in DUTCH.items() if place in places)
    with override("nl"):
        assert gettext(source) == translation
    with override("en"):
        assert gettext(source) == source
