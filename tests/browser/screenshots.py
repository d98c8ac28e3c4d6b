"""Pictures of the main pages, to be looked at: both languages, two widths, light and dark.

No test: pytest only lends its database and server. `make screenshots` puts them into screenshots/.
"""

from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Person
from instruments.models import Instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = {360: 780, 1280: 900}
PAGES = {
    "home": ("home", [], ""),
    "catalogue": ("instruments:catalogue", [], ""),
    "catalogue-narrowed": ("instruments:catalogue", [], "?q=diversiteit&audience=sme&theme=diversity"),
    "catalogue-empty": ("instruments:catalogue", [], "?q=zeppelin&theme=diversity"),
    "themes": ("themes", [], ""),
    "theme": ("theme", ["diversity"], ""),
    "about": ("about", [], ""),
    "accessibility": ("accessibility", [], ""),
    "privacy": ("privacy", [], ""),
    "contact": ("contact", [], ""),
    "sign-in": ("account_login", [], ""),
    "not-found": ("theme", ["there-is-none"], ""),
}
FOR_STAFF = {
    "design": ("design", [], ""),
    "desk": ("desk", [], ""),
    "admin": ("admin:index", [], ""),
    "admin-instruments": ("admin:instruments_instrument_changelist", [], ""),
}


@pytest.fixture
def filled(transactional_db):
    call_command("load_demo", verbosity=0)
    published = Instrument.objects.published()
    return {
        "instrument": ("instruments:instrument", [published.exclude(files=None).first().slug], ""),
        "instrument-withdrawn": (
            "instruments:instrument",
            list(Instrument.objects.filter(state="withdrawn").values_list("slug", flat=True)[:1]) or ["there-is-none"],
            "",
        ),
    }


def test_pictures(browser, live_server, client, settings, filled):
    folder = Path(settings.BASE_DIR) / "screenshots"
    folder.mkdir(exist_ok=True)
    client.force_login(Person.objects.get(email="administrator@example.org"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    for (width, height), scheme, language in product(WIDTHS.items(), ("light", "dark"), ("nl", "en")):
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language, reduced_motion="reduce")
        kind = f"{language}-{width}-{scheme}"
        photograph(context.new_page(), live_server.url, PAGES | filled, language, folder / kind)
        context.add_cookies([session])
        photograph(context.new_page(), live_server.url, FOR_STAFF, language, folder / kind)
        context.close()


def photograph(page, url, pages, language, folder):
    folder.mkdir(exist_ok=True)
    for name, (view, arguments, query) in pages.items():
        with override(language):
            path = reverse(view, args=arguments)
        page.goto(url + path + query)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
